#pragma once
// An assessment as people and programs read it. Pure functions; nothing from the form reaches the output
// without being escaped for its target.

#include "review/assessment.h"
#include "review/policy.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace review {

/// The JSON object of schema data-review-bot/assessment/1. `file` is echoed.
[[nodiscard]] nlohmann::ordered_json to_json(const Assessment& assessment, std::string_view file);

struct TextOptions {
  bool colour = false;  ///< ANSI colours
};
/// For a terminal: the verdict and the findings with their lines. No control character of the form or of the
/// file's name gets there.
[[nodiscard]] std::string render_text(const Assessment& assessment, std::string_view file,
                                      const TextOptions& options);

struct CommentContext {
  std::string reference;  ///< the bot's reference line, put last and verbatim; empty: none
  std::string file_name;  ///< of the attachment, escaped here; may be empty
  std::optional<std::int64_t> pasted_in = {};  ///< the comment on the bug that holds a filled-in form instead
};
/// The pre-review comment in Bugzilla's Markdown, in fewer bytes than limits::comment_characters whatever the
/// form was.
[[nodiscard]] std::string render_comment(const Assessment& assessment, const Policy& policy,
                                         const CommentContext& context);

/// What an earlier comment asked for.
struct Told {
  std::string id;
  std::string question;  ///< the contract's spelling; empty: none
  std::string message;
};
/// The blocking findings and warnings of an assessment that to_json() wrote; what is no such JSON is passed
/// over.
[[nodiscard]] std::vector<Told> told_by(std::string_view assessment_json);

/// The short comment on a new version of a form: what is settled, what is still open, what is new; as long at
/// most.
[[nodiscard]] std::string render_update(const Assessment& assessment, const Policy& policy,
                                        const std::vector<Told>& before, const CommentContext& context);

/// The drafted steward's review in Markdown: the steward's own questions answered from the form, as the
/// findings leave it. As long at most.
[[nodiscard]] std::string render_steward(const Assessment& assessment, const Policy& policy);

/// SARIF 2.1.0, one run with one result a finding, for several files at once.
struct SarifInput {
  std::string file;
  Assessment assessment;
};
[[nodiscard]] nlohmann::ordered_json to_sarif(const std::vector<SarifInput>& inputs, const Policy& policy,
                                              std::string_view version);

}  // namespace review
