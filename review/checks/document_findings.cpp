#include "review/checks/finder.h"
#include "review/policy_data.h"
#include "review/source.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <algorithm>

namespace review {

void Finder::document() {
  const std::string_view type = from_.document.content_type;
  const Source by_type = source_of(type, from_.document.size);
  if (out_.kind == Kind::not_a_form) {
    Source source = source_in(by_type, from_.text.lines);
    if (from_.document.is_patch) source = Source::patch;
    if (!spelling(source).empty())
      add("wrong-attachment-type", {}, {}, type.empty() ? "text" : type,
          "wrong-attachment-type." + std::string(spelling(source)));
    else if (from_.text.binary)
      add("wrong-attachment-type", {}, {}, type.empty() || by_type == Source::text ? "binary data" : type);
    else
      no_form();
  } else if (by_type == Source::hidden_text) {
    add("not-shown-inline", {}, {}, type);
  }
  if (out_.kind == Kind::blank_template) add("blank-template", {}, {}, {});
  if (!from_.text.assumed.empty()) {
    add("unreadable-text", {}, {}, {});
    fill_in("{encoding}", from_.text.assumed);
  }
  if (from_.text.truncated) {
    const int last = static_cast<int>(from_.text.lines.size());
    add("unreadable-text", {}, last, {}, "unreadable-text.cut");
    fill_in("{line}", std::to_string(last));
  }
}

void Finder::no_form() {
  const auto& lines = from_.text.lines;
  const auto first =
      std::ranges::find_if(lines, [](const std::string& line) { return !key_of(line).empty(); });
  if (first == lines.end()) {
    add("not-a-form", {}, {}, {}, "not-a-form.empty");
    return;
  }
  const auto is_of_review_form = [&](const std::string& line) {
    static const RE2 number(R"(^\W*\d{1,2}\W+)");
    re2::StringPiece question(line);
    RE2::Consume(&question, number);
    return starts_with_any(words_of({question.data(), question.size()}), data_.grammar.review_form);
  };
  const auto asked = from_.form.review_form ? std::ranges::find_if(lines, is_of_review_form) : lines.end();
  const auto shown = asked == lines.end() ? first : asked;
  // What metrics.yaml has to have for each metric.
  static const RE2 metrics(R"(\bnotification emails\b.*\bexpires\b|\bexpires\b.*\bnotification emails\b)");
  const char* wording = shown == asked                                      ? "not-a-form.review"
                        : RE2::PartialMatch(from_.form.everything, metrics) ? "not-a-form.metrics"
                                                                            : "";
  add("not-a-form", {}, static_cast<int>(shown - lines.begin()) + 1, *shown, wording);
}

}  // namespace review
