#include "service/config/table_reader.h"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace service {
namespace {

std::string kind(const toml::node& node) {
  std::ostringstream out;
  out << node.type();
  return out.str();
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

TableReader::TableReader(const toml::table* table, std::string name, std::string file,
                         const SecretSources& sources, std::vector<ConfigProblem>& problems)
    : table_(table), name_(std::move(name)), file_(std::move(file)), sources_(sources), problems_(problems) {}

void TableReader::problem(const toml::node* node, std::string message) {
  ConfigProblem found{file_, 0, 0, std::move(message)};
  if (node != nullptr) {
    found.line = node->source().begin.line;
    found.column = node->source().begin.column;
  }
  problems_.push_back(std::move(found));
}

const toml::node* TableReader::find(const std::string& key) {
  known_.push_back(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

void TableReader::read(const std::string& key, std::string& value) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (const auto text = node->value_exact<std::string>()) {
    value = *text;
  } else {
    problem(node, full(key) + " must be a string in quotes, but is a " + kind(*node) + ".");
  }
}

void TableReader::read(const std::string& key, bool& value) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (const auto truth = node->value_exact<bool>()) {
    value = *truth;
  } else {
    problem(node, full(key) + " must be true or false without quotes, but is a " + kind(*node) + ".");
  }
}

std::optional<std::int64_t> TableReader::integer(const std::string& key, std::int64_t least,
                                                 std::int64_t most) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto number = node->value_exact<std::int64_t>();
  if (number && *number >= least && *number <= most) return number;
  problem(node, full(key) + " must be a whole number from " + std::to_string(least) + " to " +
                    std::to_string(most) +
                    (number ? ", but is " + std::to_string(*number) : ", but is a " + kind(*node)) + ".");
  return std::nullopt;
}

void TableReader::read(const std::string& key, std::chrono::seconds& value, std::int64_t least,
                       std::int64_t most) {
  if (const auto number = integer(key, least, most)) value = std::chrono::seconds(*number);
}

void TableReader::read(const std::string& key, int& value, std::int64_t least, std::int64_t most) {
  if (const auto number = integer(key, least, most)) value = static_cast<int>(*number);
}

void TableReader::read(const std::string& key, std::uint16_t& value) {
  if (const auto number = integer(key, 0, 65535)) value = static_cast<std::uint16_t>(*number);
}

void TableReader::read(const std::string& key, std::vector<std::string>& values) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  const auto is_text = [](const toml::node& item) { return item.is_string(); };
  if (list == nullptr || !std::ranges::all_of(*list, is_text))
    return problem(node, full(key) + " must be a list of texts: [\"one\", \"two\"].");
  values.clear();
  for (const toml::node& item : *list) values.push_back(**item.as_string());
}

std::optional<Secret> TableReader::secret(const toml::node& node, const std::string& key) {
  const std::string how = " Write { file = \"/path\" } or { env = \"NAME\" }.";
  const toml::table* place = node.as_table();
  if (place == nullptr) {
    problem(&node, full(key) + " is a secret and must not stand in this file." + how);
    return std::nullopt;
  }
  std::optional<std::string> value;
  if (const auto path = (*place)["file"].value_exact<std::string>(); path && place->size() == 1) {
    value = sources_.file(*path);
    if (!value) problem(&node, full(key) + ": the file " + *path + " cannot be read.");
  } else if (const auto name = (*place)["env"].value_exact<std::string>(); name && place->size() == 1) {
    value = sources_.environment(*name);
    if (!value) problem(&node, full(key) + ": the environment variable " + *name + " is not set.");
  } else {
    problem(&node, full(key) + " must name one place." + how);
  }
  if (!value) return std::nullopt;
  while (!value->empty() && (value->back() == '\n' || value->back() == '\r' || value->back() == ' '))
    value->pop_back();
  const bool printable = std::ranges::all_of(*value, [](char c) { return c > 0x20 && c < 0x7f; });
  if (value->empty() || !printable) {
    problem(&node, full(key) + " is empty or holds characters that no HTTP header can carry.");
    return std::nullopt;
  }
  return Secret(*value);
}

void TableReader::read_secret(const std::string& key, Secret& value) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  if (auto found = secret(*node, key)) value = std::move(*found);
}

void TableReader::read_secrets(const std::string& key, std::vector<Secret>& values) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  if (list == nullptr) return problem(node, full(key) + " must be a list: [{ file = \"/path\" }].");
  for (const toml::node& item : *list) {
    if (auto found = secret(item, key)) values.push_back(std::move(*found));
  }
}

const toml::table* TableReader::table(const std::string& key) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (node->as_table() == nullptr)
    problem(node, full(key) + " must be a table: write [" + full(key) + "] on a line of its own.");
  return node->as_table();
}

std::vector<TableReader> TableReader::tables(const std::string& key) {
  std::vector<TableReader> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  const toml::array* list = node->as_array();
  if (list == nullptr || !(list->empty() || list->is_homogeneous(toml::node_type::table))) {
    problem(node, full(key) + " must be a list of tables.");
    return out;
  }
  for (const toml::node& item : *list)
    out.emplace_back(item.as_table(), full(key), file_, sources_, problems_);
  return out;
}

void TableReader::require(const std::string& key, bool present) {
  if (!present) problem(table_, full(key) + " is missing; see the default configuration for what it means.");
}

void TableReader::demand(const std::string& key, bool holds, std::string otherwise) {
  if (holds) return;
  const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
  problem(node == nullptr ? table_ : node, full(key) + " " + std::move(otherwise));
}

void TableReader::finish() {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    const std::string word{key.str()};
    if (std::ranges::find(known_, word) != known_.end()) continue;
    const auto nearest = std::ranges::min_element(
        known_, {}, [&](const std::string& known) { return edit_distance(known, word); });
    std::string message = "Nothing is called " + full(word) + " here";
    if (nearest != known_.end()) message += "; did you mean " + full(*nearest) + "?";
    ConfigProblem found{file_, key.source().begin.line, key.source().begin.column, message};
    problems_.push_back(std::move(found));
  }
}

}  // namespace service
