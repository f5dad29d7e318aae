#!/bin/bash
# Builds with coverage counters, passes the tests, and prints for each room how many of its lines and branches ran.
# Branches that only an exception takes are left out. Needs gcovr, which this installs.
#   tests/coverage.sh            all tests
#   tests/coverage.sh PATTERN    only tests whose name matches
set -euo pipefail
cd "$(dirname "$0")/.."
sh deploy/install-packages.sh
command -v gcovr >/dev/null || {
  run=""
  [ "$(id -u)" = 0 ] || run=sudo
  DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends gcovr >/dev/null
}
cmake --preset coverage >/dev/null
cmake --build --preset coverage
find build/coverage -name '*.gcda' -delete
ctest --preset coverage -j "$(nproc)" ${1:+-R "$1"} >build/coverage/tests.log 2>&1 || {
  tail -40 build/coverage/tests.log
  echo "TESTS FAILED; the figures would mean nothing." >&2
  exit 1
}

measure() {  # ROOM: its lines and branches
  gcovr --root . --object-directory build/coverage --filter "$1/" --exclude-throw-branches --exclude-unreachable-branches \
    --json-summary-pretty 2>/dev/null |
    python3 -c 'import json, sys
total = json.load(sys.stdin)
print("%-16s %6.1f %% of %5d lines   %6.1f %% of %5d branches" % (sys.argv[1], total["line_percent"], total["line_total"], total["branch_percent"] or 0, total["branch_total"]))' "$1"
}
for room in review bugzilla_client service service/plan; do measure "$room"; done
gcovr --root . --object-directory build/coverage --filter service/plan/ --exclude-throw-branches --exclude-unreachable-branches \
  --branches 2>/dev/null
