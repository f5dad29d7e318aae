#include "review/assessment.h"

#include <array>
#include <utility>

namespace review {
namespace {

template <class Enum, std::size_t Count>
std::string_view pick(const std::array<std::string_view, Count>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

constexpr std::array<std::string_view, 15> question_names = {
    "questions_answered",
    "why_needed",
    "alternatives",
    "current_instrumentation",
    "measurements",
    "documentation",
    "duration",
    "populations",
    "opt_out",
    "analysis",
    "sharing",
    "third_party",
    "initial_request",
    "new_expiry",
    "why_insufficient",
};

}  // namespace

std::string_view spelling(Kind kind) {
  static constexpr std::array<std::string_view, 4> names = {"request", "renewal", "blank_template",
                                                            "not_a_form"};
  return pick(names, kind);
}

std::string_view spelling(Template form) {
  static constexpr std::array<std::string_view, 7> names = {"2017",    "2019",      "2021", "2022",
                                                            "renewal", "generated", "other"};
  return pick(names, form);
}

std::string_view spelling(Verdict verdict) {
  static constexpr std::array<std::string_view, 4> names = {"ready", "needs_changes", "escalate",
                                                            "not_a_form"};
  return pick(names, verdict);
}

std::string_view spelling(Question question) {
  return pick(question_names, question);
}

std::string_view spelling(AnswerState state) {
  static constexpr std::array<std::string_view, 5> names = {"answered", "vague", "placeholder", "missing",
                                                            "not_asked"};
  return pick(names, state);
}

std::string_view spelling(DurationKind kind) {
  static constexpr std::array<std::string_view, 5> names = {"permanent", "date", "version", "months",
                                                            "unclear"};
  return pick(names, kind);
}

std::string_view spelling(Decision decision) {
  static constexpr std::array<std::string_view, 6> names = {"default-on",
                                                            "default-on-with-opt-out",
                                                            "pre-release-default-on-with-opt-out",
                                                            "default-off",
                                                            "opt-in-only",
                                                            "unknown"};
  return pick(names, decision);
}

std::string_view spelling(Severity severity) {
  static constexpr std::array<std::string_view, 3> names = {"blocking", "warning", "note"};
  return pick(names, severity);
}

std::optional<Question> question_by_spelling(std::string_view text) {
  for (std::size_t i = 0; i < question_names.size(); ++i) {
    if (question_names.at(i) == text) return static_cast<Question>(i);
  }
  return std::nullopt;
}

}  // namespace review
