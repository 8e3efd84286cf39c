"""Why a file is refused, as the child tells it: a code that `lantoa.attachments.sentences` turns into words."""


class Fault(Exception):
    """`where` holds names and numbers for the sentence (sheet, cell, page), never content of the file."""

    def __init__(self, code: str, **where: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
