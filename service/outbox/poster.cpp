#include "service/outbox/poster.h"

#include "service/deadline.h"

#include <spdlog/spdlog.h>

namespace service {
namespace {

/// Not this account, or not this way: it stays so, however often it is tried.
bool is_refusal(bugzilla::ErrorKind kind) {
  return kind == bugzilla::ErrorKind::not_allowed || kind == bugzilla::ErrorKind::not_found ||
         kind == bugzilla::ErrorKind::refused;
}

}  // namespace

bugzilla::Async<void> Poster::tag(bugzilla::CommentId comment) {
  std::vector<std::string> add(1, settings_.comment.superseded_tag);
  std::vector<std::string> remove;
  auto done = co_await client_.tag_comment(comment, std::move(add), std::move(remove),
                                           deadline_in(settings_.bugzilla.timeout));
  // A tag is a courtesy: without the right to set it the old comment stays as it is.
  if (!done && is_refusal(done.error().kind))
    spdlog::info("Comment {} stays untagged: {}", comment, done.error().message);
  else if (!done)
    co_return std::unexpected(done.error());
  co_return bugzilla::Result<void>{};
}

bugzilla::Async<void> Poster::carry_out(Effect effect) {
  if (effect.tags != 0) co_return co_await tag(effect.tags);
  if (effect.edits != 0) {
    auto edited =
        co_await client_.edit_comment(effect.edits, effect.text, deadline_in(settings_.bugzilla.timeout));
    if (edited || !is_refusal(edited.error().kind)) co_return edited;
  }
  bugzilla::NewComment comment{.text = effect.text, .is_private = effect.is_private};
  if (!settings_.comment.tag.empty()) comment.tags.push_back(settings_.comment.tag);
  co_return co_await client_.add_comment(effect.bug, std::move(comment),
                                         deadline_in(settings_.bugzilla.timeout));
}

}  // namespace service
