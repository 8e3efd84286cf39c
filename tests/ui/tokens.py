"""Reads frontend/src/tokens.css and computes contrast as WCAG 2.2 defines it (relative luminance of sRGB)."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOKENS = PROJECT / "frontend" / "src" / "tokens.css"
_COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")


def schemes() -> dict[str, dict[str, str]]:
    """The colours of the light scheme, and of the dark one where it differs laid over the light."""
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    base = dict(_COLOUR.findall(light))
    return {"light": base, "dark": base | dict(_COLOUR.findall(dark))}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
