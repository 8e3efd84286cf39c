"""Names in small letters, in capitals or without marks, told by their words alone."""

from collections.abc import Iterator, Sequence

from lantoa.core.name_screen import lists
from lantoa.core.name_screen.belonging import belongs_to_a_place, is_everyday, is_given, known_words
from lantoa.core.name_screen.passages import Kind, Passage
from lantoa.core.name_screen.tokens import Token, begins_with, ends_with


def uncased_persons(tokens: Sequence[Token]) -> Iterator[Passage]:
    """Names in small letters, in capitals, without marks."""
    for at in range(len(tokens) - 1):
        if not (tokens[at + 1].joined and _same_case(tokens[at], tokens[at + 1])):
            continue
        length = _plain_name(tokens, at)
        if length and not belongs_to_a_place(tokens, at) and not _known_plain(tokens, at):
            yield Passage(Kind.PERSON, tokens[at].start, tokens[at + length - 1].end)
            continue
        form = _plain_address(tokens, at)
        if form and not belongs_to_a_place(tokens, at):
            yield Passage(Kind.PERSON, tokens[at].start, tokens[at + form - 1].end)


def _same_case(one: Token, other: Token) -> bool:
    return (one.shape == other.shape and one.shape in ("small", "upper")) or (
        (one.shape, other.shape)
        in (("title", "small"), ("title", "title"), ("small", "title"), ("capital", "upper"))
    )


def _plain_name(tokens: Sequence[Token], at: int) -> int:
    """How many words from `at` on are family, middle and given name, told by the words themselves."""
    three = tokens[at : at + 3]
    if len(three) < 3 or not three[2].joined or three[2].shape == "number":
        return 0
    family, middle, given = three
    marked = any(one.low != one.key for one in three)
    if marked:
        if family.low not in lists.syllables("surnames") and family.low != "ng":
            return 0
        if middle.low in ("văn", "thị"):
            return (
                0
                if is_everyday(tokens, at)
                or is_everyday(tokens, at + 1)
                or given.low in ("trấn", "xã", "trường", "hóa", "phòng")
                else 3
            )
        plain = family.low in (
            "nguyễn",
            "trần",
            "phạm",
            "lê",
            "huỳnh",
            "phan",
            "vũ",
            "võ",
            "đặng",
            "bùi",
            "đỗ",
            "ngô",
        )
        named = middle.low in lists.syllables("middles") and is_given(given)
        if (
            not (
                (plain or (family.shape == "upper" and family.low in lists.syllables("upper_surnames")))
                and named
            )
            or family.shape == "title"
        ):
            return 0
        return 0 if any(is_everyday(tokens, at + i) for i in range(3)) else 3
    if family.key not in lists.syllables("plain_families") and family.key != "ng":
        return 0
    if middle.key in ("van", "thi"):
        return 0 if given.key in lists.syllables("not_given") else 3
    return 3 if _are_folded_names(tokens, at) else 0


def _are_folded_names(tokens: Sequence[Token], at: int) -> bool:
    """«tran minh luan»: a common family name, a middle and a given name, of which no two are an everyday word."""
    family, middle, given = tokens[at : at + 3]
    return (
        family.key in ("nguyen", "tran", "pham", "huynh", "le", "vo", "bui", "truong", "dinh")
        and middle.key in lists.folded_syllables("plain_middles")
        and given.key in lists.folded_syllables("givens")
        and given.key not in lists.syllables("not_given")
        and not any(
            begins_with(tokens, at + place, lists.folded_phrases("compounds"), longest=2, folded=True)
            for place in range(3)
        )
    )


def _known_plain(tokens: Sequence[Token], at: int) -> bool:
    return (
        known_words(tokens, at) > 2
        or ends_with(tokens, at + 3, lists.folded_phrases("known"), folded=True) > 0
    )


def _plain_address(tokens: Sequence[Token], at: int) -> int:
    """«anh tư hùng», «ong Tu Den», «bs nhan»: a form of address and a name without capitals or without marks."""
    first, second = tokens[at], tokens[at + 1]
    third = tokens[at + 2] if at + 2 < len(tokens) and tokens[at + 2].joined else None
    toned = first.low != first.key or second.low != second.key
    if is_everyday(tokens, at) or is_everyday(tokens, at + 1):
        return 0
    pair = (first.low, second.low)
    if third is not None and pair in (("đồng", "chí"), ("dong", "chi")):
        name = (
            is_given(third)
            if third.low != third.key or pair[0] == "đồng"
            else third.key in lists.syllables("plain_givens")
        )
        if known_words(tokens, at + 2):
            return 0
        fourth = at + 3 < len(tokens) and is_everyday(tokens, at + 2)
        return 3 if name and not fourth else 0
    if toned or first.low in ("anh", "em", "ba"):
        if (
            (
                first.low in ("ông", "bà", "anh", "chị", "chú", "dì", "thím", "mợ", "cậu", "thầy")
                and third is not None
            )
            and second.low in lists.syllables("ordinals")
            and third.shape != "number"
        ):
            return 3 if third.low not in ("người", "trăm", "mươi", "nghìn", "tháng", "năm") else 0
        if (
            second.shape == "small"
            and first.low in ("ông", "anh", "chị", "thầy", "bà")
            and first.shape != "title"
        ):
            return 2 if is_given(second) and _has_neighbourhood(tokens, at + 2) else 0
        if second.shape == "small":
            return 0
    if (
        first.key in ("ong", "ba", "anh", "chi", "co", "thay", "bs")
        and second.shape == "title"
        and second.low == second.key
    ):
        given = second.key in lists.folded_syllables("givens") or second.key in lists.folded_syllables(
            "ordinals"
        )
        return 2 if given and first.low == first.key else 0
    if (
        first.key in ("anh", "chi", "ong")
        and first.low == first.key
        and second.key in lists.syllables("plain_givens")
        and second.shape == "small"
    ):
        return 2 if _has_neighbourhood(tokens, at + 2) else 0
    return 0


def _has_neighbourhood(tokens: Sequence[Token], at: int) -> bool:
    """Behind the name follows where the person belongs, or what he or she does."""
    return at < len(tokens) and tokens[at].key in (
        "phong", "to", "khoa", "ben", "o", "van", "hieu", "xin", "noi", "lop", "chu", "ban", "doi", "truc", "day", "nhan", "va",
    )  # fmt: skip
