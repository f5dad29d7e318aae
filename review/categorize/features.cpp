#include "review/categorize/features.h"

#include "review/text/ascii.h"

#include <algorithm>
#include <cctype>

namespace review {
namespace {

/// How much a word that only explains counts beside one that says what is measured.
constexpr double explaining = 0.4;

/// "`send_tab.link_id`, uuid." is a name and a type and says nothing yet.
constexpr std::ptrdiff_t fewest_blanks = 2;

bool is_only_a_name(std::string_view sentence) {
  return std::ranges::any_of(sentence, [](char c) { return c == '_' || c == '`'; }) &&
         std::ranges::count(sentence, ' ') < fewest_blanks;
}

/// Where the first sentence ends. "e.g. this" does not end one.
std::size_t end_of_first_sentence(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] > '?' || (text[at] != '.' && text[at] != '!' && text[at] != '?')) continue;
    const bool is_followed_by_blank =
        at + 1 < text.size() && std::isspace(static_cast<unsigned char>(text[at + 1])) != 0;
    if (!is_followed_by_blank) continue;
    const bool is_abbreviation = at >= 2 && is_letter(text[at - 1]) && !is_letter(text[at - 2]);
    if (!is_abbreviation && !is_only_a_name(text.substr(0, at))) return at;
  }
  return text.size();
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
  const std::size_t end = end_of_first_sentence(subject.description);
  const auto next = std::ranges::find_if(all, [&](const KnownWord& word) { return word.begin >= end; });
  out.first_sentence = static_cast<std::size_t>(next - all.begin());
  // Further on, nothing is taken for sensitive.
  out.phrases = known[PhraseList::concepts].find_all(
      all.first(std::max(out.first_sentence, std::min(most_words_read, all.size()))), memory);
  return out;
}

std::pmr::vector<WordFeature> word_features_of(const SubjectWords& words, const Lexicon& lexicon) {
  std::pmr::vector<WordFeature> out(words.phrases.get_allocator());
  out.reserve(words.name.all().size() + words.description.all().size());
  const auto add = [&](WordPlace place, const KnownWord& word, double amount) {
    if (is_letter(word.text.front())) out.push_back({place, &word, lexicon.stem_number(word), amount});
  };
  const auto description = words.description.all();
  for (std::size_t i = 0; i < description.size(); ++i)
    add(WordPlace::description, description[i], i < words.first_sentence ? 1 : explaining);
  for (const KnownWord& word : words.name.all()) add(WordPlace::name, word, 1);
  for (const KnownWords& key : words.extra_keys) {
    for (const KnownWord& word : key.all()) add(WordPlace::extra_key, word, 1);
  }
  return out;
}

}  // namespace review
