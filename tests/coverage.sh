#!/bin/bash
# Builds with coverage counters, passes the tests, and prints for each room how many of its lines and branches ran.
# Branches that only an exception takes are left out. Fails where a line or a branch of service/plan never ran.
#   tests/coverage.sh            all tests, all rooms (half an hour); needs gcovr, which this installs
#   tests/coverage.sh plan       only the plan's own tests, and whether every branch of it ran (the build, then seconds)
set -euo pipefail
cd "$(dirname "$0")/.."
sh deploy/install-packages.sh
cmake --preset coverage >/dev/null
if [ "${1:-}" = plan ]; then
  cmake --build --preset coverage --target service_tests
else
  cmake --build --preset coverage
fi

forget() { find build/coverage -name '*.gcda' -delete; }

measure() {  # ROOM: its lines and branches
  gcovr --root . --object-directory build/coverage --filter "$1/" --exclude-throw-branches --exclude-unreachable-branches \
    --json-summary-pretty 2>/dev/null |
    python3 -c 'import json, sys
total = json.load(sys.stdin)
print("%-16s %6.1f %% of %5d lines   %6.1f %% of %5d branches" % (sys.argv[1], total["line_percent"], total["line_total"], total["branch_percent"] or 0, total["branch_total"]))' "$1"
}

# Every line has to run, and every branch that was come to has to go both ways: then nothing is left that could be
# come to without an exception. gcovr counts the clean-up after exceptions too, hence gcov itself.
judge_plan() {
  (
    cd build/coverage
    for counts in service/CMakeFiles/service.dir/plan/*.gcda; do gcov --branch-probabilities --branch-counts --stdout "$counts"; done
  ) 2>/dev/null | awk '
    /:Source:/ { is_plan = /service\/plan\/[a-z_]+\.cpp$/; sources += is_plan; source = $0; sub(/.*Source:[.\/]*/, "", source) }
    !is_plan { next }
    /^ *[0-9#]+\*?: *[0-9]+:/ { lines++; place = source ":" $0 }
    /^ *#####: / { print "never ran: " place; missed++ }
    /^branch/ && !/\(throw\)|never executed/ { branches++ }
    /^branch .* taken 0( |$)/ && !/\(throw\)/ { print "goes one way only: " place; missed++ }
    END {
      printf "service/plan: %d of %d lines and branches did not run (%d sources)\n", missed, lines + branches, sources
      exit missed > 0 || sources == 0
    }'
}

if [ "${1:-}" != plan ]; then
  command -v gcovr >/dev/null || {
    run=""
    [ "$(id -u)" = 0 ] || run=sudo
    DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends gcovr >/dev/null
  }
  forget
  ctest --preset coverage -j "$(nproc)" >build/coverage/tests.log 2>&1 || {
    tail -40 build/coverage/tests.log
    echo "TESTS FAILED; the figures would mean nothing." >&2
    exit 1
  }
  for room in review bugzilla_client service service/plan; do measure "$room"; done
fi

# Not the properties, which are random: what they come to once is no proof for the next time.
forget
build/coverage/tests/service_tests --gtest_brief=1 --gtest_filter='PlanTest.*:Request.*'
judge_plan
