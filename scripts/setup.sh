#!/usr/bin/env bash
# Makes .venv ready: `setup.sh run` for what the server needs, `setup.sh dev` for tests and checks.
#
# Missing Debian packages are installed when we may (as root, or through sudo without a password);
# otherwise the command to type is printed. Every Python package is pinned by hash. A stamp of the
# lock file makes the next call return at once.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:?run or dev}
declare -A locks=([run]=requirements.lock [dev]=requirements-dev.lock)
lock=${locks[$mode]:?run or dev}
venv=.venv

stamp_of() { { cat "$1" scripts/setup.sh; pwd; } | sha256sum | cut -d' ' -f1; }

is_ready() { [ -x $venv/bin/junto ] && [ "$(cat $venv/stamp-"$1" 2>/dev/null)" = "$(stamp_of "${locks[$1]}")" ]; }

find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      command -v "$name"
      return
    fi
  done
  echo "Junto needs Python 3.11 or newer: apt-get install python3.11" >&2
  return 1
}

# Debian splits ensurepip from Python; other builds have it inside.
missing_packages() {
  local python=$1 version
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  [ -x $venv/bin/pip ] || "$python" -c 'import ensurepip' 2>/dev/null || echo "python$version-venv"
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -d /etc/pki ] || echo ca-certificates
  has_pango || [ "$mode" != dev ] || echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  [ "$mode" = dev ] || return 0
  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || echo chromium-headless-shell
  # The driver of the browser is a program of its own, and needs this one library.
  ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || echo libatomic1
  command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql
  command -v redis-server >/dev/null || echo redis-server
}

# Reports as PDF documents need it; the server runs without.
has_pango() { ls /usr/lib/*/libpangoft2-1.0.so.0 >/dev/null 2>&1; }

install_packages() {
  local as_root=()
  if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "Some Debian packages are missing. Type this, then the same command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
    return 1
  fi
  echo "Installing Debian packages: $*"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; return 1; }
}

# The checkout itself needs no build: a path file and a two-line command do what an editable
# install would, with nothing but the locked packages.
link_checkout() {
  local site
  site=$($venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo "$PWD/src" >"$site/junto-checkout.pth"
  rm -f "$site"/_editable_impl_junto.pth $venv/bin/junto
  printf '#!%s/%s/bin/python\nimport sys\n\nfrom junto.__main__ import main\n\nsys.exit(main())\n' "$PWD" $venv >$venv/bin/junto
  chmod +x $venv/bin/junto
}

if is_ready "$mode" || { [ "$mode" = run ] && is_ready dev; }; then exit 0; fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
python=$(find_python)
mapfile -t missing < <(missing_packages "$python")
if [ ${#missing[@]} -gt 0 ]; then install_packages "${missing[@]}"; fi
if ! has_pango; then
  install_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
    echo "Going on without: reports can be read, and not made into PDF documents." >&2
fi

# A virtual environment knows its own path; one that was moved here or lost its Python is of no use.
if [ ! -x $venv/bin/pip ] || ! $venv/bin/python -c 'import pip' 2>/dev/null || ! grep -q "^#!.*$PWD/$venv/" $venv/bin/pip; then
  "$python" -m venv --clear $venv
fi
echo "Installing $(grep -c '^[a-zA-Z]' "$lock") Python packages from $lock"
$venv/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
link_checkout
stamp_of "$lock" >"$venv/stamp-$mode"
