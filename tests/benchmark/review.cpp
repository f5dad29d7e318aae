// How long one assessment takes, beside cmark-gfm parsing the same text in the same run, and what it
// allocates.

#include "review/assess.h"
#include "service/builtin/files.h"
#include "tests/support/forms.h"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmark-gfm.h>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

namespace {

std::atomic<std::size_t> allocated = 0;

}  // namespace

void* operator new(std::size_t size) {
  allocated += size;
  if (void* out = std::malloc(size)) return out;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

const review::Policy& policy() {
  static const review::Policy built_in = *review::Policy::parse(builtin::files());
  return built_in;
}

std::vector<std::string> real_forms() {
  std::vector<std::string> out;
  for (auto& [name, text] : support::forms_at_hand()) out.push_back(std::move(text));
  return out;
}

void assess(const std::string& text) {
  benchmark::DoNotOptimize(
      review::assess({.bytes = text, .content_type = "text/plain", .file_name = "form.txt"}, policy(),
                     std::chrono::year(2026) / 11 / 24));
}

void parse_markdown(const std::string& text) {
  cmark_node* document = cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT);
  benchmark::DoNotOptimize(document);
  cmark_node_free(document);
}

template <class Work>
void each_form(benchmark::State& state, Work work) {
  const std::vector<std::string> forms = real_forms();
  std::size_t bytes = 0;
  for (const std::string& form : forms) bytes += form.size();
  assess(forms.front());  // the expressions are compiled once
  const std::size_t before = allocated;
  for (auto _ : state) {
    for (const std::string& form : forms) work(form);
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(rounds * static_cast<double>(bytes)));
  state.counters["forms"] = static_cast<double>(forms.size());
  state.counters["allocated_per_byte"] =
      static_cast<double>(allocated - before) / (rounds * static_cast<double>(bytes));
}

double microseconds(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// Each form by itself, assessed and parsed in turn; the median form counts.
void beside_cmark_by_form(benchmark::State& state) {
  const std::vector<std::string> forms = real_forms();
  constexpr int rounds = 31;
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (auto _ : state) {
    for (const std::string& form : forms) {
      std::vector<double> assessing;
      std::vector<double> parsing;
      for (int i = 0; i < rounds; ++i) {
        assessing.push_back(microseconds([&] { assess(form); }));
        parsing.push_back(microseconds([&] { parse_markdown(form); }));
      }
      ours.push_back(median(assessing));
      theirs.push_back(median(parsing));
      ratios.push_back(ours.back() / theirs.back());
    }
  }
  state.counters["assess_us"] = median(ours);
  state.counters["cmark_us"] = median(theirs);
  state.counters["median_ratio"] = median(ratios);
  state.counters["worst_ratio"] = *std::ranges::max_element(ratios);
}

/// The form with its answers repeated or replaced until it has about a megabyte.
std::string adversarial(const std::string& unit) {
  std::string out =
      "# Request for data collection review form\n\n5) List all proposed measurements and indicate the "
      "category\n\n";
  while (out.size() < 1'000'000) out += unit;
  return out;
}

void each_adversarial(benchmark::State& state, const std::string& unit) {
  const std::string text = adversarial(unit);
  assess(text);
  for (auto _ : state) assess(text);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(text.size()));
}

const std::string six_kilobytes = [] {
  std::string out;
  for (const std::string& form : real_forms()) {
    if (form.size() > 5000 && form.size() < 7000) out = form;
  }
  return out.empty() ? adversarial("x ").substr(0, 6000) : out;
}();

}  // namespace

BENCHMARK(beside_cmark_by_form)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_form, assess, assess)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_form, cmark_gfm, parse_markdown)->Unit(benchmark::kMillisecond);
static void one_form_of_6_kB(benchmark::State& state) {
  assess(six_kilobytes);
  for (auto _ : state) assess(six_kilobytes);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(six_kilobytes.size()));
}
BENCHMARK(one_form_of_6_kB)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, quotes, std::string(400, '>') + " deep\n")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, pipes, std::string(2000, '|') + "\n")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, tags, "<table><tr><td><div>")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, angles, "<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, rows, "| Clicks on the button | Category 2 | Bug 1900001 |\n")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, numbered, "1) 2) 3) **4)** __5)__ what\n")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_adversarial, one_line, "word ")->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
