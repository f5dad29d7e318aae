#include "service/cli/for_daemon.h"

#include "service/cli/common.h"

#include <iostream>

namespace cli {
namespace {

constexpr std::size_t config_bytes = 1024 * 1024;

}  // namespace

std::optional<service::Settings> load_settings(const std::string& path) {
  const auto text = read_file(path, config_bytes);
  if (!text) return std::nullopt;
  auto settings = service::parse_settings(*text, path, service::SecretSources::system());
  if (settings) return std::move(*settings);
  for (const service::ConfigProblem& problem : settings.error()) std::cerr << problem.text() << "\n";
  return std::nullopt;
}

std::optional<DaemonTexts> load_texts(const std::string& directory) {
  const auto files = PolicyFiles::read(directory);
  if (!files) return std::nullopt;
  auto policy = load_policy(*files);
  if (!policy) return std::nullopt;
  const std::string file = "templates/matrix.toml";
  auto wording = service::Wording::parse(files->all().at(file));
  if (!wording) {
    complain(files->place(file) + ":" + wording.error());
    return std::nullopt;
  }
  return DaemonTexts{std::move(*policy), std::string(files->all().at("templates/queue.mustache")),
                     std::move(*wording)};
}

}  // namespace cli
