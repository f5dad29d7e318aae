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
  static const RE2 is_there(
      R"(\b(?:(?:will |shall )?(?:follow|respect|honou?r|obey|use|inherit|(?:be(?:ing)? )?(?:covered by|governed by|controlled by|subject to|part of|built on))s? (?:\w+ ){0,3}(?:existing|same|standard|usual|normal|regular|general|global|current|default)|as soon as (?:the )?(?:app|browser|user|person|they|firefox))\b)");
  static const RE2 comes_with_it(
      R"(\b(?:together|along|at the same time) (?:with|as) (?:this|it|the collection|these|them)\b|\bin the same (?:patch|bug|release|version)\b)");
  // "It doesn't reach this ping so far."
  static const RE2 not_yet(
      R"(\b(?:not|no|none|never|doesnt|dont|didnt|isnt|arent|hasnt|havent|cant|cannot|ignores?) (?:\w+ ){0,10}(?:yet|so far|today|for now|at present|at the moment|right now|currently)\b)");
  RE2::GlobalReplace(&part, is_there, "");
  return (data.speaks("promised", part) || matches(part, not_yet)) && !matches(part, comes_with_it);
}

/// Whether the part speaks of something that people can turn: of a control, or of a tick.
bool names_a_control(const std::string& part, const Policy::Data& data) {
  static const RE2 ticked(R"(\b(?:un)?(?:checked|ticked|ticks?)\b)");
  return data.speaks("controls", part) || data.speaks("strong_controls", part) || matches(part, ticked);
}

/// "The preference has no effect on this ping", "is not consulted": there is a control, and it does not act
/// on this collection.
bool has_no_effect(const std::string& part, const Policy::Data& data) {
  static const RE2 no_effect(
      R"(\b(?:(?:does|do|did|is|are|will|would|can) not|doesnt|dont|didnt|isnt|arent|wont|cannot|cant|never) (?:\w+ )?(?:stop|reach|cover|affect|apply|govern|control|influence|consult(?:ed)?|wired|hooked|honou?red|obeyed|respected|looked at|look at|check|heed|read)s?\b|\b(?:has|have|had|with|without|of) (?:no|any|little) (?:effect|influence|bearing|impact)\b|\b(?:would|will) defeat\b)");
  static const RE2 of_its_own(
      R"(\b(?:only|also|other|else|separate\w*|own|longer|if|when|unless|until|once|with)\b)");
  static const RE2 of_it(R"(\b(?:stop|reach|affect|control|check|heed|look at|read)s? (?:it|them)\b)");
  return matches(part, no_effect) && !matches(part, of_its_own) &&
         (names_a_control(part, data) || matches(part, of_it));
}

/// "Even people who opted out are counted", "sent irrespective of what is ticked": the control is there and
/// the sending goes on.
bool goes_on(const std::string& part, const Policy::Data& data) {
  static const RE2 all_the_same(
      R"(\b(?:regardless|irrespective|no matter|independent(?:ly)? of|whatever|bypassed|overridden|even (?:\w+ ){0,3}(?:if|when|while|with|who|whose|that|for))\b)");
  static const RE2 turned_off_too(
      R"(\b(?:also|still|too) (?:\w+ ){0,3}(?:if|when|while|who|whose)\b.*\b(?:off|out|un(?:ticked|checked)|disabled|deselected)\b)");
  static const RE2 anyway(
      R"(\b(?:sent|written|recorded|counted|collected|logged|kept) (?:\w+ )?(?:anyway|in any case|nevertheless|regardless|all the same)\b)");
  static const RE2 stopped(R"(\b(?:not|never|nothing|nobody|none|no|isnt|arent|dont|doesnt|excluded)\b)");
  if (matches(part, all_the_same)) {
    static const RE2 choice(R"(\b(?:off|out|choose|said no)\b)");
    return matches(part, choice) || names_a_control(part, data);
  }
  if (matches(part, stopped)) return false;
  return matches(part, anyway) || (matches(part, turned_off_too) && names_a_control(part, data));
}

/// Whether there is a control and the collection does not heed it.
bool is_heedless(const std::string& part, const Policy::Data& data) {
  return has_no_effect(part, data) || goes_on(part, data);
}

/// "We would prefer not to offer one", "we decided against it", "none is needed".
bool refuses(const std::string& part) {
  static const RE2 declined(
      R"(\b(?:prefer|rather|decided|chose|choose|opted|elected|want|wish|like)(?:red)? (?:to )?(?:not|against)\b|\b(?:cannot|cant|wont|will not|not|isnt|never) (?:be )?(?:offer|provide|give|grant|foresee)(?:s|d|ed|ing|n)?\b|\b(?:deliberately|intentionally|on purpose|by design) (?:no|not|none|without)\b|\bnone (?:is|was|are) (?:needed|required|necessary|planned|offered|foreseen)\b|\b(?:dont|do not) (?:see|think|believe|feel) (?:\w+ ){0,6}(?:need|needed|necessary|required|one)\b|^(?:so )?no\b|\bso no$|\bfrom everyone\b|\beveryone in\b|\bno say\b)");
  return matches(part, declined);
}

/// "Nothing is sent unless the box is ticked", "Clients with telemetry off do not report", "goes nowhere if
/// it is off": what is denied is the sending, and the control is what decides it.
bool decides_sending(const std::string& part, const Policy::Data& data) {
  static const RE2 not_sent(
      R"(\b(?:not|never|nothing|none|no|dont|doesnt|isnt|arent|wont) (?:\w+ ){0,3}(?:sen[dt]s?|submit\w*|upload(?:s|ed)?|measured?|report(?:s|ed)?|record(?:s|ed)?|collect(?:s|ed)?|gather(?:s|ed)?|leaves)\b)");
  static const RE2 denied(
      R"(\b(?:not|never|nothing|none|nobody|nowhere|no|dont|doesnt|isnt|arent|wont|drops?|dropped|discard(?:s|ed)|ignored|excluded|skipped|left out|are out|is out|stays? on)\b)");
  static const RE2 condition(
      R"(\b(?:if|when|whenever|while|unless|until|once|before|who(?:ve|d|se|ever)?|with|without|in case|as long as)\b)");
  static const RE2 no_control(
      R"(\b(?:no|not an?|without an?|lacks? an?|lacking an?|isnt an?|(?:dont|doesnt|not) (?:have|offer|provide|need|get|show|expose) (?:an?|any)) (?:\w+ ){0,2}(?:opt ?outs?|controls?|options?|settings?|switch|toggles?|prefs?|preferences?|mechanism|way|check ?box(?:es)?|ui)\b)");
  if (!matches(part, condition) || !names_a_control(part, data) || promises(part, data) ||
      data.speaks("no_controls", part))
    return false;
  if (matches(part, not_sent)) return true;
  return matches(part, denied) && !matches(part, no_control) && !refuses(part) &&
         !data.speaks("no_way_out", part);
}

/// What one part of the answer says.
WayOut meaning_of(const std::string& part, const Policy::Data& data) {
  static const RE2 not_its_own(
      R"(\b(?:separate(?:ly)?|own|special(?:ly)?|dedicated|alone|individual(?:ly)?|specific|extra|additional|only|besides|beyond|except|need(?:ed)?|necessary|required)\b)");
  static const RE2 by_joining(
      R"(\b(?:ha[sd]|have|needs?) to (?:install|sign|log|join|use)\b|\brequires? (?:\w+ )?(?:install|sign|log)\w*)");
  static const RE2 acting(
      R"(^(?:opt(?:ing)? out of|unenrol\w*|untick\w*|uncheck\w*|disabling|(?:switch|turn)ing off)\b)");
  if (matches(part, acting) || decides_sending(part, data)) return WayOut::control;
  const bool is_without = data.speaks("no_way_out", part);
  const bool is_off = data.affirms("default_off", std::vector{part});
  if (is_without && !is_off && !matches(part, not_its_own)) return WayOut::none;
  std::string detour;
  const bool is_detour = data.speaks("no_controls", part, &detour);
  if (is_detour && !is_off && part.starts_with(detour))
    return WayOut::detour;  // "Write to us, we will take you out"
  if (promises(part, data)) return WayOut::promised;
  if (is_off && !matches(part, by_joining)) return WayOut::off_by_default;
  if (is_detour) return WayOut::detour;
  const bool is_control =
      data.affirms("strong_controls", std::vector{part}) || data.affirms("controls", std::vector{part});
  // "Whoever unticks boxes" is told of, not told what to do.
  static const RE2 about_people(
      R"(\bwho(?:ever)? (?:\w+ ){0,4}(?:untick|uncheck|disable|(?:switch|turn|opt)\w*)\w*\b)");
  if (is_control && !refuses(part) && !matches(part, about_people)) return WayOut::control;
  return is_without || refuses(part) ? WayOut::none : WayOut::unclear;  // "No opt-out needed" names none
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
  static const RE2 as_the_opt_out(R"(\bopt ?outs? (?:\w+ ){0,7}(?:private|incognito)\b)");
  const bool is_private = std::ranges::any_of(parts, [&](const std::string& part) {
    return matches(part, as_the_opt_out) && !data.speaks("not_in_private", part);
  });
  return {.way = is_private ? WayOut::detour : way_in(text, parts, data),
          .is_off_by_default = data.affirms("default_off", parts)};
}

}  // namespace review
