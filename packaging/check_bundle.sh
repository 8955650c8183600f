#!/usr/bin/env bash
# Make the bundle of this system; run an analysis with it and open the window, without a display, on the demo data; say
# how large and how fast it is.  A folder as argument is where the bundle stays.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
dist=$(realpath -m "${1:-$place/dist}")
python3 -m venv "$place/venv"
"$place/venv/bin/python" -m pip install -q . pyinstaller
"$place/venv/bin/python" -m PyInstaller --noconfirm --log-level WARN --distpath "$dist" --workpath "$place/work" \
  packaging/pyinstaller/vhegui.spec
program="$dist/vhegui/vhegui"
if [ "$(uname)" = Linux ]; then  # without these of the system it is made on, the bundle opens no window on X11
  for library in cursor icccm image keysyms render-util; do ls "$dist"/vhegui/_internal/libxcb-$library.so.* >/dev/null; done
fi
du -sh "$dist/vhegui" | cut -f1
time "$program" --version
export XDG_CACHE_HOME="$place/cache" QT_QPA_PLATFORM=offscreen
"$program" simulate-demo -o "$place/demo" >/dev/null
cat >"$place/analysis.yaml" <<YAML
observations: {datastore: $place/demo, obs_ids: [1011, 1012]}
datasets:
  type: 1d
  stack: true
  on_region: {frame: icrs, lon: 329.717 deg, lat: -30.226 deg, radius: 0.11 deg}
  background: {method: reflected}
  geom: {axes: {energy: {min: 0.1 TeV, max: 40 TeV, nbins: 20}, energy_true: {min: 0.05 TeV, max: 100 TeV, nbins: 40}}}
fit: {fit_range: {min: 0.2 TeV, max: 20 TeV}}
flux_points: {source: blazar, energy: {min: 0.3 TeV, max: 10 TeV, nbins: 4}}
YAML
cat >"$place/models.yaml" <<YAML
components:
- name: blazar
  type: SkyModel
  spectral:
    type: PowerLawSpectralModel
    parameters:
    - {name: index, value: 2.5}
    - {name: amplitude, value: 1.0e-11, unit: cm-2 s-1 TeV-1}
    - {name: reference, value: 1.0, unit: TeV, frozen: true}
YAML
"$program" run "$place/analysis.yaml" --models "$place/models.yaml" -o "$place/out" --profiles --toys 20 >/dev/null
test -s "$place/out/results.json" && echo "an analysis without a window writes its results"
"$program" map "$place/demo" --runs 1011 -o "$place/maps" >/dev/null
test -n "$(ls "$place"/maps/maps/*.fits)" && echo "maps are made"
time "$program" screenshot "$place/out/session.yaml" -o "$place/window.png"
test -s "$place/window.png" && echo "the window opens the session, and closes"
