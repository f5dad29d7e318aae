#include "review/form/way_out.h"

#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>
#include <set>

namespace review {
namespace {

/// Smaller than sentences: "We have no button of our own: the setting covers it", "sign out, or delete it in
/// the settings", "none beyond the telemetry preference".
std::vector<std::string> parts_of(std::string_view text) {
  static const RE2 joint(
      R"((?i):\s|\s[-–—]+\s|[\s,]+or\s+|\s(?:as well as|beyond|besides|except|other than|apart from)\s)");
  static const RE2 instead(R"((?i),\s+((?:just|only|the|standard|usual|normal|regular|existing)\s))");
  // What follows from turning it off denies nothing.
  static const RE2 effect(
      R"((?i)\b(?:and|then|so)(?: that)?,? (?:nothing|no \w+|none) (?:is|are|gets?|will|of|goes)\b)");
  std::string split(text);
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
  RE2::GlobalReplace(&part, is_there, "");
  return data.speaks("promised", part) && !matches(part, comes_with_it);
}

/// "Nothing is sent unless the box is ticked", "Clients with telemetry off do not report": what is denied is
/// the sending, and the control is what decides it.
bool decides_sending(const std::string& part, const Policy::Data& data) {
  static const RE2 not_sent(
      R"(\b(?:not|never|nothing|none|no|dont|doesnt|isnt|arent|wont) (?:\w+ ){0,3}(?:sen[dt]s?|submit\w*|upload(?:s|ed)?|measured?|report(?:s|ed)?|record(?:s|ed)?|collect(?:s|ed)?|gather(?:s|ed)?|leaves)\b)");
  static const RE2 condition(
      R"(\b(?:if|when|whenever|while|unless|until|once|who|whose|with|without|in case)\b)");
  static const RE2 ticked(R"(\b(?:un)?(?:checked|ticked)\b)");
  return matches(part, not_sent) && matches(part, condition) &&
         (data.speaks("controls", part) || matches(part, ticked)) && !promises(part, data) &&
         !data.speaks("no_controls", part);
}

/// What one part of the answer says.
WayOut meaning_of(const std::string& part, const Policy::Data& data) {
  static const RE2 not_its_own(
      R"(\b(?:separate(?:ly)?|own|special(?:ly)?|dedicated|alone|individual(?:ly)?|specific|extra|additional|only|besides|beyond|except|need(?:ed)?|necessary|required)\b)");
  static const RE2 by_joining(R"(\b(?:ha[sd]|have|needs?) to (?:install|sign|log|join|use)\b)");
  static const RE2 acting(
      R"(^(?:opt(?:ing)? out of|unenrol\w*|untick\w*|uncheck\w*|disabling|(?:switch|turn)ing off)\b)");
  if (matches(part, acting) || decides_sending(part, data)) return WayOut::control;
  const bool is_off = data.affirms("default_off", std::vector{part});
  const bool is_without = data.speaks("no_way_out", part);
  if (is_without && !is_off && !matches(part, not_its_own)) return WayOut::none;
  if (promises(part, data)) return WayOut::promised;
  if (is_off && !matches(part, by_joining)) return WayOut::off_by_default;
  if (data.speaks("no_controls", part)) return WayOut::detour;
  const bool is_control =
      data.affirms("strong_controls", std::vector{part}) || data.affirms("controls", std::vector{part});
  if (is_control) return WayOut::control;
  return is_without ? WayOut::none : WayOut::unclear;  // "No opt-out needed" names none
}

}  // namespace

bool is_off_by_default(std::string_view text, const Policy& policy) {
  return policy.data().affirms("default_off", parts_of(text));
}

WayOut read_way_out(std::string_view text, const Policy& policy) {
  const Policy::Data& data = policy.data();
  const std::string key = key_of(text);
  if (data.speaks("private_windows", key) && !data.speaks("not_in_private", key)) return WayOut::detour;
  std::set<WayOut> said;
  for (const std::string& part : parts_of(text)) said.insert(meaning_of(part, data));
  // "The user can opt out" names no way.
  static const RE2 claim(R"(^(?:\w+ ){0,8}(?:can|may|able to|allowed to|possible to) opt ?out$)");
  constexpr std::size_t most_words_of_a_claim = 6;
  const std::vector<std::string> sentences = sentences_of(text);
  if ((words_of(text).size() <= most_words_of_a_claim || matches(key, claim)) &&
      !data.affirms("strong_controls", sentences) && !data.affirms("own_tools", sentences))
    said.erase(WayOut::control);
  for (const WayOut way :
       {WayOut::control, WayOut::off_by_default, WayOut::promised, WayOut::detour, WayOut::none}) {
    if (said.contains(way)) return way;
  }
  return WayOut::unclear;
}

}  // namespace review
