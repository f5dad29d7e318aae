// The lines of `categorize --jsonl`, by example and against nlohmann's JSON: whatever the line, both read the
// same in it; whatever the answer, both write the same.

#include "service/cli/json_lines.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <span>

namespace cli {
namespace {

using nlohmann::ordered_json;
using Read = std::expected<review::Subject, std::string>;

const std::string no_object = "the line is not a JSON object";

/// What was read, as one text that a failing test can show.
std::string shown(const Read& read) {
  if (!read) return "error: " + read.error();
  std::string out = "name " + read->name + ", description " + read->description + ", type " + read->type;
  for (const auto& [key, value] : read->extra_keys)
    out.append(", key ").append(key).append(" = ").append(value);
  return out;
}

/// The same by way of a document: slower, plainer.
Read read_as_document(const std::string& line) {
  const auto document = ordered_json::parse(line, nullptr, false);
  if (!document.is_object()) return std::unexpected(no_object);
  const auto value = [&](const char* key) { return document.value(key, ordered_json()); };
  for (const char* key : {"name", "description", "type"})
    if (!value(key).is_string() && !value(key).is_null())
      return std::unexpected(key + std::string(" must be a string"));
  const auto text = [&](const char* key) {
    return value(key).is_null() ? "" : value(key).get<std::string>();
  };
  review::Subject out = {
      .name = text("name"), .description = text("description"), .extra_keys = {}, .type = text("type")};
  if (out.name.empty() && out.description.empty()) return std::unexpected("description or name is needed");
  const ordered_json keys = value("extra_keys");
  if (keys.is_null()) return out;
  if (!keys.is_object()) return std::unexpected("extra_keys must be an object of key and description");
  for (const auto& [key, description] : keys.items()) {
    if (!description.is_string()) return std::unexpected("extra_keys must map each key to a string");
    out.extra_keys.emplace_back(key, description.get<std::string>());
  }
  return out;
}

/// Lines of JSON, some with a mistake somewhere. The same seed writes the same lines.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::string line() {
    std::string out = chance(20) ? any({"\xEF\xBB\xBF", "\xEF\xBB", " \xEF\xBB\xBF"}) : "";
    out += chance(20) ? value(0) : object(fields_, 0);
    if (chance(20)) out += any({",", "x", "{}", "\r", "}"});
    if (chance(4)) spoil(out);
    return out;
  }

 private:
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  std::string any(std::initializer_list<std::string> these) {
    return any(std::span(these.begin(), these.size()));
  }
  std::string any(std::span<const std::string> these) { return these[random_() % these.size()]; }
  std::string space() { return chance(3) ? any({" ", "  ", "\t", "\r", "\n"}) : ""; }

  std::string text() {
    std::string out = "\"";
    for (unsigned left = random_() % 6; left > 0; --left) out += any(chance(100) ? wrong_ : right_);
    return out + "\"";
  }
  std::string number() { return any({"0", "-0", "-1", "12", "1.50", "1E-2", "1e+2", "0.0e0"}); }
  std::string word() {
    return chance(30) ? any({"nul", "True", "nulll", "tru e"}) : any({"null", "true", "false"});
  }

  std::string value(int depth) {
    switch (random_() % (depth > 4 ? 3 : 6)) {
      case 0:
        return number();
      case 1:
        return word();
      case 3:
        return array(depth + 1);
      case 4:
        return object(chance(2) ? fields_ : right_, depth + 1);
      default:
        return text();
    }
  }
  std::string array(int depth) {
    std::string out = "[" + space();
    for (unsigned left = random_() % 4; left > 0; --left)
      out.append(value(depth)).append(space()).append(left > 1 ? "," : "").append(space());
    return out + "]";
  }
  std::string object(std::span<const std::string> keys, int depth) {
    std::string out = space() + "{" + space();
    for (unsigned left = random_() % 6; left > 0; --left) {
      const std::string key = any(keys);
      out.append("\"").append(key).append("\"").append(space()).append(":").append(space());
      out += chance(4) ? value(depth) : key == "extra_keys" ? object(right_, depth + 1) : text();
      out.append(space()).append(left > 1 ? "," : "").append(space());
    }
    return out + "}";
  }
  /// One byte more, less or another.
  void spoil(std::string& out) {
    const std::size_t at = random_() % out.size();
    const auto byte = static_cast<char>(1 + random_() % 255);
    if (chance(3)) out.insert(at, 1, byte);
    if (chance(3)) out.erase(at, 1);
    if (chance(3)) out.resize(at);
    if (at < out.size() && chance(3)) out[at] = byte;
  }

  std::mt19937 random_;
  const std::vector<std::string> fields_ = {"name",       "description", "type", "extra_keys",
                                            "extra_keys", "description", "bugs", "na\\u006de"};
  const std::vector<std::string> right_ = {"a",
                                           "the word ",
                                           "eight by",
                                           "/",
                                           "\x7f",
                                           "\\\"",
                                           "\\\\",
                                           "\\/",
                                           "\\b\\f\\n\\r\\t",
                                           "\\u00e9",
                                           "\\u0000",
                                           "\\uFFFF",
                                           "é",
                                           "\xEF\xBF\xBD",
                                           "\xF0\x9F\x98\x80",
                                           "\\ud83d\\uDE00",
                                           "'{}[]:,",
                                           "\xED\x9F\xBF"};
  const std::vector<std::string> wrong_ = {"\x01",
                                           "\x1f",
                                           "\n",
                                           "\\x",
                                           "\\u12",
                                           "\\u12g4",
                                           "\\u-123",
                                           "\\ud83d",
                                           "\\ude00",
                                           "\\ud83d\\u0041",
                                           "\\ud83dx",
                                           "\xFF",
                                           "\xE2\x80",
                                           "\xC0\x80",
                                           "\xED\xA0\x80",
                                           "\x80",
                                           "\xC3",
                                           "\xF4\x90\x80\x80",
                                           "\xE0\x80\x80",
                                           "\"",
                                           "\\"};
};

TEST(ReadSubject, TakesTheFieldsThatMatterAndPassesOverTheRest) {
  const auto read = read_subject(
      R"({"id": 7, "name": "a.b", "bugs": [{"name": "no"}, null], "description": "who \"clicks\" \u00e9",)"
      R"( "type": "event", "extra_keys": {"z": "last", "a": "first"}, "sent": {"description": "no"}})");
  EXPECT_EQ(shown(read), "name a.b, description who \"clicks\" é, type event, key z = last, key a = first");
}

TEST(ReadSubject, SaysWhatIsWrongWithALine) {
  const std::string needed = "description or name is needed";
  const std::string map = "extra_keys must map each key to a string";
  for (const auto& [line, sentence] : std::map<std::string, std::string>{
           {"", no_object},
           {"\r", no_object},
           {"[]", no_object},
           {"null", no_object},
           {R"("name")", no_object},
           {R"({"name": "x"} {})", no_object},
           {R"({"name": "x",})", no_object},
           {R"({"name": "x)", no_object},
           {R"({"name": "\ud800"})", no_object},
           {R"({"name": 1, "bugs": nul})", no_object},
           {std::string("{\"name\": \"x\"}\0", 14), no_object},
           {std::string("{\"name\": \"x\0\"}", 14), no_object},
           {"{}", needed},
           {R"({"name": "", "description": null})", needed},
           {R"({"extra_keys": 1})", needed},
           {R"({"description": 1, "name": []})", "name must be a string"},
           {R"({"name": {}})", "name must be a string"},
           {R"({"type": {}, "description": 1})", "description must be a string"},
           {R"({"name": "x", "type": true, "extra_keys": 1})", "type must be a string"},
           {R"({"name": "x", "extra_keys": ["a"]})", "extra_keys must be an object of key and description"},
           {R"({"name": "x", "extra_keys": "a"})", "extra_keys must be an object of key and description"},
           {R"({"name": "x", "extra_keys": {"a": "b", "c": null}})", map},
           {R"({"name": "x", "extra_keys": {"a": {"b": "c"}}})", map}})
    EXPECT_EQ(shown(read_subject(line)), "error: " + sentence) << line;
}

TEST(ReadSubject, LetsTheLastOfARepeatedKeyCountWhereItFirstStood) {
  EXPECT_EQ(
      shown(read_subject(R"({"name": 1, "type": "a", "name": "x", "type": null,)"
                         R"( "extra_keys": {"old": "1"}, "extra_keys": {"a": 1, "b": "2", "a": "3"}})")),
      "name x, description , type , key a = 3, key b = 2");
}

TEST(ReadSubject, TakesALineOfOneMebibyteAndNoLongerOne) {
  const std::string around = R"({"name":""})";
  std::string line = R"({"name":")" + std::string(1024 * 1024 - around.size(), 'x') + "\"}";

  EXPECT_EQ(read_subject(line)->name.size(), 1024 * 1024 - around.size());
  line += ' ';
  EXPECT_EQ(shown(read_subject(line)), "error: the line is longer than 1 MiB");
}

TEST(ReadSubject, SaysWhatItCannotRead) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(shown(read_subject(R"({"bugs":)" + deep + std::string(100'000, ']') + R"(,"name":"x"})")),
            "error: the line is nested too deeply");
  for (const std::string value : {"01", "1.", "1e", "--1", "+1", ".5", "NaN", "nul"})
    EXPECT_EQ(shown(read_subject(R"({"name":"x","most":)" + value + "}")), "error: " + no_object);
}

TEST(ReadSubject, PassesOverNumbersOfAnySize) {
  for (const std::string number : {"1e999", "-1e-999", "123456789012345678901234567890"})
    EXPECT_EQ(read_subject(R"({"name":"x","most":)" + number + "}")->name, "x") << number;
}

TEST(ReadSubject, TakesTensOfThousandsOfKeys) {
  std::string keys = R"("0":"")";
  for (int i = 1; i < 80'000; ++i) keys += ",\"" + std::to_string(i) + "\":\"\"";
  EXPECT_EQ(read_subject(R"({"name":"x","extra_keys":{)" + keys + "}}")->extra_keys.size(), 80'000);
}

TEST(ReadSubject, ReadsWhatADocumentHolds) {
  Writer writer(1);
  int well = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string line = writer.line();
    const Read read = read_subject(line);
    well += read ? 1 : 0;
    ASSERT_EQ(shown(read), shown(read_as_document(line))) << line;
  }
  EXPECT_GT(well, 4'000);
  EXPECT_LT(well, 16'000);
}

TEST(ReadSubject, KnowsEachByteAtEachPlace) {
  for (int byte = 1; byte < 256; ++byte)
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = static_cast<char>(byte);
      const std::string line = R"({"name":")" + text + "\"}";
      ASSERT_EQ(shown(read_subject(line)), shown(read_as_document(line))) << line;
    }
}

/// The same by way of a document.
std::string written_as_document(const review::Categorization& found) {
  const auto rounded = [](double share) { return std::round(share * 10'000) / 10'000; };
  ordered_json out = {{"category", static_cast<int>(found.category)},
                      {"confidence", rounded(found.confidence)}};
  for (std::size_t i = 0; i < found.scores.size(); ++i)
    out["scores"][std::to_string(i + 1)] = rounded(found.scores[i]);
  out["evidence"] = ordered_json::array();
  for (const review::Evidence& each : found.evidence)
    out["evidence"].push_back({{"text", each.text}, {"why", each.why}});
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string written(const review::Categorization& found) {
  std::string out;
  append_answer(out, found);
  return out;
}

TEST(AppendAnswer, WritesOneLine) {
  const review::Categorization found = {.category = review::Category::interaction,
                                        .confidence = 0.81234,
                                        .scores = {0.1, 0.81234, 0.08766, 0},
                                        .evidence = {{.line = {}, .text = "clicks", .why = "an \"act\""},
                                                     {.line = 3, .text = "caf\xC3\xA9 \xFF", .why = ""}}};
  EXPECT_EQ(written(found),
            R"({"category":2,"confidence":0.8123,"scores":{"1":0.1,"2":0.8123,"3":0.0877,"4":0.0},)"
            R"("evidence":[{"text":"clicks","why":"an \"act\""},{"text":"café �","why":""}]})"
            "\n");
}

TEST(AppendAnswer, WritesEachShareAsADocumentDoes) {
  std::vector<double> shares = {0.00005, 0.00004999, 0.99995, 0.99994};
  for (int parts = 0; parts <= 10'000; ++parts) shares.push_back(parts / 10'000.0);
  for (const double share : shares) {
    const review::Categorization found = {
        .confidence = share, .scores = {share, 1 - share, 0, 1}, .evidence = {}};
    ASSERT_EQ(written(found), written_as_document(found)) << share;
  }
}

TEST(AppendAnswer, WritesWhatIsNoShareAsTheNearest) {
  review::Categorization found = {.confidence = 1e300, .scores = {-0.5, 1.00004, 0, 1}, .evidence = {}};
  EXPECT_THAT(written(found),
              testing::HasSubstr(R"("confidence":1.0,"scores":{"1":0.0,"2":1.0,"3":0.0,"4":1.0})"));
  found.confidence = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(written(found), testing::HasSubstr(R"("confidence":0.0)"));
}

TEST(AppendAnswer, WritesAnyTextAsADocumentDoes) {
  std::mt19937 random(1);
  for (int i = 0; i < 5'000; ++i) {
    review::Categorization found = {.category = static_cast<review::Category>(1 + i % 4), .evidence = {}};
    for (unsigned left = random() % 3; left > 0; --left) {
      std::string text(random() % 20, 'x');
      for (char& c : text)
        if (random() % 20 == 0) c = static_cast<char>(random() % 256);
      found.evidence.push_back({.line = {}, .text = text, .why = "a property of the machine"});
    }
    ASSERT_EQ(written(found), written_as_document(found));
  }
}

TEST(AppendError, WritesOneLine) {
  std::string out;
  append_error(out, "no \"object\"");
  EXPECT_EQ(out, "{\"error\":\"no \\\"object\\\"\"}\n");
}

}  // namespace
}  // namespace cli
