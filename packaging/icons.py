"""The program's icon in all sizes that systems ask for, drawn from the one drawing in resources/icons.

    python packaging/icons.py

writes packaging/icons/vhegui-N.png, vhegui.ico (Windows) and vhegui.icns (macOS). Both containers hold PNG pictures:
see "Icons" in the Win32 documentation, and "Icon Services" in Apple's.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from vhegui.core.resources import resource

FOLDER = Path(__file__).parent / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO = (16, 24, 32, 48, 64, 128, 256)
ICNS = {"icp4": 16, "icp5": 32, "icp6": 64, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024}


def main() -> None:
    """Draw all of them."""
    app = QGuiApplication([])
    renderer = QSvgRenderer(resource("icons", "vhegui.svg").read_bytes())
    pictures = {size: _png(renderer, size) for size in SIZES}
    FOLDER.mkdir(exist_ok=True)
    for size, picture in pictures.items():
        (FOLDER / f"vhegui-{size}.png").write_bytes(picture)
    (FOLDER / "vhegui.ico").write_bytes(ico({size: pictures[size] for size in ICO}))
    (FOLDER / "vhegui.icns").write_bytes(icns({kind: pictures[size] for kind, size in ICNS.items()}))
    app.quit()


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures by their size; 256 pixels are written as 0."""
    place = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures.values())


def icns(pictures: dict[str, bytes]) -> bytes:
    """A macOS icon of PNG pictures by their four-letter kind."""
    parts = b"".join(
        kind.encode("ascii") + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def _png(renderer: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


if __name__ == "__main__":
    main()
