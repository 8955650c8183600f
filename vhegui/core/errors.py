"""The one family of errors a user can meet: each says what is wrong, where, and what to do."""

LONGEST_TEXT = 800


class VheguiError(Exception):
    """Something a user can understand and act on; its text is shown as it is, but never longer than can be read."""

    def __str__(self) -> str:
        text = super().__str__()
        return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT // 2]} … {text[-LONGEST_TEXT // 2 :]}"


class DataError(VheguiError):
    """A file or a data set is missing, damaged or not what it claims to be."""


class ConfigError(VheguiError):
    """A configuration, session or models file has a wrong value; names key, value and what is allowed."""


class AnalysisError(VheguiError):
    """A step cannot give a result for this analysis (no OFF region fits, no bin is safe, ...)."""
