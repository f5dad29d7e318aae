#include "scene.h"

namespace contract {

using sandbox::FlagChange;
using sandbox::State;
using sandbox::User;

void set_the_scene(State& state) {
  state.add_captured_users();
  const User& requester = *state.user("requester@example.org");
  const User& bot = *state.user("bot@example.org");
  const std::string form =
      "# Request for data collection review form\n\nWhat questions will you answer with this data?\n";
  const auto flag = [](std::optional<std::string> requestee) {
    return std::vector<FlagChange>{
        {.id = {}, .type = "data-review", .status = "?", .requestee = std::move(requestee), .is_new = true}};
  };
  state.create_bug(requester, {.summary = "Add telemetry probe for tab opens"}, "We want to add a probe.");
  state.create_bug(requester, {.summary = "Data review for scroll depth"}, "desc");
  state.create_attachment(
      requester, 2,
      {.file_name = "request2.txt", .summary = "Data review request v2", .bytes = form, .comment = ""});
  state.create_attachment(requester, 2,
                          {.file_name = "request.txt",
                           .summary = "Data review request (text)",
                           .bytes = form,
                           .comment = "Here is **the** form."});
  for (int i = 0; i < 2; ++i) {
    state.create_attachment(bot, 2,
                            {.file_name = "s.txt",
                             .summary = "secret att",
                             .bytes = "secret",
                             .comment = "private att comment",
                             .is_private = true,
                             .flags = flag("bot@example.org")});
  }
  for (int i = 0; i < 6; ++i) {
    const sandbox::Id id =
        *state.create_bug(requester, {.summary = "Data review bulk " + std::to_string(i)}, "bulk");
    state.create_attachment(
        requester, id,
        {.file_name = "form.txt",
         .summary = "form",
         .bytes = form,
         .comment = "",
         .flags = flag(i == 1 ? std::optional<std::string>("steward@example.org") : std::nullopt)});
  }
  state.edit_bug(bot, 3,
                 {.summary = {},
                  .product = {},
                  .status = "RESOLVED",
                  .resolution = "FIXED",
                  .whiteboard = {},
                  .comment = {}});
  state.create_bug(bot, {.summary = "A private one", .groups = {"data-private"}}, "hush");
  state.create_attachment(bot, 9,
                          {.file_name = "form.txt",
                           .summary = "form",
                           .bytes = form,
                           .comment = "",
                           .flags = flag(std::nullopt)});
  state.tag_comment(bot, 1, {"data-review-bot"}, {});
  state.add_webhook({.owner = "bot@example.org",
                     .name = "data-review-hook",
                     .url = "http://127.0.0.1:9/hook",
                     .header = "",
                     .secret = ""});
}

}  // namespace contract
