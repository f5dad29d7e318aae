#pragma once
// The parsed policy, for the units of this room only.

#include "review/assessment.h"
#include "review/categorize/knowledge_book.h"
#include "review/form/grammar.h"
#include "review/policy.h"
#include "review/text/sentences.h"
#include "review/text/word_list.h"
#include "review/text/words.h"

#include <re2/re2.h>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace review {

/// How a finding is told. `{quote}` in a sentence stands for the requester's words.
struct FindingText {
  Severity severity = Severity::note;
  std::string message;
  std::string fix;
  std::string link;
};

using Vocabulary = std::map<std::string, std::shared_ptr<const WordList>, std::less<>>;

/// The lists that config/policy/vocabulary.toml has to have.
inline constexpr std::string_view vocabulary_needed[] = {
    "placeholders",
    "nothing_said",
    "no_reason_needed",
    "hedged_end",
    "retention",
    "relative_end",
    "private_places",
    "documented_places",
    "own_tools",
    "third_parties",
    "new_identifiers",
    "free_text",
    "private_windows",
    "controls",
    "no_controls",
    "promised",
    "default_off",
    "renewing",
    "not_a_person",
    "generic_purposes",
    "generic_needs",
    "strong_controls",
    "not_in_private",
    "reduced_text",
    "consent",
    "scope_change",
    "review_places",
    "collected_until",
    "bigger_change",
    "empty_talk",
    "reasons",
    "unwritten_review",
    "permanent",
    "doubted_end",
    "private_documents",
    "sensitive_groups",
    "no_way_out",
    "as_long_as_it_lives",
    "no_name",
    "closed_places",
    "promised_documents",
    "already_measured",
    "prolonging",
    "unknown_answers",
    "generic_questions",
    "generic_sharing",
    "no_alternatives",
    "scope_change_hints",
    "consequences",
    "always_public",
    "not_yet",
    "there_already",
    "comes_with_it",
    "ticks",
    "no_effect",
    "effect_on_it",
    "effect_of_its_own",
    "all_the_same",
    "chosen_off",
    "turned_off_too",
    "sent_anyway",
    "nothing_goes_on",
    "declined",
    "not_sent",
    "goes_nowhere",
    "conditions",
    "lacks_a_control",
    "not_its_own",
    "by_joining",
    "turning_it_off",
    "about_people",
    "private_as_opt_out",
};

struct Policy::Data {
  std::map<std::string, FindingText, std::less<>> findings;
  std::unique_ptr<const KnowledgeBook> book;  ///< none where the knowledge was made before
  Knowledge knowledge;
  Grammar grammar;
  Vocabulary vocabulary;

  /// One of vocabulary_needed; any other name is a mistake of the program's.
  [[nodiscard]] const RE2& list(std::string_view name) const {
    const auto found = vocabulary.find(name);
    if (found == vocabulary.end()) throw std::logic_error("no list of words: " + std::string(name));
    return found->second->expression();
  }

  /// Whether a word of the list stands in `key` (as key_of() gives it); `found` is where, if it is wanted.
  [[nodiscard]] bool speaks(std::string_view name, std::string_view key, std::string* found = nullptr) const {
    const re2::StringPiece text(key.data(), key.size());
    const RE2& words = list(name);
    // Whether it stands there is much cheaper to tell than where.
    return RE2::PartialMatch(text, words) && (found == nullptr || RE2::PartialMatch(text, words, found));
  }

  /// One that alone tells nothing: "the", "each".
  [[nodiscard]] bool is_small_word(std::string_view word) const {
    KnownWord one{.text = word};
    knowledge.lexicon.number(std::span(&one, 1));
    return knowledge[PhraseList::small_words].stand_in(std::span(&one, 1));
  }

  /// Whether a sentence speaks of the list without denying it ("no URL is recorded").
  [[nodiscard]] bool affirms(std::string_view name, const std::vector<std::string>& sentences,
                             std::string* found = nullptr) const {
    return review::affirms(sentences, list(name), found);
  }
  /// The same of a text that mostly does not speak of it at all, which is cheap to tell.
  [[nodiscard]] bool affirms(std::string_view name, std::string_view text,
                             std::string* found = nullptr) const {
    return speaks(name, key_of(text)) && affirms(name, sentences_of(text), found);
  }
};

}  // namespace review
