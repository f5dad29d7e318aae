#include "review/categorize/features.h"

#include "review/text/words.h"

#include <algorithm>
#include <cctype>

namespace review {

std::string stem_of(std::string_view word) {
  for (const std::string_view ending : {"ings", "ing", "edly", "ed", "es", "s", "ly"}) {
    if (word.ends_with(ending) && word.size() >= ending.size() + 3)
      return std::string(word.substr(0, word.size() - ending.size()));
  }
  return std::string(word);
}

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> out;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) out.push_back(std::move(word));
    word.clear();
  };
  char before = ' ';
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_hump = std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(before)) != 0;
    if (std::isalpha(byte) == 0 || is_hump) finish();
    if (std::isalpha(byte) != 0) word += static_cast<char>(std::tolower(byte));
    before = c;
  }
  finish();
  return out;
}

std::vector<std::string> features_of(const Subject& subject) {
  std::vector<std::string> out;
  for (const Word& word : words_of(subject.description)) {
    if (std::isalpha(static_cast<unsigned char>(word.text.front())) != 0)
      out.push_back("d:" + stem_of(word.text));
  }
  for (const std::string& word : name_words(subject.name)) out.push_back("n:" + stem_of(word));
  for (const auto& [key, description] : subject.extra_keys) {
    for (const std::string& word : name_words(key)) out.push_back("e:" + stem_of(word));
  }
  if (!subject.type.empty()) out.push_back("t:" + subject.type);
  std::ranges::sort(out);
  const auto twice = std::ranges::unique(out);
  out.erase(twice.begin(), twice.end());
  return out;
}

}  // namespace review
