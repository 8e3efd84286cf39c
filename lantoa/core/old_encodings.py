"""Texts typed in the fonts of the 1990s, read as Unicode. Whether a text is one is `core.text.detect_legacy_encoding`'s to say.

Needs nothing but the standard library: the child process that reads strangers' files uses it too.
"""

import re
import unicodedata
from typing import Final

# TCVN 5712:1993 (VN3, the "ABC" fonts): one Latin-1 character for each Vietnamese letter.
_TCVN3: Final = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
# VNI for Windows: a plain letter followed by a character that draws its marks, and a few whole letters.
_VNI_TONES: Final = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX: Final = {"â": "\u0302"} | {
    mark: "\u0302" + tone for mark, tone in zip("áàåãä", _VNI_TONES.values(), strict=True)
}
_VNI_BREVE: Final = {"ê": "\u0306"} | {
    mark: "\u0306" + tone for mark, tone in zip("éèúüë", _VNI_TONES.values(), strict=True)
}
_VNI_MARKS: Final = _VNI_TONES | _VNI_CIRCUMFLEX | _VNI_BREVE
_VNI_LETTERS: Final = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
_VNI_PAIR_OR_LETTER: Final = re.compile(
    "(?:(?P<a>[aA])(?P<am>[ùøûõïâáàåãäêéèúüë])|(?P<e>[eEoO])(?P<em>[ùøûõïâáàåãä])"
    "|(?P<u>[uUyYôÔöÖ])(?P<um>[ùøûõï]))|[ñôöíìæóòîÑÔÖÍÌÆÓÒÎ]",
    re.IGNORECASE,
)


def from_tcvn3(s: str) -> str:
    """Every character read as TCVN3 has it; a text that is not TCVN3 comes out as nonsense."""
    return s.translate(_TCVN3)


def from_vni(s: str) -> str:
    """Every pair read as VNI has it; a text that is not VNI comes out as nonsense."""

    def convert(match: re.Match[str]) -> str:
        pair = match.group()
        letter = _VNI_LETTERS.get(pair[0], pair[0])
        return unicodedata.normalize("NFC", letter + _VNI_MARKS[pair[1].lower()]) if len(pair) > 1 else letter

    return _VNI_PAIR_OR_LETTER.sub(convert, s)
