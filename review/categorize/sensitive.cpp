#include "review/categorize/sensitive.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace review {
namespace {

/// What stands further on explains, and is not observed.
constexpr std::size_t most_words_read = 40;
/// How far around a sensitive thing its being reduced is said.
constexpr std::size_t words_around = 8;

using Words = std::span<const Word>;

std::string join(Words words) {
  std::string out;
  for (const Word& word : words) {
    if (!out.empty()) out += ' ';
    out += word.text;
  }
  return out;
}

/// A text as words; its first sentence, which says what is measured, has `first_sentence` of them.
struct Passage {
  std::string_view text;
  Words words;
  std::size_t first_sentence = 0;
};

/// Whether something else begins with the word at `at`: "page.error: the URL" is a name and what it means,
/// "the position, and the URL" are two things.
bool begins_anew(const Passage& passage, std::size_t at) {
  const Words words = passage.words;
  const std::size_t end = words[at - 1].end;
  const std::string_view gap = passage.text.substr(end, words[at].begin - end);
  if (gap.find_first_of(":;=") != std::string_view::npos) return true;
  if (!gap.contains(',') || words[at].text != "and" || at + 1 == words.size()) return false;
  const std::string& next = words[at + 1].text;
  return next == "the" || next == "a" || next == "an" || next == "its" || next == "their";
}

/// The words before a thing that can say something of it.
Words before(const Passage& passage, const PhraseFound& at) {
  const Words words = passage.words;
  const std::size_t sentence = at.begin < passage.first_sentence ? 0 : passage.first_sentence;
  std::size_t begin = at.begin;
  while (begin > sentence && at.begin - begin < words_around) {
    if (begin < words.size() && begins_anew(passage, begin)) break;
    --begin;
  }
  return words.subspan(begin, at.begin - begin);
}

/// A sensitive thing that is only counted, timed, checked for or acted on is not collected itself.
bool is_reduced(const Passage& passage, const PhraseFound& at, const Policy::Data& data) {
  if (data.speaks("reduced_before", join(before(passage, at)))) return true;
  const Words words = passage.words;
  const std::string after = join(words.subspan(at.end, std::min(words_around, words.size() - at.end)));
  std::string found;
  return data.speaks("reduced_after", after, &found) && after.starts_with(found);
}

bool is_reduced_from_the_start(const Passage& passage, const Policy::Data& data) {
  const std::string opening =
      join(passage.words.first(std::min(2 * words_around, passage.words.size()))) + ' ';
  std::string head;
  return data.speaks("reduced_head", opening, &head) && opening.starts_with(head);
}

/// After the first sentence a thing is observed only where it is said to be carried: "... It also includes
/// the URL."
bool is_carried(const Passage& passage, const PhraseFound& at, const Policy::Data& data) {
  return data.speaks("carries", join(before(passage, at)));
}

/// Of a dotted name the last part says what is measured, what stands before it is the part of the product:
/// "screenshots.mode", "password_reset.code_error".
bool only_heads_a_name(const Passage& passage, const PhraseFound& at) {
  std::size_t end = passage.words[at.end - 1].end;
  const auto is_part = [&](std::size_t i) {
    return i < passage.text.size() &&
           (std::isalnum(static_cast<unsigned char>(passage.text[i])) != 0 || passage.text[i] == '_');
  };
  while (is_part(end)) ++end;
  return end < passage.text.size() && passage.text[end] == '.' && is_part(end + 1);
}

/// The most sensitive concept that is observed, the first mention of each being what tells: what is counted
/// there is not collected further on.
std::optional<Sensitive> sensitive_in(const Passage& passage, const Policy::Data& data) {
  const std::vector<PhraseFound> found = data.concepts.phrases.find(passage.words);
  const auto category_of = [&](const PhraseFound& each) { return data.concepts.all[each.group].category; };
  if (std::ranges::none_of(found,
                           [&](const auto& each) { return category_of(each) >= Category::stored_content; }) ||
      is_reduced_from_the_start(passage, data))
    return std::nullopt;
  std::optional<Sensitive> out;
  std::vector<bool> is_mentioned(data.concepts.all.size());
  for (const PhraseFound& each : found) {
    if (is_mentioned[each.group] || only_heads_a_name(passage, each)) continue;
    is_mentioned[each.group] = true;
    if (category_of(each) < Category::stored_content || (out && out->category >= category_of(each))) continue;
    if (is_reduced(passage, each, data)) continue;
    if (each.begin >= passage.first_sentence && !is_carried(passage, each, data)) continue;
    const std::size_t begin = passage.words[each.begin].begin;
    const std::size_t end = passage.words[each.end - 1].end;
    out = Sensitive{category_of(each), std::string(passage.text.substr(begin, end - begin)),
                    data.concepts.all[each.group].why};
  }
  return out;
}

/// Extra keys are what an event carries: each is read with what its description begins with.
std::optional<Sensitive> sensitive_in_key(const std::string& key, const std::string& description,
                                          const Policy::Data& data) {
  const std::string text = key + ". " + description;
  std::vector<Word> words = name_words(key);
  const SubjectWords explained =
      words_of({.name = {}, .description = description, .extra_keys = {}, .type = {}});
  for (std::size_t i = 0; i < explained.first_sentence; ++i) {
    Word word = explained.description[i];
    word.begin += key.size() + 2;
    word.end += key.size() + 2;
    words.push_back(std::move(word));
  }
  auto out = sensitive_in(Passage{text, words, words.size()}, data);
  if (out) out->words = key;
  return out;
}

/// Glean's own schema demands category 3 or 4 of a text; a UUID that is no session or client of the product's
/// own telemetry follows somebody around.
std::optional<Sensitive> sensitive_by_type(const Subject& subject, const SubjectWords& words,
                                           const Policy::Data& data) {
  if (subject.type == "text")
    return Sensitive{Category::stored_content, "text", "a metric type for text of any length", false};
  if (subject.type != "uuid") return std::nullopt;
  const std::string description = join(words.description);
  std::string about = join(words.name);
  if (subject.name.empty() || description.find("stored in shared") != std::string::npos)
    about += ' ' + description;
  if (data.speaks("own_identifiers", about)) return std::nullopt;
  return Sensitive{Category::highly_sensitive, "uuid", "an identifier that persists", false};
}

/// Whether it names an identifier of a person, account or device beside. With what people visit, store or
/// send it is category 4 by combination.
bool identifies(const Subject& subject, const Policy::Data& data) {
  std::string names = key_of(subject.name);
  for (const auto& [key, description] : subject.extra_keys) names += " . " + key_of(key);
  return data.speaks("identifying", names) || data.affirms("identifying", subject.description);
}

}  // namespace

std::optional<Sensitive> sensitive_in(const Subject& subject, const SubjectWords& words,
                                      const Policy::Data& data) {
  const bool is_named_only = words.description.empty();
  const Words all = is_named_only ? words.name : words.description;
  const Passage passage{is_named_only ? subject.name : subject.description,
                        all.first(std::min(most_words_read, all.size())),
                        is_named_only ? all.size() : words.first_sentence};
  auto out = sensitive_in(passage, data);
  for (const auto& [key, description] : subject.extra_keys) {
    auto found = sensitive_in_key(key, description, data);
    if (found && (!out || found->category > out->category)) out = std::move(found);
  }
  if (out && out->category == Category::stored_content && identifies(subject, data)) {
    out->category = Category::highly_sensitive;
    out->why += "; together with an identifier it tells who";
  }
  auto by_type = sensitive_by_type(subject, words, data);
  if (by_type && (!out || by_type->category > out->category)) out = std::move(by_type);
  return out;
}

}  // namespace review
