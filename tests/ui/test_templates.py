"""What the content security policy would drop, or the sprite does not hold, stands in no template."""

import json
import re
from pathlib import Path

from tests.ui.tokens import PROJECT

TEMPLATES = sorted(
    path
    for folder in (PROJECT / "lantoa").glob("*/templates")
    for path in folder.rglob("*")
    if path.suffix in {".html", ".svg"}
)
INLINE_STYLE = re.compile(r"<[a-zA-Z][^>]*\sstyle\s*=|<style\b", re.IGNORECASE)
HANDLER = re.compile(r"<[a-zA-Z][^>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*=|javascript:", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
OTHER_HOST = re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
# What the template language compares inside a tag (`<option{% if one == … %}>`) is no attribute of it.
LANGUAGE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ICON = re.compile(r"{%-?\s*icon\s+\"([a-z-]+)\"")


def offenders(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(PROJECT)}: {found.group(0)[:80]}"
        for path in TEMPLATES
        for found in pattern.finditer(LANGUAGE.sub(" ", path.read_text()))
    ]


def test_templates_are_found() -> None:
    assert PROJECT / "lantoa/ui/templates/ui/base.html" in TEMPLATES


def test_templates_have_no_inline_style() -> None:
    assert offenders(INLINE_STYLE) == []


def test_templates_have_no_inline_handler() -> None:
    assert offenders(HANDLER) == []


def test_templates_have_no_inline_script() -> None:
    assert offenders(INLINE_SCRIPT) == []


def test_templates_name_no_other_host() -> None:
    assert offenders(OTHER_HOST) == []


def test_templates_use_icons_of_the_sprite_only() -> None:
    known = set(json.loads((PROJECT / "frontend/src/icons.json").read_text()))
    used = {name for path in TEMPLATES for name in ICON.findall(path.read_text())}
    assert used - known == set()


def test_patterns_see_what_they_look_for() -> None:
    sample = '<p class="a" style="x"><a onclick="y"><script>1</script><img src="//cdn"><b hx-on:click="z">'
    found = [len(p.findall(sample)) for p in (INLINE_STYLE, HANDLER, INLINE_SCRIPT, OTHER_HOST)]
    assert found == [1, 2, 1, 1]


def test_style_sheets_name_no_other_host() -> None:
    sheets: list[Path] = sorted((PROJECT / "frontend/src").rglob("*.css"))
    assert [
        path.name for path in sheets if "//" in re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    ] == []
