#include "tests/training/scores.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace training {

void Scores::add(int truth, int said, double confidence) {
  ++count_;
  right_ += said == truth;
  low_ += said < truth;
  high_ += said > truth;
  sensitive_ += truth >= 3;
  said_sensitive_ += said >= 3;
  found_sensitive_ += truth >= 3 && said >= 3;
  Class& true_class = classes_.at(static_cast<std::size_t>(truth - 1));
  ++true_class.true_ones;
  true_class.right += said == truth;
  ++classes_.at(static_cast<std::size_t>(said - 1)).said;
  Bin& bin = bins_.at(static_cast<std::size_t>(std::min(4.0, confidence * 5)));
  ++bin.count;
  bin.right += said == truth;
  bin.confidence += confidence;
}

void Scores::print(const char* what) const {
  double f1 = 0;
  for (const Class& one : classes_)
    f1 += one.said + one.true_ones == 0 ? 0 : 2.0 * one.right / (one.said + one.true_ones) / 4;
  double error = 0;
  for (const Bin& bin : bins_) error += std::abs(bin.confidence - bin.right) / count_;
  const auto share = [](int part, int whole) { return static_cast<double>(part) / std::max(1, whole); };
  std::printf("| %s | %.3f | %.3f | %.3f | %.3f | %.2f | %.2f | %.3f |\n", what, share(right_, count_), f1,
              share(low_, count_), share(high_, count_), share(found_sensitive_, sensitive_),
              share(found_sensitive_, said_sensitive_), error);
}

}  // namespace training
