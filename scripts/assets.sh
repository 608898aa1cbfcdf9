#!/usr/bin/env bash
# Builds the committed assets again from pinned npm packages and notes their checksums; with `note`
# it only notes them.
#
# Neither running nor testing Junto needs this: `make check` compares the checksums, so that a built
# file that was edited by hand, or built and not committed, is found without Node.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != note ]; then
  command -v npm >/dev/null || { echo "Building assets needs npm: apt-get install npm" >&2; exit 1; }
  npm ci --ignore-scripts --no-audit --no-fund
  .venv/bin/uv run --no-project --with fonttools==4.60.1 --with brotli==1.1.0 python scripts/assets.py
fi
find src/junto/interfaces/web/ui/static/ui/{vendor,fonts} tests/vendor -type f |
  LC_ALL=C sort | xargs sha256sum >scripts/assets.sha256
