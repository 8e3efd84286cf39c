"""The catalogues: English is complete and true to its sources; what libraries say has its Vietnamese."""

import ast
import gettext
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django import forms
from django.utils import translation
from django.utils.functional import Promise

from lantoa.config.env import PROJECT

SOURCE = PROJECT / "lantoa"
ENGLISH = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
THIRD_PARTY = SOURCE / "locale" / "_third_party" / "vi" / "LC_MESSAGES" / "django.po"
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[0-9]*[a-z]|%%|%[ds]|\{\w+\}|</?\w[^>]*>")
VIETNAMESE_LETTER = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)
# The product's own name, and the example of a name as it stands on paper.
STAYS_VIETNAMESE = ("Lan Tỏa", "Tập thể Chi bộ Phòng Khám bệnh")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages_of(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation, or one for each plural form."""
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make messages` would leave now, made in a copy."""
    copy = tmp_path_factory.mktemp("extracted") / "lantoa"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--all",
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
    ]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return read(copy / ENGLISH.relative_to(SOURCE))


def test_english_catalogue_equals_a_fresh_extraction(fresh: Catalog) -> None:
    assert sorted(map(key_of, messages_of(read(ENGLISH)))) == sorted(map(key_of, messages_of(fresh)))


@pytest.mark.parametrize("path", [ENGLISH, THIRD_PARTY], ids=["en", "third_party"])
def test_catalogue_has_no_empty_and_no_fuzzy_entry(path: Path) -> None:
    lacking = [key_of(one) for one in messages_of(read(path)) if one.fuzzy or not all(forms_of(one))]
    assert lacking == []


def marked_sentences() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=marker), args=[ast.Constant(value=str(sentence)), *_]):
                    if marker in MARKERS:
                        yield sentence


def test_every_marked_sentence_is_seen_by_the_extractor(fresh: Catalog) -> None:
    """xgettext does not look into f-strings: a sentence marked inside one would stay Vietnamese for ever."""
    seen = set(map(key_of, messages_of(fresh)))
    assert sorted(set(marked_sentences()) - seen) == []


@pytest.mark.parametrize("path", [ENGLISH, THIRD_PARTY], ids=["en", "third_party"])
def test_placeholders_and_marks_are_the_same_on_both_sides(path: Path) -> None:
    odd = [
        key_of(message)
        for message in messages_of(read(path))
        for text in forms_of(message)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(key_of(message)))
    ]
    assert odd == []


def test_english_sentences_hold_no_vietnamese_letter() -> None:
    found = []
    for message in messages_of(read(ENGLISH)):
        for text in forms_of(message):
            rest = text
            for kept in STAYS_VIETNAMESE:
                rest = rest.replace(kept, "")
            if VIETNAMESE_LETTER.search(rest):
                found.append(text)
    assert found == []


def vietnamese_of_django() -> set[str]:
    """The sentences that Django itself says in Vietnamese."""
    known: set[str] = set()
    for part in ("conf", "contrib/auth"):
        folder = Path(django.__file__).parent / part / "locale"
        catalogue = vars(gettext.translation("django", folder, ["vi"]))["_catalog"]
        known |= {key if isinstance(key, str) else key[0] for key in catalogue}
    return known


def sentences_of_libraries() -> set[str]:
    """What form fields and the sign-in library may answer, in their own words."""
    fields = [one for one in vars(forms).values() if isinstance(one, type) and issubclass(one, forms.Field)]
    said = [
        sentence for field in fields for sentence in vars(field).get("default_error_messages", {}).values()
    ]
    said += DefaultAccountAdapter.error_messages.values()
    with translation.override(None):
        return {str(sentence) for sentence in said if isinstance(sentence, Promise | str)}


def test_sentences_of_libraries_are_vietnamese() -> None:
    ours = set(map(key_of, messages_of(read(THIRD_PARTY))))
    assert sorted(sentences_of_libraries() - vietnamese_of_django() - ours) == []
