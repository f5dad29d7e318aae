#include "review/text/phrases.h"

#include <algorithm>

namespace review {
namespace {

constexpr std::uint32_t no_word = 0;
constexpr std::uint32_t any_word = 1;
constexpr std::uint32_t nowhere = 0;

using Alternatives = std::vector<std::string>;
using Expanded = std::expected<Alternatives, std::string>;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || c == '*';
}

/// Writes out every phrase that a pattern stands for.
class Expansion {
 public:
  explicit Expansion(std::string_view pattern) : rest_(pattern) {}

  Expanded whole() {
    Expanded out = choice(0);
    if (out && !rest_.empty()) return std::unexpected("a bracket closes that was not opened");
    return out;
  }

 private:
  static constexpr int most_nesting = 8;

  Expanded choice(int depth) {
    if (depth > most_nesting) return std::unexpected("brackets are nested too deeply");
    Alternatives out;
    while (true) {
      Expanded one = sequence(depth);
      if (!one) return one;
      std::ranges::move(*one, std::back_inserter(out));
      if (!rest_.starts_with('|')) return out;
      rest_.remove_prefix(1);
    }
  }

  Expanded sequence(int depth) {
    Alternatives out{""};
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      if (const std::string_view letters = plain(); !letters.empty()) {
        for (std::string& each : out) each += letters;
        continue;
      }
      Expanded next = atom(depth);
      if (!next) return next;
      if (rest_.starts_with('?')) {
        rest_.remove_prefix(1);
        next->emplace_back();
      }
      if (out.size() * next->size() > Phrases::most_alternatives)
        return std::unexpected("it stands for too many phrases");
      Alternatives longer;
      longer.reserve(out.size() * next->size());
      for (const std::string& head : out) {
        for (const std::string& tail : *next) longer.push_back(head + tail);
      }
      out = std::move(longer);
    }
    return out;
  }

  /// Takes the letters that stand for nothing but themselves.
  std::string_view plain() {
    std::size_t end = 0;
    while (end < rest_.size() && is_letter(rest_[end])) ++end;
    if (end < rest_.size() && rest_[end] == '?' && end > 0) --end;
    const std::string_view out = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return out;
  }

  Expanded atom(int depth) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (is_letter(c)) return Alternatives{std::string(1, c)};
    if (c != '(')
      return std::unexpected(
          "only lower-case letters, digits, blanks, *, (a|b) and ? can stand here, not \"" +
          std::string(1, c) + "\"");
    Expanded inside = choice(depth + 1);
    if (!inside) return inside;
    if (!rest_.starts_with(')')) return std::unexpected("a bracket is not closed");
    rest_.remove_prefix(1);
    return inside;
  }

  std::string_view rest_;
};

/// A longer phrase says what the shorter ones inside it mean.
void drop_covered(std::vector<PhraseFound>& found) {
  std::ranges::stable_sort(found, [](const PhraseFound& left, const PhraseFound& right) {
    return left.begin != right.begin ? left.begin < right.begin : left.end > right.end;
  });
  PhraseFound widest;
  std::erase_if(found, [&](const PhraseFound& each) {
    if (each.end > widest.end || (each.begin == widest.begin && each.end == widest.end)) {
      widest = each;
      return false;
    }
    return true;
  });
}

}  // namespace

std::expected<void, std::string> Phrases::add(std::string_view pattern, std::uint16_t group) {
  const Expanded phrases = Expansion(pattern).whole();
  if (!phrases) return std::unexpected(phrases.error());
  for (const std::string& phrase : *phrases) {
    if (trim(phrase).empty()) return std::unexpected("it also stands for no word at all");
    if (static_cast<std::size_t>(std::ranges::count(phrase, ' ')) >= most_words)
      return std::unexpected("it has too many words");
  }
  for (const std::string& phrase : *phrases) add_phrase(phrase, group);
  return {};
}

void Phrases::add_phrase(std::string_view phrase, std::uint16_t group) {
  Number node = 0;
  for (phrase = trim(phrase); !phrase.empty(); phrase = trim(phrase)) {
    const std::string_view word = phrase.substr(0, phrase.find(' '));
    phrase.remove_prefix(word.size());
    const auto fresh = static_cast<Number>(words_.size() + 2);
    const Number number = word == "*" ? any_word : words_.emplace(word, fresh).first->second;
    nodes_[node].leads_on = true;
    const std::uint64_t step = (std::uint64_t{node} << 32U) | number;
    const auto [at, is_new] = steps_.emplace(step, static_cast<Number>(nodes_.size()));
    if (is_new) nodes_.emplace_back();
    node = at->second;
  }
  auto& groups = nodes_[node].groups;
  if (std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
}

Phrases::Number Phrases::next(Number node, Number word) const {
  const auto at = steps_.find((std::uint64_t{node} << 32U) | word);
  return at == steps_.end() ? nowhere : at->second;
}

std::vector<PhraseFound> Phrases::find(std::span<const Word> words) const {
  std::vector<Number> numbers;
  numbers.reserve(words.size());
  for (const Word& word : words) {
    const auto at = words_.find(word.text);
    numbers.push_back(at == words_.end() ? no_word : at->second);
  }
  std::vector<PhraseFound> out;
  std::vector<Number> here;
  std::vector<Number> further;
  for (std::size_t begin = 0; begin < numbers.size(); ++begin) {
    const std::size_t first = out.size();
    here.assign(1, 0);
    for (std::size_t i = begin; i < numbers.size() && !here.empty(); ++i) {
      further.clear();
      for (const Number node : here) {
        for (const Number word : {numbers[i], any_word}) {
          const Number to = word == no_word ? nowhere : next(node, word);
          if (to == nowhere) continue;
          if (nodes_[to].leads_on) further.push_back(to);
          for (const std::uint16_t group : nodes_[to].groups) {
            const auto same = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                                           [&](const PhraseFound& each) { return each.group == group; });
            if (same == out.end())
              out.push_back({group, begin, i + 1});
            else
              same->end = i + 1;
          }
        }
      }
      here.swap(further);
    }
  }
  drop_covered(out);
  return out;
}

}  // namespace review
