#include "review/form/way_out.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <set>

namespace review {
namespace {

/// Names say what they are: "Don't send statistics" is a button, "app.studies.enabled" a preference, and so
/// is a label that is on.
void tell_names(std::string& text) {
  static const RE2 label_that_denies(
      R"((?i)(^|[\s(])["“«\[][^"”»\]\n]{0,30}?\b(?:do not|don['’]t|not|no|never|stop|leave|decline|reject)\b[^"”»\]\n]{0,40}["”»\]])");
  static const RE2 label_in_a_state(
      R"((?i)(["“«][^"”»\n]{3,60}["”»]) ((?:is|isn['’]t|was|gets) (?:not )?(?:on|off|set|ticked|checked|enabled|disabled|selected)\b))");
  static const RE2 name_of_a_preference(R"(\b(?:\w+\.)+\w*(?i:enabled?|disabled?|opt_?out)\b)");
  static const RE2 step_in_a_menu(R"(\s*(?:->|[>→›»▸])\s*)");
  const bool has_labels = text.find_first_of("\"[") != text.npos || text.find("\xE2\x80") != text.npos ||
                          text.find("\xC2\xAB") != text.npos;
  if (has_labels) {
    RE2::GlobalReplace(&text, label_that_denies, "\\1opt-out button");
    RE2::GlobalReplace(&text, label_in_a_state, "setting \\1 \\2");
  }
  RE2::GlobalReplace(&text, name_of_a_preference, "preference \\0");
  RE2::GlobalReplace(&text, step_in_a_menu, " setting ");
}

/// Smaller than sentences: "We have no button of our own: the setting covers it", "sign out, or delete it in
/// the settings", "none beyond the telemetry preference".
std::vector<std::string> parts_of(std::string_view text) {
  static const RE2 joint(
      R"((?i):\s|\s[-–—]+\s|[\s,]+or\s+|\s(?:as well as|beyond|besides|except|other than|apart from)\s|,\s+(?:since the|and)\s)");
  static const RE2 instead(R"((?i),\s+((?:just|only|the|standard|usual|normal|regular|existing|nothing)\s))");
  // What follows from turning it off denies nothing.
  static const RE2 effect(
      R"((?i)\b(?:and|then|so)(?: that)?,? (?:nothing|no \w+|none) (?:is|are|gets?|will|of|goes)\b)");
  static const RE2 heading(R"((^|\n)[\s*_-]*[\w-]+[*_]*:\s)");
  std::string split(text);
  tell_names(split);
  RE2::GlobalReplace(&split, heading, "\\1");
  RE2::GlobalReplace(&split, joint, ". ");
  RE2::GlobalReplace(&split, instead, ". \\1");
  RE2::GlobalReplace(&split, effect, ". ");
  return sentences_of(split);
}

/// "It will follow the existing preference", "as soon as the app starts": what is there already is no
/// promise, nor is what comes together with the collection.
bool promises(std::string part, const Policy::Data& data) {
  RE2::GlobalReplace(&part, data.list("there_already"), "");
  return (data.speaks("promised", part) || data.speaks("not_yet", part)) &&
         !data.speaks("comes_with_it", part);
}

/// Whether the part speaks of something that people can turn: of a control, or of a tick.
bool names_a_control(const std::string& part, const Policy::Data& data) {
  return data.speaks("controls", part) || data.speaks("strong_controls", part) || data.speaks("ticks", part);
}

/// "The preference has no effect on this ping", "is not consulted": there is a control, and it does not act
/// on this collection.
bool has_no_effect(const std::string& part, const Policy::Data& data) {
  return data.speaks("no_effect", part) && !data.speaks("effect_of_its_own", part) &&
         (names_a_control(part, data) || data.speaks("effect_on_it", part));
}

/// "Even people who opted out are counted", "sent irrespective of what is ticked": the control is there and
/// the sending goes on.
bool goes_on(const std::string& part, const Policy::Data& data) {
  if (data.speaks("all_the_same", part))
    return data.speaks("chosen_off", part) || names_a_control(part, data);
  if (data.speaks("nothing_goes_on", part)) return false;
  return data.speaks("sent_anyway", part) ||
         (data.speaks("turned_off_too", part) && names_a_control(part, data));
}

/// Whether there is a control and the collection does not heed it.
bool is_heedless(const std::string& part, const Policy::Data& data) {
  return has_no_effect(part, data) || goes_on(part, data);
}

/// "Nothing is sent unless the box is ticked", "Clients with telemetry off do not report", "goes nowhere if
/// it is off": what is denied is the sending, and the control is what decides it.
bool decides_sending(const std::string& part, const Policy::Data& data) {
  if (!data.speaks("conditions", part) || !names_a_control(part, data) || promises(part, data) ||
      data.speaks("no_controls", part))
    return false;
  if (data.speaks("not_sent", part)) return true;
  return data.speaks("goes_nowhere", part) && !data.speaks("lacks_a_control", part) &&
         !data.speaks("declined", part) && !data.speaks("no_way_out", part);
}

/// What one part of the answer says.
WayOut meaning_of(const std::string& part, const Policy::Data& data) {
  if (data.speaks("turning_it_off", part) || decides_sending(part, data)) return WayOut::control;
  const bool is_without = data.speaks("no_way_out", part);
  const bool is_off = data.affirms("default_off", std::vector{part});
  if (is_without && !is_off && !data.speaks("not_its_own", part)) return WayOut::none;
  std::string detour;
  const bool is_detour = data.speaks("no_controls", part, &detour);
  if (is_detour && !is_off && part.starts_with(detour))
    return WayOut::detour;  // "Write to us, we will take you out"
  if (promises(part, data)) return WayOut::promised;
  if (is_off && !data.speaks("by_joining", part)) return WayOut::off_by_default;
  if (is_detour) return WayOut::detour;
  const bool is_control =
      data.affirms("strong_controls", std::vector{part}) || data.affirms("controls", std::vector{part});
  if (is_control && !data.speaks("declined", part) && !data.speaks("about_people", part))
    return WayOut::control;
  return is_without || data.speaks("declined", part) ? WayOut::none
                                                     : WayOut::unclear;  // "No opt-out needed" names none
}

/// What the answer says in any of its parts; the first of these is what counts.
WayOut first_of(const std::set<WayOut>& said) {
  for (const WayOut way :
       {WayOut::control, WayOut::off_by_default, WayOut::promised, WayOut::detour, WayOut::none}) {
    if (said.contains(way)) return way;
  }
  return WayOut::unclear;
}

/// "The user can opt out", "Glean": names no way.
bool is_only_claimed(std::string_view text, const std::vector<std::string>& parts, const Policy::Data& data) {
  static const RE2 claim(R"(^(?:\w+ ){0,8}(?:can|may|able to|allowed to|possible to) opt ?out$)");
  constexpr std::size_t most_words = 6;
  const std::vector<Word> words = words_of(text);
  return (words.size() <= most_words || matches(key_of(words), claim)) &&
         !data.affirms("strong_controls", parts) && (words.size() == 1 || !data.affirms("own_tools", parts));
}

WayOut way_in(std::string_view text, const std::vector<std::string>& parts, const Policy::Data& data) {
  std::set<WayOut> said;
  // "It sends regardless of prefs. Gating it on the pref is bug 2054902.", "There is a switch. It lands in
  // March."
  static const RE2 about_the_one_before("^(?:it|they|this|that|both) ");
  bool is_ignored = false;
  for (const std::string& part : parts) {
    const bool heedless = is_heedless(part, data);
    is_ignored = is_ignored || heedless || (matches(part, about_the_one_before) && promises(part, data));
    if (heedless)
      said.insert(promises(part, data) ? WayOut::promised : WayOut::none);
    else
      said.insert(meaning_of(part, data));
  }
  if (said.contains(WayOut::control) && (is_ignored || is_only_claimed(text, parts, data)))
    said.erase(WayOut::control);
  return first_of(said);
}

}  // namespace

OptOut read_opt_out(std::string_view text, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::vector<std::string> parts = parts_of(text);
  // "The opt-out mechanism is private browsing", whatever else people can set.
  const bool is_private = std::ranges::any_of(parts, [&](const std::string& part) {
    return data.speaks("private_as_opt_out", part) && !data.speaks("not_in_private", part);
  });
  return {.way = is_private ? WayOut::detour : way_in(text, parts, data),
          .is_off_by_default = data.affirms("default_off", parts)};
}

}  // namespace review
