"""System libraries Qt needs on Linux: which are missing, and which package has them. Imports nothing of Qt.

Qt loads its X11 plug-in late and aborts the process when a library of it is missing, so it is looked for before.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

# library: (Debian and Ubuntu, Fedora)
ALWAYS = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libzstd.so.1": ("libzstd1", "libzstd"),
}
X11 = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
}


def problem(offscreen: bool, environment: Mapping[str, str] = os.environ) -> str:
    """Why Qt cannot start, with what to install, or "". `offscreen`: no window is needed."""
    if sys.platform != "linux":
        return ""
    platform = "offscreen" if offscreen else environment.get("QT_QPA_PLATFORM", "")
    windows = platform.split(":")[0] not in ("offscreen", "minimal", "vnc")
    if windows and not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        return (
            "there is no display to open a window on; start vhegui in a graphical session (or with ssh -X), "
            'or use "vhegui run" and "vhegui screenshot", which need none'
        )
    x11 = windows and (platform.startswith("xcb") or not environment.get("WAYLAND_DISPLAY"))
    missing = [name for name in (ALWAYS | X11 if x11 else ALWAYS) if not _is_there(name)]
    return advice(missing) if missing else ""


def advice(libraries: list[str]) -> str:
    """A sentence that names missing libraries and the packages to install."""
    packages = [(ALWAYS | X11)[name] for name in libraries]
    debian, fedora = (" ".join(dict.fromkeys(names)) for names in zip(*packages, strict=True))
    return (
        f"Qt's system libraries are missing ({', '.join(libraries)}). "
        f"On Debian or Ubuntu: sudo apt install {debian}. On Fedora: sudo dnf install {fedora}"
    )


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
