#!/usr/bin/env bash
# Proves the README on a machine that has nothing: `make run` answers, `make test` passes.
#
# Where we are root and debootstrap can reach Debian, that machine is a new Debian 12 with git, make
# and python3.11 alone. Elsewhere it is an empty clone with an empty home, which still finds what a
# checkout had by accident. Only what is committed takes part.
set -euo pipefail
cd "$(dirname "$0")/.."

release=bookworm
scratch=$(mktemp -d "${TMPDIR:-/tmp}/junto-fresh.XXXXXX")
trap 'rm -rf --one-file-system "$scratch"' EXIT
trap 'exit 130' INT TERM

# What a network may demand of its guests; everything else of this machine stays outside.
network=()
for name in http_proxy https_proxy no_proxy PIP_INDEX_URL PIP_DEFAULT_TIMEOUT; do
  if [ -n "${!name:-}" ]; then network+=("$name=${!name}"); fi
done

mirror() {
  apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' 'Created-By: Packages' 2>/dev/null |
    awk -v release=$release '$1 == release && $2 == "main" { print $3; exit }'
}

may_bootstrap() {
  [ "$(id -u)" = 0 ] && [ -n "$(mirror)" ] && unshare --mount --pid --fork true 2>/dev/null || return 1
  command -v debootstrap >/dev/null || apt-get install -qq -y --no-install-recommends debootstrap >/dev/null 2>&1
}

on_new_debian() {
  local root=$scratch/debian
  echo "== a new Debian 12"
  debootstrap --variant=minbase --include=git,make,python3.11,ca-certificates $release "$root" "$(mirror)" >"$scratch/log" 2>&1 ||
    { tail -20 "$scratch/log" >&2; return 1; }
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  # Nothing that is installed in there starts a service out here.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  # A network that signs what passes through it has its authority in this machine's bundle.
  if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/outside.crt"
    network+=(PIP_CERT=/etc/ssl/outside.crt)
  fi
  git clone -q --no-hardlinks . "$root/srv/junto"
  # Its processes and its mounts end with it.
  unshare --mount --pid --fork --kill-child bash -euc '
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/dev/shm"
    exec chroot "$@"
  ' - "$root" /usr/bin/env -i CI=true HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "${network[@]}" \
    /srv/junto/scripts/try-readme.sh
}

in_empty_clone() {
  local python
  echo "== an empty clone with an empty home (a new Debian needs root and debootstrap)"
  python=$(dirname "$(command -v python3.11 || command -v python3)")
  git clone -q --no-hardlinks . "$scratch/junto"
  mkdir "$scratch/home"
  env -i CI=true HOME="$scratch/home" LANG=C.UTF-8 PATH="$python:/usr/sbin:/usr/bin:/sbin:/bin" \
    ${PIP_CERT:+PIP_CERT="$PIP_CERT"} "${network[@]}" "$scratch/junto/scripts/try-readme.sh"
}

if may_bootstrap; then on_new_debian; else in_empty_clone; fi
