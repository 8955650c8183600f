"""Seeded damage to FITS files: what bad disks, broken transfers, careless scripts and strange writers do."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable

BLOCK, CARD = 2880, 80
NUMBERS = ("0", "-1", "1", "2", "3", "7", "8", "2880", "65536", "2147483647", "-2147483648",
           "1000000000000", "9223372036854775807", "99999999999999999999", "1E400", "NaN", "T",
           "'text'", "", "1.5", "-0.0", "1E-300")  # fmt: skip
FORMATS = ("'1E'", "'1D'", "'1J'", "'0E'", "'1PE(9)'", "'1QD(1000000000000)'", "'60E'", "'1000000000000D'", "'8X'",
           "'1L'", "'16A'", "'-3E'", "'1M'", "''", "'Z'", "'1K'", "42", "'99999999999999999999E'")  # fmt: skip
SHAPES = ("'(1)'", "'(2,3)'", "'(3,2)'", "'(0)'", "'(-1,-6)'", "'(1000000,1000000)'", "'(20, 1)'", "''", "7",
          "'(99999999999999999999,2)'", "'(,)'", "'(2,3,1,1)'")  # fmt: skip
TEXTS = ("''", "'GTI'", "'EVENTS'", "'POINT-LIKE'", "'2D'", "'UTC'", "'m2'", "'furlong'", "'GeV'", "'1/0'", "'m**-9'",
         "'('", "'sr^(-1)'", "'\xe9\xff'", "'" + "x" * 66 + "'", "'TeV", "3.5", "F")  # fmt: skip
Mutation = Callable[[bytearray, random.Random], bytes]


def damaged(raw: bytes, rng: random.Random) -> bytes:
    """The file with one to three random mutations."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        raw = rng.choice(MUTATIONS)(bytearray(raw), rng) or b"\0"
    return raw


def _flip_bits(raw: bytearray, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 8)):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return raw


def _overwrite_run(raw: bytearray, rng: random.Random) -> bytes:
    start, length = rng.randrange(len(raw)), rng.choice((4, 8, 80, 512, BLOCK))
    filling = rng.choice((b"\0", b" ", b"\xff", b"\x7f\xc0\0\0", b"\xff\xf0\0\0\0\0\0\0"))
    raw[start : start + length] = (filling * length)[: len(raw[start : start + length])]
    return raw


def _truncate(raw: bytearray, rng: random.Random) -> bytes:
    return raw[: rng.choice((rng.randrange(len(raw)), BLOCK * rng.randrange(1 + len(raw) // BLOCK)))]


def _insert(raw: bytearray, rng: random.Random) -> bytes:
    place = rng.randrange(len(raw))
    return raw[:place] + bytes(rng.choice((1, 80, BLOCK))) + raw[place:]


def _edit_structure(raw: bytearray, rng: random.Random) -> bytes:
    return _edit(raw, rng, rb"(NAXIS\d?|BITPIX|PCOUNT|GCOUNT|TFIELDS|THEAP)", NUMBERS)


def _edit_format(raw: bytearray, rng: random.Random) -> bytes:
    return _edit(raw, rng, rb"TFORM\d+", FORMATS)


def _edit_shape(raw: bytearray, rng: random.Random) -> bytes:
    return _edit(raw, rng, rb"TDIM\d+", SHAPES)


def _edit_number(raw: bytearray, rng: random.Random) -> bytes:
    return _edit(raw, rng, rb"[A-Z][A-Z0-9_-]*", (*NUMBERS, *TEXTS))


def _edit_text(raw: bytearray, rng: random.Random) -> bytes:
    return _edit(raw, rng, rb"(TUNIT\d+|TTYPE\d+|EXTNAME|HDUCLAS\d|TIMESYS|FOVALIGN|CREF\d+|XTENSION|CREATOR)", TEXTS)


def _scale(raw: bytearray, rng: random.Random) -> bytes:
    """A keyword that is turned into TSCAL, TZERO or TNULL."""
    key, n = rng.choice(("TSCAL", "TZERO", "TNULL", "TDIM", "THEAP", "CREF")), rng.randint(1, 7)
    return _edit(raw, rng, rb"(HDUDOC|HDUVERS|DEC_PNT|OBJECT)", (*NUMBERS, *SHAPES), f"{key}{n}")


def _swap_hdus(raw: bytearray, rng: random.Random) -> bytes:
    hdus = split(bytes(raw))
    action = rng.choice(("drop", "double", "shuffle", "header"))
    if len(hdus) < 3:
        return raw
    i, j = rng.randrange(1, len(hdus)), rng.randrange(1, len(hdus))
    if action == "drop":
        del hdus[i]
    elif action == "double":
        hdus.insert(j, hdus[i])
    elif action == "shuffle":
        hdus[i], hdus[j] = hdus[j], hdus[i]
    else:
        hdus[i] = hdus[i][:BLOCK] + hdus[j][BLOCK:]
    return b"".join(hdus)


def _damage_zip(raw: bytearray, rng: random.Random) -> bytes:
    if raw[:2] == b"\x1f\x8b":
        return _flip_bits(raw, rng)
    zipped = bytearray(gzip.compress(bytes(raw), 1, mtime=0))
    return rng.choice((_flip_bits, _truncate, _insert, lambda z, _: z + z, lambda z, _: z + b"\0" * 100))(zipped, rng)


MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits, _overwrite_run, _truncate, _insert, _edit_structure, _edit_structure, _edit_format, _edit_shape,
    _edit_number, _edit_number, _edit_text, _scale, _swap_hdus, _damage_zip,
)  # fmt: skip


def split(raw: bytes) -> list[bytes]:
    """The HDUs of an undamaged file, found by their first card."""
    starts = [0, *(m.start() for m in re.finditer(rb"XTENSION=", raw) if m.start() % BLOCK == 0)]
    return [raw[a:b] for a, b in zip(starts, [*starts[1:], len(raw)], strict=True)]


def _edit(raw: bytearray, rng: random.Random, keys: bytes, values: tuple[str, ...], rename: str = "") -> bytes:
    """Give one card whose keyword fits `keys` another value (and name)."""
    pattern = re.compile(keys + rb"\s*$")
    cards = [
        p for p in range(0, len(raw) - CARD + 1, CARD) if raw[p + 8 : p + 10] == b"= " and pattern.match(raw[p : p + 8])
    ]
    if not cards:
        return raw
    place = rng.choice(cards)
    key = rename.ljust(8).encode() if rename else bytes(raw[place : place + 8])
    text = f"= {rng.choice(values):>20}".encode("latin-1")
    raw[place : place + CARD] = (key + text).ljust(CARD)[:CARD]
    return raw
