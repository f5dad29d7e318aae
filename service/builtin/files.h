#pragma once
// The files of config/ as they were when the program was built, so that one binary is enough. An operator
// who edits them points `policy_directory` at the edited copy.

#include "review/categorize/knowledge.h"
#include "review/policy.h"

namespace builtin {

/// Contents by path relative to config/: "policy/findings.toml", "templates/comment.mustache".
/// Valid for the life of the program.
[[nodiscard]] const review::ConfigFiles& files();

/// What the categorizer's files were compiled to. Valid for the life of the program.
[[nodiscard]] const review::Knowledge& knowledge();

}  // namespace builtin
