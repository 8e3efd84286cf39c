"""A file of published figures read strictly and whole: JSON in the format of docs/how-to/published-figures.md."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core.text import TextError, clean_line, clean_text, folding_key
from lantoa.core.vi_numbers import NumberError
from lantoa.reporting.checks import LARGEST_AMOUNT
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.design import LONGEST_PRINTED_LABEL
from lantoa.reporting.json_files import Unreadable, Words, read_json, showable
from lantoa.reporting.published.figures import Figure, Review, read_metric
from lantoa.reporting.published.files.faults import FileFault, ReadReviews
from lantoa.reporting.published.files.format import (
    ENVELOPE,
    FACT_KEYS,
    FORMAT,
    FORMAT_VERSION,
    LARGEST,
    LONGEST_METRIC,
    MOST_FAULTS,
    MOST_FIGURES,
    MOST_PLACES,
    MOST_REVIEWS,
    REVIEW_KEYS,
)
from lantoa.reporting.published.files.printed import (
    BEFORE_NUMBER,
    IN_WORDS,
    QUALIFIERS,
    advice,
    plain_day,
    printed_number,
    read_period_words,
    read_stated_day,
)

_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")


def read_reviews(text: str) -> ReadReviews:
    """A file of reviews: a list, one review, or a list under `reviews`. All faults at once; nothing is read halfway."""
    words = Words(
        too_long=_("Tệp dài quá 512 nghìn ký tự. Tách thành nhiều tệp."),
        no_json=_("Không đọc được JSON ở chỗ này. Chép lại cả tệp, từ dấu ngoặc đầu đến dấu ngoặc cuối."),
        too_deep=_("Tệp lồng quá sâu hoặc có số quá dài, không phải tệp số liệu đã công bố."),
    )
    try:
        document = read_json(text, largest=LARGEST, words=words, number=Decimal)
    except Unreadable as error:
        return ReadReviews([], [FileFault(error.place, error.sentence)])
    reader = _Reader()
    reviews = reader.file(document)
    if reader.faults:
        return ReadReviews([], reader.faults[:MOST_FAULTS], reader.notices[:MOST_FAULTS])
    return ReadReviews(reviews, [], reader.notices[:MOST_FAULTS])


class _Reader:
    """Reads part by part and collects what is wrong, so that a person mends the file once."""

    def __init__(self) -> None:
        self.faults: list[FileFault] = []
        self.notices: list[FileFault] = []

    def wrong(self, place: str, sentence: str) -> None:
        self.faults.append(FileFault(place, sentence))

    def file(self, document: Any) -> list[Review]:
        before = ""
        if isinstance(document, dict) and "reviews" in document:
            before = "reviews"
            if document.get("format", FORMAT) != FORMAT:
                self.wrong("format", _("Khóa format phải là «lantoa-published-figures»."))
            if document.get("version", FORMAT_VERSION) != FORMAT_VERSION:
                self.wrong("version", _("Chỉ đọc được tệp bản 1."))
            self.unknown("", document, ENVELOPE)
            document = document["reviews"]
        elif isinstance(document, dict):
            document = [document]
        if not isinstance(document, list):
            self.wrong(before, _("Tệp phải là một bài { … } hoặc một danh sách bài [ … ]."))
            return []
        if not document:
            self.wrong(before, _("Tệp không có bài nào."))
        if len(document) > MOST_REVIEWS:
            self.wrong(before, _("Tệp có hơn 200 bài. Tách thành nhiều tệp."))
            return []
        found = [self.review(f"{before}[{at}]", one) for at, one in enumerate(document)]
        reviews = [one for one in found if one is not None]
        counted = Counter(one.source.upper() for one in reviews)
        for at, one in enumerate(found):
            if one is not None and counted[one.source.upper()] > 1:
                self.wrong(
                    f"{before}[{at}].id",
                    _("Hai bài trong tệp cùng tên %(id)s. Đặt tên khác.") % {"id": one.source},
                )
        return reviews

    def unknown(self, before: str, value: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        for name in value:
            if name not in keys:
                shown = showable(name)
                place = f"{before}.{shown}" if before else shown
                self.notices.append(
                    FileFault(place, _("Định dạng không có khóa này, nội dung của nó không được lưu."))
                )

    def review(self, place: str, value: Any) -> Review | None:
        if not isinstance(value, dict):
            self.wrong(place, _("Mỗi bài phải là một đối tượng { … }."))
            return None
        self.unknown(place, value, REVIEW_KEYS)
        count = len(self.faults)
        organisation = self.text(f"{place}.org", value.get("org"), 200)
        words = self.text(f"{place}.period", value.get("period"), 80)
        url = self.text(f"{place}.url", value.get("url"), 500)
        stated = value.get("date")
        whole = (
            isinstance(stated, Decimal) and stated == stated.to_integral_value()
        )  # a year written without quotes
        stated_on = plain_day(self.text(f"{place}.date", f"{stated:f}" if whole else stated, 40))
        if stated_on and read_stated_day(stated_on) is None:
            self.wrong(
                f"{place}.date",
                _("Không đọc được ngày «%(text)s». Ghi 2024-06-01, 2024-06, 2024 hoặc 01/6/2024.")
                % {"text": stated_on[:40]},
            )
        period = read_period_words(words)
        if words and period is None:
            self.wrong(
                f"{place}.period",
                _(
                    "Không đọc được kỳ «%(text)s». Ghi như: 2020; 2016-2020; 6 tháng đầu năm 2024; quý I/2021; tháng 3/2021."
                )
                % {"text": words[:40]},
            )
        source = self.text(f"{place}.id", value.get("id"), 30, may_lack=True)
        if source and not _IDENTITY.fullmatch(source):
            self.wrong(
                f"{place}.id", _("Tên bài chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, tối đa 30 ký tự.")
            )
        note = self.text(f"{place}.note", value.get("note"), 2000, may_lack=True, many_lines=True)
        unit_code = self.text(f"{place}.unit", value.get("unit"), 40, may_lack=True)
        figures = self.facts(f"{place}.facts", value.get("facts"))
        if len(self.faults) > count or period is None:
            return None
        return Review(
            source or _derived(url, organisation, words),
            organisation,
            stated_on,
            words,
            period,
            url,
            figures,
            note,
            unit_code,
        )

    def facts(self, place: str, value: Any) -> list[Figure]:
        if not isinstance(value, list) or not value:
            self.wrong(place, _("Bài phải có danh sách số liệu facts: [ … ], ít nhất một số."))
            return []
        if len(value) > MOST_FIGURES:
            self.wrong(place, _("Bài có hơn 120 số. Tách thành nhiều bài."))
            return []
        found = [self.fact(f"{place}[{at}]", at, one) for at, one in enumerate(value)]
        figures = [one for one in found if one is not None]
        self.references(place, figures)
        return figures

    def references(self, place: str, figures: list[Figure]) -> None:
        """A figure names others of the same review, and never itself in a circle."""
        known = {one.metric: one for one in figures}
        for one in figures:
            at = f"{place}[{one.place}]"
            named = [
                ("numerator", one.numerator),
                ("denominator", one.denominator),
                ("part_of", one.part_of),
                *(("parts", part) for part in one.parts),
            ]
            for key, metric in named:
                if metric and metric not in known:
                    words = {"metric": metric[:60]}
                    self.wrong(
                        f"{at}.{key}",
                        _("Trong bài không có số nào tên %(metric)s. Xem lại chính tả.") % words,
                    )
                elif metric == one.metric:
                    self.wrong(f"{at}.{key}", _("Một số không thể là phần của chính nó."))
            if one.part_of and _reaches_itself(one, known):
                self.wrong(f"{at}.part_of", _("Các phần gọi vòng lẫn nhau. Bỏ một part_of trong vòng này."))

    def fact(self, place: str, at: int, value: Any) -> Figure | None:
        if not isinstance(value, dict):
            self.wrong(place, _("Mỗi số phải là một đối tượng { … }."))
            return None
        self.unknown(place, value, FACT_KEYS)
        count = len(self.faults)
        words = self.text(f"{place}.vi", value.get("vi"), LONGEST_PRINTED_LABEL)
        metric = self.text(f"{place}.metric", value.get("metric"), LONGEST_METRIC)
        if metric and read_metric(metric) is None:
            self.wrong(
                f"{place}.metric",
                _("Tên số liệu phải như models_registered[level=base,subject=collective]."),
            )
        unit = self.text(f"{place}.unit", value.get("unit"), 40, may_lack=True)
        number, qualifier = self.number(f"{place}.value", value.get("value"), with_words=True, unit=unit)
        qualifier = self.qualifier(f"{place}.qualifier", value.get("qualifier"), words, qualifier)
        numerator, top = self.side(f"{place}.numerator", value.get("numerator"))
        denominator, base = self.side(f"{place}.denominator", value.get("denominator"))
        if base is not None and base <= 0:
            self.wrong(f"{place}.denominator", _("Mẫu số phải lớn hơn 0."))
        part_of = self.text(f"{place}.part_of", value.get("part_of"), LONGEST_METRIC, may_lack=True)
        parts = self.parts(f"{place}.parts", value.get("parts"))
        indicator = self.text(f"{place}.indicator", value.get("indicator"), 40, may_lack=True)
        note = self.text(f"{place}.note", value.get("note"), 1000, may_lack=True)
        if len(self.faults) > count or number is None:
            return None
        return Figure(
            at,
            metric,
            words,
            number,
            unit,
            qualifier,
            numerator,
            top,
            denominator,
            base,
            part_of,
            tuple(parts),
            indicator,
            note,
        )

    def parts(self, place: str, value: Any) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, list) or not value:
            self.wrong(place, _("Chỗ này phải là một danh sách tên số liệu [ … ]."))
            return []
        found = [self.text(f"{place}[{at}]", one, LONGEST_METRIC) for at, one in enumerate(value)]
        if len(set(found)) < len(found):
            self.wrong(place, _("Một phần có hai lần. Giữ lại một."))
        return found

    def side(self, place: str, value: Any) -> tuple[str, Decimal | None]:
        """A numerator or denominator: the metric of another figure, or the number where no figure gives it."""
        if value is None:
            return "", None
        if isinstance(value, str) and read_metric(value.strip()) is not None:
            return self.text(place, value, LONGEST_METRIC), None
        number, _qualifier = self.number(place, value, with_words=False)
        return "", number

    def number(
        self, place: str, value: Any, *, with_words: bool, unit: str = ""
    ) -> tuple[Decimal | None, Qualifier | None]:
        """A JSON number, or a text as it is printed in Vietnamese: «62,62», «hơn 1.000», «gần 97%»."""
        qualifier = None
        number: Decimal | None = None
        if isinstance(value, Decimal):
            number = value
        elif isinstance(value, str):
            text = _without_unit(value, unit)
            match = BEFORE_NUMBER.match(text) if with_words else None
            if match:
                qualifier, text = QUALIFIERS[folding_key(match[1])], text[match.end() :]
            try:
                number = printed_number(text)
            except NumberError as error:
                self.wrong(place, f"{error.sentence} {advice(text)}")
                return None, None
        else:
            self.wrong(place, _("Chỗ này phải là một số, hoặc số viết như trong bài: «1.234», «62,62»."))
            return None, None
        if not number.is_finite() or number < 0 or number > LARGEST_AMOUNT:
            sentence = _("Số phải từ 0 đến 1.000.000.000.000.000.")
            if number.is_finite() and number < 0:
                sentence += " " + _("Số giảm ghi số dương, chữ «giảm» ghi ở vi.")
            self.wrong(place, sentence)
            return None, None
        places = -int(number.as_tuple().exponent)
        if places > MOST_PLACES:
            self.wrong(place, _("Số có hơn 4 chữ số sau dấu phẩy. Ghi đúng như bài đã in."))
            return None, None
        return number if places >= 0 else number.quantize(Decimal(1)), qualifier

    def qualifier(self, place: str, value: Any, words: str, said: Qualifier | None) -> Qualifier | None:
        """The word of the key, of the value, or in brackets at the end of the words; they must not contradict each other."""
        match = IN_WORDS.search(words)
        found = [said] if said else []
        if match:
            found.append(QUALIFIERS[folding_key(match[1])])
        if value is not None and value != "":
            text = value.strip() if isinstance(value, str) else ""
            known = QUALIFIERS.get(text) or QUALIFIERS.get(folding_key(text))
            if known is None:
                self.wrong(
                    place, _("Chữ trước số phải là một trong: hơn, trên, gần, dưới, khoảng, xấp xỉ, ước.")
                )
                return None
            found.append(known)
        if len(set(found)) > 1:
            self.wrong(place, _("Chữ trước số ghi hai nơi khác nhau. Ghi một chữ như bài đã in."))
        return found[0] if found else None

    def text(
        self, place: str, value: Any, longest: int, *, may_lack: bool = False, many_lines: bool = False
    ) -> str:
        if value is None:
            if not may_lack:
                self.wrong(place, _("Thiếu khóa này."))
            return ""
        if not isinstance(value, str):
            self.wrong(place, _("Phải là chữ trong dấu ngoặc kép."))
            return ""
        try:
            cleaned = clean_text(value) if many_lines else clean_line(value)
        except TextError as error:
            self.wrong(place, error.sentence)
            return ""
        if len(cleaned) > longest:
            self.wrong(place, _("Dài quá %(most)d ký tự.") % {"most": longest})
            return ""
        if not cleaned and not may_lack:
            self.wrong(place, _("Chưa có nội dung."))
        return cleaned


def _without_unit(text: str, unit: str) -> str:
    """«500 người» beside the unit «người», «97 %»: the number alone."""
    text = text.strip()
    if unit and folding_key(unit) and text.lower().endswith(unit.lower()):
        text = text[: -len(unit)].strip()
    return text.removesuffix("%").strip()


def _reaches_itself(start: Figure, known: Mapping[str, Figure]) -> bool:
    seen: set[str] = set()
    at = start.part_of
    while at in known and at not in seen:
        if at == start.metric:
            return True
        seen.add(at)
        at = known[at].part_of
    return False


def _derived(url: str, organisation: str, period: str) -> str:
    """A lasting name for a review that its file does not name."""
    return "bai-" + hashlib.sha256("\n".join((url, organisation, period)).encode()).hexdigest()[:10]
