#include "service/plan/request.h"

#include <array>

namespace service {
namespace {

constexpr std::array<std::string_view, 8> names = {"none",   "preview",   "backlog",   "pending",
                                                   "posted", "withdrawn", "stay_away", "repeated"};

}  // namespace

std::string_view spelling(CommentState state) {
  return names.at(static_cast<std::size_t>(state));
}

CommentState comment_state_by_spelling(std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names.at(i) == text) return static_cast<CommentState>(i);
  }
  return CommentState::none;
}

std::string_view spelling(Turn turn) {
  return turn == Turn::requester ? "requester" : "steward";
}

Turn turn_by_spelling(std::string_view text) {
  return text == "requester" ? Turn::requester : Turn::steward;
}

}  // namespace service
