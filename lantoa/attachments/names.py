"""Names of files as people see them. The store never uses them: it files bytes under their hash."""

import re
import unicodedata
from typing import Final

from lantoa.attachments.choices import Kind
from lantoa.core.text import nfc

LONGEST: Final = 150
NAMELESS: Final = "tep"
# Devices of Windows: no file there can be called so, whatever follows the dot.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$", re.IGNORECASE)
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('<>:"|?*', "-"))
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Endings that say what a file is; «quý 2.2021» and «TP.HCM» end in a dot and letters and say nothing.
_OTHER_SUFFIXES: Final = frozenset(
    "." + ending
    for endings in (
        "doc docm dot dotx dotm xls xlsm xlsb xlt xltx ppt pptx pptm odt ods odp rtf htm html mht svg xml json",
        "exe com bat cmd scr msi js vbs ps1 hta lnk jar apk py sh php asp aspx jsp url zip rar 7z gz tar iso",
        "gif bmp tif tiff heic avif ico psd eml msg mp3 mp4 avi mov",
    )
    for ending in endings.split()
)


def clean_name(name: str, kind: Kind) -> str:
    """Return the name to show: last step of a path, one line, NFC, without unseen letters, at most 150 characters.

    It ends in the ending of its kind, which was told by content.
    """
    stem, suffix = split(name)
    if suffix and suffix not in kind.suffixes:
        stem += suffix
    own = suffix if suffix in kind.suffixes else kind.suffixes[0]
    stem = " ".join(stem.translate(_FORBIDDEN).split()).strip(" .")
    stem = nfc(stem[: LONGEST - len(own)]).strip(" .") or NAMELESS
    if _DEVICES.match(stem.split(".")[0].strip()):
        stem = f"{NAMELESS}-{stem}"[: LONGEST - len(own)]
    return f"{stem}{own}"


def split(name: str) -> tuple[str, str]:
    """(name without what says the kind, that ending in lower case, or "")."""
    last = re.split(r"[/\\]", name)[-1]
    seen = nfc("".join(c for c in last if c in "\t\n" or unicodedata.category(c) not in _UNSEEN))
    seen = " ".join(seen.split()).rstrip(" .")
    stem, dot, ending = seen.rpartition(".")
    suffix = f".{ending.lower()}" if dot else ""
    return (stem, suffix) if suffix in _KNOWN_SUFFIXES else (seen, "")


_KNOWN_SUFFIXES: Final = _OTHER_SUFFIXES | {suffix for kind in Kind for suffix in kind.suffixes}
