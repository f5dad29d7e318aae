#include "review/text/phrase_book.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace review {
namespace {

using Read = std::expected<void, std::string>;

/// So many steps are searched as fast as they are looked up.
constexpr Phrases::StepNumber few_beginnings = 64;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '*';
}

}  // namespace

/// Reads one pattern, keeping every place where its reading may stand.
class PhraseBook::Reader {
 public:
  Reader(PhraseBook& book, std::string_view pattern, std::uint16_t group)
      : book_(book), rest_(pattern), group_(group) {}

  Read whole() {
    const bool begins_the_text = rest_.starts_with('^');
    if (begins_the_text) rest_.remove_prefix(1);
    const bool ends_the_text = rest_.ends_with('$');
    if (ends_the_text) rest_.remove_suffix(1);
    auto ends = choice({Place{.node = begins_the_text ? Phrases::text_beginning : Phrases::beginning}}, 0);
    if (!ends) return std::unexpected(ends.error());
    if (!rest_.empty()) return std::unexpected("a bracket closes that was not opened");
    if (auto read = end_word(*ends); !read) return read;
    for (const Place& end : *ends) {
      if (is_beginning(end.node)) return std::unexpected("it also stands for no word at all");
      if (end.words > most_words) return std::unexpected("it has too many words");
      (ends_the_text ? book_.nodes_[end.node].is_text_end : book_.nodes_[end.node].is_end) = true;
    }
    return {};
  }

 private:
  static constexpr int most_nesting = 8;

  static bool is_beginning(Number node) {
    return node == Phrases::beginning || node == Phrases::text_beginning;
  }

  /// After a whole word, or within the next one.
  struct Place {
    Number node = Phrases::beginning;
    std::size_t words = 0;  ///< of the longest way here
    std::string letters;    ///< of the word that is not ended yet
    auto operator<=>(const Place&) const = default;
  };
  using Places = std::vector<Place>;

  std::expected<Places, std::string> choice(const Places& begin, int depth) {
    if (depth > most_nesting) return std::unexpected("brackets are nested too deeply");
    const auto first_node = static_cast<Number>(book_.nodes_.size());
    const std::size_t first_step = book_.steps_.size();
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
      return place.letters.empty() && place.node >= first_node && book_.nodes_[place.node].end == 0;
    };
    const auto meeting = std::ranges::find_if(places, is_open);
    if (meeting == places.end()) return;
    std::vector<Number> to(book_.nodes_.size() - first_node);
    std::iota(to.begin(), to.end(), first_node);
    for (Place& place : places) {
      if (!is_open(place)) continue;
      to[place.node - first_node] = meeting->node;
      meeting->words = std::max(meeting->words, place.words);
    }
    for (std::size_t i = first_step; i < book_.steps_.size(); ++i) {
      Step& step = book_.steps_[i];
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
      return end_word(places);
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
  Read end_word(Places& places) {
    Place after;
    for (const Place& place : places) {
      if (place.letters.empty()) continue;
      if (is_beginning(after.node)) {
        const auto node = book_.add_node(group_);
        if (!node) return std::unexpected(node.error());
        after.node = *node;
      }
      after.words = std::max(after.words, place.words + 1);
      if (auto added = book_.add_step(place.node, place.letters, after.node); !added) return added;
    }
    if (is_beginning(after.node)) return {};
    std::erase_if(places, [](const Place& place) { return !place.letters.empty(); });
    places.push_back(std::move(after));
    return {};
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

  PhraseBook& book_;
  std::string_view rest_;
  std::uint16_t group_;
};

std::expected<void, std::string> PhraseBook::add(std::string_view pattern, std::uint16_t group) {
  return Reader(*this, pattern, group).whole();
}

std::expected<PhraseBook::Number, std::string> PhraseBook::add_node(std::uint16_t group) {
  if (nodes_.size() > std::numeric_limits<Number>::max())
    return std::unexpected("there are too many patterns");
  nodes_.push_back({.group = group});
  return static_cast<Number>(nodes_.size() - 1);
}

std::expected<void, std::string> PhraseBook::add_step(Number from, std::string_view word, Number to) {
  const auto number = lexicon_.add(word);
  if (!number) return std::unexpected(number.error());
  ++nodes_[from].end;  // until all are known it counts them
  steps_.push_back({from, *number, to});
  return {};
}

Phrases PhraseBook::phrases(Lexicon lexicon) {
  // Each node's steps to their place first: most have one or two, and sorting all at once takes longer.
  Phrases::StepNumber place = 0;
  for (Phrases::Node& node : nodes_) {
    const Phrases::StepNumber count = node.end - node.first;
    node.first = place;
    node.end = place;
    place += count;
  }
  sorted_steps_.resize(steps_.size());
  for (const Step& step : steps_) sorted_steps_[nodes_[step.from].end++] = {step.word, step.to};
  for (const Phrases::Node& node : nodes_)
    std::sort(sorted_steps_.begin() + node.first, sorted_steps_.begin() + node.end);
  const Phrases::StepNumber begin = nodes_[Phrases::beginning].end;
  if (begin > few_beginnings) {
    // A word that begins nothing has its place between its neighbours.
    beginnings_.assign(lexicon.entries().size() + 1, 0);
    for (Phrases::StepNumber i = 0; i < begin; ++i) beginnings_[sorted_steps_[i].word + 1U] = i + 1;
    std::partial_sum(beginnings_.begin(), beginnings_.end(), beginnings_.begin(),
                     [](auto left, auto right) { return std::max(left, right); });
  }
  return {lexicon, nodes_, sorted_steps_, beginnings_};
}

}  // namespace review
