#pragma once
// The sentences of config/templates/matrix.toml.

#include "service/remind/rich_text.h"

#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace service {

class Wording {
 public:
  /// The sentences that the program was built with, changed by `edited`, an operator's copy of the file. On
  /// failure: "LINE: what is wrong" for the first unknown key, wrong type or name that nothing would fill in.
  [[nodiscard]] static std::expected<Wording, std::string> parse(std::string_view edited);

  /// The sentence of that key, "answer.help", filled in. The key must be one of the file's.
  [[nodiscard]] RichText operator()(const std::string& key,
                                    const std::map<std::string, RichText>& values = {}) const;
  /// The same of KEY_one or KEY_many, with {count} filled in.
  [[nodiscard]] RichText counted(const std::string& key, std::size_t count,
                                 std::map<std::string, RichText> values = {}) const;

 private:
  std::map<std::string, std::string> sentences_;
};

}  // namespace service
