#include "review/categorize/features.h"

#include "review/text/ascii.h"

#include <algorithm>
#include <cctype>

namespace review {
namespace {

/// "`send_tab.link_id`, uuid." is a name and a type and says nothing yet.
constexpr std::ptrdiff_t fewest_blanks = 2;

bool is_only_a_name(std::string_view sentence) {
  return std::ranges::any_of(sentence, [](char c) { return c == '_' || c == '`'; }) &&
         std::ranges::count(sentence, ' ') < fewest_blanks;
}

/// Whether the text's first sentence ends with the stop at `at`. "e.g. this" does not end one.
bool ends_first_sentence(std::string_view text, std::size_t at) {
  if (text[at] != '.' && text[at] != '!' && text[at] != '?') return false;
  const bool is_followed_by_blank =
      at + 1 < text.size() && std::isspace(static_cast<unsigned char>(text[at + 1])) != 0;
  const bool is_abbreviation = at >= 2 && is_letter(text[at - 1]) && !is_letter(text[at - 2]);
  return is_followed_by_blank && !is_abbreviation && !is_only_a_name(text.substr(0, at));
}

/// How many words stand in the first sentence.
std::size_t first_sentence_of(std::string_view text, std::span<const KnownWord> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view gap = gap_before(i, words, text);
    if (is_one_blank(gap)) continue;
    const auto begin = static_cast<std::size_t>(gap.data() - text.data());
    for (std::size_t at = begin; at < begin + gap.size(); ++at) {
      if (ends_first_sentence(text, at)) return i;
    }
  }
  return words.size();
}

}  // namespace

SubjectWords words_of(const Subject& subject, const Knowledge& known, std::pmr::memory_resource* memory) {
  const Lexicon& lexicon = known.lexicon;
  SubjectWords out{.name = KnownWords::of_name(subject.name, lexicon, memory),
                   .description = KnownWords::of_description(subject.description, lexicon, memory),
                   .extra_keys = {},
                   .phrases = PhrasesFound(memory)};
  for (const auto& [key, description] : subject.extra_keys)
    out.extra_keys.push_back(KnownWords::of_name(key, lexicon, memory));
  const auto all = out.description.all();
  out.first_sentence = first_sentence_of(subject.description, all);
  // Further on, nothing is taken for sensitive.
  out.phrases = known[PhraseList::concepts].find_all(
      all.first(std::max(out.first_sentence, std::min(most_words_read, all.size()))), memory);
  return out;
}

}  // namespace review
