#!/bin/sh
# Installs what building and testing need on Debian 12, and nothing when it is all there.
#   deploy/install-packages.sh           deploy/packages.txt
#   deploy/install-packages.sh FILE...   what those lists name
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- "$here/packages.txt"
missing=""
for package in $(grep -hv '^#' "$@"); do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "   everything needed is installed"
  exit 0
fi
echo "   installing:$missing"
run=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Please run this as root, or install sudo." >&2; exit 1; }
  run=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$run apt-get update -qq
# shellcheck disable=SC2086  # a list of words
$run apt-get install -y -qq --no-install-recommends $missing >/dev/null
