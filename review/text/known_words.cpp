#include "review/text/known_words.h"

#include "review/text/ascii.h"
#include "review/text/each_word.h"

#include <algorithm>

namespace review {
namespace {

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

/// Gives `take` where each word of a name begins and ends.
template <class Take>
void each_part(std::string_view name, Take take) {
  std::size_t begin = 0;
  std::size_t at = 0;
  const auto finish = [&] {
    if (begin < at) take(begin, at);
    begin = at;
  };
  for (; at < name.size(); ++at) {
    const bool is_hump =
        is_capital(name[at]) && at > 0 && (is_lower(name, at - 1) || ends_an_acronym(name, at));
    if (!is_letter(name[at]) || is_hump) finish();
    if (!is_letter(name[at])) begin = at + 1;
  }
  finish();
}

bool is_several_words(std::string_view written, const KnownWord& word) {
  if (!word.is_mixed || written.size() != word.text.size()) return false;
  const auto at = static_cast<std::size_t>(std::ranges::find_if(written, is_capital) - written.begin());
  const bool is_variable =
      at >= 2 && is_lower(written, 0) && is_lower(written, at - 1) && is_lower(written, at + 1);
  return is_variable || (at == 0 && humps(written) >= fewest_humps);
}

}  // namespace

std::string_view gap_before(std::size_t at, std::span<const KnownWord> words, std::string_view text) {
  const std::size_t end = at == 0 ? 0 : words[at - 1].end;
  return text.substr(end, std::max(words[at].begin, end) - end);
}

void KnownWords::read(std::string_view text) {
  letters_.resize(most_letters(text));
  all_.reserve(std::min<std::size_t>(text.size() / 4 + 1, 64));
  each_word(text, letters_.data(), [&](const WordRead& word) {
    all_.push_back({.text = word.letters, .begin = word.begin, .end = word.end, .is_mixed = word.is_mixed});
  });
}

void KnownWords::split(std::string_view text) {
  if (std::ranges::none_of(all_, &KnownWord::is_mixed)) return;
  std::pmr::vector<KnownWord> parts(all_.get_allocator());
  parts.reserve(all_.size() + 1);
  for (const KnownWord& word : all_) {
    const std::string_view written = text.substr(word.begin, word.end - word.begin);
    if (!is_several_words(written, word)) {
      parts.push_back(word);
      continue;
    }
    each_part(written, [&](std::size_t begin, std::size_t end) {
      parts.push_back({.text = word.text.substr(begin, end - begin),
                       .begin = word.begin + begin,
                       .end = word.begin + end});
    });
  }
  all_ = std::move(parts);
}

KnownWords KnownWords::of_text(std::string_view text, const Lexicon& lexicon, Memory memory) {
  KnownWords out(memory);
  out.read(text);
  lexicon.number(out.all_);
  return out;
}

KnownWords KnownWords::of_description(std::string_view text, const Lexicon& lexicon, Memory memory) {
  KnownWords out(memory);
  out.read(text);
  out.split(text);
  lexicon.number(out.all_);
  return out;
}

KnownWords KnownWords::of_name(std::string_view name, const Lexicon& lexicon, Memory memory) {
  KnownWords out(memory);
  out.letters_.resize(name.size());
  std::ranges::transform(name, out.letters_.begin(), small);
  each_part(name, [&](std::size_t begin, std::size_t end) {
    out.all_.push_back({.text = {out.letters_.data() + begin, end - begin}, .begin = begin, .end = end});
  });
  lexicon.number(out.all_);
  return out;
}

}  // namespace review
