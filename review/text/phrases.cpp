#include "review/text/phrases.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace review {
namespace {

using Read = std::expected<void, std::string>;

constexpr std::uint32_t beginning = 0;
constexpr std::uint32_t no_word = 0;
constexpr std::uint32_t any_word = 1;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '*';
}

/// A longer phrase says what the shorter ones inside it mean.
void drop_covered(std::vector<PhraseFound>& found) {
  std::ranges::sort(found, [](const PhraseFound& left, const PhraseFound& right) {
    return std::tie(left.begin, right.end, left.group) < std::tie(right.begin, left.end, right.group);
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

/// Reads one pattern, keeping every place where its reading may stand.
class Phrases::Reader {
 public:
  Reader(Phrases& phrases, std::string_view pattern, std::uint16_t group)
      : phrases_(phrases), rest_(pattern), group_(group) {}

  Read whole() {
    auto ends = choice({Place{}}, 0);
    if (!ends) return std::unexpected(ends.error());
    if (!rest_.empty()) return std::unexpected("a bracket closes that was not opened");
    end_word(*ends);
    for (const Place& end : *ends) {
      if (end.node == beginning) return std::unexpected("it also stands for no word at all");
      if (end.words > most_words) return std::unexpected("it has too many words");
      phrases_.nodes_[end.node].is_end = true;
    }
    return {};
  }

 private:
  static constexpr int most_nesting = 8;

  /// After a whole word, or within the next one.
  struct Place {
    Number node = beginning;
    std::size_t words = 0;  ///< of the longest way here
    std::string letters;    ///< of the word that is not ended yet
    auto operator<=>(const Place&) const = default;
  };
  using Places = std::vector<Place>;

  std::expected<Places, std::string> choice(const Places& begin, int depth) {
    if (depth > most_nesting) return std::unexpected("brackets are nested too deeply");
    const auto first_node = static_cast<Number>(phrases_.nodes_.size());
    const std::size_t first_step = phrases_.steps_.size();
    Places out;
    while (true) {
      auto one = sequence(begin, depth);
      if (!one) return one;
      std::ranges::move(*one, std::back_inserter(out));
      if (!rest_.starts_with('|')) break;
      rest_.remove_prefix(1);
    }
    meet(out, first_node, first_step);
    sort_out(out);
    return out;
  }

  /// Choices that end with a whole word, "(the |each )", lead on to the same place.
  void meet(Places& places, Number first_node, std::size_t first_step) {
    const auto is_open = [&](const Place& place) {
      return place.letters.empty() && place.node >= first_node && phrases_.nodes_[place.node].steps == 0;
    };
    const auto meeting = std::ranges::find_if(places, is_open);
    if (meeting == places.end()) return;
    std::vector<Number> to(phrases_.nodes_.size() - first_node);
    std::iota(to.begin(), to.end(), first_node);
    for (Place& place : places) {
      if (!is_open(place)) continue;
      to[place.node - first_node] = meeting->node;
      meeting->words = std::max(meeting->words, place.words);
    }
    for (std::size_t i = first_step; i < phrases_.steps_.size(); ++i) {
      Step& step = phrases_.steps_[i];
      if (step.to >= first_node) step.to = to[step.to - first_node];
    }
    const Place place = *meeting;
    std::erase_if(places, is_open);
    places.push_back(place);
  }

  std::expected<Places, std::string> sequence(Places places, int depth) {
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      Places before;
      if (rest_.front() == '(' || rest_.substr(1).starts_with('?')) before = places;
      if (auto read = atom(places, depth); !read) return std::unexpected(read.error());
      if (rest_.starts_with('?')) {
        rest_.remove_prefix(1);
        join(places, std::move(before));
      }
      if (places.size() > most_alternatives) return std::unexpected("it stands for too many phrases");
    }
    return places;
  }

  Read atom(Places& places, int depth) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == ' ') {
      end_word(places);
    } else if (is_letter(c)) {
      for (Place& place : places) place.letters += c;
    } else if (c == '(') {
      auto inside = choice(places, depth + 1);
      if (!inside) return std::unexpected(inside.error());
      if (!rest_.starts_with(')')) return std::unexpected("a bracket is not closed");
      rest_.remove_prefix(1);
      places = std::move(*inside);
    } else {
      return std::unexpected(
          "only lower-case letters, digits, blanks, *, (a|b) and ? can stand here, not \"" +
          std::string(1, c) + "\"");
    }
    return {};
  }

  /// All words that end here lead on to the same place.
  void end_word(Places& places) {
    Place after;
    for (const Place& place : places) {
      if (place.letters.empty()) continue;
      if (after.node == beginning) after.node = phrases_.add_node(group_);
      after.words = std::max(after.words, place.words + 1);
      phrases_.add_step(place.node, place.letters, after.node);
    }
    if (after.node == beginning) return;
    std::erase_if(places, [](const Place& place) { return !place.letters.empty(); });
    places.push_back(std::move(after));
  }

  static void join(Places& places, Places&& others) {
    std::ranges::move(others, std::back_inserter(places));
    sort_out(places);
  }

  /// Drops what stands there twice. A few twins do no harm, and looking for them takes longer than keeping
  /// them.
  static void sort_out(Places& places) {
    constexpr std::size_t few = 256;
    if (places.size() <= few) return;
    std::ranges::sort(places);
    const auto twice = std::ranges::unique(places);
    places.erase(twice.begin(), twice.end());
  }

  Phrases& phrases_;
  std::string_view rest_;
  std::uint16_t group_;
};

std::expected<void, std::string> Phrases::add(std::string_view pattern, std::uint16_t group) {
  return Reader(*this, pattern, group).whole();
}

Phrases::Number Phrases::number_of(std::string_view word) {
  if (word == "*") return any_word;
  const auto fresh = static_cast<Number>(words_.size() + 2);
  return words_.emplace(word, fresh).first->second;
}

Phrases::Number Phrases::add_node(std::uint16_t group) {
  nodes_.push_back({.group = group});
  return static_cast<Number>(nodes_.size() - 1);
}

void Phrases::add_step(Number from, std::string_view word, Number to) {
  const Number number = number_of(word);
  if (beginnings_.size() <= number) beginnings_.resize(number + 1);
  Number& first = from == beginning ? beginnings_[number] : nodes_[from].steps;
  steps_.push_back({.word = number, .to = to, .next = first});
  first = static_cast<Number>(steps_.size() - 1);
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
  std::size_t begin = 0;
  std::size_t first = 0;  // of those found from `begin` on
  const auto follow = [&](Number step, std::size_t at) {
    for (; step != 0; step = steps_[step].next) {
      if (steps_[step].word != numbers[at] && steps_[step].word != any_word) continue;
      const Number to = steps_[step].to;
      const Node& node = nodes_[to];
      if (node.steps != 0 && std::ranges::find(further, to) == further.end()) further.push_back(to);
      if (!node.is_end) continue;
      const auto same = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                                     [&](const PhraseFound& each) { return each.group == node.group; });
      if (same == out.end())
        out.push_back({node.group, begin, at + 1});
      else
        same->end = at + 1;
    }
  };
  for (; begin < numbers.size(); ++begin) {
    first = out.size();
    further.clear();
    for (const Number word : {numbers[begin], any_word}) {
      if (word < beginnings_.size()) follow(beginnings_[word], begin);
    }
    for (std::size_t at = begin + 1; at < numbers.size() && !further.empty(); ++at) {
      here.swap(further);
      further.clear();
      for (const Number node : here) follow(nodes_[node].steps, at);
    }
  }
  drop_covered(out);
  return out;
}

}  // namespace review
