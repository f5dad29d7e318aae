#include "review/text/sentences.h"

#include "review/limits.h"

#include <gmock/gmock.h>

namespace review {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(Sentences, EndWhereTheyAreTurned) {
  EXPECT_THAT(sentences_of("We looked at surveys, but they are slow. See metrics.yaml; it is\nthere."),
              ElementsAre("we looked at surveys", "they are slow", "see metrics yaml", "it is there"));
}

TEST(Sentences, AreReadToALimit) {
  std::string text;
  for (std::size_t i = 0; i < 10 * limits::clauses; ++i) text += "x. ";
  EXPECT_THAT(clauses_of(text), SizeIs(limits::clauses));
}

TEST(Sentences, AreDenialsInManyWays) {
  for (const char* no : {"No.", "N/A", "Nein.", "There isn't one.", "We are not using any.", "So: no."})
    EXPECT_TRUE(is_denial(sentences_of(no))) << no;
  for (const char* yes : {"Yes.", "Sentry.", "Only Adjust."})
    EXPECT_FALSE(is_denial(sentences_of(yes))) << yes;
}

}  // namespace
}  // namespace review
