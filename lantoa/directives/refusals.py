"""Refusals that stand at a field of the form."""

from lantoa.core.errors import Refused


def refused_at(field: str, sentence: str) -> Refused:
    return Refused(sentence, fields={field: sentence})
