import pytest

from lantoa.commendation.codes import ALPHABET, LENGTH, code_from_bytes, new_code, normalised

CODE = "7K4M92XTQ3WD5HNP"


@pytest.mark.parametrize(
    "typed",
    [
        "7K4M92XTQ3WD5HNP",
        "7k4m92xtq3wd5hnp",
        "GK 7K4M 92XT Q3WD 5HNP",
        "gk7k4m92xtq3wd5hnp",
        " 7K4M-92XT-Q3WD-5HNP ",
        "7K4M\u00a092XT\tQ3WD\n5HNP",
    ],
)
def test_normalised_ignores_case_spaces_dashes_and_prefix(typed: str) -> None:
    assert normalised(typed) == CODE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("O", "0"), ("o", "0"), ("I", "1"), ("i", "1"), ("L", "1"), ("l", "1"), ("U", "V"), ("u", "V")],
)
def test_normalised_reads_a_look_alike_as_the_letter_of_the_alphabet(typed: str, meant: str) -> None:
    assert normalised("A" * 15 + typed) == "A" * 15 + meant


def test_normalised_reads_o_in_the_middle_of_a_printed_code() -> None:
    assert normalised("GK OOOO 1111 llll IIII") == "0000111111111111"


@pytest.mark.parametrize(
    "typed", ["", "GK", CODE[:-1], CODE + "A", CODE[:-1] + "*", CODE[:-1] + "Đ", "ｋ" * 16 + "!"]
)
def test_normalised_refuses_what_cannot_be_a_code(typed: str) -> None:
    assert normalised(typed) is None


def test_normalised_keeps_a_code_that_begins_like_the_prefix() -> None:
    assert normalised("GK4M92XTQ3WD5HNP") == "GK4M92XTQ3WD5HNP"


def test_new_code_holds_eighty_bits_and_differs() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert len(ALPHABET) ** LENGTH == 2**80
    assert {len(code) for code in codes} == {LENGTH}
    # Every place takes every letter: 2000 draws miss one of 32 with a chance below 1e-24.
    assert [len({code[place] for code in codes}) for place in range(LENGTH)] == [32] * LENGTH


def test_code_from_bytes_is_one_to_one_on_ten_bytes() -> None:
    assert code_from_bytes(b"\0" * 10) == "0" * 16
    assert code_from_bytes(b"\xff" * 10) == "Z" * 16
    assert code_from_bytes(b"\0" * 9 + b"\x01") == "1" + "0" * 15
