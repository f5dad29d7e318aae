// config/policy/concepts.toml: what a measurement can be about.

#include "review/categorize/knowledge_book.h"
#include "review/policy_file.h"

#include <algorithm>
#include <utility>

namespace review {
namespace {

/// Parts of patterns that several concepts use; "{person}" stands for the one of that name.
using Parts = std::vector<std::pair<std::string, std::string>>;

std::expected<Parts, PolicyError> read_parts(const std::string& file, const toml::table& entry) {
  Parts out;
  for (const auto& [name, node] : entry) {
    auto pattern = node.value_exact<std::string>();
    if (!pattern) return std::unexpected(policy_error(file, node, "expected a string"));
    out.emplace_back("{" + std::string(name.str()) + "}", std::move(*pattern));
  }
  return out;
}

std::string with_parts(std::string_view pattern, const Parts& parts) {
  std::string out;
  while (!pattern.empty()) {
    const auto begin = pattern.find('{');
    out += pattern.substr(0, begin);
    if (begin == std::string_view::npos) break;
    pattern.remove_prefix(begin);
    const auto part =
        std::ranges::find_if(parts, [&](const auto& each) { return pattern.starts_with(each.first); });
    if (part == parts.end()) return out + std::string(pattern);  // the bracket will be refused
    out += "(" + part->second + ")";
    pattern.remove_prefix(part->first.size());
  }
  return out;
}

class ConceptReader {
 public:
  /// Phrases of the concept at `group` go into the two books.
  ConceptReader(const std::string& file, const Parts& parts, PhraseBook& phrases, PhraseBook& keys)
      : file_(file), parts_(parts), phrases_(phrases), keys_(keys) {}

  std::expected<Concept, PolicyError> read(std::string_view name, const toml::table& entry,
                                           std::uint16_t group) {
    Concept out{.name = std::string(name)};
    const auto category = entry["category"].value_exact<std::int64_t>();
    if (!category || *category < 1 || *category > 4)
      return std::unexpected(policy_error(file_, entry, "category must be 1 to 4"));
    out.category = static_cast<Category>(*category);
    for (const auto& [key, node] : entry) {
      if (key == "category") continue;
      if (auto read = read_entry(out, key.str(), node, group); !read) return std::unexpected(read.error());
    }
    if (out.why.empty() || out.rests_on.empty() || out.speaks_for.empty() || out.speaks_against.empty() ||
        !entry.contains("words"))
      return std::unexpected(policy_error(file_, entry, "why, rests_on, words, for and against are needed"));
    return out;
  }

 private:
  std::expected<void, PolicyError> read_entry(Concept& out, std::string_view key, const toml::node& node,
                                              std::uint16_t group) {
    if (key == "why" || key == "rests_on") {
      auto text = node.value_exact<std::string>();
      if (!text || text->empty())
        return std::unexpected(policy_error(file_, node, std::string(key) + " must be a sentence"));
      (key == "why" ? out.why : out.rests_on) = std::move(*text);
      return {};
    }
    if (key == "may_be_a_number") {
      const auto is_so = node.value_exact<bool>();
      if (!is_so) return std::unexpected(policy_error(file_, node, "may_be_a_number must be true or false"));
      out.may_be_a_number = *is_so;
      return {};
    }
    if (key != "words" && key != "keys" && key != "for" && key != "against")
      return std::unexpected(policy_error(
          file_, node, "expected category, may_be_a_number, why, rests_on, words, keys, for or against"));
    auto strings = read_strings(file_, node);
    if (!strings) return std::unexpected(strings.error());
    if (key == "for" || key == "against") {
      (key == "for" ? out.speaks_for : out.speaks_against) = std::move(*strings);
      return {};
    }
    for (std::string& word : *strings) word = with_parts(word, parts_);
    return add_phrases(key == "words" ? phrases_ : keys_, *strings, group, file_, node);
  }

  const std::string& file_;
  const Parts& parts_;
  PhraseBook& phrases_;
  PhraseBook& keys_;
};

}  // namespace

std::expected<void, PolicyError> KnowledgeBook::read_concepts(const ConfigFiles& files) {
  const std::string file = "policy/concepts.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  Parts parts;
  if (const toml::table* entry = (*table)["parts"].as_table()) {
    auto read = read_parts(file, *entry);
    if (!read) return std::unexpected(read.error());
    parts = std::move(*read);
  }
  ConceptReader reader(file, parts, book(PhraseList::concepts), book(PhraseList::keys));
  for (const auto& [name, node] : *table) {
    const toml::table* entry = node.as_table();
    if (entry == nullptr) return std::unexpected(policy_error(file, node, "each concept is a table"));
    if (name == "parts") continue;
    auto read = reader.read(name.str(), *entry, static_cast<std::uint16_t>(concepts_.size()));
    if (!read) return std::unexpected(read.error());
    concepts_.push_back(std::move(*read));
  }
  return {};
}

}  // namespace review
