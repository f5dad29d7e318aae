#include "review/categorize/passage.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace review {
namespace {

/// How far around a sensitive thing its being reduced is said.
constexpr std::size_t words_around = 8;
/// How many words an opening may have.
constexpr std::size_t opening = 16;
/// What stands further back than this does not speak of a thing any more.
constexpr std::size_t most_words_back = 40;

/// Whether what stands between two words leaves them together: "search bar", "e-mail field", not "URL,
/// status".
bool joins(std::string_view gap) {
  return gap.find_first_of(",()/") == std::string_view::npos && !gap.contains(" -") && !gap.contains("–") &&
         !gap.contains("—");
}

/// Whether a full stop, or its like, ends a sentence between the two words. "e.g. this" is one.
bool ends_sentence_before(std::size_t at, std::span<const KnownWord> words, std::string_view text) {
  const std::string_view gap = gap_before(at, words, text);
  if (is_one_blank(gap)) return false;
  if (gap.find_first_of("!?") != std::string_view::npos || gap.contains("\n\n")) return true;
  const std::size_t stop = gap.find('.');
  const bool is_abbreviation = words[at - 1].text.size() == 1;
  return stop != std::string_view::npos && !is_abbreviation && stop + 1 < gap.size() &&
         std::isspace(static_cast<unsigned char>(gap[stop + 1])) != 0;
}

bool is_plural(std::string_view word) {
  return word.ends_with('s') && !word.ends_with("ss");
}

}  // namespace

void keep_together(PhrasesFound& found, std::string_view text, std::span<const KnownWord> words) {
  const auto parts_before = [&](std::size_t at) {
    const std::string_view gap = gap_before(at, words, text);
    return !is_one_blank(gap) &&
           (gap.find_first_of(",;:|()") != std::string_view::npos || ends_sentence_before(at, words, text));
  };
  std::erase_if(found, [&](const PhraseFound& each) {
    for (std::size_t at = each.begin + 1; at < each.end; ++at) {
      if (parts_before(at)) return true;
    }
    return false;
  });
  drop_covered(found);
}

bool lists_several(std::string_view text) {
  return text.contains(',') || text.contains(" or ");
}

bool opens_reduced(std::span<const KnownWord> words, const Knowledge& known) {
  return known[PhraseList::opens].stand_in(words.first(std::min(opening, words.size())));
}

Passage::Passage(std::string_view text, std::span<const KnownWord> words, std::size_t first_sentence,
                 const Knowledge& known, std::pmr::memory_resource* memory)
    : text_(text),
      words_(words),
      first_sentence_(first_sentence),
      known_(known),
      is_anew_(words.size(), false, memory) {
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (is_one_blank(gap(at))) continue;
    is_anew_[at] = ends_sentence(at) || gap(at).find_first_of(":;=|") != std::string_view::npos;
  }
  for (const PhraseFound& found : known[PhraseList::anew].find(words, memory)) {
    const bool is_anywhere = found.group == std::to_underlying(Anew::anywhere);
    if (found.begin > 0 && (is_anywhere || gap(found.begin).contains(','))) is_anew_[found.begin] = true;
  }
}

std::string Passage::quote(const PhraseFound& at) const {
  // "URL of" breaks off; the words of a phrase that lead on to the next thing are none of it.
  constexpr std::array<std::string_view, 10> leads_on = {"of", "to",  "at", "by", "from",
                                                         "in", "the", "a",  "an", "that"};
  std::size_t last = at.end - 1;
  while (last > at.begin && std::ranges::find(leads_on, words_[last].text) != leads_on.end()) --last;
  const std::size_t begin = words_[at.begin].begin;
  return std::string(text_.substr(begin, words_[last].end - begin));
}

std::string_view Passage::gap(std::size_t at) const {
  return gap_before(at, words_, text_);
}

bool Passage::ends_sentence(std::size_t at) const {
  return ends_sentence_before(at, words_, text_);
}

std::size_t Passage::statement(const PhraseFound& at) const {
  std::size_t begin = at.begin;
  const std::size_t furthest = begin - std::min(begin, most_words_back);
  while (begin > furthest && !is_anew_[begin]) --begin;
  // "Type of account and e-mail address" are two things, "number of URLs and passwords" are both counted.
  const bool is_second = at.begin > begin + 1 && words_[at.begin - 1].text == "and";
  return is_second && !is_plural(words_[at.end - 1].text) ? at.begin : begin;
}

std::size_t Passage::sentence(const PhraseFound& at) const {
  std::size_t begin = at.begin;
  const std::size_t furthest = begin - std::min(begin, most_words_back);
  while (begin > furthest && !ends_sentence(begin)) --begin;
  return begin;
}

Passage::Words Passage::after(const PhraseFound& at) const {
  std::size_t end = at.end;
  while (end < words_.size() && end < at.end + words_around && !is_anew_[end] && joins(gap(end))) ++end;
  return words_.subspan(at.end, end - at.end);
}

bool Passage::is_listed_value(const PhraseFound& at) const {
  const std::size_t begin = sentence(at);
  std::size_t list = at.begin;
  while (list > begin && gap(list).find_first_of(":(") == std::string_view::npos) --list;
  if (list <= begin) return false;
  std::size_t end = at.end;
  while (end < words_.size() && !ends_sentence(end)) ++end;
  const std::string_view values = text_.substr(words_[list].begin, words_[end - 1].end - words_[list].begin);
  if (!lists_several(values)) return false;
  return known_[PhraseList::lists].stand_in(words_.subspan(begin, list - begin));
}

bool Passage::is_reduced(const PhraseFound& at) const {
  const std::size_t begin = statement(at);
  const Words before = words_.subspan(begin, at.begin - begin);
  const bool is_reduced =
      is_listed_value(at) || opens_reduced(before, known_) ||
      known_[PhraseList::before].stand_in(before.last(std::min(words_around, before.size()))) ||
      known_[PhraseList::after].stand_in(after(at));
  if (!is_reduced) return false;
  const std::size_t end = std::min(words_.size(), at.end + words_around);
  return !known_[PhraseList::kept].stand_in(words_.subspan(at.end, end - at.end));
}

bool Passage::is_collected(const PhraseFound& at) const {
  if (at.begin < first_sentence_) return true;
  const std::size_t begin = std::max(sentence(at), at.begin - std::min(at.begin, words_around));
  return known_[PhraseList::carries].stand_in(words_.subspan(begin, at.begin - begin));
}

bool Passage::is_cut_from_a_name(const PhraseFound& at) const {
  std::size_t end = words_[at.end - 1].end;
  const auto is_part = [&](std::size_t i) {
    return i < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[i])) != 0 || text_[i] == '_');
  };
  const bool goes_on = is_part(end);
  while (is_part(end)) ++end;
  if (end < text_.size() && text_[end] == '.' && is_part(end + 1)) return true;
  for (std::size_t i = at.begin + 1; i < at.end && goes_on; ++i) {
    if (gap(i) == ".") return true;
  }
  return false;
}

}  // namespace review
