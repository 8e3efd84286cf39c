"""Names of persons in a text.

Four ways in which a name shows: after a form of address or a post, as a run of capitals that begins with a family name, by its
own words where everything is in small letters or in capitals (`plain.py`), and as initials. What follows a word for a place, a
house or an honour («đường», «trường», «giải thưởng») is its name, and figures of history alone are nobody's neighbour
(`belonging.py`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lantoa.core.name_screen import lists
from lantoa.core.name_screen.belonging import belongs_to_a_place, is_everyday, is_given, known_words
from lantoa.core.name_screen.initials import by_initials
from lantoa.core.name_screen.passages import Kind, Passage
from lantoa.core.name_screen.plain import uncased_persons
from lantoa.core.name_screen.tokens import Token, begins_with, ends_with

LONGEST_NAME: Final = 6
MOST_TOGETHER: Final = 4  # names joined by «và» of which one word behind them tells what they are
BRIDGES: Final = frozenset(" \t\n\xa0:.-_/\"'“”«‘(")  # what may stand between a form of address and the name
_FOREIGN: Final = re.compile(r"[fjwzFJWZ]|(?:sh|rk|ll|nn|th|ck|sm|ks|kr)$", re.IGNORECASE)


def persons_in(text: str, tokens: Sequence[Token]) -> Iterator[Passage]:
    """`tokens`: the words of `text`, in order."""
    yield from by_initials(text, tokens)
    yield from _after_address(text, tokens)
    yield from _capital_runs(tokens)
    yield from uncased_persons(tokens)


def _passage(tokens: Sequence[Token], start: int, end: int) -> Passage:
    return Passage(Kind.PERSON, tokens[start].start, tokens[end - 1].end)


def _addressed(tokens: Sequence[Token], at: int) -> int:
    """How many words just before `at` are a form of address. Also over a colon, a quotation mark, a bracket."""
    return ends_with(tokens, at, lists.phrases("honorifics"), longest=3)


# --- after a form of address or a post ------------------------------------------------------------------
def _after_address(text: str, tokens: Sequence[Token]) -> Iterator[Passage]:
    for at in range(1, len(tokens)):
        token = tokens[at]
        if token.shape in ("small", "number") or not _follows(text, tokens, at):
            continue
        form = _addressed(tokens, at)
        if form and not _is_spared(tokens, at, form):
            yield _passage(tokens, at - form, _name_end(tokens, at))
            continue
        post = ends_with(tokens, at, lists.phrases("posts"))
        if (
            post
            and token.is_name_like
            and (token.joined or tokens[at - 1].low == "tên")
            and _may_be_called(tokens, at)
        ):
            yield _passage(tokens, at, _name_end(tokens, at))


def _follows(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Nothing ends between the two words; «ô» stands for «ông» only with its dot."""
    between = text[tokens[at - 1].end : tokens[at].start]
    if tokens[at - 1].low == "ô" and not tokens[at - 1].dotted:
        return False
    return len(between) <= 3 and all(c in BRIDGES for c in between)


def _is_spared(tokens: Sequence[Token], at: int, form: int) -> bool:
    """After «ông», «đồng chí»: a post, an organisation, a figure of history who is spoken of with respect, or «Kênh Bà Đầm»."""
    first = tokens[at - form]
    token = tokens[at]
    if token.text in ("Ở", "Ý", "À"):  # words; an initial has no tone
        return True
    said = tuple(one.low for one in tokens[at - form : at])
    if said[-1] == "tên" and at - form > 0 and tokens[at - form - 1].low == "mang":
        return True
    if any(at - form >= back and known_words(tokens, at - form - back) > back for back in (1, 2)):
        return True
    if (
        token.shape == "upper"
    ):  # initials of an organisation, or a text in capitals, which is read by its words
        return True
    if (
        not token.joined
        and tokens[at - 1].dotted
        and said[-1] not in ("ô", "bs", "ths", "ts", "gs", "ks", "ds", "cn", "mr", "ms")
    ):
        return True
    respectful = said in lists.respectful()
    known = known_words(tokens, at)
    if respectful and known:
        return True
    if known_words(tokens, at - form) or begins_with(tokens, at - form, lists.phrases("places")):
        return True
    if begins_with(tokens, at, lists.phrases("honorifics"), longest=2) and not is_given(tokens[at]):
        return not (at + 1 < len(tokens) and tokens[at + 1].is_name_like and tokens[at + 1].joined)
    if token.low in lists.syllables("organisations") and not _is_person_run(tokens, at):
        return True
    if begins_with(tokens, at, lists.phrases("posts")) and not _is_person_run(tokens, at):
        return True
    if is_everyday(tokens, at - 1) or (is_everyday(tokens, at) and not _next_is_capital(tokens, at)):
        return True
    if first.shape in ("small", "title") and at - form > 0 and belongs_to_a_place(tokens, at - form):
        return True
    return said in (("cn",), ("ts",), ("bé",), ("má",), ("em",), ("ds",)) and token.shape == "capital"


def _next_is_capital(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].joined and tokens[at + 1].shape == "title"


def _is_person_run(tokens: Sequence[Token], at: int) -> bool:
    """A family name and at least one more capital word that is no organisation's."""
    return (
        tokens[at].low in lists.syllables("surnames")
        and _next_is_capital(tokens, at)
        and tokens[at + 1].low not in lists.syllables("organisations")
        and (
            tokens[at + 1].low in lists.syllables("givens")
            or tokens[at + 1].low in lists.syllables("middles")
        )
        and not is_everyday(tokens, at)
    )


def _may_be_called(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows a post is how its holder is called."""
    token = tokens[at]
    if known_words(tokens, at) or token.opens:
        return False
    if token.low in lists.syllables("organisations") and not (
        token.low in lists.syllables("surnames") and _run_has_surname(tokens, at)
    ):
        return False
    if is_everyday(tokens, at) or begins_with(tokens, at, lists.phrases("carriers")):
        return _is_person_run(tokens, at)
    if token.shape == "capital":
        return token.dotted or _next_is_capital(tokens, at)
    return (
        token.low in lists.syllables("surnames")
        or token.low in lists.syllables("ordinals")
        or is_given(token)
        or _FOREIGN.search(token.text) is not None
    )


def _run_has_surname(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1 : at + 3]
    return (
        bool(following)
        and all(one.is_name_like and one.joined for one in following)
        and (following[0].low in lists.syllables("surnames"))
    )


def _name_end(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < len(tokens) and end - at < LONGEST_NAME and tokens[end].joined and tokens[end].is_name_like:
        end += 1
    return end


# --- runs of capitals -----------------------------------------------------------------------------------
def _capital_runs(tokens: Sequence[Token]) -> Iterator[Passage]:
    at, places_end = 0, -1  # where the last run that is how a place or a firm is called has ended
    while at < len(tokens):
        if not tokens[at].is_name_like:
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and tokens[end].joined and tokens[end].is_name_like:
            end += 1
        if (
            _goes_on(tokens, at, end, places_end)
            or belongs_to_a_place(tokens, at)
            or _is_told_apart(tokens, at, end)
        ):
            places_end = end
        else:
            start = _person_within(tokens, at, end)
            if start is not None:
                yield _passage(tokens, start, end)
        at = end


def _goes_on(tokens: Sequence[Token], at: int, end: int, places_end: int) -> bool:
    """«Trạm y tế Tân Bình, Hiệp Hưng và Hòa Mỹ»: two capitals without a family name in a list that began with a place."""
    if end - at != 2 or tokens[at].low in lists.syllables("strong_surnames"):
        return False
    return places_end == at or (
        places_end == at - 1 and tokens[at - 1].low in ("và", "với", "hoặc", "hay") and tokens[at - 1].joined
    )


def _is_told_apart(tokens: Sequence[Token], at: int, end: int) -> bool:
    """«Hùng Cường và Thịnh Vượng là hai hợp tác xã»: what follows says that two capitals are no person."""
    if end - at != 2 or tokens[at].low in lists.syllables("strong_surnames"):
        return False
    for _more in range(MOST_TOGETHER):
        if not (end + 2 < len(tokens) and tokens[end].low == "và" and tokens[end + 1].is_name_like):
            break
        end += 3
    if end + 2 >= len(tokens) or tokens[end].low != "là":
        return False
    after = end + 2 if tokens[end + 1].low in ("hai", "ba", "bốn", "một", "các", "những") else end + 1
    return begins_with(tokens, after, lists.phrases("carriers")) > 0


def _person_within(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where in a run of capital words a person's name begins."""
    at = start
    while at < end:
        carrier = begins_with(tokens, at, lists.phrases("carriers"))
        if belongs_to_a_place(tokens, at) or (
            carrier and at + carrier < end and belongs_to_a_place(tokens, at + carrier)
        ):
            return None
        known = known_words(tokens, at)
        if known and _is_neighbour(tokens, at + known):
            return at
        if known and (at + known >= end or begins_with(tokens, at, lists.phrases("places"))):
            at += known
            continue
        if _is_name(tokens, at, end):
            return at
        at += 1
    return None


def _is_neighbour(tokens: Sequence[Token], at: int) -> bool:
    """«Nguyễn Văn Linh ở tổ 8»: a namesake of a figure of history, told by where he lives or works."""
    if at + 1 >= len(tokens) or tokens[at].low != "ở" or not (tokens[at].joined and tokens[at + 1].joined):
        return False
    return (
        tokens[at + 1].low in ("tổ", "ấp", "khóm", "hẻm", "phòng", "khoa", "xóm")
        and tokens[at - 1].is_name_like
    )


def _is_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    length, first = end - at, tokens[at]
    family = first.low in lists.syllables("surnames")
    if _is_of_another_tongue(tokens, at, end):
        return True
    if length == 2:
        if _is_turned(tokens, at):
            return True
        if _is_where(tokens, at):
            return False
    if length >= 2 and family and not _is_organisation(tokens, at, end):
        second = tokens[at + 1]
        if second.low in ("văn", "thị"):
            return length >= 3 or second.low == "thị"
        if length >= 3:
            return not (first.opens and is_everyday(tokens, at)) and _sounds_called(tokens, at + 1, end)
        if second.shape == "capital":
            return second.dotted and not first.opens
        called = is_given(second) or first.low in lists.syllables("strong_surnames")
        return called and not is_everyday(tokens, at) and not is_everyday(tokens, at + 1)
    if length >= 3 and _is_plain_run(tokens, at):
        return True
    if (
        length >= 3
        and any(one.low in ("thị", "văn") for one in tokens[at + 1 : end - 1])
        and not _is_organisation(tokens, at, end)
    ):
        return True
    if length >= 2 and first.low in lists.syllables("ordinals") and not _is_organisation(tokens, at, end):
        return not is_everyday(tokens, at) and tokens[at + 1].shape == "title"
    if length == 2 and is_given(first) and is_given(tokens[at + 1]) and not is_everyday(tokens, at):
        met = at > 0 and tokens[at - 1].low in lists.syllables("joiners")
        return not is_everyday(tokens, at + 1) and (
            met or tokens[at + 1].low not in lists.syllables("organisations")
        )
    if length == 1:
        return _is_single(tokens, at)
    if (
        length >= 2
        and _FOREIGN.search(first.text)
        and at > 0
        and tokens[at - 1].low in lists.syllables("joiners")
    ):
        return True
    return length == 3 and all(is_given(one) for one in tokens[at:end]) and not is_everyday(tokens, at)


def _is_of_another_tongue(tokens: Sequence[Token], at: int, end: int) -> bool:
    """«Giàng A Páo», «Y Bhăm Niê», «H'Hen Mlô», «K'Brêm», «Mohamad Ysa»."""
    first, length = tokens[at], end - at
    if length == 1:
        return (
            len(first.text) > 3
            and first.text[:2].upper() in ("K'", "K’", "H'", "H’")
            and first.text[2].isupper()
        )
    if first.low in lists.syllables("peoples") or "'" in first.text or "’" in first.text:
        return True
    if first.low in lists.syllables("foreigners") or tokens[end - 1].low in lists.syllables("clans"):
        return True
    return length >= 3 and tokens[at + 1].text == "A" and tokens[at + 2].shape == "title"


def _is_where(tokens: Sequence[Token], at: int) -> bool:
    """«một bếp ở Kim Sơn»: of two capitals behind «ở» the place is likelier."""
    where = at > 0 and tokens[at].joined and tokens[at - 1].low in ("ở", "tại")
    return where and tokens[at].low not in lists.syllables("strong_surnames")


def _is_turned(tokens: Sequence[Token], at: int) -> bool:
    """«Linh Phạm»: the given name before the family name."""
    first, second = tokens[at], tokens[at + 1]
    turned = is_given(first) and first.low not in lists.syllables("strong_surnames")
    return turned and second.low in lists.syllables("strong_surnames") and not is_everyday(tokens, at)


def _is_plain_run(tokens: Sequence[Token], at: int) -> bool:
    """«Pham Quoc Khanh»: three capital words that are a family, a middle and a given name without their marks."""
    family, middle, given = tokens[at : at + 3]
    return (
        all(one.low == one.key and one.shape == "title" for one in (family, middle, given))
        and family.key in lists.syllables("plain_families")
        and middle.key in lists.folded_syllables("middles")
        and given.key in lists.folded_syllables("givens")
        and not begins_with(tokens, at, lists.folded_phrases("known"))
        and not begins_with(tokens, at + 1, lists.folded_phrases("places"))
    )


def _is_organisation(tokens: Sequence[Token], at: int, end: int) -> bool:
    """«Công đoàn Viên chức», «Đoàn Thanh niên»: the last capital word goes on in small letters to an everyday word."""
    if is_everyday(tokens, end - 1) and end - at < 4:
        return tokens[at + 1].low not in ("văn", "thị") if end - at > 1 else True
    return tokens[at].low in ("công", "đoàn", "hội", "đường", "hồ") and tokens[at + 1].low in lists.syllables(
        "organisations"
    )


def _sounds_called(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Enough of the words are such as people are called by, or abbreviated, or one of no Vietnamese sound."""
    words = tokens[start:end]
    called = sum(
        is_given(one) or one.low in lists.syllables("middles") or one.shape == "capital" or len(one.text) <= 2
        or one.low in lists.syllables("surnames") or _FOREIGN.search(one.text) is not None
        for one in words
    )  # fmt: skip
    return 2 * called >= len(words)


def _is_single(tokens: Sequence[Token], at: int) -> bool:
    """A name of one syllable: in the middle of a sentence, or at its head where somebody does something."""
    token = tokens[at]
    if token.shape != "title" or is_everyday(tokens, at):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if not is_given(token):
        return False
    if token.opens:
        if (
            after is None
            or not after.joined
            or token.low in ("lương", "hoa", "mai", "thu", "hàng", "công", "hội", "năm", "tư", "hai")
        ):
            return False
        if after.low == "và":
            other = tokens[at + 2] if at + 2 < len(tokens) else None
            return other is not None and other.shape == "title" and is_given(other)
        return after.low in lists.syllables("doings")
    before = tokens[at - 1]
    if before.low in lists.syllables("joiners"):
        return token.low not in ("đoàn", "đại", "tư", "hội")
    if before.low in ("và", "còn") or not token.joined:  # in a list: «Thắng, Lợi, Phát»
        neighbour = tokens[at - 1 if not token.joined else at - 2] if at >= 2 or not token.joined else None
        return (
            neighbour is not None
            and neighbour.shape == "title"
            and is_given(neighbour)
            and not neighbour.opens
        )
    return before.shape == "small" and before.low in ("chỉ", "còn", "thấy", "nghe", "tìm")
