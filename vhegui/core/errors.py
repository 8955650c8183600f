"""The one family of errors a user can meet: each says what is wrong, where, and what to do."""


class VheguiError(Exception):
    """Something a user can understand and act on; its text is shown as it is."""


class DataError(VheguiError):
    """A file or a data set is missing, damaged or not what it claims to be."""


class ConfigError(VheguiError):
    """A configuration, session or models file has a wrong value; names key, value and what is allowed."""


class AnalysisError(VheguiError):
    """A step cannot give a result for this analysis (no OFF region fits, no bin is safe, ...)."""
