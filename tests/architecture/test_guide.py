"""The guide names buttons, pages and fields as the screen does, and leads to every one of its pages."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
# The catalogue holds every sentence of the screen (`make messages-check`), one to a line.
SAID = re.compile(r'^msgid(?:_plural)? "(.+)"$', re.MULTILINE)
# What is in bold after one of these words is a name that the reader looks for; elsewhere bold may be emphasis.
NAMED = re.compile(r"\b(?:bấm|mở|nút|trang|dòng|cột|mục|ô|chọn|đánh dấu|hoặc) \*\*([^*]+)\*\*", re.IGNORECASE)
# Names that the program does not say by itself.
ELSEWHERE = {
    "tên một dòng": "the line's own name is pressed",
    "hạn chế": "a question of the sheet",
}


def plain(text: str) -> str:
    """Without case and what surrounds it; what is filled in, numbers too, is «…» on both sides."""
    text = re.sub(r"%\(\w+\)[sd]|<[^>]+>|\d+|…", "…", text)
    return re.sub(r"[\s“”«»…]+", lambda gap: " … " if "…" in gap[0] else " ", text).strip(" .:?…").casefold()


def test_guide_names_buttons_and_pages_as_the_screen_does() -> None:
    catalogue = (ROOT / "lantoa/locale/en/LC_MESSAGES/django.po").read_text()
    known = set(map(plain, SAID.findall(catalogue))) | ELSEWHERE.keys()
    wrong = {
        (page.name, one)
        for page in GUIDE.glob("*.md")
        for name in NAMED.findall(re.sub(r"\s+", " ", page.read_text()))
        for one in name.split(" → ")
        if plain(one) not in known
    }
    assert wrong == set()


def test_guide_leads_to_each_of_its_pages() -> None:
    links = {
        page.name: set(re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()))
        for page in GUIDE.glob("*.md")
    }
    dead = {(name, link) for name, found in links.items() for link in found if not (GUIDE / link).exists()}
    assert dead == set()
    assert links.keys() - links["index.md"] == {"index.md"}
