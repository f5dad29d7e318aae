#!/bin/bash
# The daemon against a real Matrix homeserver, which this script starts from Debian packages and ends again.
#   tests/matrix_end_to_end.sh PROGRAM    for example build/dev/tests/matrix_end_to_end
# Exit status 75: a homeserver cannot be had on this machine now.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
synapse=$here/support/synapse.sh
place=$(mktemp -d)
trap '"$synapse" remove "$place"; rm -rf "$place"' EXIT

"$synapse" install
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$synapse" start "$place" "$port"
for name in bot stu; do "$synapse" register "$place" "$port" "$name" "password of $name" >/dev/null; done

export DRB_SYNAPSE_URL="http://127.0.0.1:$port"
export DRB_SYNAPSE_STOP="'$synapse' stop '$place'"
export DRB_SYNAPSE_START="'$synapse' start '$place' $port"
cd "$here/.."
"$program" "${@:2}"
