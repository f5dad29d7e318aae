#pragma once
// Gives the sandbox the bugs that the captured exchanges speak of, with the same numbers.

#include "sandbox/state.h"

namespace contract {

void set_the_scene(sandbox::State& state);

}  // namespace contract
