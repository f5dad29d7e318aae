// Trains config/policy/model.txt from labelled metrics, and measures it on applications that it has not seen.
//   train_categorizer --out config/policy/model.txt METRICS.jsonl...
//   train_categorizer --leave-one-out METRICS.jsonl...    each application judged by what the others teach
//   train_categorizer --leave-one-owner-out METRICS.jsonl...    all those of a GitHub owner at once
//   train_categorizer --judge UNSEEN.jsonl METRICS.jsonl...    the first judged by what the others teach
// The last three stand beside simpler ways of judging. A developer's tool: cmake --preset train &&
// cmake --build --preset train --target train_categorizer (liblinear-dev).

#include "review/categorize/categorize.h"
#include "service/builtin/files.h"
#include "tests/training/baselines.h"
#include "tests/training/scores.h"
#include "tests/training/teacher.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

namespace {

using training::Answer;
using training::Judge;
using training::Metric;
using training::View;

review::Policy policy_with(const std::string& model) {
  review::ConfigFiles files = builtin::files();
  files["policy/model.txt"] = model;
  return review::Policy::parse(files).value();
}

Judge categorizer(const std::string& model) {
  return [policy = policy_with(model)](const review::Subject& subject) {
    const review::Categorization found = review::categorize(subject, policy.knowledge());
    return Answer{static_cast<int>(found.category), found.confidence};
  };
}

std::vector<const Metric*> pointers(const std::vector<Metric>& metrics) {
  std::vector<const Metric*> out;
  for (const Metric& one : metrics) out.push_back(&one);
  return out;
}

std::set<std::string> apps_of(const std::vector<const Metric*>& metrics) {
  std::set<std::string> out;
  for (const Metric* one : metrics) out.insert(one->app);
  return out;
}

void tell(const training::Lesson& lesson) {
  std::fprintf(stderr, "%zu teach, scale %g\n", lesson.teachers.size(), lesson.scale);
}

/// How the ways of judging do, each for every view.
class Comparison {
 public:
  /// Learns from `known` alone and judges `unseen`.
  void add(const training::Teacher& teacher, const std::vector<const Metric*>& known,
           const std::vector<const Metric*>& unseen) {
    const std::set<std::string> apps = apps_of(known);
    const training::Lesson lesson = teacher.prepare(apps);
    tell(lesson);
    const std::map<std::string, Judge> judges = {
        {"1 metric type alone", training::type_table(known)},
        {"2 TF-IDF, logistic regression", training::bag_of_words(known)},
        {"3 concepts without a model", categorizer("")},
        {categorizer_, categorizer(teacher.teach(lesson).text())},
    };
    for (const Metric* one : unseen) {
      for (const View view : {View::everything, View::without_type, View::description_only}) {
        for (const auto& [name, judge] : judges) {
          const Answer answer = judge(training::seen(one->subject, view));
          scores_[{view, name}].add(one->category, answer.category, answer.confidence);
          if (view == View::everything && name == categorizer_)
            by_app_[one->app].add(one->category, answer.category, answer.confidence);
        }
      }
    }
  }

  void print() const {
    std::puts(
        "| shown: how | accuracy | macro-F1 | too low | too high | sensitive recall | precision | "
        "calibration |\n| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (const auto& [key, one] : scores_)
      one.print((std::string(training::name_of(key.first)) + ": " + key.second.substr(2)).c_str());
    for (const auto& [app, one] : by_app_) one.print(app.c_str());
  }

 private:
  const std::string categorizer_ = "4 concepts and model";
  std::map<std::pair<View, std::string>, training::Scores> scores_;
  std::map<std::string, training::Scores> by_app_;
};

/// "mozilla-mobile" of "mozilla-mobile/fenix": whose applications are written alike.
std::string owner_of(const std::string& app) {
  return app.substr(0, app.find('/'));
}

std::string itself(const std::string& app) {
  return app;
}

/// `group` tells what is left out together.
void leave_one_out(const std::vector<Metric>& metrics, std::string (*group)(const std::string&)) {
  const training::Teacher teacher(metrics, policy_with(""));
  std::map<std::string, std::vector<const Metric*>> groups;
  for (const Metric& one : metrics) groups[group(one.app)].push_back(&one);
  Comparison out;
  for (const auto& [name, unseen] : groups) {
    std::vector<const Metric*> known;
    for (const Metric& one : metrics) {
      if (group(one.app) != name) known.push_back(&one);
    }
    std::cerr << "without " << name << ": ";
    out.add(teacher, known, unseen);
  }
  out.print();
}

void judge(const std::vector<Metric>& known, const std::string& path) {
  std::vector<Metric> unseen;
  training::read_metrics(path, unseen);
  Comparison out;
  out.add(training::Teacher(known, policy_with("")), pointers(known), pointers(unseen));
  out.print();
}

void train(const std::vector<Metric>& metrics, const std::string& path) {
  const training::Teacher teacher(metrics, policy_with(""));
  const std::set<std::string> apps = apps_of(pointers(metrics));
  const training::Lesson lesson = teacher.prepare(apps);
  tell(lesson);
  std::ofstream(path) << teacher.teach(lesson).text();
}

}  // namespace

int main(int argc, char** argv) try {
  std::vector<Metric> metrics;
  std::string out;
  std::string unseen;
  std::string (*group)(const std::string&) = nullptr;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--leave-one-out") == 0)
      group = itself;
    else if (std::strcmp(argv[i], "--leave-one-owner-out") == 0)
      group = owner_of;
    else if (std::strcmp(argv[i], "--out") == 0 && i + 1 < argc)
      out = argv[++i];
    else if (std::strcmp(argv[i], "--judge") == 0 && i + 1 < argc)
      unseen = argv[++i];
    else
      training::read_metrics(argv[i], metrics);
  }
  if (metrics.empty() || (out.empty() && unseen.empty() && group == nullptr)) {
    std::cerr << "Usage: train_categorizer (--out FILE | --leave-one-out | --leave-one-owner-out | --judge "
                 "FILE) METRICS.jsonl...\n";
    return 2;
  }
  if (group != nullptr) leave_one_out(metrics, group);
  if (!unseen.empty()) judge(metrics, unseen);
  if (!out.empty()) train(metrics, out);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "train_categorizer: " << error.what() << "\n";
  return 1;
}
