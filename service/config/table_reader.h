#pragma once
// Reads one TOML table key by key and collects every mistake with its place: wrong types, values out of
// range, and keys that nobody asked for, with the nearest known one.

#include "service/config/settings.h"

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <string>
#include <vector>

namespace service {

class TableReader {
 public:
  /// `parent` may be null: then every key has its default. All references must outlive the reader.
  TableReader(const toml::table* table, std::string name, std::string file, const SecretSources& sources,
              std::vector<ConfigProblem>& problems);

  void read(const std::string& key, std::string& value);
  void read(const std::string& key, bool& value);
  void read(const std::string& key, std::chrono::seconds& value, std::int64_t least, std::int64_t most);
  void read(const std::string& key, int& value, std::int64_t least, std::int64_t most);
  void read(const std::string& key, std::uint16_t& value);
  void read(const std::string& key, std::vector<std::string>& values);
  void read_secret(const std::string& key, Secret& value);
  void read_secrets(const std::string& key, std::vector<Secret>& values);
  /// A sub-table; null where the file has none.
  const toml::table* table(const std::string& key);
  /// A reader for each table of a list of them.
  std::vector<TableReader> tables(const std::string& key);
  /// The key's node, for what only the caller can read; null where the file has none.
  const toml::node* find(const std::string& key);
  void require(const std::string& key, bool present);
  /// Reports at the key's place what is wrong, unless it `holds`.
  void demand(const std::string& key, bool holds, std::string otherwise);
  /// Reports the keys that were never asked for. Call last.
  void finish();

 private:
  std::optional<std::int64_t> integer(const std::string& key, std::int64_t least, std::int64_t most);
  std::optional<Secret> secret(const toml::node& node, const std::string& key);
  void problem(const toml::node* node, std::string message);
  [[nodiscard]] std::string full(const std::string& key) const {
    return name_.empty() ? key : name_ + "." + key;
  }

  const toml::table* table_;
  std::string name_;
  std::string file_;
  const SecretSources& sources_;
  std::vector<ConfigProblem>& problems_;
  std::vector<std::string> known_;
};

}  // namespace service
