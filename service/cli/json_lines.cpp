#include "service/cli/json_lines.h"

#include "service/cli/json_reader.h"
#include "service/cli/plain_characters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cli {
namespace {

using namespace std::string_view_literals;

/// A line over this is not a measurement.
constexpr std::size_t line_bytes = 1024 * 1024;

/// What a field holds, as far as it matters. Only of extra_keys does it matter that it is an object.
struct Field {
  enum class Kind { absent, text, object, other };
  Kind kind = Kind::absent;
  std::string text = {};
};

struct Fields {
  Field name = {};
  Field description = {};
  Field type = {};
  Field extra_keys = {};
  std::vector<std::pair<std::string, Field>> keys = {};  ///< what extra_keys has, in its order
};

bool read_field(JsonReader& reader, Field& out) {
  const char first = reader.next();
  out.kind = first == '"' ? Field::Kind::text : first == 'n' ? Field::Kind::absent : Field::Kind::other;
  return first == '"' ? reader.string(out.text) : reader.skip();
}

bool read_extra_keys(JsonReader& reader, Fields& out) {
  out.keys.clear();
  if (reader.next() != '{') return read_field(reader, out.extra_keys);
  out.extra_keys.kind = Field::Kind::object;
  return reader.object(
      [&](const std::string& key) { return read_field(reader, out.keys.emplace_back(key, Field()).second); });
}

bool read_fields(JsonReader& reader, Fields& out) {
  return reader.object([&](const std::string& key) {
    if (key == "description") return read_field(reader, out.description);
    if (key == "name") return read_field(reader, out.name);
    if (key == "type") return read_field(reader, out.type);
    if (key == "extra_keys") return read_extra_keys(reader, out);
    return reader.skip();
  });
}

using Keys = std::vector<std::pair<std::string, std::string>>;

std::expected<Keys, std::string> keys_of(std::vector<std::pair<std::string, Field>>& written) {
  std::unordered_map<std::string_view, Field*> last;
  for (auto& [key, field] : written) last[key] = &field;
  Keys out;
  for (const auto& [key, field] : written) {
    const auto counting = last.extract(key);
    if (!counting) continue;  // a key that stood here before
    if (counting.mapped()->kind != Field::Kind::text)
      return std::unexpected("extra_keys must map each key to a string");
    out.emplace_back(key, std::move(counting.mapped()->text));
  }
  return out;
}

std::expected<review::Subject, std::string> subject_of(Fields& fields) {
  for (const auto& [key, field] :
       {std::pair{"name", &fields.name}, std::pair{"description", &fields.description},
        std::pair{"type", &fields.type}}) {
    if (field->kind == Field::Kind::other) return std::unexpected(std::string(key) + " must be a string");
    if (field->kind == Field::Kind::absent) field->text.clear();
  }
  if (fields.name.text.empty() && fields.description.text.empty())
    return std::unexpected("description or name is needed");
  if (fields.extra_keys.kind != Field::Kind::absent && fields.extra_keys.kind != Field::Kind::object)
    return std::unexpected("extra_keys must be an object of key and description");
  review::Subject out = {.name = std::move(fields.name.text),
                         .description = std::move(fields.description.text),
                         .extra_keys = {},
                         .type = std::move(fields.type.text)};
  if (fields.keys.empty()) return out;
  auto keys = keys_of(fields.keys);
  if (!keys) return std::unexpected(std::move(keys.error()));
  out.extra_keys = std::move(*keys);
  return out;
}

/// Nearly every text is plain ASCII; the library, which makes copies, is asked only about the rest.
void append_string(std::string& out, const std::string& text) {
  const char* const end = text.data() + text.size();
  if (after_plain(text.data(), end) == end) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
}

char digit(std::size_t number) {
  return static_cast<char>('0' + number);
}

/// A share of 0 to 1, to four decimals, without the zeros at its end: 0.0, 0.25, 0.9999, 1.0.
void append_share(std::string& out, double share) {
  constexpr unsigned whole = 10'000;
  const unsigned parts = share > 0 ? static_cast<unsigned>(std::min(share, 1.0) * whole + 0.5) : 0;
  const std::array<char, 6> text = {digit(parts / whole),     '.',
                                    digit(parts / 1000 % 10), digit(parts / 100 % 10),
                                    digit(parts / 10 % 10),   digit(parts % 10)};
  std::size_t size = text.size();
  while (size > 3 && text[size - 1] == '0') --size;
  out.append(text.data(), size);
}

}  // namespace

std::expected<review::Subject, std::string> read_subject(std::string_view line) {
  if (line.size() > line_bytes) return std::unexpected("the line is longer than 1 MiB");
  JsonReader reader(line);
  Fields fields;
  if (!read_fields(reader, fields) || !reader.end()) return std::unexpected("the line is not a JSON object");
  return subject_of(fields);
}

void append_answer(std::string& out, const review::Categorization& found) {
  constexpr std::array<std::string_view, 4> before_score = {R"(,"scores":{"1":)", R"(,"2":)", R"(,"3":)",
                                                            R"(,"4":)"};
  out += R"({"category":)"sv;
  out += digit(static_cast<std::size_t>(found.category));
  out += R"(,"confidence":)"sv;
  append_share(out, found.confidence);
  for (std::size_t i = 0; i < found.scores.size(); ++i) {
    out += before_score.at(i);
    append_share(out, found.scores[i]);
  }
  out += R"(},"evidence":[)"sv;
  bool is_first = true;
  for (const review::Evidence& each : found.evidence) {
    out += is_first ? R"({"text":)"sv : R"(,{"text":)"sv;
    is_first = false;
    append_string(out, each.text);
    out += R"(,"why":)"sv;
    append_string(out, each.why);
    out += '}';
  }
  out += "]}\n"sv;
}

void append_error(std::string& out, const std::string& sentence) {
  out += "{\"error\":";
  append_string(out, sentence);
  out += "}\n";
}

}  // namespace cli
