#include "service/cli/json_lines.h"

#include <boost/json.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace cli {
namespace {

using namespace std::string_view_literals;
namespace json = boost::json;

/// A line over this is not a measurement.
constexpr std::size_t line_bytes = 1024 * 1024;
constexpr std::size_t most_nested = 1024;

/// A field's text, none of one that is absent or null. Nothing: it holds something else.
std::optional<std::string_view> text_of(const json::object& object, std::string_view key) {
  const json::value* field = object.if_contains(key);
  if (field == nullptr || field->is_null()) return "";
  if (!field->is_string()) return std::nullopt;
  return std::string_view(field->get_string());
}

std::expected<review::Subject, std::string> subject_of(const json::object& object) {
  review::Subject out;
  for (const auto& [key, place] :
       {std::pair{"name"sv, &out.name}, std::pair{"description"sv, &out.description},
        std::pair{"type"sv, &out.type}}) {
    const auto text = text_of(object, key);
    if (!text) return std::unexpected(std::string(key) + " must be a string");
    *place = *text;
  }
  if (out.name.empty() && out.description.empty()) return std::unexpected("description or name is needed");
  const json::value* keys = object.if_contains("extra_keys");
  if (keys == nullptr || keys->is_null()) return out;
  if (!keys->is_object()) return std::unexpected("extra_keys must be an object of key and description");
  for (const auto& [key, description] : keys->get_object()) {
    if (!description.is_string()) return std::unexpected("extra_keys must map each key to a string");
    out.extra_keys.emplace_back(key, description.get_string());
  }
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

/// What an answer has before its evidence: put together here, since handing on so many small pieces takes
/// longer than making them.
class Head {
 public:
  void add(std::string_view text) { size_ = text.copy(text_.data() + size_, text.size()) + size_; }
  void add_digit(std::size_t number) { text_.at(size_++) = digit(number); }
  /// A share of 0 to 1, to four decimals, without the zeros at its end: 0.0, 0.25, 0.9999, 1.0.
  void add_share(double share) {
    constexpr unsigned whole = 10'000;
    const unsigned parts = share > 0 ? static_cast<unsigned>(std::min(share, 1.0) * whole + 0.5) : 0;
    const std::array<char, 6> text = {digit(parts / whole),     '.',
                                      digit(parts / 1000 % 10), digit(parts / 100 % 10),
                                      digit(parts / 10 % 10),   digit(parts % 10)};
    std::size_t size = text.size();
    while (size > 3 && text[size - 1] == '0') --size;
    add({text.data(), size});
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, 128> text_;  // its words and five shares have 101 at most
  std::size_t size_ = 0;
};

}  // namespace

std::expected<review::Subject, std::string> read_subject(std::string_view line) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (line.size() > line_bytes) return std::unexpected("the line is longer than 1 MiB");
  if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  // What most lines need; a longer one takes more from the heap.
  std::array<unsigned char, 2048> for_values;
  std::array<unsigned char, 1024> for_parser;
  json::monotonic_resource memory(for_values.data(), for_values.size());
  json::parse_options options;
  options.max_depth = most_nested;
  json::parser parser({}, options, for_parser.data(), for_parser.size());
  parser.reset(&memory);
  json::error_code error;
  parser.write(line.data(), line.size(), error);
  if (error == json::error::too_deep) return std::unexpected("the line is nested too deeply");
  const json::value document = error ? json::value() : parser.release();
  if (!document.is_object()) return std::unexpected("the line is not a JSON object");
  return subject_of(document.get_object());
}

void append_answer(std::string& out, const review::Categorization& found) {
  constexpr std::array<std::string_view, 4> before_score = {R"(,"scores":{"1":)", R"(,"2":)", R"(,"3":)",
                                                            R"(,"4":)"};
  Head head;
  head.add(R"({"category":)");
  head.add_digit(static_cast<std::size_t>(found.category));
  head.add(R"(,"confidence":)");
  head.add_share(found.confidence);
  for (std::size_t i = 0; i < found.scores.size(); ++i) {
    head.add(before_score.at(i));
    head.add_share(found.scores[i]);
  }
  head.add(R"(},"evidence":[)");
  out += head.text();
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
