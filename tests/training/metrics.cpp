#include "tests/training/metrics.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace training {

review::Subject seen(const review::Subject& subject, View view) {
  review::Subject out = subject;
  if (view != View::everything) out.type.clear();
  if (view == View::description_only) out.name.clear();
  return out;
}

const char* name_of(View view) {
  switch (view) {
    case View::everything:
      return "all that is known";
    case View::without_type:
      return "without type";
    case View::description_only:
      return "without type and name";
  }
  return "";
}

void read_metrics(const std::string& path, std::vector<Metric>& out) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  for (std::string line; std::getline(in, line);) {
    const auto one = nlohmann::json::parse(line);
    Metric found{.app = one.at("app"), .category = one.at("category"), .subject = {}};
    found.subject = {.name = one.value("name", ""),
                     .description = one.value("description", ""),
                     .extra_keys = {},
                     .type = one.value("type", "")};
    const auto keys = one.find("extra_keys");
    if (keys != one.end() && keys->is_object()) {
      for (const auto& [key, value] : keys->items())
        found.subject.extra_keys.emplace_back(key, value.get<std::string>());
    }
    out.push_back(std::move(found));
  }
}

}  // namespace training
