#include "review/text/phrases.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace review {

void drop_covered(std::vector<PhraseFound>& found) {
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

template <class Go>
void Phrases::each_step(Number from, const Word& word, Go go) const {
  auto here = steps_.subspan(nodes_[from].first, nodes_[from].end - nodes_[from].first);
  // What fits several words stands before all words.
  while (!here.empty() && here.front().word < Lexicon::first_word) {
    if (lexicon_.fits(here.front().word, word)) go(here.front());
    here = here.subspan(1);
  }
  if (word.number == no_word || here.empty()) return;
  auto at = here.begin();
  if (from == beginning && !beginnings_.empty())
    at = steps_.begin() + beginnings_[word.number];
  else
    at = std::ranges::lower_bound(here, word.number, {}, &Step::word);
  for (; at != here.end() && at->word == word.number; ++at) go(*at);
}

template <class Take>
void Phrases::each_phrase(std::span<const Word> words, Take take) const {
  if (steps_.empty()) return;
  std::vector<Number> here;
  std::vector<Number> further;
  for (std::size_t begin = 0; begin < words.size(); ++begin) {
    bool goes_on = true;
    further.clear();
    const auto step = [&](std::size_t at) {
      return [&, at](const Step& each) {
        const Node& node = nodes_[each.to];
        if (node.end != node.first && std::ranges::find(further, each.to) == further.end())
          further.push_back(each.to);
        if (node.is_end || (node.is_text_end && at + 1 == words.size()))
          goes_on = goes_on && take(PhraseFound{node.group, begin, at + 1});
      };
    };
    each_step(beginning, words[begin], step(begin));
    if (begin == 0) each_step(text_beginning, words[begin], step(begin));
    for (std::size_t at = begin + 1; at < words.size() && !further.empty() && goes_on; ++at) {
      here.swap(further);
      further.clear();
      for (const Number node : here) each_step(node, words[at], step(at));
    }
    if (!goes_on) return;
  }
}

std::vector<PhraseFound> Phrases::find_all(std::span<const Word> words) const {
  std::vector<PhraseFound> out;
  each_phrase(words, [&](const PhraseFound& each) {
    out.push_back(each);
    return true;
  });
  return out;
}

std::vector<PhraseFound> Phrases::find(std::span<const Word> words) const {
  std::vector<PhraseFound> out = find_all(words);
  drop_covered(out);
  return out;
}

bool Phrases::stand_in(std::span<const Word> words) const {
  bool out = false;
  each_phrase(words, [&](const PhraseFound&) {
    out = true;
    return false;
  });
  return out;
}

}  // namespace review
