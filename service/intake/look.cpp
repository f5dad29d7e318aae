#include "service/intake/look.h"

#include "review/assess.h"
#include "review/source.h"
#include "service/deadline.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace service {
namespace {

/// What is remembered of an attachment that was read before, or null: its data never change in Bugzilla, its
/// type may.
const Request* known(const bugzilla::Attachment& attachment, const std::vector<Request>& remembered) {
  const auto at = std::ranges::find(remembered, attachment.id, &Request::attachment);
  const bool was_read = at != remembered.end() && !at->content_hash.empty();
  return was_read && at->content_type == attachment.content_type ? &*at : nullptr;
}

std::chrono::sys_days day_of(Time now) {
  return std::chrono::floor<std::chrono::days>(now);
}

bool is_out_of_sight(bugzilla::ErrorKind kind) {
  return kind == bugzilla::ErrorKind::not_allowed || kind == bugzilla::ErrorKind::not_found;
}

}  // namespace

std::string content_hash(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

boost::asio::awaitable<std::expected<Looker::Seen, bugzilla::Error>> Looker::observe(
    bugzilla::BugId id, const std::vector<Request>& remembered) {
  Seen seen;
  Observed& out = seen.observed;
  auto bug = co_await client_.bug(id, deadline_in(settings_.bugzilla.timeout));
  if (!bug && is_out_of_sight(bug.error().kind)) {
    out.bug.id = id;
    co_return seen;
  }
  if (!bug) co_return std::unexpected(bug.error());
  out.bug = std::move(*bug);
  auto attachments = co_await client_.attachments(id, deadline_in(settings_.bugzilla.timeout));
  if (!attachments) co_return std::unexpected(attachments.error());
  out.attachments = std::move(*attachments);
  if (!out.bug.is_open) co_return seen;

  std::vector<const bugzilla::Attachment*> requests;
  for (const bugzilla::Attachment& each : out.attachments) {
    if (open_flag(each, settings_.bugzilla.flag) != nullptr && !is_hidden(out.bug, each, settings_.comment))
      requests.push_back(&each);
  }
  if (requests.empty()) co_return seen;
  auto comments = co_await client_.comments(id, std::nullopt, deadline_in(settings_.bugzilla.timeout));
  if (!comments) co_return std::unexpected(comments.error());
  out.comments = std::move(*comments);
  for (const bugzilla::Attachment* each : requests) {
    const Request* before = known(*each, remembered);
    // Where no form was attached, somebody may have pasted it meanwhile.
    const bool is_form = before != nullptr && before->kind != "not_a_form";
    if (is_form || (before != nullptr && !pasted_form(*each, out.comments, clock_.now()))) continue;
    auto data = co_await fetch(*each);
    if (!data) co_return std::unexpected(data.error());
    if (*data) seen.unread.emplace(each->id, std::move(**data));
  }
  co_return seen;
}

boost::asio::awaitable<std::expected<std::optional<std::string>, bugzilla::Error>> Looker::fetch(
    const bugzilla::Attachment& attachment) {
  if (!review::is_read(review::source_of(attachment.content_type, attachment.size))) co_return "";
  auto full = co_await client_.attachment(attachment.id, deadline_in(settings_.bugzilla.timeout));
  if (!full && is_out_of_sight(full.error().kind)) co_return std::nullopt;
  if (!full) co_return std::unexpected(full.error());
  co_return full->data.value_or("");
}

boost::asio::awaitable<Plan> Looker::judge(Seen& seen, const std::vector<Request>& remembered,
                                           const PlanContext& context) const {
  Observed& observed = seen.observed;
  for (const bugzilla::Attachment& attachment : observed.attachments) {
    const auto data = seen.unread.find(attachment.id);
    if (data == seen.unread.end()) continue;
    observed.reviewed.emplace(attachment.id,
                              review(attachment, std::move(data->second), observed.comments, context.now));
  }
  co_return plan(observed, remembered, context);
}

Reviewed Looker::review(const bugzilla::Attachment& attachment, std::string bytes,
                        const std::vector<bugzilla::Comment>& comments, Time now) const {
  Reviewed out{.content_hash = {},
               .assessment = review::assess({.bytes = bytes,
                                             .content_type = attachment.content_type,
                                             .file_name = attachment.file_name,
                                             .is_patch = attachment.is_patch,
                                             .size = attachment.size},
                                            policy_, day_of(now)),
               .pasted_in = {}};
  // What is told of a thing that is no form depends on more than its bytes.
  if (out.assessment.kind == review::Kind::not_a_form) {
    out.pasted_in = pasted_form(attachment, comments, now);
    for (const review::Finding& finding : out.assessment.findings) bytes += finding.message;
    if (out.pasted_in) bytes += " comment " + std::to_string(*out.pasted_in);
  }
  out.content_hash = content_hash(bytes);
  return out;
}

std::optional<std::int64_t> Looker::pasted_form(const bugzilla::Attachment& attachment,
                                                const std::vector<bugzilla::Comment>& comments,
                                                Time now) const {
  std::optional<std::int64_t> out;
  for (const bugzilla::Comment& comment : comments) {
    if (comment.creator != attachment.creator || comment.is_private) continue;
    const auto kind = review::assess({.bytes = comment.raw_text}, policy_, day_of(now)).kind;
    if (kind == review::Kind::request || kind == review::Kind::renewal) out = comment.count;
  }
  return out;
}

boost::asio::awaitable<Looker::Outcome> Looker::look(bugzilla::BugId bug, std::vector<Request> remembered,
                                                     std::optional<Time> posting_since, std::string login) {
  auto seen = co_await observe(bug, remembered);
  if (!seen) co_return std::unexpected(seen.error());
  const PlanContext context{.settings = settings_,
                            .policy = policy_,
                            .login = std::move(login),
                            .posting_since = posting_since,
                            .now = clock_.now()};
  co_return co_await boost::asio::co_spawn(judging_, judge(*seen, remembered, context),
                                           boost::asio::use_awaitable);
}

}  // namespace service
