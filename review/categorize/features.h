#pragma once
// What the statistical model sees of a measurement: stems of its words, by where they stand.

#include "review/categorize/categorize.h"

#include <string>
#include <string_view>
#include <vector>

namespace review {

/// "click" of "clicks", "clicked" and "clicking"; English only, crude and the same in training and in use.
[[nodiscard]] std::string stem_of(std::string_view word);

/// "top_site.contile_tileId" -> top site contile tile id
[[nodiscard]] std::vector<std::string> name_words(std::string_view name);

/// Sorted, each once: "d:click" for a word of the description, "n:" of the name, "e:" of an extra key,
/// "t:event" for the type.
/// the type.
[[nodiscard]] std::vector<std::string> features_of(const Subject& subject);

}  // namespace review
