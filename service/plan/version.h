#pragma once
// Which earlier request a form is a new version of.

#include "service/plan/request.h"

#include <vector>

namespace service {

/// The request among `others`, all of the same author, that `form` replaces, or null. It came before, was
/// read, was not granted and is not replaced yet. Where it was a filled-in form, an answer of it
/// stands in `form` to the letter, and while it still waits more than half of them do: two forms for two
/// collections stay two. Of several, the one with most answers in common, then the latest.
[[nodiscard]] const Request* earlier_version(const Request& form, const std::vector<Request>& others);

}  // namespace service
