"""How large a picture is: its sides, its letters and its dots, and the sizes that papers and slides ask for."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_DPI = 200.0  # of PNG files, where nothing is chosen
CM = 1 / 2.54  # inch
SCREEN_DPI = 96.0
POINT = 1 / 72  # inch
SIZES = {
    "screen": "As on the screen",
    "column": "One journal column, 8.8 cm",
    "columns": "Two journal columns, 18 cm",
    "slide": "Slide, 1920 × 1080 pixels",
    "own": "Own size",
}
PAPER = {"column": (8.8, 8.0), "columns": (18.0, 9.0)}  # cm, pt
WIDE = 12.0  # cm: from here on letters are those of two columns
SLIDE, SLIDE_LETTERS = (1920, 1080), 36.0  # pixels
FLATTEST, TALLEST = 0.55, 1.0  # height / width of a picture for paper
MOST_PIXELS = 100_000_000


@dataclass(frozen=True)
class Sheet:
    """width, height : inch · letters : pt, of the usual letters · dpi : dots per inch of a PNG."""

    width: float
    height: float
    letters: float
    dpi: float

    @property
    def pixels(self) -> tuple[int, int]:
        """Of a PNG."""
        return round(self.width * self.dpi), round(self.height * self.dpi)


@dataclass(frozen=True)
class PictureChoice:
    """What a user wants of pictures. size : of `SIZES`; the other three count for "own" · width, height : cm
    letters : pt · unit : in which sizes are typed · colours : those of paper, or the window's.
    """

    size: str = "screen"
    width: float = 12.0
    height: float = 9.0
    letters: float = 9.0
    dpi: int = 300
    unit: str = "cm"
    colours: str = "paper"
    format: str = "png"


@dataclass(frozen=True)
class OnScreen:
    """A plot as it is on the screen. width, height : pixels · letters : pt · least : width and height (pixels of the
    usual size) that it needs · usual : pt, its letters in the usual size.
    """

    width: int
    height: int
    letters: float
    least: tuple[int, int]
    usual: float

    def least_inches(self, letters: float) -> tuple[float, float]:
        """The smallest sides of a picture with letters of a size."""
        inch = letters / self.usual / SCREEN_DPI
        return self.least[0] * inch, self.least[1] * inch

    def sheet(self, dpi: float) -> Sheet:
        """As it is."""
        return Sheet(self.width / SCREEN_DPI, self.height / SCREEN_DPI, self.letters, dpi)


@dataclass(frozen=True)
class Page:
    """Of plots without a window. width : cm, None for as in the window; letters fit a paper then."""

    width: float | None = None
    dpi: float = USUAL_DPI

    def sheet(self, plot: OnScreen) -> Sheet:
        """With the shape that the plot has."""
        if self.width is None:
            return plot.sheet(self.dpi)
        _, letters = PAPER["column" if self.width < WIDE else "columns"]
        width = self.width * CM
        return enlarged(Sheet(width, width * plot.height / plot.width, letters, self.dpi), plot)


def sheet_of(choice: PictureChoice, plot: OnScreen) -> Sheet:
    """What is chosen, for a plot; never smaller than it can be drawn."""
    dpi = float(choice.dpi)
    if choice.size == "screen":
        return plot.sheet(dpi)
    if choice.size == "slide":
        width, height = SLIDE
        return Sheet(width / dpi, height / dpi, SLIDE_LETTERS / dpi / POINT, dpi)
    if choice.size == "own":
        return enlarged(Sheet(choice.width * CM, choice.height * CM, choice.letters, dpi), plot)
    width, letters = PAPER[choice.size]
    shape = min(max(plot.height / max(plot.width, 1), FLATTEST), TALLEST)
    return enlarged(Sheet(width * CM, width * CM * shape, letters, dpi), plot)


def enlarged(sheet: Sheet, plot: OnScreen) -> Sheet:
    """At least as large as the plot needs for its letters."""
    width, height = plot.least_inches(sheet.letters)
    return Sheet(max(sheet.width, width), max(sheet.height, height), sheet.letters, sheet.dpi)
