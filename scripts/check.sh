#!/usr/bin/env bash
# Every check that needs no test: all of them run, and the names of those that failed come last.
set -uo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
failed=()
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export JUNTO_DATA_DIR=$scratch DJANGO_SETTINGS_MODULE=junto.config.settings

check() {
  local name=$1
  shift
  if "$@" >"$scratch/log" 2>&1; then
    echo "ok      $name"
  else
    echo "FAILED  $name"
    sed 's/^/        /' "$scratch/log"
    failed+=("$name")
  fi
}

check "style" $bin/ruff check .
check "format" $bin/ruff format --check .
check "types" $bin/mypy
check "imports" $bin/lint-imports --no-logo
check "migrations" $bin/django-admin makemigrations --check --dry-run
check "reference pages" $bin/python scripts/reference.py --check
check "built assets" sha256sum --check --quiet scripts/assets.sha256
$bin/python scripts/sizes.py

if [ ${#failed[@]} -gt 0 ]; then
  printf 'Not in order: %s\n' "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
