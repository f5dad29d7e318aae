#pragma once
// Which members of a record are kept in which columns: written once, next to the statements of its table. A
// member more is one line there and one in schema.h.

#include "service/clock.h"
#include "service/store/sql/connection.h"

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace service::sql {

// How a member becomes a column's value and back. An enumeration of the service adds two functions of these
// names beside it.
inline Value to_value(bool value) {
  return std::int64_t{value ? 1 : 0};
}
inline Value to_value(int value) {
  return std::int64_t{value};
}
inline Value to_value(std::int64_t value) {
  return value;
}
inline Value to_value(const std::string& value) {
  return value;
}
inline Value to_value(Time value) {
  return std::int64_t{value.time_since_epoch().count()};
}
inline Value to_value(const std::optional<Time>& value) {
  return value ? to_value(*value) : Value{};
}

inline void from_value(const Value& value, std::int64_t& out) {
  out = std::get<std::int64_t>(value);
}
inline void from_value(const Value& value, int& out) {
  out = static_cast<int>(std::get<std::int64_t>(value));
}
inline void from_value(const Value& value, bool& out) {
  out = std::get<std::int64_t>(value) != 0;
}
inline void from_value(const Value& value, std::string& out) {
  out = std::get<std::string>(value);
}
inline void from_value(const Value& value, Time& out) {
  out = Time(std::chrono::seconds(std::get<std::int64_t>(value)));
}
inline void from_value(const Value& value, std::optional<Time>& out) {
  out.reset();
  if (!std::holds_alternative<Null>(value)) from_value(value, out.emplace());
}

template <class Record, class Member>
struct Column {
  const char* name;
  Member Record::* member;
};

template <class Record, class Member>
constexpr Column<Record, Member> column(const char* name, Member Record::* member) {
  return {name, member};
}

template <class Record, class... Members>
class Columns {
 public:
  constexpr explicit Columns(Column<Record, Members>... columns) : columns_(columns...) {}

  /// "bug, due, attempts"
  [[nodiscard]] std::string names() const {
    std::string out;
    each([&](const auto& column) { out += (out.empty() ? "" : ", ") + std::string(column.name); });
    return out;
  }
  [[nodiscard]] static constexpr std::size_t size() { return sizeof...(Members); }
  /// The record's values, and then `more`.
  [[nodiscard]] std::vector<Value> values(const Record& record, std::vector<Value> more = {}) const {
    std::vector<Value> out;
    each([&](const auto& column) { out.push_back(to_value(record.*column.member)); });
    for (Value& value : more) out.push_back(std::move(value));
    return out;
  }
  /// From the row's values at `first` and after.
  [[nodiscard]] Record read(const Row& row, std::size_t first = 0) const {
    Record out;
    each([&](const auto& column) { from_value(row.at(first++), out.*column.member); });
    return out;
  }
  [[nodiscard]] std::vector<Record> read_all(const Result& result) const {
    std::vector<Record> out;
    out.reserve(result.rows.size());
    for (const Row& row : result.rows) out.push_back(read(row));
    return out;
  }
  /// "INSERT INTO table (...) VALUES ($1, ...)", with columns that the record does not have at the end.
  [[nodiscard]] std::string insert_into(const std::string& table,
                                        const std::vector<std::string>& more = {}) const {
    std::string all = names();
    for (const std::string& name : more) all += ", " + name;
    std::string places;
    for (std::size_t i = 1; i <= size() + more.size(); ++i)
      places += (i == 1 ? "$" : ", $") + std::to_string(i);
    return "INSERT INTO " + table + " (" + all + ") VALUES (" + places + ")";
  }
  /// The same, replacing the row with that key.
  [[nodiscard]] std::string upsert_into(const std::string& table, const std::string& key) const {
    std::string changes;
    each([&](const auto& column) {
      if (column.name == key) return;
      changes += (changes.empty() ? "" : ", ") + std::string(column.name) + " = excluded." + column.name;
    });
    return insert_into(table) + " ON CONFLICT (" + key + ") DO UPDATE SET " + changes;
  }

  /// "UPDATE table SET ... WHERE key = ...", with the parameters of values().
  [[nodiscard]] std::string update(const std::string& table, const std::string& key) const {
    std::string changes;
    std::string which;
    std::size_t place = 0;
    each([&](const auto& column) {
      const std::string pair = std::string(column.name) + " = $" + std::to_string(++place);
      if (column.name == key)
        which = pair;
      else
        changes += (changes.empty() ? "" : ", ") + pair;
    });
    return "UPDATE " + table + " SET " + changes + " WHERE " + which;
  }

 private:
  template <class Use>
  void each(Use use) const {
    std::apply([&](const auto&... column) { (use(column), ...); }, columns_);
  }

  std::tuple<Column<Record, Members>...> columns_;
};

}  // namespace service::sql
