// Trains config/policy/model.txt from labelled metrics, and measures it on applications that it has not seen.
//   train_categorizer --out config/policy/model.txt METRICS.jsonl...
//   train_categorizer --leave-one-out METRICS.jsonl...      trains once without each application and scores
//   the rest
// A developer's tool: cmake --preset train && cmake --build --preset train --target train_categorizer
// (liblinear-dev).

#include "review/categorize/categorize.h"
#include "review/categorize/features.h"
#include "review/categorize/model.h"
#include "review/policy.h"
#include "service/builtin/files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <linear.h>
#include <map>
#include <memory>
#include <set>

namespace {

using review::Subject;

/// Chosen by leaving one application out of the training part at a time.
constexpr double cost = 1;
/// A stem that stands in one metric only teaches that metric.
constexpr int fewest_metrics = 2;

struct Labelled {
  std::string app;
  int category = 0;
  Subject subject;
};

std::vector<Labelled> read(const std::string& path) {
  std::vector<Labelled> out;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto one = nlohmann::json::parse(line);
    Labelled found{.app = one.at("app"), .category = one.at("category"), .subject = {}};
    found.subject = {.name = one.value("name", ""),
                     .description = one.value("description", ""),
                     .extra_keys = {},
                     .type = one.value("type", "")};
    const auto keys = one.find("extra_keys");
    if (keys != one.end() && keys->is_object()) {
      for (const auto& [key, value] : keys->items())
        found.subject.extra_keys.emplace_back(key, value.get<std::string>());
    }
    out.push_back(std::move(found));
  }
  return out;
}

/// A request form gives descriptions, seldom names and never types: each metric teaches with and without
/// them.
std::vector<std::vector<std::string>> variants(const Subject& subject) {
  Subject bare{.name = {}, .description = subject.description, .extra_keys = {}, .type = {}};
  return {review::features_of(subject), review::features_of(bare)};
}

review::Model train(const std::vector<const Labelled*>& labelled, double scale) {
  std::map<std::string, int> seen;
  for (const Labelled* one : labelled) {
    for (const std::string& feature : review::features_of(one->subject)) ++seen[feature];
  }
  std::vector<std::string> names;
  std::map<std::string, int> numbers;
  for (const auto& [feature, count] : seen) {
    if (count < fewest_metrics) continue;
    names.push_back(feature);
    numbers[feature] = static_cast<int>(names.size());
  }
  const int bias_number = static_cast<int>(names.size()) + 1;
  std::vector<std::vector<feature_node>> rows;
  std::vector<double> labels;
  for (const Labelled* one : labelled) {
    for (const auto& features : variants(one->subject)) {
      std::vector<feature_node> row;
      for (const std::string& feature : features) {
        if (const auto at = numbers.find(feature); at != numbers.end()) row.push_back({at->second, 1});
      }
      std::ranges::sort(row, {}, &feature_node::index);
      row.push_back({bias_number, 1});
      row.push_back({-1, 0});
      rows.push_back(std::move(row));
      labels.push_back(one->category >= 2 ? 1 : -1);
    }
  }
  std::vector<feature_node*> pointers;
  for (auto& row : rows) pointers.push_back(row.data());
  problem task{static_cast<int>(rows.size()), bias_number, labels.data(), pointers.data(), 1};
  parameter settings{};
  settings.solver_type = L2R_LR;
  settings.C = cost / 2;  // each metric stands there twice
  settings.eps = 0.001;
  set_print_string_function([](const char*) {});
  std::unique_ptr<model, void (*)(model*)> trained(::train(&task, &settings),
                                                   [](model* one) { free_and_destroy_model(&one); });
  const double sign = trained->label[0] == 1 ? 1 : -1;
  std::unordered_map<std::string, float> weights;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double weight = sign * trained->w[i];
    if (std::abs(weight) >= 0.01) weights.emplace(names[i], static_cast<float>(weight));
  }
  return {sign * trained->w[bias_number - 1], scale, std::move(weights)};
}

struct Scores {
  int n = 0, right = 0, low = 0, high = 0;
  int said_sensitive = 0, sensitive = 0, found_sensitive = 0;
  std::map<int, std::array<int, 3>> classes;    ///< true positives, said, true
  std::array<std::array<double, 3>, 5> bins{};  ///< count, confidence, right

  void add(int truth, const review::Categorization& found) {
    const int said = static_cast<int>(found.category);
    ++n;
    right += said == truth;
    low += said < truth;
    high += said > truth;
    sensitive += truth >= 3;
    said_sensitive += said >= 3;
    found_sensitive += truth >= 3 && said >= 3;
    classes[truth][0] += said == truth;
    ++classes[said][1];
    ++classes[truth][2];
    auto& bin = bins.at(static_cast<std::size_t>(std::min(4.0, found.confidence * 5)));
    bin[0] += 1;
    bin[1] += found.confidence;
    bin[2] += said == truth;
  }

  void print(const char* what) {
    double f1 = 0;
    for (auto& [category, counts] : classes)
      f1 += counts[1] + counts[2] == 0 ? 0 : 2.0 * counts[0] / (counts[1] + counts[2]);
    double error = 0;
    for (const auto& bin : bins) error += std::abs(bin[1] - bin[2]) / n;
    std::printf(
        "%-28s n %d accuracy %.3f macro-F1 %.3f too low %.3f too high %.3f sensitive recall %.2f precision "
        "%.2f calibration error %.3f\n",
        what, n, 1.0 * right / n, f1 / 4, 1.0 * low / n, 1.0 * high / n,
        1.0 * found_sensitive / std::max(1, sensitive), 1.0 * found_sensitive / std::max(1, said_sensitive),
        error);
  }
};

review::Policy with(const review::Model& model, std::string& text) {
  text = model.text();
  review::ConfigFiles files = builtin::files();
  files["policy/model.txt"] = text;
  return review::Policy::parse(files).value();
}

void leave_one_out(const std::vector<Labelled>& all, double scale) {
  std::set<std::string> apps;
  for (const Labelled& one : all) apps.insert(one.app);
  std::map<std::string, Scores> by_view;
  for (const std::string& app : apps) {
    std::vector<const Labelled*> others;
    for (const Labelled& one : all) {
      if (one.app != app) others.push_back(&one);
    }
    std::string text;
    const review::Policy policy = with(train(others, scale), text);
    for (const Labelled& one : all) {
      if (one.app != app) continue;
      Subject shown = one.subject;
      by_view["all that is known"].add(one.category, review::categorize(shown, policy));
      shown.type.clear();
      by_view["without type"].add(one.category, review::categorize(shown, policy));
      shown.name.clear();
      by_view["without type and name"].add(one.category, review::categorize(shown, policy));
    }
  }
  for (auto& [view, scores] : by_view) scores.print(view.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Labelled> all;
  std::string out;
  double scale = 1;
  bool leaves_one_out = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--leave-one-out")
      leaves_one_out = true;
    else if (argument == "--out" && i + 1 < argc)
      out = argv[++i];
    else if (argument == "--scale" && i + 1 < argc)
      scale = std::atof(argv[++i]);
    else
      std::ranges::move(read(argument), std::back_inserter(all));
  }
  if (all.empty() || (out.empty() && !leaves_one_out)) {
    std::cerr
        << "Usage: train_categorizer (--leave-one-out | --out FILE) [--scale NUMBER] METRICS.jsonl...\n";
    return 2;
  }
  if (leaves_one_out) leave_one_out(all, scale);
  if (out.empty()) return 0;
  std::vector<const Labelled*> everything;
  for (const Labelled& one : all) everything.push_back(&one);
  std::ofstream(out) << train(everything, scale).text();
  return 0;
}
