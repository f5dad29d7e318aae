// What the flag hangs on, by what Bugzilla says of the attachment.

#include "review/source.h"

#include "review/limits.h"

#include <gtest/gtest.h>

namespace review {
namespace {

TEST(Source, IsToldByTheTypeInAnyCaseAndWithParameters) {
  EXPECT_EQ(source_of("text/plain", 10), Source::text);
  EXPECT_EQ(source_of(" Text/Plain; charset=utf-8", 10), Source::text);
  EXPECT_EQ(source_of("", 10), Source::text);
  EXPECT_EQ(source_of("text/markdown", 10), Source::hidden_text);
  EXPECT_EQ(source_of("application/octet-stream", 10), Source::hidden_text);
  EXPECT_EQ(source_of("TEXT/HTML", 10), Source::web_page);
  EXPECT_EQ(source_of("application/vnd.oasis.opendocument.text", 10), Source::office);
  EXPECT_EQ(source_of("text/x-github-pull-request", 38), Source::link);
}

TEST(Source, IsTooLargeOnePastTheLimit) {
  const auto most = static_cast<std::int64_t>(limits::document_bytes);
  EXPECT_EQ(source_of("text/plain", most), Source::text);
  EXPECT_EQ(source_of("text/plain", most + 1), Source::too_large);
  EXPECT_EQ(source_of("image/png", most + 1), Source::image) << "the type says more";
  EXPECT_FALSE(is_read(Source::too_large));
}

TEST(Source, IsToldByTheTextWhereTheTypeSaysTextOnly) {
  EXPECT_EQ(source_in(Source::text, {"diff --git a/b b/b", "--- a/b"}), Source::patch);
  EXPECT_EQ(source_in(Source::text, {"", "```", "> diff --git a/b b/b"}), Source::patch) << "pasted";
  EXPECT_EQ(source_in(Source::text, {"", " https://example.org/D12 "}), Source::link);
  EXPECT_EQ(source_in(Source::text, {"https://example.org/D12", "is the change."}), Source::text);
  EXPECT_EQ(source_in(Source::text, {"See https://example.org/D12"}), Source::text);
  EXPECT_EQ(source_in(Source::text, {}), Source::text);
  EXPECT_EQ(source_in(Source::pdf, {"diff --git a/b b/b"}), Source::pdf);
}

}  // namespace
}  // namespace review
