#pragma once
// What a text says of a sensitive thing in it: that it is collected, or only counted, checked for or acted
// on.

#include "review/categorize/knowledge.h"
#include "review/text/known_words.h"

#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace review {

/// Drops phrases that reach over a comma, a bracket or the end of a sentence, and then those that stand in a
/// longer one. `found` is all that stand among the words.
void keep_together(PhrasesFound& found, std::string_view text, std::span<const KnownWord> words);

/// Whether it is more than one thing: "password, passkey or code".
[[nodiscard]] bool lists_several(std::string_view text);

/// Whether they begin by counting, timing, checking or an act.
[[nodiscard]] bool opens_reduced(std::span<const KnownWord> words, const Knowledge& known);

class Passage {
 public:
  /// The first sentence says what is measured, the rest explains it; it has `first_sentence` of the words.
  /// All arguments must outlive the passage.
  Passage(std::string_view text, std::span<const KnownWord> words, std::size_t first_sentence,
          const Knowledge& known, std::pmr::memory_resource* memory);

  /// As they are written.
  [[nodiscard]] std::string quote(const PhraseFound& at) const;

  /// A thing that is only counted, timed, checked for or acted on is not collected itself.
  [[nodiscard]] bool is_reduced(const PhraseFound& at) const;
  /// What stands behind the first sentence is collected only where that is said: "It also includes the URL."
  [[nodiscard]] bool is_collected(const PhraseFound& at) const;
  /// Of a dotted name the last part says what is measured, what stands before it is the part of the product:
  /// "screenshots.mode", "password_reset.code_error". Nor is "chatbot.prompt_click" a prompt to a chatbot.
  [[nodiscard]] bool is_cut_from_a_name(const PhraseFound& at) const;

 private:
  using Words = std::span<const KnownWord>;

  [[nodiscard]] std::string_view gap(std::size_t at) const;
  [[nodiscard]] bool ends_sentence(std::size_t at) const;
  /// The first word of the statement, or of the sentence, that the thing stands in.
  [[nodiscard]] std::size_t statement(const PhraseFound& at) const;
  [[nodiscard]] std::size_t sentence(const PhraseFound& at) const;
  [[nodiscard]] Words after(const PhraseFound& at) const;
  /// Whether it is one of the values that something may have: "by method: password, passkey".
  [[nodiscard]] bool is_listed_value(const PhraseFound& at) const;

  std::string_view text_;
  Words words_;
  std::size_t first_sentence_;
  const Knowledge& known_;
  std::pmr::vector<bool> is_anew_;  ///< whether a statement begins with the word
};

}  // namespace review
