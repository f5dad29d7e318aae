#include "review/text/phrases.h"

#include <algorithm>
#include <tuple>

namespace review {
namespace {

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

std::span<const Phrases::Step> Phrases::steps(Number node, Number word) const {
  const auto all = std::span(steps_);
  if (node == beginning) return all.subspan(beginnings_[word], beginnings_[word + 1] - beginnings_[word]);
  const auto here = all.subspan(nodes_[node].first, nodes_[node].end - nodes_[node].first);
  const auto found = std::ranges::equal_range(here, word, {}, &Step::word);
  return {found.begin(), found.end()};
}

std::vector<PhraseFound> Phrases::find(std::span<const Word> words) const {
  std::vector<PhraseFound> out;
  if (steps_.empty()) return out;
  std::vector<Number> numbers;
  numbers.reserve(words.size());
  for (const Word& word : words) {
    const auto at = words_.find(word.text);
    numbers.push_back(at == words_.end() ? no_word : at->second);
  }
  std::vector<Number> here;
  std::vector<Number> further;
  std::size_t begin = 0;
  std::size_t first = 0;  // of those found from `begin` on
  const auto go = [&](const Step& step, std::size_t at) {
    const Node& node = nodes_[step.to];
    if (node.end != 0 && std::ranges::find(further, step.to) == further.end()) further.push_back(step.to);
    if (!node.is_end) return;
    const auto same = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                                   [&](const PhraseFound& each) { return each.group == node.group; });
    if (same == out.end())
      out.push_back({node.group, begin, at + 1});
    else
      same->end = at + 1;
  };
  const auto follow = [&](Number node, std::size_t at) {
    for (const Step& step : steps(node, any_word)) go(step, at);
    if (numbers[at] == no_word) return;
    for (const Step& step : steps(node, numbers[at])) go(step, at);
  };
  for (; begin < numbers.size(); ++begin) {
    first = out.size();
    further.clear();
    follow(beginning, begin);
    for (std::size_t at = begin + 1; at < numbers.size() && !further.empty(); ++at) {
      here.swap(further);
      further.clear();
      for (const Number node : here) follow(node, at);
    }
  }
  drop_covered(out);
  return out;
}

}  // namespace review
