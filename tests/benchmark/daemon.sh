#!/bin/bash
# Measures the daemon on this machine: deliveries taken durably beside nginx answering `return 200`, catching up beside
# a bare client, memory and restart with many finished reviews. Everything listens on loopback and ends with this script.
#   tests/benchmark/daemon.sh            all of it (some minutes)
#   tests/benchmark/daemon.sh deliveries|catch-up|memory
set -euo pipefail
cd "$(dirname "$0")/../.."
part=${1:-all}
sh deploy/install-packages.sh deploy/packages-benchmark.txt
cmake --preset bench >/dev/null
cmake --build --preset bench --target data-review-bot sandbox-bugzilla catch_up fill_store >/dev/null
bot=build/bench/data-review-bot
tools=build/bench/tests/benchmark
work=$(mktemp -d)
pids=
end() {
  trap - EXIT
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
wait_for() {  # COMMAND...
  local tries=400
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "$* did not come true" >&2; cat "$work"/*.log >&2; exit 1; }
    sleep 0.05
  done
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
now() { date +%s%N; }
resident() { awk '/VmRSS/{printf "%.1f MB", $2 / 1024}' "/proc/$1/status"; }

export SECRET=0123456789abcdef0123456789abcdef
configure() {  # STORE BUGZILLA
  cat >"$work/bot.toml" <<TOML
store = "$1"
[bugzilla]
url = "$2"
[poll]
enabled = false
[webhook]
secrets = [{ env = "SECRET" }]
[server]
port = 0
TOML
}
start_bot() {
  "$bot" serve --config "$work/bot.toml" 2>"$work/bot.log" &
  bot_pid=$!
  pids="$pids $bot_pid"
  wait_for grep -q 'The queue is at' "$work/bot.log"
  url=$(grep -o 'http://127\.0\.0\.1:[0-9]*/' "$work/bot.log" | head -1)
  wait_for curl -sf "${url}ready"
}
stop_bot() {
  kill "$bot_pid"
  wait "$bot_pid" || true
}

deliveries() {
  # Bugzilla cannot be reached, so that only taking deliveries is measured.
  configure "$work/bot.db" http://127.0.0.1:9
  start_bot
  cat >"$work/nginx.conf" <<NGINX
pid $work/nginx.pid;
error_log $work/nginx.log;
daemon off;
worker_processes auto;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  keepalive_requests 100000000;
  server { listen unix:$work/unused.sock; }
  server { listen 127.0.0.1:$1; return 200; }
}
NGINX
  chmod 755 "$work"
  nginx -c "$work/nginx.conf" &
  pids="$pids $!"
  wait_for curl -sf "http://127.0.0.1:$1/"
  rate() { awk '/Requests\/sec/{print $2}' "$1"; }
  for _ in 1 2; do  # the first round warms up
    wrk -t1 -c150 -d8s -s tests/benchmark/deliveries.lua "http://127.0.0.1:$1/" >"$work/nginx.txt"
    wrk -t1 -c150 -d8s -s tests/benchmark/deliveries.lua "${url}webhooks/bugzilla" --latency >"$work/bot.txt"
  done
  ! grep -q 'Non-2xx' "$work/bot.txt" || { cat "$work/bot.txt"; exit 1; }
  echo "deliveries on disk a second: $(rate "$work/bot.txt"); nginx 'return 200': $(rate "$work/nginx.txt");" \
    "ratio $(awk -v a="$(rate "$work/bot.txt")" -v b="$(rate "$work/nginx.txt")" 'BEGIN{printf "%.2f", a / b}')"
  PAUSE=100 wrk -t1 -c100 -d10s -s tests/benchmark/deliveries.lua "${url}webhooks/bugzilla" --latency >"$work/steady.txt"
  echo "at $(rate "$work/steady.txt") a second: p99 $(awk '/99%/{print $2}' "$work/steady.txt"), longest $(awk '/Latency  /{print $4}' "$work/steady.txt")"
  stop_bot
}

memory() {
  local store="$work/filled.db" began
  configure "$work/empty.db" http://127.0.0.1:9
  start_bot
  echo "resident at rest, empty store: $(resident "$bot_pid")"
  stop_bot
  "$tools/fill_store" "$store" 100000 >/dev/null
  configure "$store" http://127.0.0.1:9
  began=$(now)
  start_bot
  echo "with 100000 finished reviews ($(du -m "$store" | cut -f1) MB): ready after $((($(now) - began) / 1000000)) ms"
  for page in "" api/queue health metrics; do curl -s "$url$page" >/dev/null; done
  echo "resident after its pages were read: $(resident "$bot_pid")"
  stop_bot
}

catch_up() {
  "$tools/catch_up" "$bot"
  "$tools/catch_up" "$bot" 1000 4 10
}

[ "$part" != all ] && [ "$part" != deliveries ] || deliveries "$(free_port)"
[ "$part" != all ] && [ "$part" != catch-up ] || catch_up
[ "$part" != all ] && [ "$part" != memory ] || memory
