#include "review/categorize/concepts.h"

#include "review/policy_file.h"

namespace review {
namespace {

std::expected<std::vector<std::string>, PolicyError> read_strings(const std::string& file,
                                                                  const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr || array->empty())
    return std::unexpected(policy_error(file, node, "expected an array of strings, not empty"));
  std::vector<std::string> out;
  for (const toml::node& one : *array) {
    auto text = one.value_exact<std::string>();
    if (!text) return std::unexpected(policy_error(file, one, "expected a string"));
    out.push_back(std::move(*text));
  }
  return out;
}

std::expected<Concept, PolicyError> read_concept(const std::string& file, const std::string& name,
                                                 const toml::table& entry, std::uint16_t number,
                                                 Phrases& phrases) {
  Concept out{.name = name};
  const auto category = entry["category"].value_exact<std::int64_t>();
  if (!category || *category < 1 || *category > 4)
    return std::unexpected(policy_error(file, entry, "category must be 1 to 4"));
  out.category = static_cast<Category>(*category);
  for (const auto& [key, node] : entry) {
    if (key == "category") continue;
    if (key == "why" || key == "rests_on") {
      auto text = node.value_exact<std::string>();
      if (!text || text->empty())
        return std::unexpected(policy_error(file, node, std::string(key.str()) + " must be a sentence"));
      (key == "why" ? out.why : out.rests_on) = std::move(*text);
      continue;
    }
    if (key != "words" && key != "for" && key != "against")
      return std::unexpected(
          policy_error(file, node, "expected category, why, rests_on, words, for or against"));
    auto strings = read_strings(file, node);
    if (!strings) return std::unexpected(strings.error());
    if (key != "words") {
      (key == "for" ? out.speaks_for : out.speaks_against) = std::move(*strings);
      continue;
    }
    for (const std::string& word : *strings) {
      if (const auto added = phrases.add(word, number); !added)
        return std::unexpected(policy_error(file, node, "\"" + word + "\": " + added.error()));
    }
  }
  if (out.why.empty() || !entry.contains("words"))
    return std::unexpected(policy_error(file, entry, "why and words are needed"));
  return out;
}

}  // namespace

std::expected<Concepts, PolicyError> read_concepts(const ConfigFiles& files) {
  const std::string file = "policy/concepts.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  Concepts out;
  for (const auto& [name, node] : *table) {
    const toml::table* entry = node.as_table();
    if (entry == nullptr) return std::unexpected(policy_error(file, node, "each concept is a table"));
    const auto number = static_cast<std::uint16_t>(out.all.size());
    auto found = read_concept(file, std::string(name.str()), *entry, number, out.phrases);
    if (!found) return std::unexpected(found.error());
    out.all.push_back(std::move(*found));
  }
  return out;
}

}  // namespace review
