#include "review/form/facts.h"

#include "review/form/duration.h"
#include "review/form/way_out.h"
#include "review/policy_data.h"
#include "review/text/expression.h"
#include "review/text/known_words.h"
#include "review/text/sentences.h"
#include "review/text/words.h"

#include <algorithm>

namespace review {
namespace {

const Section& section_of(const Form& form, Question question) {
  static const Section none;
  const auto found = form.sections.find(question);
  return found == form.sections.end() ? none : found->second;
}

/// What stands under one sub-question.
std::string part_text(const Form& form, std::string_view part) {
  const auto found = form.sections.find(Question::populations);
  std::string out;
  if (found == form.sections.end()) return out;
  for (const AnswerLine& line : found->second.answer) {
    if (line.part == part) out += line.text + ' ';
  }
  return std::string(trim(out));
}

/// "Release" in another sense than the channel's, and "pre-release".
std::string without_other_releases(std::string text) {
  static const RE2 pre(R"((?i)\bpre[- ]?releases?(?: channels?)?\b)");
  static const RE2 event(
      R"((?i)\b(?:before|after|until|prior to|upon) (?:the |its |our |a )?(?:[\w’'-]+ ){0,2}release\b|\brelease (?:notes|dates?|candidates?|trains?|cycles?|manag\w+|of)\b)");
  RE2::GlobalReplace(&text, pre, "Nightly and Beta");
  RE2::GlobalReplace(&text, event, "");
  return text;
}

std::vector<std::string> channels_of(const Form& form) {
  const std::string own = part_text(form, "channels");
  const std::string text =
      without_other_releases(own.empty() ? section_of(form, Question::populations).text() : own);
  const std::string key = key_of(text);
  const std::vector<std::string> sentences = sentences_of(text);
  static const RE2 all(
      R"(\b(?:all (?:users over all )?(?:release )?channels|all users|every channel|all of them|any channel|all releases)\b|^(?:all|any|every(?:thing|one|where|body))$|^all channels)");
  static const RE2 all_of_channels(R"(^(?:all|any|every\w*)(?: |$))");
  const bool is_all = matches(key, all) || (!own.empty() && matches(key, all_of_channels));
  struct Channel {
    const char* name;
    RE2 named;
    RE2 excepted;
  };
  static const auto channel = [](const char* name, const std::string& words) {
    return Channel{
        name, RE2("\\b(?:" + words + ")\\b"),
        RE2("\\b(?:except|excluding|not|no|without|other than|apart from|minus)(?: for| on| in| the| to)* "
            "(?:\\w+ (?:and |or ))?(?:" +
            words + ")\\b")};
  };
  static const Channel channels[] = {
      channel("nightly", "nightly"), channel("aurora", "aurora"),
      channel("beta", "betas?"),     channel("release", "release|production"),
      channel("esr", "esr"),         channel("developer edition", "dev ?edition|developer edition")};
  std::vector<std::string> out;
  bool is_any_excepted = false;
  for (const Channel& each : channels) {
    const bool is_excepted =
        matches(key, each.named) && (matches(key, each.excepted) || !affirms(sentences, each.named));
    is_any_excepted = is_any_excepted || is_excepted;
    if (!is_excepted && (is_all || matches(key, each.named))) out.emplace_back(each.name);
  }
  if (is_all && !is_any_excepted) return {"all"};
  return out;
}

/// `all` finds "all channels, countries and locales" where nothing stands under the sub-question itself.
std::vector<std::string> places_of(const Form& form, std::string_view part, const RE2& all) {
  const std::string text = part_text(form, part);
  const std::string key = key_of(text);
  const std::string& whole = section_of(form, Question::populations).key();
  static const RE2 everywhere(
      R"(^(?:all|any\w*|every\w*|no|none|not (?:limited|restricted)|unlimited|unrestricted|world ?wide|global(?:ly)?)(?: |$))");
  static const RE2 exception(R"(\b(?:except|excluding|but|without|other than|apart from|minus)\b)");
  if (matches(key, everywhere) && !matches(key, exception)) return {"all"};
  if (key.empty() && RE2::PartialMatch(whole, all)) return {"all"};
  std::vector<std::string> out;
  std::string item;
  for (const char c : text + ",") {
    if (c == ',' || c == ';' || c == '\n') {
      std::string_view found = trim_marks(item);
      if (found.ends_with('.')) found.remove_suffix(1);
      if (!found.empty() && found.size() < 60) out.emplace_back(found);
      item.clear();
    } else {
      item += c;
    }
  }
  return out;
}

/// "No", "Nothing of that kind", "I can't think of any. No.", "Considered, and decided against. So: no."
bool denies_third_party(const std::string& answer, const Policy::Data& data) {
  static const RE2 of_our_own(R"(^not (?:glean|telemetry|only|just)\b)");
  static const RE2 just_no(
      R"((?:^|.* )(?:no|none|nope|nothing|0|zero|(?:does|do|will) not|doesnt|dont|wont)$)");
  static const RE2 given_up(
      R"(\b(?:gone|removed|decided against|not used here|wont be used|no longer used)\b)");
  constexpr std::size_t short_answer = 40;
  const std::vector<std::string> sentences = sentences_of(answer);
  if (sentences.empty() || matches(sentences.front(), of_our_own)) return false;
  if (is_denial(sentences) || matches(key_of(answer), given_up)) return true;
  return std::ranges::any_of(sentences,
                             [&](const std::string& sentence) {
                               return sentence.size() <= short_answer && RE2::FullMatch(sentence, just_no);
                             }) &&
         !data.speaks("third_parties", sentences.front());
}

/// Whether data goes through somebody's hands: "the survey is hosted by", "sent to".
bool takes_part(const std::string& clause) {
  static const RE2 hands(
      R"((?i)\b(?:sen[dt]s?|sending|go(?:es)?|ship(?:s|ped)?|post(?:s|ed)?|forward\w*|stream\w*|handed|upload\w*|collected (?:by|with|in)|hosted|built|made (?:with|in)|invited|embedded|sdk|endpoint|via|through)\b)");
  return matches(clause, hands);
}

/// Whether a tool that the clause speaks of can only be what is studied, or whom results or alarms are for:
/// "How many people use the Cloudflare resolver?", "a table goes to Cloudflare", "alerts reach PagerDuty".
bool is_about_others(Question question, const std::string& clause) {
  static const RE2 alarm(R"((?i)\b(?:alert|alarm)\w*\b)");
  static const RE2 compared(R"((?i)\b(?:publish(?:es|ed)?|compare[sd]?)\b)");
  static const RE2 results(
      R"((?i)\b(?:summar\w+|tables?|charts?|graphs?|reports?|results|aggregate[sd]?|figures|sums|slides|totals|numbers)\b)");
  switch (question) {
    case Question::questions_answered:
    case Question::measurements:
    case Question::populations:
      return !takes_part(clause);
    case Question::analysis:
      return matches(clause, alarm) || (matches(clause, compared) && !takes_part(clause));
    case Question::sharing:
      return matches(clause, results) || !takes_part(clause);
    default:
      return false;
  }
}

/// Whether the sentence names an identifier of people or of what is theirs. "Whether the device id could be
/// read" collects none, and "the unique id of the menu entry" is a thing's.
bool names_an_identifier(const std::string& sentence, const Policy::Data& data) {
  // "The ping already has the hashed id" adds none.
  static const RE2 known(
      R"(\b(?:already|existing|reviewed|as before|like all|same as|thrown away|discarded)\b)");
  static const RE2 of_something(
      R"(\b(?:unique|random|stable) (?:\w+ )?(?:ids?|identifiers?|numbers?|values?|strings?) (?:(?:of|for|generator) ?)(?:(?:the|an?|each|every) )?((?:\w+ ?){0,3}))");
  static const RE2 of_people(
      R"(\b(?:user|client|profile|device|install|person|people|account|household|machine|visitor|subscriber|participant|browser)\w*)");
  static const RE2 of_the_product(
      R"(\b(?:add ?on|extension|block|menu|message|experiment|tab|window) (?:gu|uu)?ids?\b|\b(?:certificate|cert|key|tls|file|image|audio) fingerprints?\b)");
  std::string whose;
  if (matches(sentence, known) || matches(sentence, of_the_product)) return false;
  const KnownWords words = KnownWords::of_text(sentence, data.knowledge.lexicon);
  if (data.knowledge[PhraseList::opens].stand_in(words.all())) return false;
  if (RE2::PartialMatch(sentence, of_something, &whose) && !matches(whose, of_people)) return false;
  return data.affirms("new_identifiers", std::vector{sentence});
}

/// What is the case, not what is answered: a tool that the rest of the form speaks of takes part, even where
/// it says "No". What "No" itself goes on to say only explains it, unless it makes an exception.
std::optional<bool> third_party_in(const Form& form, const Policy::Data& data) {
  static const RE2 exception(
      R"(\b(?:but|except|besides|apart from|other than|only|just|save for|though|however|reports?|sends?|uses?|via|through|built (?:in|with|on)|hosted|existing|exports?|embedded|gets|receives?|straight to|directly to)\b)");
  // "No, well, Statsig gets the events": the no is not said of what follows.
  static const RE2 bare_no(R"((?i)^\W*(?:no|nope|none)(?: tools?)?,\s)");
  static const RE2 past(R"((?i)\b(?:was|were|had|used to|(?:old|previous|former|earlier) \w+)\b)");
  const Section& answer = section_of(form, Question::third_party);
  const std::string& key = answer.key();
  const bool denied = denies_third_party(answer.text(), data);
  if (data.speaks("third_parties", form.everything)) {
    // What was considered and dropped takes no part.
    std::string of_collection;
    static const RE2 metric(R"(\b[a-z][a-z0-9]*(?:[._][a-z0-9]+)+\b)");  // "play.console_error" is no console
    for (const auto& [question, section] : form.sections) {
      const bool is_explained = question == Question::third_party && denied && !matches(key, exception);
      // Where a need comes from tells nothing of how it is met: "the Play Console shows a rise".
      const bool is_reason = question == Question::why_needed && denied;
      if (question == Question::alternatives || question == Question::current_instrumentation ||
          is_explained || is_reason)
        continue;
      std::string words = section.text();
      if (question == Question::measurements) RE2::GlobalReplace(&words, metric, " ");
      if (question == Question::third_party) RE2::Replace(&words, bare_no, "");
      for (const std::string& clause : clauses_of(words)) {
        const bool is_past = question == Question::third_party && denied && matches(clause, past);
        const bool is_other = denied && is_about_others(question, clause);
        if (!is_past && !is_other) of_collection += clause + "\n\n";
      }
    }
    if (data.affirms("third_parties", sentences_of(of_collection))) return true;
  }
  if (key.empty() || data.speaks("placeholders", key)) return std::nullopt;
  if (denied) return false;
  return key.starts_with("yes") || !data.speaks("own_tools", key);
}

}  // namespace

Collection read_collection(const Form& form, const Policy& policy) {
  const Policy::Data& data = policy.data();
  Collection out;
  const Question how_long = form.kind == Kind::renewal ? Question::new_expiry : Question::duration;
  std::string duration = section_of(form, how_long).text();
  if (const auto found = form.sections.find(how_long);
      found != form.sections.end() && found->second.choices.size() == 1) {
    // The choice that was kept, and what is said of it below.
    duration = found->second.choices.front().text + ".\n\n" + duration;
  }
  out.duration = read_duration(duration, policy);
  out.channels = channels_of(form);
  static const RE2 all_countries(R"(\ball (?:[a-z]+ (?:and )?){0,3}countries\b)");
  static const RE2 all_locales(R"(\ball (?:[a-z]+ (?:and )?){0,3}locales\b)");
  out.countries = places_of(form, "countries", all_countries);
  out.locales = places_of(form, "locales", all_locales);

  const Section& opt_out = section_of(form, Question::opt_out);
  if (const std::string& key = opt_out.key(); !key.empty()) {
    const std::vector<std::string> sentences = sentences_of(opt_out.text());
    // "Default off. In Nightly the pref is flipped to true for everyone."
    static const RE2 on(
        R"(\bdefault(?:ed)? on\b|\bon by default\b|\b(?:flipped|set|switched|turned) (?:to )?(?:true|on) (?:\w+ ){0,6}(?:everyone|everybody|all)\b|\b(?:on|enabled) for (?:everyone|everybody|all)\b)");
    const OptOut said = read_opt_out(opt_out.text(), policy);
    out.default_on = !said.is_off_by_default || affirms(sentences, on);
    if (key == "n a" || key == "na" || key == "none") out.default_on.reset();
    // Private windows are a way out as well, if not the one that a steward wants; a finding says so.
    out.opt_out = said.way == WayOut::control ||
                  (said.way == WayOut::detour && data.speaks("private_windows", key)) ||
                  (said.way == WayOut::off_by_default && data.affirms("controls", sentences));
  }
  out.third_party = third_party_in(form, data);
  if (const Section& measured = section_of(form, Question::measurements); !measured.key().empty()) {
    const std::vector<std::string> sentences = sentences_of(measured.text());
    out.new_identifiers =
        data.speaks("new_identifiers", measured.key()) &&
        std::ranges::any_of(sentences, [&](const auto& each) { return names_an_identifier(each, data); });
  }
  out.documentation = links_in(section_of(form, Question::documentation).text());
  return out;
}

}  // namespace review
