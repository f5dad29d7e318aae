#include "service/remind/wording.h"

#include "service/builtin/files.h"

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <set>

namespace service {
namespace {

using Sentences = std::map<std::string, std::string>;

std::set<std::string> names_in(std::string_view sentence) {
  std::set<std::string> out;
  for (std::size_t open = sentence.find('{'); open != std::string_view::npos;
       open = sentence.find('{', open + 1)) {
    const std::size_t close = sentence.find('}', open);
    if (close == std::string_view::npos) break;
    out.emplace(sentence.substr(open + 1, close - open - 1));
  }
  return out;
}

std::unexpected<std::string> problem(const toml::source_region& place, const std::string& message) {
  return std::unexpected(std::to_string(place.begin.line) + ": " + message);
}

/// Reads `text` over `out`; with `known`, only what that has too.
std::expected<void, std::string> read(std::string_view text, const Sentences* known, Sentences& out) {
  toml::parse_result parsed = toml::parse(text);
  if (!parsed) return problem(parsed.error().source(), std::string(parsed.error().description()));
  for (const auto& [section, node] : parsed.table()) {
    const toml::table* table = node.as_table();
    if (table == nullptr)
      return problem(node.source(), std::string(section.str()) + " must be a table of sentences.");
    for (const auto& [name, value] : *table) {
      const std::string key = std::string(section.str()) + "." + std::string(name.str());
      const auto sentence = value.value_exact<std::string>();
      if (!sentence) return problem(value.source(), key + " must be a sentence in quotes.");
      if (known != nullptr) {
        const auto at = known->find(key);
        if (at == known->end()) return problem(value.source(), "no sentence is called " + key + ".");
        const auto allowed = names_in(at->second);
        for (const std::string& each : names_in(*sentence)) {
          if (!allowed.contains(each))
            return problem(value.source(), "nothing fills in {" + each + "} here.");
        }
      }
      out[key] = *sentence;
    }
  }
  return {};
}

}  // namespace

std::expected<Wording, std::string> Wording::parse(std::string_view edited) {
  Sentences known;
  if (const auto done = read(builtin::files().at("templates/matrix.toml"), nullptr, known); !done)
    return std::unexpected(done.error());
  Wording out;
  out.sentences_ = known;
  if (const auto done = read(edited, &known, out.sentences_); !done) return std::unexpected(done.error());
  return out;
}

RichText Wording::operator()(const std::string& key, const std::map<std::string, RichText>& values) const {
  return fill(sentences_.at(key), values);
}

RichText Wording::counted(const std::string& key, std::size_t count,
                          std::map<std::string, RichText> values) const {
  values["count"] = text(std::to_string(count));
  return (*this)(key + (count == 1 ? "_one" : "_many"), values);
}

}  // namespace service
