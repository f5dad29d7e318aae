#include "service/intake/look.h"

#include "review/assess.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace service {
namespace {

/// An attachment's data never changes in Bugzilla, its type may.
bool is_known(const bugzilla::Attachment& attachment, const std::vector<Request>& remembered) {
  const auto at = std::ranges::find(remembered, attachment.id, &Request::attachment);
  return at != remembered.end() && !at->content_hash.empty() && at->content_type == attachment.content_type;
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

boost::asio::awaitable<std::expected<Observed, bugzilla::Error>> Looker::observe(
    bugzilla::BugId id, const std::vector<Request>& remembered) {
  Observed out;
  auto bug = co_await client_.bug(id, deadline());
  if (!bug && is_out_of_sight(bug.error().kind)) {
    out.bug.id = id;
    co_return out;
  }
  if (!bug) co_return std::unexpected(bug.error());
  out.bug = std::move(*bug);
  auto attachments = co_await client_.attachments(id, deadline());
  if (!attachments) co_return std::unexpected(attachments.error());
  out.attachments = std::move(*attachments);
  if (!out.bug.is_open) co_return out;

  const bool has_visible_request = std::ranges::any_of(out.attachments, [&](const auto& each) {
    return open_flag(each, settings_.bugzilla.flag) != nullptr &&
           !is_hidden(out.bug, each, settings_.comment);
  });
  if (!has_visible_request) co_return out;
  auto comments = co_await client_.comments(id, std::nullopt, deadline());
  if (!comments) co_return std::unexpected(comments.error());
  out.comments = std::move(*comments);

  const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
  for (const bugzilla::Attachment& each : out.attachments) {
    if (open_flag(each, settings_.bugzilla.flag) == nullptr || is_known(each, remembered)) continue;
    if (is_hidden(out.bug, each, settings_.comment)) continue;
    auto full = co_await client_.attachment(each.id, deadline());
    if (!full && is_out_of_sight(full.error().kind)) continue;
    if (!full) co_return std::unexpected(full.error());
    const std::string bytes = full->data.value_or("");
    out.reviewed[each.id] = {
        .content_hash = content_hash(bytes),
        .assessment =
            review::assess({.bytes = bytes, .content_type = each.content_type, .file_name = each.file_name},
                           policy_, today)};
  }
  co_return out;
}

boost::asio::awaitable<Looker::Outcome> Looker::look(bugzilla::BugId bug, std::vector<Request> remembered,
                                                     std::optional<Time> posting_since, std::string login) {
  auto observed = co_await observe(bug, remembered);
  if (!observed) co_return std::unexpected(observed.error());
  co_return plan(*observed, remembered,
                 {.settings = settings_,
                  .policy = policy_,
                  .login = std::move(login),
                  .posting_since = posting_since,
                  .now = clock_.now()});
}

}  // namespace service
