#include "tests/training/logistic.h"

#include <linear.h>
#include <memory>

namespace training {
double Weights::odds(const Row& row) const {
  double sum = bias;
  for (const auto& [feature, amount] : row) sum += of.at(static_cast<std::size_t>(feature)) * amount;
  return sum;
}

Weights fit(const std::vector<const Row*>& rows, const std::vector<bool>& labels, int features, double cost) {
  const int bias_number = features + 1;
  std::vector<std::vector<feature_node>> nodes;
  std::vector<feature_node*> pointers;
  std::vector<double> signs;
  nodes.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<feature_node> row;
    for (const auto& [feature, amount] : *rows[i]) row.push_back({feature + 1, amount});
    row.push_back({bias_number, 1});
    row.push_back({-1, 0});
    nodes.push_back(std::move(row));
    pointers.push_back(nodes.back().data());
    signs.push_back(labels[i] ? 1 : -1);
  }
  const problem task{static_cast<int>(rows.size()), bias_number, signs.data(), pointers.data(), 1};
  parameter settings{};
  settings.solver_type = L2R_LR;
  settings.C = cost;
  settings.eps = 0.001;
  set_print_string_function([](const char*) {});
  const std::unique_ptr<model, void (*)(model*)> trained(::train(&task, &settings),
                                                         [](model* one) { free_and_destroy_model(&one); });
  const double sign = trained->label[0] == 1 ? 1 : -1;
  Weights out;
  for (int i = 0; i < features; ++i) out.of.push_back(sign * trained->w[i]);
  out.bias = sign * trained->w[features];
  return out;
}

}  // namespace training
