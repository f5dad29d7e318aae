// How long one assessment takes, beside cmark-gfm parsing the same text in the same run, and what it
// allocates.

#include "review/assess.h"
#include "review/limits.h"
#include "service/builtin/files.h"
#include "tests/support/forms.h"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmark-gfm.h>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
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
void* operator new(std::size_t size, std::align_val_t alignment) {
  allocated += size;
  const auto step = static_cast<std::size_t>(alignment);
  if (void* out = std::aligned_alloc(step, (size + step - 1) / step * step)) return out;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
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

constexpr const char* more_measurements =
    "| `tabs.search_closed`: how the search panel was closed: by Escape, by a click outside or by a choice | "
    "Category 2 \"Interaction data\" | Bug 1900001 |\n"
    "| `tabs.search_results`: how many of the open tabs matched what was searched for | Category 2 "
    "\"Interaction data\" | Bug 1900001 |\n"
    "| `tabs.search_result_picked`: the position of the tab that was chosen in the list | Category 2 "
    "\"Interaction data\" | Bug 1900002 |\n"
    "| `tabs.search_error`: why the list could not be shown, one of five causes | Category 1 \"Technical "
    "data\" | "
    "Bug 1900002 |\n"
    "| `tabs.search_index_time`: milliseconds that the index of tabs takes to build after start-up | "
    "Category 1 "
    "\"Technical data\" | Bug 1900002 |\n"
    "| `tabs.search_index_size`: how much memory the index takes, in kilobytes | Category 1 \"Technical "
    "data\" | "
    "Bug 1900003 |\n"
    "| `tabs.search_onboarding`: whether the hint at the button was dismissed or followed | Category 2 "
    "\"Interaction data\" | Bug 1900003 |\n"
    "| `tabs.search_keyboard`: whether the panel was opened by its shortcut or by the button | Category 2 "
    "\"Interaction data\" | Bug 1900003 |\n";

/// A request of 6 kB as people write them: the demo's, with a longer list of measurements. What the
/// adversarial texts are held against.
std::string usual_form() {
  std::ifstream in(std::string(DRB_SOURCE_DIR) + "/deploy/demo/good-request.txt");
  std::string form{std::istreambuf_iterator<char>(in), {}};
  const std::size_t end_of_table = form.find("\n6) ");
  while (form.size() < 6000) form.insert(end_of_table, more_measurements);
  return form;
}

/// Processor time and bytes allocated for each byte that is read: what lies behind the limit costs nothing.
void time_per_byte(benchmark::State& state, const std::string& text) {
  assess(text);
  const std::size_t before = allocated;
  for (auto _ : state) assess(text);
  const auto bytes = static_cast<double>(state.iterations()) *
                     static_cast<double>(std::min(text.size(), review::limits::text_bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.counters["seconds_per_byte"] =
      benchmark::Counter(bytes, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["allocated_per_byte"] = static_cast<double>(allocated - before) / bytes;
}

void usual(benchmark::State& state) {
  time_per_byte(state, usual_form());
}

struct Adversarial {
  const char* name;
  const char* under;  ///< the heading of the question that it stands under
  std::string unit;   ///< repeated
};

std::vector<Adversarial> adversarial_texts() {
  const char* measurements = "5) List all proposed measurements and indicate the category";
  const char* duration = "7) How long will this data be collected?";
  return {{"deep_quotes", measurements, std::string(400, '>') + " deep\n"},
          {"quoted_pipes", measurements, "> | \n"},
          {"pipes", measurements, std::string(2000, '|') + "\n"},
          {"tags", measurements, "<table><tr><td><div>"},
          {"cells", measurements, "<td"},
          {"angles", measurements, "<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n"},
          {"rows", measurements, "| Clicks on the button | Category 2 | Bug 1900001 |\n"},
          {"numbered", measurements, "1) 2) 3) **4)** __5)__ what\n"},
          {"one_line", measurements, "word "},
          {"headings", measurements, "# a\n"},
          {"links", measurements, "https://a.example/b_(c) [d](https://e.example) "},
          {"addresses", duration, "permanent a@b.c "}};
}

/// 250 kB are read as a whole; of a megabyte the beginning is.
void register_adversarial() {
  for (const Adversarial& each : adversarial_texts()) {
    for (const std::size_t size : {250'000U, 1'000'000U}) {
      std::string text = std::string("# Request for data collection review form\n\n") + each.under + "\n\n";
      while (text.size() < size) text += each.unit;
      const std::string name =
          std::string("adversarial/") + each.name + (size == 250'000U ? "/250_kB" : "/1_MB");
      benchmark::RegisterBenchmark(name.c_str(), [text](benchmark::State& state) {
        time_per_byte(state, text);
      })->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace

BENCHMARK(beside_cmark_by_form)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_form, assess, assess)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(each_form, cmark_gfm, parse_markdown)->Unit(benchmark::kMillisecond);
BENCHMARK(usual)->Unit(benchmark::kMillisecond);

int main(int count, char** arguments) {
  register_adversarial();
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
