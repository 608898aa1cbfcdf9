#!/usr/bin/env bash
# The two commands of the README, as a newcomer types them: the link of `make run` answers with a
# page, and `make test` passes.
set -euo pipefail
cd "$(dirname "$0")/.."

since() { echo "   $1 after $((SECONDS - began)) s"; }

echo "== make run"
began=$SECONDS
log=$(mktemp)
data=$(mktemp -d)
set -m
make run PORT=0 DATA="$data" >"$log" 2>&1 </dev/null &
server=$!
set +m
trap 'kill -TERM -- -$server 2>/dev/null || true; rm -rf "$log" "$data"' EXIT

until grep -q '^Junto is ready' "$log"; do
  if ! kill -0 $server 2>/dev/null || [ $((SECONDS - began)) -gt 600 ]; then
    cat "$log" >&2
    echo "make run printed no link" >&2
    exit 1
  fi
  sleep 0.2
done
sleep 0.2
cat "$log"
.venv/bin/python - $(grep -oE 'https?://[^ ]+' "$log") <<'PY'
import sys
import urllib.request

for link in sys.argv[1:]:
    with urllib.request.urlopen(link, timeout=30) as answer:
        page = answer.read()
    print(f"   {answer.status}, {len(page)} bytes: {answer.url.split('?')[0]}")
    assert answer.status == 200 and b"<h1" in page, "the link leads to no page"
PY
since "the link answered"
kill -TERM -- -$server
wait $server || true

echo "== make test"
began=$SECONDS
make test </dev/null
since "make test passed"
