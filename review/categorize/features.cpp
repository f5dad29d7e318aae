#include "review/categorize/features.h"

#include <algorithm>
#include <cctype>

namespace review {
namespace {

/// How much a word that only explains counts beside one that says what is measured.
constexpr double explaining = 0.4;

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// "`send_tab.link_id`, uuid." is a name and a type and says nothing yet.
constexpr std::ptrdiff_t fewest_blanks = 2;

/// Where the first sentence ends. "e.g. this" does not end one.
std::size_t end_of_first_sentence(std::string_view text) {
  for (std::size_t at = text.find_first_of(".!?"); at != std::string_view::npos;
       at = text.find_first_of(".!?", at + 1)) {
    const bool is_followed_by_blank =
        at + 1 < text.size() && std::isspace(static_cast<unsigned char>(text[at + 1])) != 0;
    const bool is_abbreviation = at >= 2 && is_letter(text[at - 1]) && !is_letter(text[at - 2]);
    const std::string_view sentence = text.substr(0, at);
    const bool is_name = sentence.find_first_of("_`") != std::string_view::npos &&
                         std::ranges::count(sentence, ' ') < fewest_blanks;
    if (is_followed_by_blank && !is_abbreviation && !is_name) return at;
  }
  return text.size();
}

bool is_lower(std::string_view text, std::size_t at) {
  return at < text.size() && std::islower(static_cast<unsigned char>(text[at])) != 0;
}

/// Whether the next word begins here, as in "URLVisited"; "URLs" is one.
bool ends_an_acronym(std::string_view name, std::size_t at) {
  return std::isupper(static_cast<unsigned char>(name[at - 1])) != 0 && is_lower(name, at + 1) &&
         is_lower(name, at + 2);
}

/// Capitals with a small letter behind.
std::ptrdiff_t humps(std::string_view name) {
  std::ptrdiff_t out = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (std::isupper(static_cast<unsigned char>(name[at])) != 0 && is_lower(name, at + 1)) ++out;
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
    const bool is_upper = std::isupper(static_cast<unsigned char>(c)) != 0;
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
std::vector<Word> description_words(std::string_view text) {
  std::vector<Word> out;
  for (Word& word : words_of(text)) {
    const std::string_view written = text.substr(word.begin, word.end - word.begin);
    const auto hump = std::ranges::find_if(written, [](unsigned char c) { return std::isupper(c) != 0; });
    const auto at = static_cast<std::size_t>(hump - written.begin());
    const bool is_variable =
        at >= 2 && is_lower(written, 0) && is_lower(written, at - 1) && is_lower(written, at + 1);
    const bool is_class = at == 0 && humps(written) >= fewest_humps;
    if (!(is_variable || is_class) || written.size() != word.text.size()) {
      out.push_back(std::move(word));
      continue;
    }
    for (Word& part : split_name(written)) {
      part.begin += word.begin;
      part.end += word.begin;
      out.push_back(std::move(part));
    }
  }
  return out;
}

}  // namespace

std::string_view stem_of(std::string_view word) {
  for (const std::string_view ending : {"ings", "ing", "edly", "ed", "es", "s", "ly"}) {
    if (word.ends_with(ending) && word.size() >= ending.size() + 3)
      return word.substr(0, word.size() - ending.size());
  }
  return word;
}

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
    const std::string_view stem = stem_of(word.text);
    if (!is_letter(stem.front())) return;
    const bool is_itself = stem.size() == word.text.size();
    out.push_back({place, stem, is_itself ? word.number : lexicon.number_of(stem), amount});
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
