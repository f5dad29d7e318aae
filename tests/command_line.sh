#!/bin/bash
# The command line as scripts use it: exit statuses, one clear line on standard error, JSON on standard output.
set -uo pipefail
bot=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

expect() {  # NAME WANTED_STATUS PATTERN_IN_OUTPUT COMMAND...
  local name=$1 wanted=$2 pattern=$3
  shift 3
  "$@" >"$work/out" 2>"$work/err" </dev/null
  local got=$?
  if [ "$got" != "$wanted" ] || ! cat "$work/out" "$work/err" | grep -qE -- "$pattern"; then
    echo "FAILED: $name: status $got (wanted $wanted), pattern $pattern"
    head -c 2000 "$work/out" "$work/err"
    failures=$((failures + 1))
  else
    echo "ok: $name"
  fi
}

good="$(dirname "$0")/../deploy/demo/good-request.txt"
incomplete="$(dirname "$0")/../deploy/demo/incomplete-request.txt"
renewal="$(dirname "$0")/../deploy/demo/renewal.txt"

expect "version" 0 '^data-review-bot [0-9]' "$bot" --version
# docs/adr/0015-two-programs.md
expect "checks without what the daemon needs" 0 '^none$' bash -c 'ldd "$0" | grep -E "ssl|crypto|pq|sqlite|prometheus" || echo none' "$bot"
mkdir "$work/alone" && cp "$bot" "$work/alone/bot" && ln -s "$(realpath "$bot")" "$work/link"
expect "the daemon's program is missing" 2 'alone/data-review-botd cannot be run: No such file .*Install both' "$work/alone/bot" queue
expect "and is not for a form" 0 '"verdict":"ready"' "$work/alone/bot" check --format json --as-of 2026-06-01 "$good"
expect "the daemon's program is beside the one that a link names" 2 "$work/none.toml: cannot be opened" "$work/link" queue --config "$work/none.toml"
expect "the daemon's program has every command" 0 '"verdict":"ready"' "${bot}d" check --format json --as-of 2026-06-01 "$good"
expect "help" 0 'check' "$bot" --help
expect "no command" 2 '--help' "$bot"
expect "unknown command" 2 '--help' "$bot" frobnicate
expect "missing file" 2 'cannot be opened' "$bot" check "$work/none.txt"
expect "a directory" 2 'is a directory' "$bot" check "$work"
expect "bad format" 2 'format' "$bot" check --format xml "$good"
expect "bad day" 2 'as-of' "$bot" check --as-of 2026-02-30 "$good"
expect "good request" 0 '"verdict":"ready"' "$bot" check --format json --as-of 2026-06-01 "$good"
expect "incomplete request" 1 '"verdict":"needs_changes"' "$bot" check --format json --as-of 2026-06-01 "$incomplete"
expect "renewal" 0 '"kind":"renewal"' "$bot" check --format json --as-of 2026-06-01 "$renewal"
mkdir -p "$work/bare/policy" && : >"$work/bare/policy/model.txt"
expect "no model" 0 'model.txt is empty: concepts alone' "$bot" categorize --jsonl --policy "$work/bare"
printf '%s\n' '{"name": "first"}' 'no object' '{"description": "last"}' >"$work/lines.jsonl"
expect "categorize: a wrong line does not stop the others" 1 '^category error category $' bash -c \
  '"$1" categorize --jsonl <"$2" | grep -oE "^.\"(category|error)" | tr -d "{\"" | tr "\n" " "; exit "${PIPESTATUS[0]}"' _ "$bot" "$work/lines.jsonl"
expect "categorize: who writes a line and waits gets the answer" 0 '"category":' bash -c \
  'coproc "$1" categorize --jsonl; echo "{\"name\": \"x\"}" >&"${COPROC[1]}"; read -r -t 60 answer <&"${COPROC[0]}" && echo "$answer"' _ "$bot"
echo '{"description": "The URL that the user visited"}' | "$bot" categorize --jsonl >"$work/url.json"
expect "categorize: the README shows its very answer" 0 '"category":3' grep -xFf "$work/url.json" "$(dirname "$0")/../README.md"
for format in text json markdown steward sarif; do
  expect "format $format" 0 . "$bot" check --format $format --as-of 2026-06-01 "$good"
done
expect "several files: the worst status" 1 . "$bot" check --format json --as-of 2026-06-01 "$good" "$incomplete"

: >"$work/empty.txt"
head -c 10485760 /dev/zero | tr '\0' 'a' >"$work/big.txt"
head -c 100000 /dev/urandom >"$work/binary.txt"
yes 'one line' | head -100000 >"$work/lines.txt"
printf 'a\0b\0c\n' >"$work/nul.txt"
for odd in empty big binary lines nul; do
  expect "odd input: $odd" 1 '"kind":"not_a_form"' "$bot" check --format json "$work/$odd.txt"
done
iconv -f UTF-8 -t UTF-16 "$good" >"$work/utf16.txt"
expect "UTF-16" 0 '"kind":"request"' "$bot" check --format json --as-of 2026-06-01 "$work/utf16.txt"

printf 'store = "%s/bot.db"\n[bugzilla]\nurl = "http://127.0.0.1:9"\n[comment]\npots = true\n' "$work" >"$work/typo.toml"
expect "configuration: unknown key" 2 'typo.toml:5:1: .*did you mean comment.post' "$bot" config check --config "$work/typo.toml"
expect "serve with that configuration" 2 'did you mean' "$bot" serve --config "$work/typo.toml"
printf 'store = 7\n' >"$work/types.toml"
expect "configuration: wrong type" 2 'types.toml:1:9: store must be a string' "$bot" config check --config "$work/types.toml"
printf 'store = "%s/bot.db"\n[bugzilla]\nurl = "http://127.0.0.1:9"\napi_key = "secret"\n' "$work" >"$work/secret.toml"
expect "configuration: secret in the file" 2 'must not stand in this file' "$bot" config check --config "$work/secret.toml"
printf 'store = "%s/bot.db"\n[bugzilla]\nurl = "http://127.0.0.1:9"\napi_key = { env = "HIDDEN_KEY" }\n' "$work" >"$work/fine.toml"
expect "configuration: fine" 0 'is fine' env HIDDEN_KEY=abc "$bot" config check --config "$work/fine.toml"
expect "configuration: masked" 0 'api_key = .\*+' env HIDDEN_KEY=abcdef "$bot" config print --config "$work/fine.toml"
expect "the default configuration is valid" 0 'is fine' env DATA_REVIEW_BOT_API_KEY=abc "$bot" config check --config "$(dirname "$0")/../config/data-review-bot.toml"
printf 'store = "%s/none/bot.db"\n[bugzilla]\nurl = "http://127.0.0.1:9"\n' "$work" >"$work/no-store.toml"
expect "serve: a store that is not there is worth another try" 1 'none/bot.db: ' "$bot" serve --config "$work/no-store.toml"
printf 'store = "%s/bot.db"\n[bugzilla]\nurl = "http://127.0.0.1:9"\n[server]\naddress = "192.0.2.1"\n' "$work" >"$work/no-port.toml"
expect "serve: so is an address that cannot be had" 1 "cannot listen on 192.0.2.1:8080: Cannot assign requested address. Is server.address one of this machine's?" "$bot" serve --config "$work/no-port.toml"
expect "store check" 0 'is sound' "$bot" store check --config "$work/no-port.toml"
expect "store backup" 0 'Copied to' "$bot" store backup "$work/copy.db" --config "$work/no-port.toml"
expect "dead-letters" 0 'no dead letters' "$bot" dead-letters list --config "$work/no-port.toml"
expect "breaker" 0 'does not wait' "$bot" breaker agree --config "$work/no-port.toml"
expect "review: bad target" 2 'is not BUG' env HIDDEN_KEY=abc "$bot" review --config "$work/fine.toml" twelve

shared="$(dirname "$0")/../../shared/data/forms"
if [ -d "$shared" ]; then
  count=0
  for form in "$shared"/*.txt; do
    "$bot" check --format json "$form" >/dev/null 2>"$work/err"
    [ $? -le 1 ] || { echo "FAILED: check $form"; cat "$work/err"; failures=$((failures + 1)); }
    count=$((count + 1))
  done
  echo "ok: check ran on $count real documents"
else
  echo "!! SKIPPED: no real documents beside the checkout"
fi

[ "$failures" = 0 ] || { echo "$failures command line tests failed"; exit 1; }
