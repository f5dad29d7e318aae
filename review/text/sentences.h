#pragma once
// What a text says and what it denies, sentence by sentence: "No URL is recorded" speaks of a URL and
// collects none.

#include "review/text/phrases.h"

#include <re2/re2.h>

#include <string>
#include <string_view>
#include <vector>

namespace review {

/// The sentences of a text, cut where "but" and its like turn them. A dot inside a name or an address ends
/// none; a wrapped line goes on. What stands behind limits::clauses of them is left out.
[[nodiscard]] std::vector<std::string> clauses_of(std::string_view text);

/// The same as key_of() gives them, empty ones left out.
[[nodiscard]] std::vector<std::string> sentences_of(std::string_view text);

/// Whether one of the sentences speaks of `words` without denying it; `found`, if wanted, gets the words.
[[nodiscard]] bool affirms(const std::vector<std::string>& sentences, const RE2& words,
                           std::string* found = nullptr);

/// The same of phrases, and of a text that mostly does not have them at all, which is cheap to tell.
[[nodiscard]] bool affirms(std::string_view text, const Phrases& phrases, std::string* found = nullptr);

/// Whether the first sentence is a no: "No.", "There isn't one", "We are not using any".
[[nodiscard]] bool is_denial(const std::vector<std::string>& sentences);

}  // namespace review
