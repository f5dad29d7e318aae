#pragma once
// Trains the model that tells interaction from technical data, from metrics of several applications.

#include "review/categorize/model.h"
#include "review/policy.h"
#include "tests/training/logistic.h"
#include "tests/training/metrics.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace training {

/// How to learn; chosen anew for every set of applications, by leaving out each of them in turn.
struct Lesson {
  std::set<std::string> teachers;  ///< without those that the others contradict
  double scale = 1;
};

class Teacher {
 public:
  /// The examples in config/policy/concepts.toml teach as well, in every lesson. Keeps nothing of its
  /// arguments.
  Teacher(const std::vector<Metric>& metrics, const review::Policy& policy);

  /// The settings that judge applications best that they have not seen, among `apps` alone.
  [[nodiscard]] Lesson prepare(const std::set<std::string>& apps) const;
  [[nodiscard]] review::Model teach(const Lesson& lesson) const;

 private:
  struct Example {
    std::string app;
    bool is_interaction = false;
    Row row;
  };
  /// What a model says of an example that it has not seen.
  struct Judged {
    const Example* example = nullptr;
    double odds = 0;
  };

  void add(const Metric& metric, View view, const review::Policy& policy);
  [[nodiscard]] Weights learn(const std::set<std::string>& apps) const;
  /// Each of `apps` by what the `teachers` teach, itself left out.
  [[nodiscard]] std::vector<Judged> judge_unseen(const std::set<std::string>& apps,
                                                 const std::set<std::string>& teachers) const;
  /// Without those of whose labels the others contradict more than half.
  [[nodiscard]] std::set<std::string> teachers_among(const std::set<std::string>& apps) const;

  std::vector<Example> examples_;
  std::map<std::string, int> numbers_;
  std::vector<std::string> names_;
};

}  // namespace training
