"""Names of files as shown: one line, no unseen letters, no path, the ending of the kind."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantoa.attachments.choices import Kind
from lantoa.attachments.names import LONGEST, clean_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Báo cáo quý II.pdf", "Báo cáo quý II.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\Quyết định.PDF", "Quyết định.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("anh\u202efdp.exe", "anhfdp.exe.pdf"),
        ("con.pdf", "tep-con.pdf"),
        ("LPT1.bao.cao.pdf", "tep-LPT1.bao.cao.pdf"),
        ("a\nb\r\nc.pdf", "a b c.pdf"),
        (unicodedata.normalize("NFD", "Quyết định số 5.pdf"), "Quyết định số 5.pdf"),
        ("", "tep.pdf"),
        ("...", "tep.pdf"),
        (".pdf", "tep.pdf"),
        ("\u200b\ufeff .pdf", "tep.pdf"),
        ("Quý 2.2021", "Quý 2.2021.pdf"),
        ("TP.HCM", "TP.HCM.pdf"),
        ('a<b>:"|?*.pdf', "a-b------.pdf"),
        ("a.docx", "a.docx.pdf"),
    ],
)
def test_b18_name_is_shown_clean(given_name: str, shown: str) -> None:
    assert clean_name(given_name, Kind.PDF) == shown


@given(st.text(max_size=400), st.sampled_from(list(Kind)))
def test_b18_any_name_becomes_one_that_every_system_takes(name: str, kind: Kind) -> None:
    shown = clean_name(name, kind)
    assert 0 < len(shown) <= LONGEST
    assert shown.endswith(kind.suffixes)
    assert unicodedata.is_normalized("NFC", shown)
    assert not set(shown) & set('<>:"|?*/\\')
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in shown)
    assert clean_name(shown, kind) == shown
