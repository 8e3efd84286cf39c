"""Where the letters come from: font files of the npm packages, never the fonts of the machine, so a page
looks the same everywhere."""

import functools
import os
from pathlib import Path

import typst

from lantoa.printing.errors import FontsMissing

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("tinos", "be-vietnam-pro")
FAMILIES = ("Tinos", "Be Vietnam Pro")
HOW_TO = (
    "Run `npm ci` in frontend/, or set LANTOA_FONTS to a folder that holds Tinos and Be Vietnam Pro (TTF)."
)


def font_directories() -> list[Path]:
    """Folders with font files: those of LANTOA_FONTS (separated like PATH), else those of the npm packages.

    Raises `FontsMissing` when a folder is not there.
    """
    named = os.environ.get("LANTOA_FONTS", "")
    if named:
        folders = [Path(part) for part in named.split(os.pathsep) if part]
    else:
        folders = [PROJECT / "frontend" / "node_modules" / "@expo-google-fonts" / name for name in PACKAGES]
    absent = [str(folder) for folder in folders if not folder.is_dir()]
    if absent:
        raise FontsMissing(f"No fonts at {', '.join(absent)}. {HOW_TO}")
    return folders


def load_fonts() -> typst.Fonts:
    """The fonts, read once a process for each set of folders. Raises `FontsMissing` when a family is not
    among them."""
    return _load(tuple(font_directories()))


@functools.lru_cache(maxsize=4)
def _load(folders: tuple[Path, ...]) -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    absent = [family for family in FAMILIES if family not in fonts.families()]
    if absent:
        places = ", ".join(str(folder) for folder in folders)
        raise FontsMissing(f"No font {', '.join(absent)} in {places}. {HOW_TO}")
    return fonts
