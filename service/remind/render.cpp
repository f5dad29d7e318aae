#include "service/remind/render.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace service {
namespace {

std::size_t blocking_findings(const std::string& assessment) {
  const auto json = nlohmann::json::parse(assessment, nullptr, false);
  if (!json.is_object() || !json.contains("findings") || !json["findings"].is_array()) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(json["findings"], [](const nlohmann::json& finding) {
    return finding.is_object() && finding.value("severity", "") == "blocking";
  }));
}

RichText kind(const Request& request, const Wording& wording) {
  return wording(request.kind.empty() ? "kind.unread" : "kind." + request.kind);
}

RichText verdict(const Request& request, const Wording& wording) {
  if (request.verdict.empty()) return wording("verdict.unread");
  if (request.verdict == "needs_changes")
    return wording.counted("verdict.needs_changes", blocking_findings(request.assessment));
  return wording("verdict." + request.verdict);
}

RichText category(const Request& request, const Wording& wording) {
  if (request.category == 0) return wording("request.no_category");
  return wording("request.category", {{"number", text(std::to_string(request.category))}});
}

RichText summary(const Request& request, const Wording& wording) {
  const std::string words = harmless(request.bug_summary, 100);
  return words.empty() ? RichText{} : wording("request.summary", {{"text", text(words)}});
}

RichText outcome(const Request& request, const Wording& wording) {
  if (request.open) return wording("outcome.asked_anew");
  std::string key = request.outcome;
  std::ranges::replace(key, ' ', '_');
  return wording("outcome." + key);
}

RichText wait(std::optional<int> business_days, const Wording& wording) {
  if (!business_days) return wording("request.wait_requester");
  return wording.counted("request.wait", static_cast<std::size_t>(*business_days));
}

RichText queue_link(const RoomContext& context) {
  return context.queue_url.empty() ? text("!queue") : link(context.queue_url, context.queue_url);
}

}  // namespace

RichText bug_link(bugzilla::BugId bug, const RoomContext& context) {
  const std::string number = std::to_string(bug);
  const RichText label = context.wording("request.bug", {{"number", text(number)}});
  return link(label.plain, context.bugzilla_url + "/show_bug.cgi?id=" + number);
}

RichText request_line(const Request& request, std::optional<int> business_days, const Steward* asked,
                      const RoomContext& context) {
  const Wording& wording = context.wording;
  const RichText bug = bug_link(request.bug, context);
  if (request.is_number_only()) return wording("request.private", {{"bug", bug}});
  const bool names_steward = asked != nullptr && business_days;
  return wording(names_steward ? "request.line_asked" : "request.line",
                 {{"bug", bug},
                  {"kind", kind(request, wording)},
                  {"category", category(request, wording)},
                  {"wait", wait(business_days, wording)},
                  {"steward", names_steward ? person(asked->matrix_id) : RichText{}},
                  {"verdict", verdict(request, wording)},
                  {"summary", summary(request, wording)}});
}

RichText listing(const RichText& head, const std::vector<RichText>& lines, const RichText& foot) {
  RichText out{head.plain, "<p>" + head.html + "</p>"};
  if (!lines.empty()) out.html += "<ul>";
  for (const RichText& line : lines) {
    out.plain += "\n• " + line.plain;
    out.html += "<li>" + line.html + "</li>";
  }
  if (!lines.empty()) out.html += "</ul>";
  if (foot.plain.empty()) return out;
  out.plain += "\n" + foot.plain;
  out.html += "<p>" + foot.html + "</p>";
  return out;
}

RichText reminder_text(const Reminder& reminder, const Desk& desk, const RoomContext& context) {
  const Wording& wording = context.wording;
  const std::size_t count = reminder.steps.size();
  const RichText head =
      reminder.to == nullptr
          ? wording.counted("reminder.for_room", count)
          : wording.counted("reminder.for_steward", count, {{"steward", person(reminder.to->matrix_id)}});
  std::vector<RichText> lines;
  for (const DueStep& each : reminder.steps) {
    if (lines.size() == most_listed) break;
    const Steward* asked = responsible(*each.request, desk, context.settings);
    lines.push_back(
        request_line(*each.request, each.business_days, asked == reminder.to ? nullptr : asked, context));
  }
  if (count > lines.size())
    lines.push_back(wording("reminder.more", {{"count", text(std::to_string(count - lines.size()))}}));
  return listing(head, lines, wording("reminder.footer", {{"queue", queue_link(context)}}));
}

RichText done_text(const std::vector<Request>& requests, const RoomContext& context) {
  const Wording& wording = context.wording;
  RichText all;
  for (std::size_t i = 0; i < std::min(requests.size(), most_listed); ++i) {
    const Request& request = requests[i];
    const RichText bug = bug_link(request.bug, context);
    const RichText one =
        request.is_number_only()
            ? bug
            : wording("request.done", {{"bug", bug}, {"outcome", outcome(request, wording)}});
    const char* comma = i == 0 ? "" : ", ";
    all = {all.plain + comma + one.plain, all.html + comma + one.html};
  }
  return wording("reminder.done", {{"requests", all}});
}

}  // namespace service
