#pragma once
// The figures that a categorizer is judged by.

#include <array>

namespace training {

class Scores {
 public:
  void add(int truth, int said, double confidence);
  /// One line of a Markdown table: accuracy, macro-F1, too low, too high, sensitive recall and precision,
  /// calibration error in five bins.
  void print(const char* what) const;

 private:
  struct Class {
    int right = 0, said = 0, true_ones = 0;
  };
  struct Bin {
    int count = 0, right = 0;
    double confidence = 0;
  };
  int count_ = 0, right_ = 0, low_ = 0, high_ = 0;
  int said_sensitive_ = 0, sensitive_ = 0, found_sensitive_ = 0;
  std::array<Class, 4> classes_{};
  std::array<Bin, 5> bins_{};
};

}  // namespace training
