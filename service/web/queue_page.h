#pragma once
// The steward's queue, as a page and as JSON.

#include "service/plan/request.h"
#include "service/remind/desk.h"
#include "service/store/store.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace service {

struct QueueContext {
  std::string bugzilla_url;
  std::string bot_login;  ///< empty: not known yet
  bool posting = false;
  std::string trouble;  ///< a sentence for a banner, or empty
  Time now;
  Desk desk;  ///< claims, snoozes and absences that are shown with the requests
  std::vector<DeadLetter> dead_letters = {};  ///< shown on the page only
};

/// Private requests show their bug number only, even where their text is kept: whoever asks is not known
/// here.
[[nodiscard]] std::string render_queue_page(const std::vector<Request>& requests, const QueueContext& context,
                                            std::string_view page_template);
[[nodiscard]] nlohmann::ordered_json queue_json(const std::vector<Request>& requests,
                                                const QueueContext& context);
/// A table for a terminal.
[[nodiscard]] std::string queue_table(const std::vector<Request>& requests, const QueueContext& context);

/// "3 h", "2 d": how long a request has waited.
[[nodiscard]] std::string waiting_time(const Request& request, Time now);

}  // namespace service
