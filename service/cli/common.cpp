#include "service/cli/common.h"

#include "service/builtin/files.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

namespace cli {
namespace {

constexpr std::size_t config_bytes = 1024 * 1024;
constexpr std::size_t policy_file_bytes = 16 * 1024 * 1024;

std::optional<std::map<std::string, std::string>> read_directory(const std::string& directory) {
  std::map<std::string, std::string> out;
  std::error_code error;
  const std::filesystem::path root(directory);
  for (auto at = std::filesystem::recursive_directory_iterator(root, error);
       !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    if (!at->is_regular_file()) continue;
    auto text = read_file(at->path().string(), policy_file_bytes);
    if (!text) return std::nullopt;
    out[std::filesystem::relative(at->path(), root).generic_string()] = std::move(*text);
  }
  if (error) {
    complain(directory + ": cannot be read: " + error.message() + ".");
    return std::nullopt;
  }
  return out;
}

}  // namespace

void complain(const std::string& sentence) {
  std::cerr << "data-review-bot: " << sentence << "\n";
}

void complain_if_untrained(const review::Knowledge& known) {
  if (!known.is_trained)
    complain("policy/model.txt is empty: concepts alone tell technical from interaction data.");
}

std::optional<std::string> read_file(const std::string& path, std::size_t limit) {
  std::ifstream file;
  if (path != "-") {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
      complain(path + ": is a directory; name a file.");
      return std::nullopt;
    }
    file.open(path, std::ios::binary);
    if (!file) {
      complain(path + ": cannot be opened; is the name right and may you read it?");
      return std::nullopt;
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string out;
  std::array<char, 65536> chunk{};
  while (out.size() <= limit && (in.read(chunk.data(), chunk.size()) || in.gcount() > 0)) {
    out.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) {
    complain(path + ": reading failed.");
    return std::nullopt;
  }
  return out;
}

std::optional<service::Settings> load_settings(const std::string& path) {
  const auto text = read_file(path, config_bytes);
  if (!text) return std::nullopt;
  auto settings = service::parse_settings(*text, path, service::SecretSources::system());
  if (settings) return std::move(*settings);
  for (const service::ConfigProblem& problem : settings.error()) std::cerr << problem.text() << "\n";
  return std::nullopt;
}

std::optional<LoadedPolicy> load_policy(const std::string& directory) {
  review::ConfigFiles files = builtin::files();
  std::map<std::string, std::string> edited;
  if (!directory.empty()) {
    auto found = read_directory(directory);
    if (!found) return std::nullopt;
    edited = std::move(*found);
    // What the operator did not copy stays built in.
    for (const auto& [name, text] : edited) files[name] = text;
  }
  auto policy = directory.empty() ? review::Policy::parse(files, review::Lists::tested, &builtin::knowledge())
                                  : review::Policy::parse(files, review::Lists::edited);
  if (!policy) {
    const review::PolicyError& error = policy.error();
    complain((directory.empty() ? "" : directory + "/") + error.file + ":" + std::to_string(error.line) +
             ":" + std::to_string(error.column) + ": " + error.message);
    return std::nullopt;
  }
  complain_if_untrained(policy->knowledge());
  auto wording = service::Wording::parse(files.at("templates/matrix.toml"));
  if (!wording) {
    complain((directory.empty() ? "" : directory + "/") + "templates/matrix.toml:" + wording.error());
    return std::nullopt;
  }
  return LoadedPolicy{std::move(*policy), std::string(files.at("templates/queue.mustache")),
                      std::move(*wording)};
}

}  // namespace cli
