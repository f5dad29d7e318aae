#include "review/text/phrase_book.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <span>

namespace review {
namespace {

using Read = std::expected<void, std::string>;

/// So many are searched as fast as they are looked up.
constexpr Phrases::StepNumber few_beginnings = 256;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '*';
}

bool is_beginning(Phrases::Number node) {
  return node == Phrases::beginning || node == Phrases::text_beginning;
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
      return place.letters.empty() && place.node >= first_node && book_.nodes_[place.node].steps == 0;
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

/// Merges nodes to which the same words lead: what a hundred patterns begin with is looked at once in a text.
class PhraseBook::Merger {
 public:
  /// The steps are sorted.
  Merger(std::span<const Node> nodes, std::span<const Step> steps) : nodes_(nodes), steps_(steps) {}

  std::expected<Tables, std::string> merge() && {
    Tables out;
    number_of({Phrases::beginning});
    number_of({Phrases::text_beginning});
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      if (sets_.size() > std::numeric_limits<Number>::max())
        return std::unexpected("the patterns go together in too many ways");
      Phrases::Node node = {.first = static_cast<Phrases::StepNumber>(out.steps.size())};
      add_steps(*sets_[i], out.steps);
      node.end = static_cast<Phrases::StepNumber>(out.steps.size());
      node.first_group = static_cast<Phrases::StepNumber>(out.groups.size());
      node.groups = add_groups(*sets_[i], &Node::is_end, out.groups);
      node.text_groups = add_groups(*sets_[i], &Node::is_text_end, out.groups);
      out.nodes.push_back(node);
    }
    return out;
  }

 private:
  using Set = std::vector<Number>;  ///< of nodes, sorted, each once

  Number number_of(Set set) {
    const auto [at, is_new] = numbers_.emplace(std::move(set), static_cast<Number>(sets_.size()));
    if (is_new) sets_.push_back(&at->first);
    return at->second;
  }

  void add_steps(const Set& from, std::vector<Phrases::Step>& out) {
    std::map<WordNumber, Set> to;
    for (const Number node : from) {
      for (const Step& step : std::ranges::equal_range(steps_, node, {}, &Step::from))
        to[step.word].push_back(step.to);
    }
    for (auto& [word, set] : to) {
      std::ranges::sort(set);
      const auto twice = std::ranges::unique(set);
      set.erase(twice.begin(), twice.end());
      out.push_back({word, number_of(std::move(set))});
    }
  }

  std::uint16_t add_groups(const Set& set, bool Node::*ends, std::vector<std::uint16_t>& out) const {
    std::set<std::uint16_t> groups;
    for (const Number node : set) {
      if (nodes_[node].*ends) groups.insert(nodes_[node].group);
    }
    out.insert(out.end(), groups.begin(), groups.end());
    return static_cast<std::uint16_t>(groups.size());
  }

  std::span<const Node> nodes_;
  std::span<const Step> steps_;
  std::map<Set, Number> numbers_;
  std::vector<const Set*> sets_;  ///< by number
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
  ++nodes_[from].steps;
  steps_.push_back({from, *number, to});
  return {};
}

std::expected<Phrases, std::string> PhraseBook::phrases(Lexicon lexicon) {
  std::ranges::sort(steps_);
  auto merged = Merger(nodes_, steps_).merge();
  if (!merged) return std::unexpected(merged.error());
  tables_ = std::move(*merged);
  for (const Step& step : steps_) {
    if (is_beginning(step.from) && step.word >= Lexicon::first_word) lexicon_.begins(step.word, list_);
  }
  const Phrases::Node& begin = tables_.nodes[Phrases::beginning];
  if (begin.end - begin.first > few_beginnings) {
    tables_.beginnings.assign(lexicon.entries().size(), Phrases::no_step);
    for (Phrases::StepNumber i = begin.first; i < begin.end; ++i)
      tables_.beginnings[tables_.steps[i].word] = i;
  }
  return Phrases(lexicon, list_, tables_.nodes, tables_.steps, tables_.groups, tables_.beginnings);
}

}  // namespace review
