#!/usr/bin/env bash
# Runs the named parts of the test suite, one after another: sqlite, server, browser, postgres.
#
# The first part that is red ends the run, so pytest's summary is always the last line.
set -euo pipefail
cd "$(dirname "$0")/.."

# A hundred processes start: what one has compiled, no other compiles again.
unset PYTHONDONTWRITEBYTECODE

pytest=.venv/bin/pytest
in_parallel=(-n 2 --dist worksteal -m "not e2e and not server")

# What the two databases could disagree about: the contexts, the foundation and the pages, and of
# their tests those that may touch a database (tests/conftest.py marks them).
database_tests() {
  local path
  for path in tests/foundation tests/web $(cd src/junto/domain && ls -d [a-z]*/ | sed 's#^#tests/#; s#/$##'); do
    if [ -d "$path" ]; then echo "$path"; fi
  done
}

for part in "$@"; do
  echo "== $part"
  case $part in
    sqlite) $pytest -q "${in_parallel[@]}" tests ;;
    server)
      # The front door closes on who is slow: its tests watch the clock and have the machine alone.
      $pytest -q -m "server and not e2e" tests/server/test_front_door.py
      $pytest -q -n 2 --dist worksteal -m "server and not e2e" tests/server \
        --ignore=tests/server/test_front_door.py ;;
    # Journeys wait for each other's screens and for clocks: a third one fills the two cores.
    browser) $pytest -q -n 3 --dist worksteal -m e2e tests/e2e ;;
    postgres)
      scripts/postgres-test.sh $pytest -q -n 2 --dist worksteal \
        -m "django_db and not e2e and not server" $(database_tests) ;;
    *) echo "no part called $part: sqlite, server, browser, postgres" >&2; exit 2 ;;
  esac
done
