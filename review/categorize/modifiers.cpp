#include "review/categorize/modifiers.h"

#include "review/policy_file.h"
#include "review/text/phrase_book.h"

#include <map>
#include <utility>

namespace review {
namespace {

/// Reads the lists of one modifier after the other into those of all.
class ModifiersReader {
 public:
  ModifiersReader(std::string file, Lists lists) : file_(std::move(file)), lists_(lists) {}

  std::expected<void, PolicyError> read(std::string_view name, const toml::table& entry) {
    Modifier& modifier = out_.all.emplace_back();
    modifier.name = name;
    for (const auto& [key, node] : entry) {
      if (auto read = read_entry(modifier, key.str(), node); !read) return read;
    }
    if (modifier.rests_on.empty() || modifier.reduced.empty() || modifier.collected.empty())
      return std::unexpected(policy_error(file_, entry, "rests_on, reduced and collected are needed"));
    return {};
  }

  std::expected<Modifiers, PolicyError> finish() {
    for (const auto& [key, pattern] : patterns_) {
      if (pattern.empty())
        return std::unexpected(PolicyError{file_, 0, 0, "no modifier has a list " + std::string(key)});
      auto list = std::make_shared<const WordList>(anchored(key, pattern));
      if (lists_ == Lists::edited && !list->expression().ok())
        return std::unexpected(
            PolicyError{file_, 0, 0,
                        std::string(key) + " has an expression that is none: " + list->expression().error()});
      list_of(key) = std::move(list);
    }
    out_.anew = std::move(anew_).phrases();
    return std::move(out_);
  }

 private:
  std::expected<void, PolicyError> read_entry(Modifier& modifier, std::string_view key,
                                              const toml::node& node) {
    if (key == "rests_on") {
      modifier.rests_on = node.value_exact<std::string>().value_or("");
      return {};
    }
    auto strings = read_strings(file_, node);
    if (!strings) return std::unexpected(strings.error());
    if (key == "reduced" || key == "collected") {
      (key == "reduced" ? modifier.reduced : modifier.collected) = std::move(*strings);
      return {};
    }
    for (const std::string& word : *strings) {
      if (key == "anew" || key == "anew_after_comma") {
        const auto group = key == "anew" ? Modifiers::anywhere : Modifiers::after_comma;
        if (const auto added = anew_.add(word, group); !added)
          return std::unexpected(policy_error(file_, node, "\"" + word + "\": " + added.error()));
      } else if (const auto pattern = patterns_.find(key); pattern != patterns_.end()) {
        pattern->second += (pattern->second.empty() ? "" : "|") + word;
      } else {
        return std::unexpected(policy_error(file_, node,
                                            "expected rests_on, opens, before, after, lists, kinds, anew, "
                                            "anew_after_comma, carries, kept, reduced or "
                                            "collected"));
      }
    }
    return {};
  }

  static std::string anchored(std::string_view key, const std::string& pattern) {
    if (key == "opens" || key == "after") return "^(?:" + pattern + ")";
    return key == "lists" || key == "kinds" ? "(?:" + pattern + ")$" : pattern;
  }

  std::shared_ptr<const WordList>& list_of(std::string_view key) {
    if (key == "opens") return out_.opens;
    if (key == "before") return out_.before;
    if (key == "after") return out_.after;
    if (key == "lists") return out_.lists;
    if (key == "kinds") return out_.kinds;
    return key == "carries" ? out_.carries : out_.kept;
  }

  std::string file_;
  Lists lists_;
  Modifiers out_;
  PhraseBook anew_;
  std::map<std::string_view, std::string> patterns_ = {{"opens", {}}, {"before", {}}, {"after", {}},
                                                       {"lists", {}}, {"kinds", {}},  {"carries", {}},
                                                       {"kept", {}}};  ///< by list
};

}  // namespace

std::expected<Modifiers, PolicyError> read_modifiers(const ConfigFiles& files, Lists lists) {
  const std::string file = "policy/modifiers.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  ModifiersReader reader(file, lists);
  for (const auto& [name, node] : *table) {
    const toml::table* entry = node.as_table();
    if (entry == nullptr) return std::unexpected(policy_error(file, node, "each modifier is a table"));
    if (auto read = reader.read(name.str(), *entry); !read) return std::unexpected(read.error());
  }
  return reader.finish();
}

}  // namespace review
