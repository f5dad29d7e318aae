#!/bin/bash
# A real Matrix homeserver (Synapse) on 127.0.0.1 for tests, from Debian packages alone. Debian 12 has none,
# so the one from unstable goes into a chroot of its own; it is kept, and a second run needs no download.
#   tests/support/synapse.sh install          makes the chroot (about a minute, 390 MB), once
#   tests/support/synapse.sh start DIR PORT   starts a server whose data are in the chroot under the name of DIR
#   tests/support/synapse.sh register DIR PORT NAME PASSWORD   makes an account
#   tests/support/synapse.sh stop DIR         ends the server that `start` began, by its process id
#   tests/support/synapse.sh remove DIR       ends it and forgets its data
# Exit status 75: it cannot be had on this machine now, which a test may skip, loudly.
# DRB_CACHE says where the chroot is kept (default: ~/.cache/data-review-bot).
set -euo pipefail

chroot_dir=${DRB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/data-review-bot}/synapse
# A number that is nobody's, inside and outside the chroot.
owner=61093

tell() { echo "synapse: $*" >&2; }
unavailable() { tell "$*"; exit 75; }

# What apt on this machine was told about reaching and believing the archive; mmdebstrap does not read it.
apt_options() {
  apt-config dump Acquire::http::Proxy
  apt-config dump Acquire::https::Proxy
  apt-config dump Acquire::Check-Valid-Until
}

install() {
  [ "$(id -u)" = 0 ] || unavailable "a chroot needs root"
  [ -e "$chroot_dir/.ready" ] && return
  export DEBIAN_FRONTEND=noninteractive
  if ! command -v mmdebstrap >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends mmdebstrap; } >/dev/null 2>&1 ||
      unavailable "the package mmdebstrap cannot be installed"
  fi
  local archive options=() option
  archive=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | head -n 1)
  [ -n "$archive" ] || unavailable "apt knows no Debian archive"
  while IFS= read -r option; do options+=("--aptopt=$option"); done < <(apt_options)
  # What an interrupted run left; never through a mount.
  if grep -qF " $chroot_dir" /proc/self/mounts; then tell "something is mounted under $chroot_dir"; exit 1; fi
  rm -rf --one-file-system "$chroot_dir"
  mkdir -p "$(dirname "$chroot_dir")"
  tell "installing Synapse from Debian unstable into $chroot_dir"
  mmdebstrap --quiet --mode=root --variant=apt --include=matrix-synapse "${options[@]}" \
    --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    unstable "$chroot_dir" \
    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive unstable main" >&2 ||
    unavailable "unstable's matrix-synapse cannot be installed today"
  touch "$chroot_dir/.ready"
}

# Everything of one server: outside the chroot its pid and log in DIR, inside its data.
place() {
  dir=$(realpath -m "$1")
  name=$(printf %s "$dir" | cksum | cut -d ' ' -f 1)
  data=$chroot_dir/srv/$name
}

inside() { chroot --userspec="+$owner:+$owner" "$chroot_dir" env -i PATH=/usr/bin:/bin HOME="/srv/$name" LANG=C.UTF-8 "$@"; }

configure() {
  [ -e "$data/homeserver.yaml" ] && return
  mkdir -p "$data"
  cat >"$data/homeserver.yaml" <<YAML
server_name: "localhost"
listeners:
  - {port: $1, bind_addresses: ["127.0.0.1"], type: http, tls: false, resources: [{names: [client], compress: false}]}
database: {name: sqlite3, args: {database: "/srv/$name/homeserver.db"}}
media_store_path: "/srv/$name/media"
signing_key_path: "/srv/$name/signing.key"
log_config: "/srv/$name/log.yaml"
pid_file: "/srv/$name/homeserver.pid"
registration_shared_secret: "only for accounts of this test"
macaroon_secret_key: "only for tokens of this test"
form_secret: "only for forms of this test"
report_stats: false
suppress_key_server_warning: true
trusted_key_servers: []
federation_domain_whitelist: []
send_federation: false
presence: {enabled: false}
rc_login: {address: {per_second: 100, burst_count: 100}, account: {per_second: 100, burst_count: 100}}
YAML
  cat >"$data/log.yaml" <<'YAML'
version: 1
formatters: {plain: {format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}
handlers: {console: {class: logging.StreamHandler, formatter: plain}}
root: {level: WARNING, handlers: [console]}
YAML
  chown -R "$owner:$owner" "$data"
  inside python3 -m synapse.app.homeserver -c "/srv/$name/homeserver.yaml" --generate-keys >&2
}

# A pid is ours while the process started when we noted that it did.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" {print $20}'; }
runs() {
  local since
  [ -s "$dir/pid" ] && read -r pid since <"$dir/pid" && [ -n "$since" ] && [ "$(started_at "$pid")" = "$since" ]
}

start() {
  install
  mkdir -p "$dir"
  runs && return
  configure "$1"
  (cd / && exec setsid chroot --userspec="+$owner:+$owner" "$chroot_dir" \
    env -i PATH=/usr/bin:/bin HOME="/srv/$name" LANG=C.UTF-8 PYTHONUNBUFFERED=1 \
    python3 -m synapse.app.homeserver -c "/srv/$name/homeserver.yaml" </dev/null >>"$dir/log" 2>&1) &
  pid=$!
  until curl -fs --noproxy '*' "http://127.0.0.1:$1/_matrix/client/versions" >/dev/null; do
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$dir/log" >&2; tell "the server ended while it started"; exit 1; }
    sleep 0.2
  done
  echo "$pid $(started_at "$pid")" >"$dir/pid"
}

stop() {
  runs || return 0
  kill -TERM "$pid"
  while runs; do sleep 0.1; done
  rm -f "$dir/pid"
}

case ${1:-} in
  install) install ;;
  start) place "$2"; start "$3" ;;
  register)
    place "$2"
    inside python3 -m synapse._scripts.register_new_matrix_user -c "/srv/$name/homeserver.yaml" -u "$4" -p "$5" --no-admin \
      "http://127.0.0.1:$3" >&2
    ;;
  stop) place "$2"; stop ;;
  remove) place "$2"; stop; rm -rf --one-file-system "$data" ;;
  *) sed -n '2,/^set -/p' "$0" | sed -n 's/^# \{0,1\}//p' >&2; exit 2 ;;
esac
