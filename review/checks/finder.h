#pragma once
// Looks for what the bot has to say, one chapter after the other, each in a source of its own
// (answer_findings.cpp, duration_findings.cpp ...). Only the checks use it; the others call find_all().

#include "review/checks/findings.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace review {

/// Words of the form, as they are written there, and where they begin.
struct Place {
  std::optional<Question> question;  ///< in whose answer; none: in none
  std::optional<int> line;
  std::string words;
};

class Finder {
 public:
  /// All references must outlive the finder.
  Finder(Assessment& assessment, const FindingSources& sources);

  void document();      ///< what it is and how it was sent
  void answers();       ///< each question: missing, vague, a placeholder; the template's words that were left
  void measurements();  ///< their categories and tracking bugs
  void duration();      ///< the end, and who owns what has none
  void renewal();       ///< what only renewals are asked
  void policy();        ///< documentation, third parties, identifiers, default on, opt-in
  /// Blocking first, then by line.
  void finish();

 private:
  /// What was attached instead of a form.
  void no_form();

  /// Words the finding as config/policy/findings.toml does under `wording`, or under its id.
  void add(const std::string& id, std::optional<Question> question, std::optional<int> line,
           std::string_view quote, const std::string& wording = {});
  void add(const std::string& id, const Place& place, const std::string& wording = {});
  /// Puts what is no quote in the place of `name`, such as "{count}", in the last finding.
  void fill_in(std::string_view name, std::string_view value);
  /// Where in the answer to `question` the words of `key` stand, from line `from` on; the start of the answer
  /// where they do not.
  [[nodiscard]] Place place_in(Question question, std::string_view key, int from = 0) const;
  /// The line of the document on which the words of `key` stand.
  [[nodiscard]] std::optional<int> line_in_document(std::string_view key) const;
  /// The first of the answers that speaks of the list without denying it.
  [[nodiscard]] std::optional<Place> affirmed_in(std::span<const Question> questions,
                                                 std::string_view list) const;
  /// The answer, or the one of the form's choices that stands there alone.
  [[nodiscard]] Place place_of(Question question, const Answer& answer) const;
  /// The words of an answer as key_of() gives them; empty where the question does not stand in the form.
  [[nodiscard]] const std::string& key_to(Question question) const;

  void missing(Question question, const Answer& answer);
  void placeholder(Question question, const Answer& answer);
  /// What a tool wrote and nobody filled in, and its reminder that somebody should.
  void unfilled();
  void vague(Question question, const Answer& answer);
  void way_out(const Answer& answer);
  /// Choices not deleted, sample answers kept, instructions above the answer.
  void left_of_the_template(Question question, const Section& section, const Answer& answer);
  /// "Downloads: ... Screenshots: ..." answer after answer: one form for two collections.
  void several_in_one();

  /// Tells the first measurement that lacks something, and how many others do.
  void first_and_others(const std::string& id, bool (*lacks)(const Measurement&));
  /// Categories that the words speak against, in category_findings.cpp: too low and too high.
  void categories();
  void stated_too_low();
  void stated_too_high();
  /// "All of these are category 1" over a table with a category 2.
  void stated_against_each_other();
  void what_is_collected();
  /// `words` are those that say so.
  bool reaches_private_windows(Question question, std::string* words) const;
  /// The policy's "Eligibility for Default on Data Collection", once for each collection.
  void default_on();
  /// The measurement of the highest category, which decides for the collection.
  [[nodiscard]] Place what_is_gravest() const;

  /// What the requester leaves open has to be settled; what the bot cannot read may be clear to a steward.
  void end_unclear(Question question, const Answer& answer);
  /// "Permanently" over a table with dates in a column "Expires", or the other way round.
  void end_of_a_measurement(Question question, const Answer& answer);
  /// "As this is a permanent collection ...", or an end of it, in another answer than that about the end.
  void said_elsewhere(Question how_long);
  /// One of the form's choices left as it is beside another that was filled in.
  void two_choices(Question question, const Answer& answer);
  /// Whether a permanent collection is said to end as well; how long a record is kept is another matter.
  [[nodiscard]] bool ends_too(const std::string& text, const std::string& key) const;

  /// A private document that the request leans on, beside a public place or in another answer.
  void private_link_beside();
  /// Tells of the first one in that answer, if there is one.
  bool private_link(Question question);
  /// Declared, or visible in the text though it is denied.
  void third_party();
  /// Where it is said that the very same is collected now and shall only go on.
  [[nodiscard]] std::optional<Place> renewing() const;

  Assessment& out_;
  const FindingSources& from_;
  const Policy::Data& data_;
};

}  // namespace review
