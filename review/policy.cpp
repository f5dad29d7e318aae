#include "review/policy.h"

#include "review/policy_data.h"
#include "review/policy_file.h"

namespace review {
namespace {

std::expected<std::map<std::string, FindingText, std::less<>>, PolicyError> read_findings(
    const ConfigFiles& files) {
  const std::string file = "policy/findings.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  std::map<std::string, FindingText, std::less<>> out;
  for (const auto& [id, node] : *table) {
    const toml::table* entry = node.as_table();
    if (entry == nullptr) return std::unexpected(policy_error(file, node, "each finding is a table"));
    FindingText text;
    for (const auto& [key, value] : *entry) {
      const auto words = value.value_exact<std::string>();
      if (!words)
        return std::unexpected(policy_error(file, value, std::string(key.str()) + " must be a string"));
      if (key == "severity" && *words == "blocking")
        text.severity = Severity::blocking;
      else if (key == "severity" && *words == "warning")
        text.severity = Severity::warning;
      else if (key == "severity" && *words == "note")
        text.severity = Severity::note;
      else if (key == "message")
        text.message = *words;
      else if (key == "fix")
        text.fix = *words;
      else if (key == "link")
        text.link = *words;
      else
        return std::unexpected(
            policy_error(file, value, "expected severity (blocking, warning or note), message, fix or link"));
    }
    if (text.message.empty() || text.fix.empty())
      return std::unexpected(policy_error(file, node, "message and fix are needed"));
    out.emplace(std::string(id.str()), std::move(text));
  }
  return out;
}

std::expected<Vocabulary, PolicyError> read_vocabulary(const ConfigFiles& files, Lists lists) {
  const std::string file = "policy/vocabulary.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  Vocabulary out;
  for (const auto& [name, node] : *table) {
    auto words = read_word_list(file, node, lists);
    if (!words) return std::unexpected(words.error());
    out.emplace(std::string(name.str()), std::move(*words));
  }
  for (const std::string_view needed : vocabulary_needed) {
    if (!out.contains(needed))
      return std::unexpected(PolicyError{file, 0, 0, "the list " + std::string(needed) + " is missing"});
  }
  return out;
}

}  // namespace

std::expected<std::shared_ptr<const WordList>, PolicyError> read_word_list(const std::string& file,
                                                                           const toml::node& list,
                                                                           Lists lists) {
  const toml::array* array = list.as_array();
  if (array == nullptr || array->empty())
    return std::unexpected(policy_error(file, list, "expected an array of words"));
  std::string pattern;
  for (const toml::node& word : *array) {
    const auto text = word.value_exact<std::string>();
    if (!text) return std::unexpected(policy_error(file, word, "words are strings"));
    pattern += (pattern.empty() ? "" : "|") + *text;
  }
  auto out = std::make_shared<const WordList>(std::move(pattern));
  if (lists == Lists::edited && !out->expression().ok())
    return std::unexpected(policy_error(file, list, "not valid expressions: " + out->expression().error()));
  return out;
}

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

std::expected<void, PolicyError> add_phrases(PhraseBook& book, const std::vector<std::string>& patterns,
                                             std::uint16_t group, const std::string& file,
                                             const toml::node& node) {
  for (const std::string& pattern : patterns) {
    if (const auto added = book.add(pattern, group); !added)
      return std::unexpected(policy_error(file, node, "\"" + pattern + "\": " + added.error()));
  }
  return {};
}

PolicyError policy_error(const std::string& file, const toml::node& node, std::string message) {
  return {file, static_cast<int>(node.source().begin.line), static_cast<int>(node.source().begin.column),
          std::move(message)};
}

std::expected<toml::table, PolicyError> read_policy_file(const ConfigFiles& files, const std::string& file) {
  const auto found = files.find(file);
  if (found == files.end()) return std::unexpected(PolicyError{file, 0, 0, "the file is missing"});
  toml::parse_result parsed = toml::parse(found->second, file);
  if (parsed) return std::move(parsed).table();
  const auto& begin = parsed.error().source().begin;
  return std::unexpected(PolicyError{file, static_cast<int>(begin.line), static_cast<int>(begin.column),
                                     std::string(parsed.error().description())});
}

std::expected<Policy, PolicyError> Policy::parse(const ConfigFiles& files, Lists lists,
                                                 const Knowledge* known) {
  auto findings = read_findings(files);
  if (!findings) return std::unexpected(findings.error());
  std::unique_ptr<const KnowledgeBook> book;
  if (known == nullptr) {
    auto read = KnowledgeBook::read(files);
    if (!read) return std::unexpected(read.error());
    book = std::move(*read);
    known = &book->knowledge();
  }
  auto grammar = read_grammar(files, lists);
  if (!grammar) return std::unexpected(grammar.error());
  auto vocabulary = read_vocabulary(files, lists);
  if (!vocabulary) return std::unexpected(vocabulary.error());
  return Policy(std::make_shared<const Data>(
      Data{std::move(*findings), std::move(book), *known, std::move(*grammar), std::move(*vocabulary)}));
}

const Knowledge& Policy::knowledge() const {
  return data_->knowledge;
}

}  // namespace review
