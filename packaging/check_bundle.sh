#!/usr/bin/env bash
# Make the bundle of this system, start it without a display on the demo data, and say how large and how fast it is.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/python" -m pip install -q . pyinstaller
"$place/venv/bin/python" -m PyInstaller --noconfirm --log-level WARN --distpath "$place/dist" --workpath "$place/work" \
  packaging/pyinstaller/vhegui.spec
program="$place/dist/vhegui/vhegui"
du -sh "$place/dist/vhegui" | cut -f1
"$program" --version
export XDG_CACHE_HOME="$place/cache"
"$program" simulate-demo >/dev/null
time "$program" screenshot --demo -o "$place/window.png"
test -s "$place/window.png" && echo "the window opens the demo data, and closes"
