#include "service/outbox/poster.h"

#include "service/plan/plan.h"

#include <algorithm>

namespace service {

boost::asio::awaitable<PostOutcome> Poster::post(Effect effect, std::string login) {
  auto comments = co_await client_.comments(effect.bug, std::nullopt, deadline());
  if (!comments) co_return comments.error();
  const bool is_there = std::ranges::any_of(*comments, [&](const bugzilla::Comment& comment) {
    return comment.creator == login && comment.text.find(effect.reference) != std::string::npos;
  });
  if (is_there) co_return Posted{};

  auto attachments = co_await client_.attachments(effect.bug, deadline());
  if (!attachments) co_return attachments.error();
  const auto form = std::ranges::find(*attachments, effect.attachment, &bugzilla::Attachment::id);
  if (form == attachments->end() || open_flag(*form, settings_.bugzilla.flag) == nullptr)
    co_return NoLongerWanted{};
  // Made private since the plan: a public comment must not quote it.
  if (form->is_private && !effect.is_private) co_return NoLongerWanted{};

  bugzilla::NewComment comment{.text = effect.text, .is_private = effect.is_private};
  if (!settings_.comment.tag.empty()) comment.tags.push_back(settings_.comment.tag);
  auto done = co_await client_.add_comment(effect.bug, std::move(comment), deadline());
  if (!done) co_return done.error();
  co_return Posted{};
}

}  // namespace service
