#include "service/intake/look.h"

#include "review/assess.h"
#include "review/source.h"
#include "service/deadline.h"

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

/// Where no form was attached, somebody may paste it later.
bool may_be_pasted(const bugzilla::Attachment& attachment, const std::vector<Request>& remembered) {
  const auto at = std::ranges::find(remembered, attachment.id, &Request::attachment);
  return at != remembered.end() && at->kind == "not_a_form";
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
  auto bug = co_await client_.bug(id, deadline_in(settings_.bugzilla.timeout));
  if (!bug && is_out_of_sight(bug.error().kind)) {
    out.bug.id = id;
    co_return out;
  }
  if (!bug) co_return std::unexpected(bug.error());
  out.bug = std::move(*bug);
  auto attachments = co_await client_.attachments(id, deadline_in(settings_.bugzilla.timeout));
  if (!attachments) co_return std::unexpected(attachments.error());
  out.attachments = std::move(*attachments);
  if (!out.bug.is_open) co_return out;

  std::vector<const bugzilla::Attachment*> requests;
  for (const bugzilla::Attachment& each : out.attachments) {
    if (open_flag(each, settings_.bugzilla.flag) != nullptr && !is_hidden(out.bug, each, settings_.comment))
      requests.push_back(&each);
  }
  if (requests.empty()) co_return out;
  auto comments = co_await client_.comments(id, std::nullopt, deadline_in(settings_.bugzilla.timeout));
  if (!comments) co_return std::unexpected(comments.error());
  out.comments = std::move(*comments);
  for (const bugzilla::Attachment* each : requests) {
    const auto pasted_in = pasted_form(*each, out.comments);
    if (is_known(*each, remembered) && !(pasted_in && may_be_pasted(*each, remembered))) continue;
    auto reviewed = co_await review(*each, pasted_in);
    if (!reviewed) co_return std::unexpected(reviewed.error());
    if (*reviewed) out.reviewed.emplace(each->id, std::move(**reviewed));
  }
  co_return out;
}

boost::asio::awaitable<std::expected<std::optional<Reviewed>, bugzilla::Error>> Looker::review(
    bugzilla::Attachment attachment, std::optional<std::int64_t> pasted_in) {
  std::string bytes;
  if (review::is_read(review::source_of(attachment.content_type, attachment.size))) {
    auto full = co_await client_.attachment(attachment.id, deadline_in(settings_.bugzilla.timeout));
    if (!full && is_out_of_sight(full.error().kind)) co_return std::nullopt;
    if (!full) co_return std::unexpected(full.error());
    bytes = full->data.value_or("");
  }
  Reviewed out{.content_hash = {},
               .assessment = review::assess({.bytes = bytes,
                                             .content_type = attachment.content_type,
                                             .file_name = attachment.file_name,
                                             .is_patch = attachment.is_patch,
                                             .size = attachment.size},
                                            policy_, today()),
               .pasted_in = {}};
  // What is told of a thing that is no form depends on more than its bytes.
  if (out.assessment.kind == review::Kind::not_a_form) {
    out.pasted_in = pasted_in;
    for (const review::Finding& finding : out.assessment.findings) bytes += finding.message;
    if (pasted_in) bytes += " comment " + std::to_string(*pasted_in);
  }
  out.content_hash = content_hash(bytes);
  co_return out;
}

std::optional<std::int64_t> Looker::pasted_form(const bugzilla::Attachment& attachment,
                                                const std::vector<bugzilla::Comment>& comments) const {
  std::optional<std::int64_t> out;
  for (const bugzilla::Comment& comment : comments) {
    if (comment.creator != attachment.creator || comment.is_private) continue;
    const auto kind = review::assess({.bytes = comment.raw_text}, policy_, today()).kind;
    if (kind == review::Kind::request || kind == review::Kind::renewal) out = comment.count;
  }
  return out;
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
