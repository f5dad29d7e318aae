#include "review/text/phrases.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <tuple>
#include <utility>

namespace review {
namespace {

/// Places in patterns that a text may stand at together.
constexpr std::size_t few = 32;

}  // namespace

void drop_covered(PhrasesFound& found) {
  if (found.size() < 2) return;
  std::ranges::sort(found, [](const PhraseFound& left, const PhraseFound& right) {
    return std::tie(left.begin, right.end, left.group) < std::tie(right.begin, left.end, right.group);
  });
  PhraseFound widest;
  PhraseFound last;
  std::erase_if(found, [&](const PhraseFound& each) {
    const bool is_twin = each == std::exchange(last, each);
    if (is_twin || (each.end <= widest.end && (each.begin != widest.begin || each.end != widest.end)))
      return true;
    widest = each;
    return false;
  });
}

Phrases::Phrases(Lexicon lexicon, unsigned list, std::span<const Node> nodes, std::span<const Step> steps,
                 std::span<const std::uint16_t> groups, std::span<const StepNumber> beginnings)
    : lexicon_(lexicon),
      begins_(static_cast<std::uint16_t>(1U << list)),
      nodes_(nodes),
      steps_(steps),
      groups_(groups),
      beginnings_(beginnings) {
  may_begin_anyhow_ = std::ranges::any_of(std::array{beginning, text_beginning}, [&](Number node) {
    return nodes[node].end != nodes[node].first && steps[nodes[node].first].word < Lexicon::first_word;
  });
}

template <class Go>
void Phrases::each_step(Number from, const KnownWord& word, Go go) const {
  const Node& node = nodes_[from];
  auto here = steps_.subspan(node.first, node.end - node.first);
  // What fits several words stands before all words.
  while (!here.empty() && here.front().word < Lexicon::first_word) {
    if (lexicon_.fits(here.front().word, word)) go(here.front().to);
    here = here.subspan(1);
  }
  if (word.number == no_word || here.empty()) return;
  if (from == beginning && !beginnings_.empty()) {
    if (const StepNumber step = beginnings_[word.number]; step != no_step) go(steps_[step].to);
    return;
  }
  const auto at = std::ranges::lower_bound(here, word.number, {}, &Step::word);
  if (at != here.end() && at->word == word.number) go(at->to);
}

template <class Take>
void Phrases::each_phrase(std::span<const KnownWord> words, Take take) const {
  const auto may_begin = [&](const KnownWord& word) {
    return may_begin_anyhow_ || (word.begins & begins_) != 0;
  };
  if (std::ranges::none_of(words, may_begin)) return;  // as mostly
  // Hardly ever more than a few, which need no memory of their own.
  std::array<std::byte, 256> room;
  std::pmr::monotonic_buffer_resource memory(room.data(), room.size());
  std::pmr::vector<Number> here(&memory);
  std::pmr::vector<Number> further(&memory);
  here.reserve(few);
  further.reserve(few);
  for (std::size_t begin = 0; begin < words.size(); ++begin) {
    if (!may_begin(words[begin])) continue;
    bool goes_on = true;
    further.clear();
    std::size_t at = begin;
    const auto go = [&](Number to) {
      const Node& node = nodes_[to];
      const bool is_text_end = at + 1 == words.size();
      const auto ending =
          groups_.subspan(node.first_group, node.groups + (is_text_end ? node.text_groups : 0));
      for (const std::uint16_t group : ending) goes_on = goes_on && take(PhraseFound{group, begin, at + 1});
      if (node.end != node.first && std::ranges::find(further, to) == further.end()) further.push_back(to);
    };
    each_step(beginning, words[begin], go);
    if (begin == 0) each_step(text_beginning, words[begin], go);
    for (++at; at < words.size() && !further.empty() && goes_on; ++at) {
      here.swap(further);
      further.clear();
      for (const Number node : here) each_step(node, words[at], go);
    }
    if (!goes_on) return;
  }
}

PhrasesFound Phrases::find_all(std::span<const KnownWord> words, std::pmr::memory_resource* memory) const {
  PhrasesFound out(memory);
  each_phrase(words, [&](const PhraseFound& each) {
    if (out.empty()) out.reserve(words.size());
    out.push_back(each);
    return true;
  });
  return out;
}

PhrasesFound Phrases::find(std::span<const KnownWord> words, std::pmr::memory_resource* memory) const {
  PhrasesFound out = find_all(words, memory);
  drop_covered(out);
  return out;
}

bool Phrases::stand_in(std::span<const KnownWord> words) const {
  bool out = false;
  each_phrase(words, [&](const PhraseFound&) {
    out = true;
    return false;
  });
  return out;
}

}  // namespace review
