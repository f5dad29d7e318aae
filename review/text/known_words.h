#pragma once
// A text's words as a lexicon knows them: for texts that are searched for many things and not kept.

#include "review/text/lexicon.h"

#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

namespace review {

/// What stands between the word at `at` and the one before it, or the text's beginning.
[[nodiscard]] std::string_view gap_before(std::size_t at, std::span<const KnownWord> words,
                                          std::string_view text);

/// As nearly all gaps are, of which there is nothing to ask.
[[nodiscard]] inline bool is_one_blank(std::string_view gap) {
  return gap.size() == 1 && gap.front() == ' ';
}

/// The words of one text, whose letters they share.
class KnownWords {
 public:
  using Memory = std::pmr::memory_resource*;

  KnownWords(KnownWords&&) = default;
  KnownWords& operator=(KnownWords&&) = delete;
  KnownWords(const KnownWords&) = delete;
  KnownWords& operator=(const KnownWords&) = delete;
  ~KnownWords() = default;

  /// The words of a text, as words_of() gives them.
  [[nodiscard]] static KnownWords of_text(std::string_view text, const Lexicon& lexicon,
                                          Memory memory = std::pmr::get_default_resource());
  /// The same, where "pageUrl" is two words and "QuotaExceededError" three; "iPhone", "macOS" and
  /// "JavaScript" are names.
  [[nodiscard]] static KnownWords of_description(std::string_view text, const Lexicon& lexicon,
                                                 Memory memory = std::pmr::get_default_resource());
  /// "top_site.contile_tileId" is {top, site, contile, tile, id}, with their places in `name`.
  [[nodiscard]] static KnownWords of_name(std::string_view name, const Lexicon& lexicon,
                                          Memory memory = std::pmr::get_default_resource());

  [[nodiscard]] std::span<const KnownWord> all() const { return all_; }

 private:
  explicit KnownWords(Memory memory) : letters_(memory), all_(memory) {}

  void read(std::string_view text);
  void split(std::string_view text);

  std::pmr::vector<char> letters_;
  std::pmr::vector<KnownWord> all_;
};

}  // namespace review
