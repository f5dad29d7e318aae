#pragma once
// A form taken apart: which questions stand in it, what is written under each, which of it is the template's.

#include "review/assessment.h"
#include "review/form/grammar.h"
#include "review/text/lines.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace review {

/// One line of an answer, without the template's words.
struct AnswerLine {
  int number = 0;
  std::string text;
  std::vector<std::string> cells;  ///< of an HTML table's row
  std::string part;                ///< the sub-question it stands under: "channels"; may be empty
};

struct Section {
  int line = 0;           ///< of the question
  int ordinal = 0;        ///< the number it carries; 0: none
  bool labelled = false;  ///< a heading of a word or two stands for the question
  std::vector<AnswerLine> answer;
  std::vector<AnswerLine> choices;  ///< unchanged choices and sample answers that were left
  bool hints_left = false;          ///< the template's help is still there

  [[nodiscard]] std::optional<int> first_line() const;

  /// Once all lines are in: joins them.
  void finish();
  /// The requester's words, empty lines at both ends cut.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// The same as key_of() gives it.
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string text_;
  std::string key_;
};

struct Form {
  Kind kind = Kind::not_a_form;
  Template version = Template::other;
  std::map<Question, Section>
      sections;              ///< the first one with an answer, where a question stands several times
  int collections = 1;       ///< how many times the form is filled in
  bool review_form = false;  ///< the stewards' form was taken instead
  bool broken_table = false;
  std::string preamble;    ///< what stands above the first question
  std::string everything;  ///< all words of the document, as key_of() gives them
};

[[nodiscard]] Form read_form(const Text& text, const Grammar& grammar);

}  // namespace review
