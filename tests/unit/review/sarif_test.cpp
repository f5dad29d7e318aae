// SARIF 2.1.0 as code-review tools read it.

#include "meaning.h"
#include "review/assess.h"
#include "review/render/render.h"
#include "sample_form.h"

#include <gmock/gmock.h>

#include <set>

namespace review {
namespace {

using nlohmann::json;

json sarif_of(const std::map<std::string, std::string>& forms) {
  std::vector<SarifInput> inputs;
  for (const auto& [file, form] : forms)
    inputs.push_back({file, assess({.bytes = form, .content_type = "text/plain", .file_name = file}, policy(),
                                   std::chrono::year(2026) / 11 / 24)});
  return json::parse(to_sarif(inputs, policy(), "1.2.3").dump());
}

TEST(Sarif, NamesItsVersionAndTool) {
  const json found = sarif_of({{"a.txt", form_with("", "")}});
  EXPECT_EQ(found["version"], "2.1.0");
  EXPECT_EQ(found["$schema"], "https://json.schemastore.org/sarif-2.1.0.json");
  ASSERT_EQ(found["runs"].size(), 1U);
  const json& driver = found["runs"][0]["tool"]["driver"];
  EXPECT_EQ(driver["name"], "data-review-bot");
  EXPECT_EQ(driver["version"], "1.2.3");
  EXPECT_TRUE(found["runs"][0]["results"].empty());
  EXPECT_TRUE(driver["rules"].empty());
}

TEST(Sarif, HasAResultForEachFindingAndARuleForEachResult) {
  const json found = sarif_of(
      {{"forms/ä b.txt", form_with("duration", "Until March 31, 2019")},
       {"b.txt", form_with("alternatives", "None.")},
       {"c.txt", form_with("measurements", "| Clicks | Category 2 | Bug 1900001 |\n") + "<!-- -->"}});
  const json& run = found["runs"][0];
  std::set<std::string> rules;
  for (const json& rule : run["tool"]["driver"]["rules"]) {
    EXPECT_TRUE(rule["helpUri"].get<std::string>().starts_with("https://"));
    EXPECT_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
    rules.insert(rule["id"]);
  }
  EXPECT_EQ(rules, (std::set<std::string>{"end-in-the-past", "vague-answer"}));
  ASSERT_EQ(run["results"].size(), 2U);
  const json& vague = run["results"][0];
  EXPECT_EQ(vague["ruleId"], "vague-answer");
  EXPECT_EQ(vague["level"], "warning");
  const json& past = run["results"][1];
  EXPECT_EQ(past["ruleId"], "end-in-the-past");
  EXPECT_EQ(past["level"], "error");
  EXPECT_THAT(past["message"]["text"], testing::HasSubstr("“Until March 31, 2019”"));
  const json& place = past["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["region"]["startLine"], 31);
  EXPECT_EQ(place["artifactLocation"]["uri"], "forms/%C3%A4%20b.txt");
}

TEST(Sarif, PointsToTheFileWhereThereIsNoLine) {
  const json found = sarif_of({{"a.txt", form_with("", "") + form_with("", "")}});
  const json& result = found["runs"][0]["results"][0];
  EXPECT_EQ(result["ruleId"], "several-collections");
  EXPECT_FALSE(result["locations"][0]["physicalLocation"].contains("region"));
}

}  // namespace
}  // namespace review
