// config/policy/modifiers.toml: what is done to a sensitive thing so that it is not collected itself.

#include "review/categorize/knowledge_book.h"
#include "review/policy_file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace review {
namespace {

struct List {
  std::string_view key;
  PhraseList list;
  std::string_view prefix;  ///< before and behind each of its patterns
  std::string_view suffix;
  std::uint16_t group;
};

constexpr std::array<List, 9> lists = {{
    {"opens", PhraseList::opens, "^", "", 0},
    {"before", PhraseList::before, "", "", 0},
    {"after", PhraseList::after, "^", "", 0},
    {"lists", PhraseList::lists, "", "", 0},
    {"kinds", PhraseList::kinds, "", "$", 0},
    {"anew", PhraseList::anew, "", "", std::to_underlying(Anew::anywhere)},
    {"anew_after_comma", PhraseList::anew, "", "", std::to_underlying(Anew::after_comma)},
    {"carries", PhraseList::carries, "", "", 0},
    {"kept", PhraseList::kept, "", "", 0},
}};

}  // namespace

std::expected<void, PolicyError> KnowledgeBook::read_modifiers(const ConfigFiles& files) {
  const std::string file = "policy/modifiers.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  for (const auto& [name, entry] : *table) {
    if (!entry.is_table()) return std::unexpected(policy_error(file, entry, "each modifier is a table"));
    Modifier& modifier = modifiers_.emplace_back();
    modifier.name = name.str();
    for (const auto& [key, node] : *entry.as_table()) {
      if (key == "rests_on") {
        modifier.rests_on = node.value_exact<std::string>().value_or("");
        continue;
      }
      auto strings = read_strings(file, node);
      if (!strings) return std::unexpected(strings.error());
      const auto list = std::ranges::find(lists, std::string_view(key.str()), &List::key);
      if (key == "reduced" || key == "collected") {
        (key == "reduced" ? modifier.reduced : modifier.collected) = std::move(*strings);
      } else if (list == lists.end()) {
        return std::unexpected(policy_error(file, node,
                                            "expected rests_on, opens, before, after, lists, kinds, anew, "
                                            "anew_after_comma, carries, kept, reduced or collected"));
      } else {
        for (std::string& pattern : *strings)
          pattern = std::string(list->prefix) + pattern + std::string(list->suffix);
        auto added = add_phrases(book(list->list), *strings, list->group, file, node);
        if (!added) return added;
      }
    }
    if (modifier.rests_on.empty() || modifier.reduced.empty() || modifier.collected.empty())
      return std::unexpected(policy_error(file, entry, "rests_on, reduced and collected are needed"));
  }
  return {};
}

}  // namespace review
