#include "service/web/queue_page.h"

#include <date/date.h>
#include <kainjow/mustache.hpp>

#include <algorithm>
#include <array>
#include <sstream>

namespace service {
namespace {

namespace mustache = kainjow::mustache;

struct Group {
  const char* verdict;
  const char* id;
  const char* title;
  const char* hint;
};

constexpr std::array<Group, 5> groups = {{
    {"ready", "ready", "Ready for a steward", "Complete as far as the bot can tell."},
    {"escalate", "escalate", "Likely escalation", "A steward will want Trust or Legal to look."},
    {"needs_changes", "requester", "Waiting for the requester", "Something a steward would send back."},
    {"not_a_form", "not-a-form", "Not a request form", "The flag hangs on something else."},
    {"", "hidden", "Private", "Only the bug's number is shown."},
}};

std::string comment_note(CommentState state) {
  switch (state) {
    case CommentState::preview:
      return "Dry run: this comment would be posted";
    case CommentState::backlog:
      return "Flagged before the bot began to post: not posted";
    case CommentState::pending:
      return "About to be posted";
    case CommentState::posted:
      return "Posted on the bug";
    case CommentState::withdrawn:
      return "Withdrawn before it was posted";
    case CommentState::stay_away:
      return "The bug asks the bot to stay away: not posted";
    case CommentState::repeated:
      return "The same text was attached before: nothing new to say";
    case CommentState::none:
      return "No comment";
  }
  return "";
}

std::string group_of(const Request& request) {
  return request.is_number_only() ? "" : request.verdict;
}

/// Of who claimed it and who was asked, where they are away.
std::vector<const Absence*> absences(const Request& request, const QueueContext& context) {
  std::vector<const Absence*> out;
  const Claim* claim = context.desk.claim(request.bug);
  const std::string claimant = claim == nullptr ? "" : claim->login;
  const Absence* of_claimant = context.desk.absence(claimant, context.now);
  if (of_claimant != nullptr) out.push_back(of_claimant);
  // Who was asked about a private bug is nobody's business.
  const std::string requestee = request.is_number_only() ? "" : request.requestee;
  const Absence* of_requestee = context.desk.absence(requestee, context.now);
  if (of_requestee != nullptr && of_requestee != of_claimant) out.push_back(of_requestee);
  return out;
}

/// What stewards said about the request, in the words of a page; empty where they said nothing.
std::vector<std::string> desk_notes(const Request& request, const QueueContext& context) {
  std::vector<std::string> out;
  if (const Claim* claim = context.desk.claim(request.bug)) out.push_back("claimed by " + claim->login);
  if (const Snooze* snooze = context.desk.snooze(request.bug, context.now))
    out.push_back("snoozed until " + date::format("%F %H:%M UTC", snooze->until));
  for (const Absence* absence : absences(request, context))
    out.push_back(absence->login + " is away until " + date::format("%F", absence->until));
  return out;
}

/// The same for programs; of a private request too, since it tells nothing of the bug.
void add_desk(nlohmann::ordered_json& item, const Request& request, const QueueContext& context) {
  const auto away_until = [&](const std::string& login) -> nlohmann::ordered_json {
    const Absence* absence = context.desk.absence(login, context.now);
    if (absence == nullptr) return nullptr;
    return date::format("%FT%TZ", absence->until);
  };
  const Claim* claim = context.desk.claim(request.bug);
  item["claimed_by"] = nullptr;
  if (claim != nullptr) item["claimed_by"] = claim->login;
  item["claimant_away_until"] = away_until(claim == nullptr ? "" : claim->login);
  item["snoozed_until"] = nullptr;
  if (const Snooze* snooze = context.desk.snooze(request.bug, context.now))
    item["snoozed_until"] = date::format("%FT%TZ", snooze->until);
}

mustache::data row(const Request& request, const QueueContext& context) {
  const std::string bug = std::to_string(request.bug);
  const std::string attachment = std::to_string(request.attachment);
  mustache::data out;
  out.set("bug", bug);
  out.set("bug_url", context.bugzilla_url + "/show_bug.cgi?id=" + bug);
  out.set("attachment", attachment);
  out.set("attachment_url", context.bugzilla_url + "/attachment.cgi?id=" + attachment);
  out.set("hidden", request.is_number_only());
  out.set("summary", request.bug_summary);
  out.set("component", request.component);
  out.set("file_name", request.file_name);
  out.set("requester", request.requester);
  out.set("requestee", request.requestee.empty() ? "any steward" : request.requestee);
  out.set("waiting", waiting_time(request, context.now));
  out.set("category", request.category == 0 ? "" : std::to_string(request.category));
  out.set("has_category", request.category != 0);
  out.set("is_renewal", request.kind == "renewal");
  out.set("is_update", request.replaces != 0);
  out.set("replaces", std::to_string(request.replaces));
  out.set("is_requesters_turn", request.turn == Turn::requester);
  out.set("comment", request.comment);
  out.set("comment_note", comment_note(request.comment_state));
  out.set("steward_review", request.steward_review);
  out.set("has_steward_review", !request.steward_review.empty());
  mustache::data notes(mustache::data::type::list);
  for (const std::string& note : desk_notes(request, context)) notes.push_back(note);
  out.set("notes", notes);
  return out;
}

mustache::data letter(const DeadLetter& dead, const QueueContext& context) {
  const std::string bug = std::to_string(dead.bug);
  mustache::data out;
  out.set("id", dead.id);
  out.set("has_bug", dead.bug != 0);
  out.set("bug", bug);
  out.set("bug_url", context.bugzilla_url + "/show_bug.cgi?id=" + bug);
  out.set("trouble", dead.trouble);
  return out;
}

}  // namespace

std::string waiting_time(const Request& request, Time now) {
  if (!request.flagged_at || now < *request.flagged_at) return "";
  const auto hours = std::chrono::floor<std::chrono::hours>(now - *request.flagged_at).count();
  if (hours < 1) return "less than an hour";
  if (hours < 48) return std::to_string(hours) + " h";
  return std::to_string(hours / 24) + " days";
}

std::string render_queue_page(const std::vector<Request>& requests, const QueueContext& context,
                              std::string_view page_template) {
  mustache::data page;
  page.set("count", std::to_string(requests.size()));
  page.set("one", requests.size() == 1);
  page.set("empty", requests.empty());
  page.set("dry_run", !context.posting);
  page.set("has_trouble", !context.trouble.empty());
  page.set("trouble", context.trouble);
  page.set("bugzilla_url", context.bugzilla_url);
  page.set("now", date::format("%Y-%m-%d %H:%M UTC", date::floor<std::chrono::minutes>(context.now)));
  mustache::data sections(mustache::data::type::list);
  for (const Group& group : groups) {
    mustache::data rows(mustache::data::type::list);
    int count = 0;
    for (const Request& request : requests) {
      if (group_of(request) != group.verdict) continue;
      rows.push_back(row(request, context));
      ++count;
    }
    if (count == 0) continue;
    mustache::data section;
    section.set("id", group.id);
    section.set("title", group.title);
    section.set("hint", group.hint);
    section.set("count", std::to_string(count));
    section.set("rows", rows);
    sections.push_back(section);
  }
  page.set("sections", sections);
  mustache::data letters(mustache::data::type::list);
  for (const DeadLetter& each : context.dead_letters) letters.push_back(letter(each, context));
  page.set("has_dead_letters", !context.dead_letters.empty());
  page.set("dead_letters", letters);
  mustache::mustache compiled{std::string(page_template)};
  return compiled.render(page);
}

nlohmann::ordered_json queue_json(const std::vector<Request>& requests, const QueueContext& context) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const Request& request : requests) {
    nlohmann::ordered_json item = {
        {"bug", request.bug}, {"attachment", request.attachment}, {"private", request.is_number_only()}};
    item["flagged_at"] = nullptr;
    if (request.flagged_at) item["flagged_at"] = date::format("%FT%TZ", *request.flagged_at);
    if (!request.is_number_only()) {
      item["bug_url"] = context.bugzilla_url + "/show_bug.cgi?id=" + std::to_string(request.bug);
      item["summary"] = request.bug_summary;
      item["component"] = request.component;
      item["requester"] = request.requester;
      item["requestee"] = nullptr;
      if (!request.requestee.empty()) item["requestee"] = request.requestee;
      item["kind"] = request.kind;
      item["verdict"] = request.verdict;
      item["category"] = nullptr;
      if (request.category != 0) item["category"] = request.category;
      item["comment_state"] = spelling(request.comment_state);
      item["turn"] = spelling(request.turn);
      item["waits_since"] = nullptr;
      if (request.waits_since) item["waits_since"] = date::format("%FT%TZ", *request.waits_since);
      item["replaces"] = nullptr;
      if (request.replaces != 0) item["replaces"] = request.replaces;
      item["requestee_away_until"] = nullptr;
      if (const Absence* absence = context.desk.absence(request.requestee, context.now))
        item["requestee_away_until"] = date::format("%FT%TZ", absence->until);
    }
    add_desk(item, request, context);
    out.push_back(std::move(item));
  }
  return out;
}

std::string queue_table(const std::vector<Request>& requests, const QueueContext& context) {
  if (requests.empty()) return "No request waits for a review.\n";
  std::ostringstream out;
  for (const Group& group : groups) {
    bool first = true;
    for (const Request& request : requests) {
      if (group_of(request) != group.verdict) continue;
      if (first) out << group.title << "\n";
      first = false;
      out << "  bug " << request.bug << "  attachment " << request.attachment;
      if (!request.is_number_only()) {
        out << "  " << (request.category == 0 ? "category ?" : "category " + std::to_string(request.category))
            << "  " << waiting_time(request, context.now) << "  "
            << (request.requestee.empty() ? "any steward" : request.requestee);
      }
      for (const std::string& note : desk_notes(request, context)) out << "  [" << note << "]";
      if (!request.is_number_only()) {
        out << "  ";
        // A summary is somebody's text: no control character may reach the terminal.
        for (const char c : request.bug_summary)
          out << (static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
      }
      out << "\n";
    }
  }
  return out.str();
}

}  // namespace service
