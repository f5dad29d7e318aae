#include "review/checks/finder.h"
#include "review/limits.h"
#include "review/text/quote.h"

#include <algorithm>

namespace review {
namespace {

/// How many measurements are named beside the gravest.
constexpr std::size_t most_named = 2;
/// How sure of category 1 or 2 a note is that 3 or 4 is stated too high. The two share what is sure between
/// them.
constexpr double harmless = 0.75;

bool is_too_low(const Measurement& one) {
  return one.stated_category && one.predicted_category > one.stated_category &&
         one.confidence > limits::worth_asking && *one.predicted_category >= Category::stored_content;
}

bool is_too_high(const Measurement& one) {
  if (one.stated_category < Category::stored_content || one.predicted_category >= one.stated_category)
    return false;
  const bool is_sensitive = one.predicted_category == Category::stored_content;
  return one.confidence > (is_sensitive ? limits::worth_asking : harmless);
}

std::string cited(std::string_view words) {
  return in_quotes(quote_of(words, limits::quote_characters));
}

std::string number_of(Category category) {
  return std::to_string(static_cast<int>(category));
}

/// "It reads like category 3: “URL”, a page or site that a person visits."
std::string reason(Category category, const std::vector<Evidence>& evidence) {
  std::string out = " It reads like category " + number_of(category);
  if (!evidence.empty()) out += ": " + cited(evidence.front().text) + ", " + evidence.front().why;
  return out + ".";
}

}  // namespace

void Finder::categories() {
  stated_too_low();
  stated_too_high();
}

void Finder::stated_too_low() {
  std::vector<const Measurement*> too_low;
  for (const Measurement& one : out_.measurements) {
    if (is_too_low(one)) too_low.push_back(&one);
  }
  std::ranges::stable_sort(too_low, std::ranges::greater(), &Measurement::predicted_category);
  if (!too_low.empty()) {
    const Measurement& gravest = *too_low.front();
    add("category-understated", Question::measurements, gravest.line, gravest.description);
    std::string& message = out_.findings.back().message;
    message += reason(*gravest.predicted_category, gravest.evidence);
    for (std::size_t i = 1; i < too_low.size() && i <= most_named; ++i)
      message += " So may " + cited(too_low[i]->description) + " (category " +
                 number_of(*too_low[i]->predicted_category) + ").";
    if (too_low.size() > most_named + 1)
      message += " And " + std::to_string(too_low.size() - most_named - 1) + " more.";
  }
  const auto& whole = out_.told_by_the_whole;
  if (!whole || whole->category < Category::stored_content || whole->confidence <= limits::worth_asking ||
      whole->evidence.empty() || !out_.stated_category || whole->category <= *out_.stated_category ||
      (!too_low.empty() && too_low.front()->predicted_category >= whole->category))
    return;
  const bool is_listed = !out_.measurements.empty();
  const Evidence& first = whole->evidence.front();
  add("category-understated", Question::measurements,
      first.line ? first.line : place_in(Question::measurements, first.text).line, first.text,
      is_listed ? "category-understated.together" : "category-understated.without-a-list");
  out_.findings.back().message += is_listed ? " The identifier is " + cited(whole->evidence.back().text) + "."
                                            : reason(whole->category, whole->evidence);
}

void Finder::stated_too_high() {
  const auto one = std::ranges::find_if(out_.measurements, is_too_high);
  if (one == out_.measurements.end()) return;
  add("category-overstated", Question::measurements, one->line, one->description);
  out_.findings.back().message += reason(*one->predicted_category, one->evidence);
}

}  // namespace review
