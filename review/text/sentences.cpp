#include "review/text/sentences.h"

#include "review/limits.h"
#include "review/text/expression.h"
#include "review/text/known_words.h"
#include "review/text/words.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace review {
namespace {

/// Whether a line begins something of its own: a point of a list, a table's row, an empty line.
bool begins_anew(std::string_view line) {
  static const RE2 mark(R"(^\s*(?:$|[-+*•|]|\d{1,2}[.)]\s))");
  return matches(line, mark);
}

/// Whether the full stop at `at` only shortens a word: "max. 500", "e.g. this".
bool is_abbreviated(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 9> shortened = {"e.g",    "i.e", "max", "min", "incl",
                                                         "approx", "cf",  "vs",  "resp"};
  return std::ranges::any_of(shortened, [&](std::string_view word) {
    if (at < word.size() || text.substr(at - word.size(), word.size()) != word) return false;
    return at == word.size() || std::isalnum(static_cast<unsigned char>(text[at - word.size() - 1])) == 0;
  });
}

bool ends_sentence(std::string_view text, std::size_t at) {
  if (text[at] == '\n') return begins_anew(text.substr(at + 1, text.substr(at + 1).find('\n')));
  if (text[at] == ';' || text[at] == '|') return true;
  if (text[at] != '.' && text[at] != '!' && text[at] != '?') return false;
  if (text[at] == '.' && is_abbreviated(text, at)) return false;
  return at + 1 == text.size() ||
         std::string_view(" \n\t\"')*_").find(text[at + 1]) != std::string_view::npos;
}

/// Adds the clauses of one sentence.
void add_clauses(std::string_view sentence, std::vector<std::string>& out) {
  static const RE2 turn(
      R"((?i)[\s,]+(?:but|however|although|whereas|while we|instead we)[\s,]+|,\s+so:?\s+|,\s+yet\s+(?:it|we|they|the|this)\s+)");
  re2::StringPiece rest = piece(sentence);
  re2::StringPiece found;
  const auto add = [&](std::string_view clause) {
    clause = trim(clause);
    const bool is_list_number = clause.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_list_number) out.emplace_back(clause);
  };
  while (turn.Match(rest, 0, rest.size(), RE2::UNANCHORED, &found, 1)) {
    const auto before = static_cast<std::size_t>(found.data() - rest.data());
    add({rest.data(), before});
    rest.remove_prefix(before + found.size());
  }
  add({rest.data(), rest.size()});
}

/// The last `count` words of a key.
std::string_view last_words(std::string_view key, int count) {
  std::size_t at = key.size();
  while (at > 0 && count >= 0) {
    --at;
    if (key[at] == ' ' && at + 1 < key.size()) --count;
  }
  return key.substr(at);
}

bool is_excepted(std::string_view text) {
  static const RE2 excepted(
      R"(\b(?:except|other than|besides|apart from|unless|until|only|just|applicable|and (?:keeps?|we|it|they|instead|rather))\b)");
  return matches(text, excepted);
}

bool is_denied(std::string_view before, std::string_view after) {
  constexpr int reach = 9;
  static const RE2 negated(
      R"(\b(?:no|not|never|none|neither|nor|without|cannot|cant|dont|doesnt|didnt|isnt|arent|wasnt|werent|wont|wouldnt|havent|hasnt|excluding|excludes?|excluded|nothing|avoid(?:s|ed|ing)?|omit(?:s|ted|ting)?|rather than|instead of)\b([^.]*)$)");
  std::string between;
  const std::string_view near = last_words(before, reach);
  if (RE2::PartialMatch(piece(near), negated, &between) && !is_excepted(between)) return true;
  // "Neither has the address, the subject, ... or any id": however long the list is.
  if ((before.starts_with("neither ") || before.starts_with("none of ")) && !is_excepted(before)) return true;
  static const RE2 denied_after(
      R"(^ ?((?:\w+ ){0,4})(?:nothing|(?:is|are|was|were|be|been|will|does|do|has|have|can|gets?) (?:\w+ )?(?:not|never|no longer|neither)|isnt|arent|wasnt|werent|wont|doesnt|dont|cannot|cant|excluded|omitted|ignored|left out|stripped|filtered out|dropped|removed|not (?:included|recorded|collected|sent|stored))\b)");
  // "Permanent until removed" is not denied.
  static const RE2 later(R"(\b(?:until|unless|once|when|if)\b)");
  return RE2::PartialMatch(piece(after), denied_after, &between) && !matches(between, later);
}

}  // namespace

std::vector<std::string> clauses_of(std::string_view text) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!ends_sentence(text, at)) continue;
    add_clauses(text.substr(from, at - from), out);
    if (out.size() >= limits::clauses) return out;
    from = at + 1;
  }
  add_clauses(text.substr(from), out);
  if (out.empty() && !trim(text).empty()) out.emplace_back(trim(text));  // "161" numbers no list
  return out;
}

std::vector<std::string> sentences_of(std::string_view text) {
  std::vector<std::string> out = clauses_of(text);
  for (std::string& clause : out) clause = key_of(clause);
  std::erase(out, "");
  return out;
}

bool affirms(const std::vector<std::string>& sentences, const RE2& words, std::string* found) {
  for (const std::string& sentence : sentences) {
    const re2::StringPiece text(sentence);
    re2::StringPiece hit;
    for (std::size_t at = 0; words.Match(text, at, text.size(), RE2::UNANCHORED, &hit, 1);) {
      const auto begin = static_cast<std::size_t>(hit.data() - text.data());
      const std::size_t end = begin + hit.size();
      if (!is_denied(std::string_view(sentence).substr(0, begin), std::string_view(sentence).substr(end))) {
        if (found != nullptr) *found = hit.as_string();
        return true;
      }
      at = std::max(end, begin + 1);
    }
  }
  return false;
}

bool affirms(std::string_view text, const Phrases& phrases, std::string* found) {
  const auto known = [&](std::string_view part) { return KnownWords::of_text(part, phrases.lexicon()); };
  if (!phrases.stand_in(known(text).all())) return false;
  for (const std::string& sentence : sentences_of(text)) {
    const KnownWords read = known(sentence);
    const auto words = read.all();
    for (const PhraseFound& each : phrases.find(words)) {
      const std::size_t begin = words[each.begin].begin;
      const std::size_t end = words[each.end - 1].end;
      const std::string_view all = sentence;
      if (is_denied(all.substr(0, begin), all.substr(end))) continue;
      if (found != nullptr) *found = all.substr(begin, end - begin);
      return true;
    }
  }
  return false;
}

bool is_denial(const std::vector<std::string>& sentences) {
  static const RE2 no(
      R"(^(?:no|none|nope|n|n a|na|not|nothing|never|neither|negative|non|nein|keine?|nee|nie|nada|niente|brak|não|0|zero)(?: |$)|\b(?:is|are|was|were|do|does|will|be|have) (?:not|no|none)\b|\b(?:isnt|arent|dont|doesnt|wont|without|nothing|none|havent)\b|^(?:\w+ ){1,3}(?:no|nope|none)$)");
  return !sentences.empty() && matches(sentences.front(), no);
}

}  // namespace review
