#include "review/categorize/features.h"

#include <algorithm>
#include <cctype>

namespace review {
namespace {

/// How much a word that only explains counts beside one that says what is measured.
constexpr double explaining = 0.4;

// Of ASCII. The library's own ask for the locale, letter by letter.
bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
  return is_small(c) || is_capital(c);
}

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

bool is_lower(std::string_view text, std::size_t at) {
  return at < text.size() && is_small(text[at]);
}

/// Whether the next word begins here, as in "URLVisited"; "URLs" is one.
bool ends_an_acronym(std::string_view name, std::size_t at) {
  return is_capital(name[at - 1]) && is_lower(name, at + 1) && is_lower(name, at + 2);
}

/// Capitals with a small letter behind.
std::ptrdiff_t humps(std::string_view name) {
  std::ptrdiff_t out = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (is_capital(name[at]) && is_lower(name, at + 1)) ++out;
  }
  return out;
}

/// How many humps "QuotaExceededError" has and "JavaScript" has not.
constexpr std::ptrdiff_t fewest_humps = 3;

std::vector<Word> split_name(std::string_view name) {
  std::vector<Word> out;
  Word word;
  const auto finish = [&](std::size_t at) {
    word.end = at;
    if (!word.text.empty()) out.push_back(std::move(word));
    word = {};
  };
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    const bool is_upper = is_capital(c);
    const bool is_hump = is_upper && at > 0 && (is_lower(name, at - 1) || ends_an_acronym(name, at));
    if (!is_letter(c) || is_hump) finish(at);
    if (!is_letter(c)) continue;
    if (word.text.empty()) word.begin = at;
    word.text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  finish(name.size());
  return out;
}

/// "pageUrl" in a description is two words as well, "QuotaExceededError" is three; "iPhone", "macOS" and
/// "JavaScript" are names.
bool is_several_words(std::string_view written, const Word& word) {
  if (!word.is_mixed || written.size() != word.text.size()) return false;
  const auto at = static_cast<std::size_t>(std::ranges::find_if(written, is_capital) - written.begin());
  const bool is_variable =
      at >= 2 && is_lower(written, 0) && is_lower(written, at - 1) && is_lower(written, at + 1);
  return is_variable || (at == 0 && humps(written) >= fewest_humps);
}

std::vector<Word> description_words(std::string_view text) {
  std::vector<Word> all = words_of(text);
  if (std::ranges::none_of(all, &Word::is_mixed)) return all;
  const auto written = [&](const Word& word) { return text.substr(word.begin, word.end - word.begin); };
  const auto is_joined = [&](const Word& word) { return is_several_words(written(word), word); };
  std::vector<Word> out;
  out.reserve(all.size() + 1);
  for (Word& word : all) {
    if (!is_joined(word)) {
      out.push_back(std::move(word));
      continue;
    }
    for (Word& part : split_name(written(word))) {
      part.begin += word.begin;
      part.end += word.begin;
      out.push_back(std::move(part));
    }
  }
  return out;
}

}  // namespace

std::vector<Word> name_words(std::string_view name, const Lexicon& lexicon) {
  std::vector<Word> out = split_name(name);
  lexicon.number(out);
  return out;
}

SubjectWords words_of(const Subject& subject, const Knowledge& known) {
  const Lexicon& lexicon = known.lexicon;
  SubjectWords out{.name = name_words(subject.name, lexicon),
                   .description = description_words(subject.description),
                   .extra_keys = {},
                   .phrases = {}};
  lexicon.number(out.description);
  for (const auto& [key, description] : subject.extra_keys)
    out.extra_keys.push_back(name_words(key, lexicon));
  const std::size_t end = end_of_first_sentence(subject.description);
  out.first_sentence = static_cast<std::size_t>(
      std::ranges::count_if(out.description, [&](const Word& word) { return word.begin < end; }));
  // Further on, nothing is taken for sensitive.
  const std::size_t read = std::max(out.first_sentence, std::min(most_words_read, out.description.size()));
  out.phrases = known[PhraseList::concepts].find_all(std::span(out.description).first(read));
  return out;
}

std::vector<WordFeature> word_features_of(const SubjectWords& words, const Lexicon& lexicon) {
  std::vector<WordFeature> out;
  out.reserve(words.name.size() + words.description.size());
  const auto add = [&](WordPlace place, const Word& word, double amount) {
    if (is_letter(word.text.front())) out.push_back({place, &word, lexicon.stem_number(word), amount});
  };
  for (std::size_t i = 0; i < words.description.size(); ++i)
    add(WordPlace::description, words.description[i], i < words.first_sentence ? 1 : explaining);
  for (const Word& word : words.name) add(WordPlace::name, word, 1);
  for (const std::vector<Word>& key : words.extra_keys) {
    for (const Word& word : key) add(WordPlace::extra_key, word, 1);
  }
  return out;
}

}  // namespace review
