#pragma once
// A Matrix message's text in its two forms. Whatever goes in comes out harmless in both: no control or
// direction characters, nothing that could notify anybody or pass for a link, HTML escaped.

#include "bugzilla_client/types.h"

#include <map>
#include <string>
#include <string_view>

namespace service {

struct RichText {
  std::string plain;
  std::string html;

  bool operator==(const RichText&) const = default;
};

/// Somebody's words on one line of at most `characters` code points. "@" becomes "＠", an address "[link]",
/// and what clients would make a link of is broken by a character that is not seen.
[[nodiscard]] std::string harmless(std::string_view words, std::size_t characters = 200);

/// harmless() in both forms.
[[nodiscard]] RichText untrusted(std::string_view words, std::size_t characters = 200);
/// Our own words, as they are.
[[nodiscard]] RichText text(std::string_view words);
/// `url` is an http(s) address of the configuration's.
[[nodiscard]] RichText link(std::string_view label, const std::string& url);
/// "@name:server", which clients show as a pill; it notifies only together with the message's mentions.
[[nodiscard]] RichText person(const std::string& matrix_id);

/// `pattern` with each {name} replaced; the rest is taken as our own words. A name without a value stays.
[[nodiscard]] RichText fill(std::string_view pattern, const std::map<std::string, RichText>& values);

}  // namespace service
