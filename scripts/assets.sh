#!/usr/bin/env bash
# Builds the committed assets again from pinned npm packages, and notes their checksums.
#
# Neither running nor testing Junto needs this: `make check` only compares the checksums.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v npm >/dev/null || { echo "Building assets needs npm: apt-get install npm" >&2; exit 1; }
npm ci --ignore-scripts --no-audit --no-fund
.venv/bin/uv run --no-project --with fonttools==4.60.1 --with brotli==1.1.0 python scripts/assets.py
git ls-files 'src/junto/interfaces/web/ui/static/ui/vendor/*' 'src/junto/interfaces/web/ui/static/ui/fonts/*' 'tests/vendor/*' |
  LC_ALL=C sort | xargs sha256sum >scripts/assets.sha256
