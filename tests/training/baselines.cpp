#include "tests/training/baselines.h"

#include "review/categorize/features.h"
#include "tests/training/logistic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>

namespace training {
namespace {

using Counts = std::array<int, 4>;

Answer commonest(const Counts& counts) {
  const auto most = std::ranges::max_element(counts);
  int sum = 0;
  for (const int count : counts) sum += count;
  return {static_cast<int>(most - counts.begin()) + 1, static_cast<double>(*most) / std::max(1, sum)};
}

std::map<std::string, int> bag_of(const review::Subject& subject) {
  std::map<std::string, int> out;
  const review::SubjectWords words = review::words_of(subject, {});
  const auto add = [&](const review::KnownWords& some) {
    for (const review::KnownWord& word : some.all()) ++out[std::string(word.text)];
  };
  add(words.description);
  add(words.name);
  std::ranges::for_each(words.extra_keys, add);
  if (!subject.type.empty()) ++out["type " + subject.type];
  return out;
}

class BagOfWords {
 public:
  explicit BagOfWords(const std::vector<const Metric*>& known) {
    std::vector<std::map<std::string, int>> bags;
    std::map<std::string, int> seen;
    for (const Metric* one : known) {
      bags.push_back(bag_of(one->subject));
      for (const auto& [word, count] : bags.back()) ++seen[word];
    }
    for (const auto& [word, count] : seen) {
      if (count < 2) continue;
      numbers_.emplace(word, static_cast<int>(rarity_.size()));
      rarity_.push_back(std::log((1.0 + static_cast<double>(known.size())) / (1 + count)) + 1);
    }
    std::vector<Row> rows;
    std::vector<const Row*> pointers;
    for (const auto& bag : bags) rows.push_back(row_of(bag));
    for (const Row& row : rows) pointers.push_back(&row);
    for (int category = 1; category <= 4; ++category) {
      std::vector<bool> labels;
      for (const Metric* one : known) labels.push_back(one->category == category);
      constexpr double cost = 10;
      // Of a category that this part of the data does not have, nothing can be learned.
      if (std::ranges::count(labels, true) == 0) continue;
      weights_.emplace(category, fit(pointers, labels, static_cast<int>(rarity_.size()), cost));
    }
  }

  [[nodiscard]] Answer judge(const review::Subject& subject) const {
    const Row row = row_of(bag_of(subject));
    Answer best;
    double sum = 0;
    for (const auto& [category, weights] : weights_) {
      const double likely = 1 / (1 + std::exp(-weights.odds(row)));
      sum += likely;
      if (likely > best.confidence) best = {category, likely};
    }
    best.confidence /= sum;
    return best;
  }

 private:
  [[nodiscard]] Row row_of(const std::map<std::string, int>& bag) const {
    Row out;
    double squares = 0;
    for (const auto& [word, count] : bag) {
      const auto at = numbers_.find(word);
      if (at == numbers_.end()) continue;
      const double amount = count * rarity_[static_cast<std::size_t>(at->second)];
      out.emplace_back(at->second, amount);
      squares += amount * amount;
    }
    for (auto& [number, amount] : out) amount /= std::sqrt(squares);
    return out;
  }

  std::map<std::string, int> numbers_;
  std::vector<double> rarity_;
  std::map<int, Weights> weights_;
};

}  // namespace

Judge type_table(const std::vector<const Metric*>& known) {
  std::map<std::string, Counts> table;
  for (const Metric* one : known) {
    for (const std::string& type : {one->subject.type, std::string()})
      ++table[type].at(static_cast<std::size_t>(one->category - 1));
  }
  return [table = std::move(table)](const review::Subject& subject) {
    const auto at = table.find(subject.type);
    return commonest(at == table.end() ? table.at("") : at->second);
  };
}

Judge bag_of_words(const std::vector<const Metric*>& known) {
  return [bag = std::make_shared<const BagOfWords>(known)](const review::Subject& subject) {
    return bag->judge(subject);
  };
}

}  // namespace training
