// Comments and drafts through the Markdown parser that Bugzilla uses, with its extensions: what a reader gets
// to see.

#include "meaning.h"
#include "review/assess.h"
#include "review/render/render.h"
#include "review/text/words.h"
#include "sample_form.h"
#include "support/forms.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#ifdef DRB_CMARK
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <cstdlib>
#include <memory>
#endif

#include <set>

namespace review {
namespace {

#ifdef DRB_CMARK

std::string html_of(const std::string& markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  const int options = CMARK_OPT_HARDBREAKS | CMARK_OPT_VALIDATE_UTF8;
  const std::unique_ptr<cmark_parser, void (*)(cmark_parser*)> parser(cmark_parser_new(options),
                                                                      cmark_parser_free);
  for (const char* name : {"autolink", "tagfilter", "table", "strikethrough"})
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, void (*)(cmark_node*)> document(cmark_parser_finish(parser.get()),
                                                                    cmark_node_free);
  const std::unique_ptr<char, void (*)(void*)> html(
      cmark_render_html(document.get(), options, cmark_parser_get_syntax_extensions(parser.get())),
      std::free);
  return html.get();
}

/// As an address stands in HTML: what is no plain character is percent-encoded or an entity there.
std::string plain(std::string link) {
  for (const auto& [from, to] : std::map<std::string, std::string>{
           {"&amp;", "&"}, {"%5B", "["}, {"%5D", "]"}, {"&#x27;", "'"}, {"%7C", "|"}, {"%5C", "\\"}})
    link = replaced(link, from, to);
  return link;
}

/// The links of the text, and those of the requester's people: addresses become mail links.
std::set<std::string> links_of(const std::string& html) {
  static const RE2 link(R"(<a href="([^"]*)\")");
  std::set<std::string> out;
  re2::StringPiece rest(html);
  for (std::string found; RE2::FindAndConsume(&rest, link, &found);) {
    if (!found.starts_with("mailto:")) out.insert(plain(found));
  }
  return out;
}

bool is_ours(const std::string& link) {
  return link.starts_with("https://wiki.mozilla.org/Data_Collection") ||
         link.starts_with("https://github.com/mozilla/data-review/blob/main/") ||
         link.starts_with("https://dictionary.telemetry.mozilla.org") ||
         link.starts_with("https://bugzilla.mozilla.org/show_bug.cgi?id=NUMBER");
}

/// Paragraphs, lists and links; and once each the bold verdict, the flag's name as code, the draft's head and
/// its line in italics.
void expect_our_tags_only(const std::string& html, const std::string& what) {
  static const RE2 tag(R"(<([a-zA-Z!][a-zA-Z0-9]*))");
  const std::set<std::string> any = {"p", "br", "ol", "ul", "li", "a"};
  const std::set<std::string> once = {"strong", "em", "code", "h1"};
  std::map<std::string, int> count;
  re2::StringPiece rest(html);
  for (std::string name; RE2::FindAndConsume(&rest, tag, &name);) ++count[name];
  for (const auto& [name, times] : count)
    EXPECT_TRUE(any.contains(name) || (once.contains(name) && times == 1)) << what << " has " << name << "\n"
                                                                           << html;
}

void expect_ours_only(const std::string& markdown, const std::string& form, const std::string& what) {
  const std::string html = html_of(markdown);
  expect_our_tags_only(html, what);
  // Entities of the form are characters in its answers.
  const auto in_form = links_in(replaced(form, "&amp;", "&"));
  for (const std::string& link : links_of(html)) {
    const bool is_theirs =
        std::ranges::any_of(in_form, [&](const std::string& each) { return plain(each) == link; });
    EXPECT_TRUE(is_theirs || is_ours(link)) << what << ": " << link;
  }
}

void expect_shown_well(const std::string& form, const std::string& name) {
  const Assessment found = assess({.bytes = form, .content_type = "text/plain", .file_name = "form.txt"},
                                  policy(), std::chrono::year(2026) / 11 / 24);
  expect_ours_only(render_comment(found, policy(), {.reference = "r", .file_name = "form.txt"}), form, name);
  expect_ours_only(render_steward(found, policy()), form, name + " (draft)");
}

TEST(Markdown, ShowsEveryFormsLinksWholeAndNoMarkupOfTheForm) {
  for (const auto& [name, form] : support::forms_at_hand()) expect_shown_well(form, name);
}

TEST(Markdown, NamesNoFileOfWhichNothingCanBeSeen) {
  const Assessment found = assess({.bytes = "Hello"}, policy(), std::chrono::year(2026) / 11 / 24);
  const std::string comment = render_comment(found, policy(), {.reference = "r", .file_name = "\x01\x02"});
  EXPECT_NE(comment.find("an automatic check against"), std::string::npos) << comment;
}

TEST(Markdown, IsNeverTheRequesters) {
  const char* hostile[] = {
      "# Never\n\n* * *\n\n<table><tr><td>x</td></tr></table> maybe",
      "maybe ![x](https://evil.example/i.png) [y](javascript:alert(1)) [z]: https://evil.example/",
      "soon ```\ncode\n``` `x` ~~no~~ **b** __c__ | d | e |\n|---|---|",
      "maybe <script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; &#60;i&#62;",
      "maybe www.evil.example/x”. HTTPS://EVIL.example/y”. ftp://evil.example/z”. "
      "https://a.example/\\~u/\\_/",
      "maybe “https://example.org/b”, https://example.org/?a=1&copy;=2 and <https://example.org/c>.",
      "- [ ] maybe\n- [x] never\n1. one\n> quoted\n    indented\n\\\\ \\[x\\]",
  };
  for (const char* answer : hostile) {
    for (const char* question : {"duration", "opt_out", "documentation", "alternatives", "measurements"})
      expect_shown_well(form_with(question, answer), std::string(question) + ": " + answer);
  }
}

#else

TEST(Markdown, IsReadAsBugzillaReadsIt) {
  GTEST_SKIP() << "libcmark-gfm-extensions-dev is not installed (deploy/packages-tests.txt)";
}

#endif

}  // namespace
}  // namespace review
