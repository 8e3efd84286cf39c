"""What can go wrong while a paper is set."""


class PrintingError(Exception):
    """Base of every failure of this app."""


class FontsMissing(PrintingError):
    """The font files are not where they should be; the message says what to run."""


class TypesettingFailed(PrintingError):
    """The typesetter refused the text or warned about it, for example a letter no font has."""


class NoFormatInForce(PrintingError, LookupError):
    """No layout rule known to this software was in force on the day asked for."""
