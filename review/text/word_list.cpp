#include "review/text/word_list.h"

namespace review {

const RE2& WordList::expression() const {
  std::call_once(once_, [&] {
    RE2::Options quiet;
    quiet.set_log_errors(false);
    compiled_ = std::make_unique<const RE2>("\\b(" + pattern_ + ")\\b", quiet);
  });
  return *compiled_;
}

}  // namespace review
