#!/usr/bin/env bash
# One file that runs on most Linux desktops: the bundle in dist/vhegui (see packaging/pyinstaller) as an AppImage.
# Needs appimagetool. Make the bundle on the oldest system that it is to run on: it needs the C library of that one.
set -euo pipefail
cd "$(dirname "$0")/../.."
app=dist/vhegui.AppDir
id=org.vhegui.Vhegui
rm -rf "$app"
mkdir -p "$app/usr/bin"
cp -r dist/vhegui "$app/usr/lib-vhegui"
ln -s ../lib-vhegui/vhegui "$app/usr/bin/vhegui"
install -D -m 644 "packaging/$id.desktop" -t "$app/usr/share/applications"
install -D -m 644 "packaging/$id.metainfo.xml" -t "$app/usr/share/metainfo"
install -D -m 644 "packaging/$id.xml" -t "$app/usr/share/mime/packages"
for size in 16 24 32 48 64 128 256 512; do
  install -D -m 644 "packaging/icons/vhegui-$size.png" "$app/usr/share/icons/hicolor/${size}x$size/apps/$id.png"
done
cp "packaging/icons/vhegui-256.png" "$app/$id.png"
ln -s "usr/share/applications/$id.desktop" "$app/$id.desktop"
ln -s usr/bin/vhegui "$app/AppRun"
ARCH=${ARCH:-$(uname -m)} appimagetool "$app" "dist/vhegui-$(uname -m).AppImage"
