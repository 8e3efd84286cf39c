"""The name screen: refuses a text that names a person or gives a number by which one is found.

It runs here, asks nobody and keeps nothing. It knows the words of its lists and the shape of numbers; what it misses and what it
refuses wrongly is measured by the sentences of `tests/core/name_screen/` and told in `docs/name-screen.md`.
"""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _

from lantoa.core.name_screen.numbers import numbers_in
from lantoa.core.name_screen.passages import LABELS, Kind, Passage
from lantoa.core.name_screen.persons import persons_in
from lantoa.core.name_screen.tokens import words_of
from lantoa.core.text import nfc

__all__ = ["Kind", "Passage", "find_persons", "sentence_of"]

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGIT = re.compile(r"(?![0-9])\d")
SHOWN = 3  # passages that a refusal names


def find_persons(text: str) -> list[Passage]:
    """What in the text names or finds a person, in order; places count in the text as NFC. Takes time linear in the text."""
    text = _plain(nfc(text))
    tokens = words_of(text)
    found = sorted(
        {*persons_in(text, tokens), *numbers_in(text, tokens)}, key=lambda one: (one.start, -one.end)
    )
    kept: list[Passage] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _plain(text: str) -> str:
    """Wide letters and the digits of other scripts as those of a keyboard, each in its place."""
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text.translate(_WIDE))


def sentence_of(text: str, found: Sequence[Passage]) -> str:
    """What is wrong, where, and what to do; the passages in the words that were typed."""
    text = nfc(text)
    shown = "; ".join(
        _("«%(words)s» (%(kind)s)") % {"words": text[one.start : one.end], "kind": LABELS[one.kind]}
        for one in found[:SHOWN]
    )
    more = _(" và %(count)d chỗ nữa") % {"count": len(found) - SHOWN} if len(found) > SHOWN else ""
    return _(
        "Ở đây không ghi người nào. Nội dung chưa được lưu vì có: %(passages)s%(more)s. Hãy viết theo việc và đơn vị, ví dụ "
        "«người dân ấp 3», «nhân viên khoa Dược»; nếu không phải tên người, hãy ghi rõ đó là tên đường, trường, công ty…"
    ) % {"passages": shown, "more": more}
