#!/usr/bin/env bash
# Build wheel and sdist, install each where nothing else is, and try what a user tries first.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/build"
"$place/build/bin/python" -m pip install -q build
"$place/build/bin/python" -m build -q --outdir "$place/dist" .
for built in "$place"/dist/*; do
  python3 -m venv --clear "$place/clean"
  "$place/clean/bin/python" -m pip install -q "$built"
  cd "$place"
  "$place/clean/bin/vhegui" --version
  XDG_CACHE_HOME="$place/cache" "$place/clean/bin/vhegui" screenshot --demo -o "$place/window.png"
  test -s "$place/window.png" && echo "$(basename "$built"): installs, and opens the demo data"
  rm "$place/window.png"
  cd - >/dev/null
done
