#include "review/checks/finder.h"
#include "review/source.h"

namespace review {

void Finder::document() {
  const std::string_view type = from_.document.content_type;
  const Source by_type = source_of(type, from_.document.size);
  if (out_.kind == Kind::not_a_form) {
    Source source = source_in(by_type, from_.text.lines);
    if (from_.document.is_patch) source = Source::patch;
    if (!spelling(source).empty())
      add("wrong-attachment-type", {}, {}, type.empty() ? "text" : type,
          "wrong-attachment-type." + std::string(spelling(source)));
    else if (from_.text.binary)
      add("wrong-attachment-type", {}, {}, type.empty() || by_type == Source::text ? "binary data" : type);
    else
      add("not-a-form", {}, {}, {});
  } else if (by_type == Source::hidden_text) {
    add("not-shown-inline", {}, {}, type);
  }
  if (out_.kind == Kind::blank_template) add("blank-template", {}, {}, {});
  std::string reading = from_.text.assumed;
  if (from_.text.truncated)
    reading += std::string(reading.empty() ? "" : ", ") + "longer than the bot reads; the rest was left out";
  if (!reading.empty()) add("unreadable-text", {}, {}, reading);
}

}  // namespace review
