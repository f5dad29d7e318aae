#!/bin/bash
# Installs what is needed, builds with sanitizers and passes every test. Can be run again at once.
#   tests/run.sh                 all tests
#   tests/run.sh PATTERN         only tests whose name matches
#   tests/run.sh --full          all tests, every branch of the plan, the daemon killed at full size (an hour or so)
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS
full=
if [ "${1:-}" = --full ]; then
  full=yes
  export DRB_FULL_TESTS=1
  shift
fi
step() { echo; echo "== $* ($((SECONDS - started)) s)"; }

step "1/5 Packages"
sh deploy/install-packages.sh
sh deploy/install-packages.sh deploy/packages-tests.txt || echo "!! SKIPPED: what needs deploy/packages-tests.txt; it cannot be installed."

step "2/5 Build with AddressSanitizer and UndefinedBehaviorSanitizer"
free=$(($(df -k --output=avail . | tail -1) / 1024))
[ -d build/dev ] || [ "$free" -gt 5000 ] || echo "!! Only $free MB are free here. The build takes 4,200 and may not fit."
cmake --preset dev >/dev/null
cmake --build --preset dev

step "3/5 Tests"
[ -d ../shared ] || echo "!! SKIPPED: ../shared is not there; captured exchanges and real forms are not tested."
log=build/dev/tests.log
status=0
ctest --preset dev -j "$(nproc)" ${1:+-R "$1"} 2>&1 | tee "$log" || status=$?
grep -E '\(Skipped\)' "$log" | sed 's/^/!! SKIPPED: /' || true

step "4/5 Command line"
if [ ! -x build/dev/data-review-bot ]; then
  echo "!! SKIPPED: the command line; this version has no program yet."
elif [ -z "${1:-}" ]; then
  bash tests/command_line.sh build/dev/data-review-bot || status=1
fi

step "5/5 Against a real Matrix homeserver"
if [ -z "${1:-}" ]; then
  matrix=0
  bash tests/matrix_end_to_end.sh build/dev/tests/matrix_end_to_end || matrix=$?
  if [ "$matrix" = 75 ]; then
    echo "!! SKIPPED: the tests against a real Matrix homeserver; it cannot be had here now."
  elif [ "$matrix" != 0 ]; then
    status=1
  fi
fi

if [ -n "$full" ]; then
  bash tests/coverage.sh plan || status=1
  for size in "--store sqlite" "--store postgres" "--store postgres --replicas 2" "--store postgres --replicas 3"; do
    # shellcheck disable=SC2086  # a list of words
    build/dev/tests/kill_test build/dev/data-review-bot $size --kills 1000 --requests 2000 || [ $? = 75 ] || status=1
  done
fi

passed=$(grep -cE 'Test +#[0-9]+:.* Passed ' "$log" || true)
skipped=$(grep -cE 'Test +#[0-9]+:.*\*\*\*Skipped' "$log" || true)
failed=$(grep -cE 'Test +#[0-9]+:.*(\*\*\*Failed|\*\*\*Exception|\*\*\*Timeout|Not Run)' "$log" || true)
echo
echo "$passed passed, $failed failed, $skipped skipped"
if [ "$status" != 0 ] || [ "$failed" != 0 ]; then
  echo "TESTS FAILED after $((SECONDS - started)) s"
  exit 1
fi
echo "ALL TESTS PASSED in $((SECONDS - started)) s"
