"""Ticks in an address: every set of codes comes back, and what is no code of a task brings nothing."""

from random import Random

from lantoa.conferences.marks import LONGEST, packed, unpacked


def test_any_codes_come_back_and_five_hundred_fit_in_an_address() -> None:
    pick = Random(7)
    for most, count in ((40, 0), (40, 1), (40, 25), (600, 500), (100_000, 500), (99_999_999, 500)):
        codes = {f"NV-{pick.choice((2020, 2021))}-{pick.randint(1, most):05d}" for _ in range(count)}
        text = packed(codes)
        assert unpacked(text) == codes
        assert len(text) <= LONGEST
        assert most > 100_000 or len(text) < 1_800


def test_what_is_no_code_is_left_out() -> None:
    assert packed(["NV-2021-00003", "NV-21-3", "x", "NV-2021-00003"]) == "2021.3"
    for text in ("", "2021", "x.1", "2021.-1", "2021.A", "2021.1_", "~~", "2021.zzzzzz"):
        assert unpacked(text) == set(), text
    assert unpacked("2021.1.?~2022.2") == {"NV-2021-00001", "NV-2022-00002"}
    assert len(unpacked("2021.1_zzz" + ".1_zzz" * 300)) <= 5000
