#!/usr/bin/env bash
# Runs every script in bench/: each prints its figure, its limit and what it is compared with.
set -uo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."

status=0
for script in bench/[!_]*.py; do
  echo "== $(basename "$script" .py | tr _ ' ')"
  .venv/bin/python "$script" || status=1
done
exit $status
