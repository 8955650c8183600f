"""What can be found, and how well it fits what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from vhegui.core.typing import Array

SIMILAR = 0.86  # Jaro-Winkler; below, two words are not taken for one with a slip of a finger
LEAST_LETTERS = 4  # of a word that may hold a slip
_WORD = re.compile(r"[^\W_]+(?:²)?")


@dataclass(frozen=True)
class Find:
    """One thing that can be found.

    text : what it is called · kind : "Command", "Setting" … · run : goes there · where : menu or panel
    keys : its shortcut · words : others that find it · tip : a sentence about it · possible : whether it can be done.
    """

    text: str
    kind: str
    run: Callable[[], object]
    where: str = ""
    keys: str = ""
    words: str = ""
    tip: str = ""
    possible: bool = True


class Index:
    """Finds by what is typed: every word of it must fit a word of what is found, its name better than its tip.

    The different words of all finds are compared with what is typed at once: a key takes a millisecond.
    """

    def __init__(self, finds: Sequence[Find]) -> None:
        self.finds = tuple(finds)
        vocabulary: dict[str, int] = {}
        places, weights, starts = [], [], [0]
        for find in self.finds:
            for text, weight in (
                (find.text, 1.0), (_initials(find.text), 0.8), (find.words, 0.9), (f"{find.where} {find.kind}", 0.7),
                (find.tip, 0.5),
            ):  # fmt: skip
                for word in _words(text):
                    places.append(vocabulary.setdefault(word, len(vocabulary)))
                    weights.append(weight)
            starts.append(len(places))
        self._vocabulary = list(vocabulary)
        self._places, self._weights = np.array(places, int), np.array(weights)
        self._starts = np.array(starts[:-1], int)
        self._names = [" ".join(_words(find.text)) for find in self.finds]

    def search(self, typed: str, most: int = 60) -> list[Find]:
        """The best first, of equal ones in their order; everything where nothing is typed."""
        words = _words(typed)
        if not words:
            return list(self.finds[:most])
        if not self.finds:
            return []
        score = np.ones(len(self.finds))
        for word in words:
            score *= np.maximum.reduceat(self._fit(word)[self._places] * self._weights, self._starts)
        whole = " ".join(words)
        score *= [1.2 if name.startswith(whole) else 1.0 for name in self._names]
        order = np.argsort(-score, kind="stable")[:most]
        return [self.finds[at] for at in order if score[at] > 0.0]

    def _fit(self, word: str) -> Array:
        """How well every word of the vocabulary fits one that is typed, shape (words,), in [0, 1].

        Slips of the finger are thought of where no word holds what is typed.
        """
        fit = np.array([_contains(known, word) for known in self._vocabulary])
        if fit.any() or len(word) < LEAST_LETTERS or word.isdigit():
            return fit
        similar = cdist([word], self._vocabulary, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)[0]
        return np.where(similar >= SIMILAR, similar, 0.0)


def _contains(known: str, word: str) -> float:
    if known.startswith(word):
        return 1.0 if known == word else 0.95
    return 0.7 if len(word) > 1 and word in known else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _initials(text: str) -> str:
    """What some type for a name of several words: lc for light curve."""
    words = _words(text)
    return "".join(word[0] for word in words) if 1 < len(words) < 6 else ""
