#include "review/checks/finder.h"
#include "review/form/own_words.h"
#include "review/limits.h"
#include "review/policy_data.h"
#include "review/text/quote.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>

namespace review {

void Finder::measurements() {
  if (out_.kind != Kind::request) return;
  const auto& all = out_.measurements;
  if (!from_.measurements.overall.category)
    first_and_others("category-missing",
                     [](const Measurement& one) { return !one.stated_category && !one.stated_is_ambiguous; });
  for (const Measurement& one : all) {
    if (one.stated_is_ambiguous) {
      add("category-ambiguous", Question::measurements, one.line, one.description);
      break;
    }
  }
  categories();
  first_and_others("tracking-bug-missing", [](const Measurement& one) { return !one.tracking_bug; });
  const Answer& answer = out_.answers[Question::measurements];
  if (all.empty() && answer.state == AnswerState::vague && !from_.measurements.overall.named &&
      !from_.measurements.by_link_only)
    add("category-missing", Question::measurements, answer.line, {}, "category-missing.whole");
  stated_against_each_other();
  if (from_.form.broken_table) add("broken-table", Question::measurements, answer.line, {});
}

void Finder::first_and_others(const std::string& id, bool (*lacks)(const Measurement&)) {
  const auto& all = out_.measurements;
  const auto first = std::ranges::find_if(all, lacks);
  if (first == all.end()) return;
  const auto others = std::ranges::count_if(first + 1, all.end(), lacks);
  add(id, Question::measurements, first->line, first->description, others == 0 ? "" : id + ".several");
  fill_in("{others}", std::to_string(others) + (others == 1 ? " other" : " others"));
}

void Finder::stated_against_each_other() {
  const auto overall = from_.measurements.of_all.category;
  if (!overall || out_.measurements.empty()) return;
  const auto& all = out_.measurements;
  const bool is_higher =
      std::ranges::any_of(all, [&](const Measurement& one) { return one.stated_category > overall; });
  const bool is_none = std::ranges::all_of(
      all, [&](const Measurement& one) { return one.stated_category && one.stated_category != overall; });
  if (is_higher || is_none)
    add("conflicting-statements", place_in(Question::measurements, from_.measurements.of_all_words),
        "conflicting-statements.category");
}

bool Finder::reaches_private_windows(Question question, std::string* words) const {
  const std::string& key = key_to(question);
  if (!data_.speaks("private_windows", key) || data_.speaks("not_in_private", key)) return false;
  // "Clicks on the private browsing button", "private windows opened": what is clicked, opened or counted is
  // no place where it happens.
  static const RE2 part_of_the_product(
      R"(\b(?:(?:number|count|share)s? of|how (?:many|often)|open\w*|clos(?:e|es|ed|ing)|launch\w*|start\w*|creat\w*|click\w*|tap\w*|press\w*|select\w*|toggl\w*|switch\w*) (?:(?:on|to|of|an?|the|new|open|opened|into) )*(?:private (?:browsing|windows?|mode|tabs?)|incognito)\b|\bprivate (?:browsing|windows?|mode|tabs?) (?:\w+ )?(?:button|icon|toggle|link|menu|item|promo|shortcut|setting|preference|option|card|message|banner|page|onboarding|indicator|theme|feature)s?\b|\bprivate (?:browsing|mode) (?:is |was )?(?:enabled|disabled|(?:turned|switched) (?:on|off))\b)");
  std::vector<std::string> sentences = sentences_of(out_.answers[question].text);
  for (std::string& sentence : sentences) RE2::GlobalReplace(&sentence, part_of_the_product, "");
  return data_.affirms("private_windows", sentences, words);
}

void Finder::what_is_collected() {
  for (const Measurement& one : out_.measurements) {
    const std::string text = one.name ? *one.name + ". " + one.description : one.description;
    if (const std::string words = own_words_in(text, from_.policy); !words.empty()) {
      add("free-text-collected", place_in(Question::measurements, words, one.line.value_or(0)));
      break;
    }
  }
  for (const Question question :
       {Question::measurements, Question::populations, Question::questions_answered}) {
    std::string words;
    if (!reaches_private_windows(question, &words)) continue;
    add("private-browsing-collection", place_in(question, words));
    break;
  }
}

}  // namespace review
