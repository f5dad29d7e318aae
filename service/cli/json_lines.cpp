#include "service/cli/json_lines.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <simdjson.h>
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

Field field_of(simdjson::dom::element value) {
  if (value.is_null()) return {};
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return {Field::Kind::text, std::string(text)};
  return {value.is_object() ? Field::Kind::object : Field::Kind::other};
}

Fields fields_of(simdjson::dom::object object) {
  Fields out;
  for (const auto& [key, value] : object) {
    if (key == "description"sv) out.description = field_of(value);
    if (key == "name"sv) out.name = field_of(value);
    if (key == "type"sv) out.type = field_of(value);
    if (key != "extra_keys"sv) continue;
    out.extra_keys = field_of(value);
    out.keys.clear();
    simdjson::dom::object keys;
    if (value.get(keys) != simdjson::SUCCESS) continue;
    for (const auto& [one, description] : keys) out.keys.emplace_back(one, field_of(description));
  }
  return out;
}

std::string_view told(simdjson::error_code error) {
  switch (error) {
    case simdjson::DEPTH_ERROR:
      return "the line is nested too deeply";
    case simdjson::NUMBER_ERROR:
      return "the line has a number that cannot be read";
    default:
      return "the line is not a JSON object";
  }
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
    if (field->kind != Field::Kind::text && field->kind != Field::Kind::absent)
      return std::unexpected(std::string(key) + " must be a string");
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

/// Characters that stand for themselves in a JSON string.
constexpr std::array<bool, 256> plain = [] {
  std::array<bool, 256> out{};
  for (std::size_t c = ' '; c < 0x7F; ++c) out.at(c) = c != '"' && c != '\\';
  return out;
}();

/// Nearly every text is plain ASCII; the library, which makes copies, is asked only about the rest.
void append_string(std::string& out, const std::string& text) {
  if (std::ranges::all_of(text, [](char c) { return plain[static_cast<unsigned char>(c)]; })) {
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
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (line.size() > line_bytes) return std::unexpected("the line is longer than 1 MiB");
  if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  // Both keep their memory for the next line. The parser reads some bytes beyond the text.
  thread_local simdjson::dom::parser parser;
  thread_local std::string padded;
  padded.reserve(line.size() + simdjson::SIMDJSON_PADDING);
  padded.assign(line);
  simdjson::dom::element document;
  const auto error = parser.parse(padded.data(), padded.size(), false).get(document);
  simdjson::dom::object object;
  if (error != simdjson::SUCCESS || document.get(object) != simdjson::SUCCESS)
    return std::unexpected(std::string(told(error)));
  Fields fields = fields_of(object);
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
