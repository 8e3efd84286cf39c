"""Ticks in an address: every set of codes comes back, and an address that was cut or changed names nothing."""

from random import Random

import pytest

from lantoa.conferences.marks import LONGEST, Broken, packed, unpacked


def test_any_codes_come_back_and_five_hundred_fit_in_an_address() -> None:
    pick = Random(7)
    for most, count in ((40, 0), (40, 1), (40, 25), (600, 500), (100_000, 500), (99_999_999, 500)):
        codes = {f"NV-{pick.choice((2020, 2021))}-{pick.randint(1, most):05d}" for _ in range(count)}
        text = packed(codes)
        assert unpacked(text) == codes
        assert len(text) <= LONGEST
        assert most > 100_000 or len(text) < 1_800


def test_what_was_cut_or_changed_on_its_way_is_refused_as_a_whole() -> None:
    text = packed({"NV-2020-00007", *(f"NV-2021-{n:05d}" for n in (46, 49, 50, 1234))})
    changed = [text[:place] + "1" + text[place + 1 :] for place in range(len(text)) if text[place] != "1"]
    for broken in (*(text[:length] for length in range(1, len(text))), *changed, text + "0", "2021.3"):
        with pytest.raises(Broken):
            unpacked(broken)


def test_what_is_no_code_is_left_out() -> None:
    assert packed(["NV-2021-00003", "NV-21-3", "x", "NV-2021-00003"]) == packed(["NV-2021-00003"])
    assert packed(["x"]) == ""
