#include "tests/training/teacher.h"

#include "review/categorize/interaction.h"
#include "review/policy_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace training {
namespace {

/// A form gives descriptions only, so each metric teaches twice.
constexpr std::array views = {View::everything, View::description_only};
/// A word of one application alone is a name of its own. Concepts are nobody's.
constexpr std::size_t fewest_apps = 2;
constexpr std::string_view concept_mark = "c:";
/// How strongly the weights are held down: liblinear's own default. Others came out alike.
constexpr double cost = 1;
constexpr std::array scales = {0.6, 0.7, 0.8, 0.9, 1.0, 1.2};
constexpr double negligible = 0.01;

/// The policy's own examples, each as much as this many metrics.
constexpr int policy_counts = 6;
const std::string the_policy = "the policy";

double loss(bool is_interaction, double odds) {
  return std::log1p(std::exp(is_interaction ? -odds : odds));
}

}  // namespace

Teacher::Teacher(const std::vector<Metric>& metrics, const review::Policy& policy) {
  for (const Metric& metric : metrics) {
    for (const View view : views) add(metric, view, policy);
  }
  for (const review::Concept& idea : policy.data().book->concepts()) {
    for (const std::string& example : idea.speaks_for) {
      const Metric metric{.app = the_policy,
                          .category = static_cast<int>(idea.category),
                          .subject = {.name = {}, .description = example, .extra_keys = {}, .type = {}}};
      for (int i = 0; i < policy_counts; ++i) add(metric, View::description_only, policy);
    }
  }
}

void Teacher::add(const Metric& metric, View view, const review::Policy& policy) {
  const review::Subject subject = seen(metric.subject, view);
  const review::SubjectWords words = review::words_of(subject, policy.knowledge());
  Example out{.app = metric.app, .is_interaction = metric.category >= 2, .row = {}};
  for (const review::Feature& feature : review::model_features_of(subject, words, policy.knowledge())) {
    const auto [at, is_new] = numbers_.emplace(feature.name, static_cast<int>(names_.size()));
    if (is_new) names_.push_back(feature.name);
    out.row.emplace_back(at->second, feature.amount);
  }
  std::ranges::sort(out.row);
  examples_.push_back(std::move(out));
}

Weights Teacher::learn(const std::set<std::string>& apps) const {
  std::vector<std::set<std::string_view>> used_by(names_.size());
  for (const Example& example : examples_) {
    if (example.app != the_policy && !apps.contains(example.app)) continue;
    for (const auto& [feature, amount] : example.row)
      used_by[static_cast<std::size_t>(feature)].insert(example.app);
  }
  std::vector<Row> rows;
  std::vector<bool> labels;
  for (const Example& example : examples_) {
    if (example.app != the_policy && !apps.contains(example.app)) continue;
    Row row = example.row;
    std::erase_if(row, [&](const auto& one) {
      const auto feature = static_cast<std::size_t>(one.first);
      return used_by[feature].size() < fewest_apps && !names_[feature].starts_with(concept_mark);
    });
    rows.push_back(std::move(row));
    labels.push_back(example.is_interaction);
  }
  std::vector<const Row*> pointers;
  for (const Row& row : rows) pointers.push_back(&row);
  return fit(pointers, labels, static_cast<int>(names_.size()), cost / views.size());
}

std::vector<Teacher::Judged> Teacher::judge_unseen(const std::set<std::string>& apps,
                                                   const std::set<std::string>& teachers) const {
  std::vector<Judged> out;
  for (const std::string& app : apps) {
    std::set<std::string> others = teachers;
    others.erase(app);
    const Weights weights = learn(others);
    for (const Example& example : examples_) {
      if (example.app == app) out.push_back({&example, weights.odds(example.row)});
    }
  }
  return out;
}

std::set<std::string> Teacher::teachers_among(const std::set<std::string>& apps) const {
  std::map<std::string, int> agreed;
  for (const Judged& one : judge_unseen(apps, apps))
    agreed[one.example->app] += one.example->is_interaction == (one.odds > 0) ? 1 : -1;
  std::set<std::string> out = apps;
  std::erase_if(out, [&](const std::string& app) { return agreed[app] < 0; });
  return out;
}

Lesson Teacher::prepare(const std::set<std::string>& apps) const {
  Lesson out{.teachers = teachers_among(apps)};
  const std::vector<Judged> judged = judge_unseen(apps, out.teachers);
  double least = std::numeric_limits<double>::max();
  for (const double scale : scales) {
    double sum = 0;
    for (const Judged& one : judged) sum += loss(one.example->is_interaction, scale * one.odds);
    if (sum >= least) continue;
    least = sum;
    out.scale = scale;
  }
  return out;
}

review::Model Teacher::teach(const Lesson& lesson) const {
  const Weights weights = learn(lesson.teachers);
  review::Model::Features out;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (std::abs(weights.of[i]) >= negligible) out.emplace(names_[i], static_cast<float>(weights.of[i]));
  }
  return {weights.bias, lesson.scale, std::move(out)};
}

}  // namespace training
