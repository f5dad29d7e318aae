// Writes what the categorizer knows as tables of C++, when the program is built: reading the policy's files
// takes longer than categorizing a thousand measurements.
//   compile_knowledge CONFIG_DIRECTORY > knowledge.cpp

#include "review/categorize/knowledge_book.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace {

using review::Knowledge;
using review::Phrases;

/// A float exactly as it is.
std::string exact(float value) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%aF", static_cast<double>(value));
  return out.data();
}

std::string exact(double value) {
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%a", value);
  return out.data();
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    std::array<char, 5> octal{};
    std::snprintf(octal.data(), octal.size(), "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
    const bool is_plain = c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '?';
    out += is_plain ? std::string(1, c) : std::string(octal.data());
  }
  return out + "\"";
}

/// One table; `row` gives each of its rows.
template <class Rows, class Row>
void table(const std::string& type, const std::string& name, const Rows& rows, Row row) {
  std::cout << "constexpr std::array<" << type << ", " << rows.size() << "> " << name << " = {{\n";
  for (const auto& each : rows) std::cout << row(each) << ",\n";
  std::cout << "}};\n";
}

void write(const review::Lexicon& lexicon) {
  table("Lexicon::Slot", "slots", lexicon.slots(), [](const review::Lexicon::Slot& each) {
    return "{" + std::to_string(each.word) + "," + std::to_string(each.tag) + "}";
  });
  table("Lexicon::Entry", "entries", lexicon.entries(), [](const review::Lexicon::Entry& each) {
    return "{" + std::to_string(each.begin) + "," + std::to_string(each.size) + "," +
           std::to_string(each.stem) + "," + std::to_string(each.begins) + "}";
  });
  std::cout << "constexpr std::string_view letters =\n";
  for (std::string_view rest = lexicon.letters(); !rest.empty();
       rest.remove_prefix(std::min<std::size_t>(rest.size(), 100)))
    std::cout << quoted(rest.substr(0, 100)) << "\n";
  std::cout << ";\n";
}

void write(const Phrases& phrases, const std::string& number) {
  table("Phrases::Node", "nodes_" + number, phrases.nodes(), [](const Phrases::Node& each) {
    return "{" + std::to_string(each.first) + "," + std::to_string(each.end) + "," +
           std::to_string(each.first_group) + "," + std::to_string(each.groups) + "," +
           std::to_string(each.text_groups) + "}";
  });
  table("Phrases::Step", "steps_" + number, phrases.steps(), [](const Phrases::Step& each) {
    return "{" + std::to_string(each.word) + "," + std::to_string(each.to) + "}";
  });
  table("std::uint16_t", "groups_" + number, phrases.groups(),
        [](std::uint16_t each) { return std::to_string(each); });
  table("Phrases::StepNumber", "beginnings_" + number, phrases.beginnings(),
        [](Phrases::StepNumber each) { return std::to_string(each); });
}

void write(const Knowledge& known) {
  std::cout << "// Made by compile_knowledge of config/policy/.\n"
               "#include \"service/builtin/files.h\"\n\n#include <array>\n\n"
               "namespace {\n\nusing namespace review;\n\n";
  write(known.lexicon);
  for (std::size_t i = 0; i < known.phrases.size(); ++i) write(known.phrases.at(i), std::to_string(i));
  table("KnownConcept", "concepts", known.concepts, [](const review::KnownConcept& each) {
    return "{" + quoted(each.name) + "," + quoted(each.why) + ",static_cast<Category>(" +
           std::to_string(static_cast<int>(each.category)) + ")," +
           std::to_string(int{each.may_be_a_number}) + "," + exact(each.weight) + "}";
  });
  table("WordWeights", "words", known.weights.words, [](const review::WordWeights& each) {
    return "{" + exact(each.description) + "," + exact(each.name) + "," + exact(each.extra_key) + "}";
  });
  table("TypeWeight", "types", known.weights.types, [](const review::TypeWeight& each) {
    return "{" + quoted(each.type) + "," + exact(each.weight) + "}";
  });
  std::cout << "\n}  // namespace\n\n"
               "const Knowledge& builtin::knowledge() {\n"
               "  static const Lexicon lexicon(slots, entries, letters);\n"
               "  static const Knowledge known = {lexicon, {{\n";
  for (std::size_t i = 0; i < known.phrases.size(); ++i)
    std::cout << "    Phrases(lexicon, " << i << ", nodes_" << i << ", steps_" << i << ", groups_" << i
              << ", beginnings_" << i << "),\n";
  std::cout << "  }}, concepts, " << std::boolalpha << known.is_trained << ", {" << exact(known.weights.bias)
            << ", " << exact(known.weights.scale) << ", " << exact(known.weights.sensitive)
            << ", words, types}};\n"
            << "  return known;\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "Usage: compile_knowledge CONFIG_DIRECTORY > knowledge.cpp\n";
    return 2;
  }
  std::map<std::string, std::string> texts;
  review::ConfigFiles files;
  for (const char* name :
       {"policy/concepts.toml", "policy/modifiers.toml", "policy/words.toml", "policy/model.txt"}) {
    std::ifstream in(std::string(argv[1]) + "/" + name);
    files[name] = texts[name] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  const auto book = review::KnowledgeBook::read(files);
  if (!book) {
    const review::PolicyError& error = book.error();
    std::cerr << "config/" << error.file << ":" << error.line << ":" << error.column << ": " << error.message
              << "\n";
    return 1;
  }
  write((*book)->knowledge());
  return std::cout.flush() ? 0 : 1;
}
