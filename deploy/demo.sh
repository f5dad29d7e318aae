#!/bin/bash
# Installs what is needed, builds the release and shows the main job: three people ask for data review on a Bugzilla
# of pretence, and the bot comments. Everything listens on this machine only and ends with this script.
#   deploy/demo.sh           keeps running until Ctrl-C, for a look at the queue page
#   deploy/demo.sh --once    ends after the three comments
set -euo pipefail
cd "$(dirname "$0")/.."
once=${1:-}
[ -z "$once" ] || [ "$once" = --once ] || { echo "Usage: deploy/demo.sh [--once]" >&2; exit 2; }
started=$SECONDS
step() { echo; echo "== $* ($((SECONDS - started)) s)"; }
fail() { echo "DEMO FAILED: $*" >&2; exit 1; }

step "1/4 Packages"
sh deploy/install-packages.sh

step "2/4 Build the release (some minutes the first time)"
cmake --preset release >/dev/null
cmake --build --preset release --target data-review-bot sandbox-bugzilla

step "3/4 Start a Bugzilla of pretence and the bot"
work=$(mktemp -d)
sandbox_pid=
bot_pid=
end() {
  trap - EXIT INT TERM
  [ -z "$bot_pid" ] || kill "$bot_pid" 2>/dev/null || true
  [ -z "$sandbox_pid" ] || kill "$sandbox_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
trap 'end; echo; echo "Stopped."; exit 0' INT TERM

wait_for() {  # SECONDS COMMAND...
  local tries=$(($1 * 20))
  shift
  while ! "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.05
  done
}

build/release/tests/sandbox/sandbox-bugzilla --port-file "$work/sandbox.port" >"$work/sandbox.log" 2>&1 &
sandbox_pid=$!
wait_for 10 test -s "$work/sandbox.port" || { cat "$work/sandbox.log"; fail "the sandbox did not start"; }
bugzilla="http://127.0.0.1:$(cat "$work/sandbox.port")"
echo "   Bugzilla: $bugzilla"

secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
cat >"$work/bot.toml" <<EOF
store = "$work/bot.db"
[bugzilla]
url = "$bugzilla"
api_key = { env = "DEMO_API_KEY" }
[comment]
post = true
[webhook]
secrets = [{ env = "DEMO_WEBHOOK_SECRET" }]
[server]
port = 0
EOF
DEMO_API_KEY=bot-key-ccccccccccccccccccccccccccccccc0 DEMO_WEBHOOK_SECRET=$secret \
  build/release/data-review-bot serve --config "$work/bot.toml" 2>"$work/bot.log" &
bot_pid=$!
queue_line() { grep -o 'http://127\.0\.0\.1:[0-9]*/ for' "$work/bot.log"; }
wait_for 10 queue_line || { cat "$work/bot.log"; fail "the bot did not start"; }
queue=$(queue_line | head -1 | sed 's/ for$//')
wait_for 10 curl -sf "${queue}ready" || { cat "$work/bot.log"; fail "the bot is not ready"; }
echo "   Bot:      $queue"
post() {  # PATH JSON_FILE [HEADER]
  curl -sf -H 'Content-Type: application/json' ${3:+-H "$3"} --data-binary @"$2" "$bugzilla$1"
}
echo "{\"owner\": \"bot@example.org\", \"url\": \"${queue}webhooks/bugzilla\", \"header\": \"X-Data-Review-Bot\", \"secret\": \"$secret\"}" >"$work/body"
post /__sandbox/webhooks "$work/body" >/dev/null

step "4/4 Three people ask for data review"
requester="X-BUGZILLA-API-KEY: requester-key-aaaaaaaaaaaaaaaaaaaaaaaaa0"
comments() { curl -sf "$bugzilla/__sandbox/comments/bot@example.org"; }
commented() { comments | grep -q "^-- bug $1, "; }
number=0
for form in good-request incomplete-request renewal; do
  number=$((number + 1))
  echo "{\"product\": \"Firefox\", \"component\": \"Untriaged\", \"summary\": \"Data review: $form\", \"description\": \"Please see the attached form.\"}" >"$work/body"
  post /rest/bug "$work/body" "$requester" >/dev/null || fail "no bug could be made"
  echo "{\"data\": \"$(base64 -w0 "deploy/demo/$form.txt")\", \"file_name\": \"$form.txt\", \"summary\": \"Data review request\", \"content_type\": \"text/plain\", \"flags\": [{\"name\": \"data-review\", \"status\": \"?\", \"requestee\": \"steward@example.org\"}]}" >"$work/body"
  asked=$(date +%s%N)
  post "/rest/bug/$number/attachment" "$work/body" "$requester" >/dev/null || fail "the form could not be attached"
  wait_for 30 commented "$number" || { cat "$work/bot.log"; fail "no comment on bug $number"; }
  printf '\n   Bug %s: requester@example.org attached %s.txt and set data-review?\n' "$number" "$form"
  printf '   The bot commented after %s ms:\n\n' "$((($(date +%s%N) - asked) / 1000000))"
  comments | awk -v "bug=$number" '/^-- bug /{shown = ($3 == bug ",")} shown && !/^-- bug /' | sed 's/^/   | /'
done

echo
echo "The stewards' queue: $queue"
echo "DEMO WORKS: three requests, three comments, after $((SECONDS - started)) s."
if [ -z "$once" ]; then
  echo "It runs until you press Ctrl-C."
  wait "$bot_pid" || fail "the bot ended by itself: $(tail -3 "$work/bot.log")"
fi
