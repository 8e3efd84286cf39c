"""Themes: dated rows, each a matter that somebody can act on. Rooms extend `ThemeRecord`, check who may, and record."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.dated import lock_all
from lantoa.core.errors import Refused
from lantoa.core.name_screen import find_persons, sentence_of
from lantoa.core.opinions import opinions_in
from lantoa.core.records import Record
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import format_day

LONGEST_CODE = 40


class ThemeRecord(Record):
    """A matter that can be acted on: pay, conditions, procedures. Never an attitude.

    `covers`: what belongs under it; `basis`: the rule or decision that set it.
    """

    code = models.SlugField(max_length=LONGEST_CODE, unique=True)
    name = models.CharField(max_length=120, db_collation="vi-x-icu")
    covers = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300, blank=True)
    valid = DateRangeField()

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def since(self) -> date:
        return self.valid.lower or date.min

    @property
    def until(self) -> date | None:
        """The first day on which it holds no more."""
        upper: date | None = self.valid.upper
        return upper


Theme = TypeVar("Theme", bound=ThemeRecord)


@dataclass(frozen=True)
class NewTheme:
    """As in `ThemeRecord`, whose code is made of the name."""

    name: str
    covers: str
    position: int
    basis: str


def begin(rows: QuerySet[Theme], new: NewTheme, since: date) -> Theme:
    """A theme that holds from `since` on. Raises Refused at its field: no name, words or basis, a person in them or what people
    think, a day that is past, a theme of that name that holds then or later."""
    _require_matter(new)
    _require_not_past("since", since)
    themes = _locked(rows).values()
    for one in themes:
        if folding_key(one.name) == folding_key(new.name) and (one.until is None or one.until > since):
            raise Refused.at("name", _("Đã có chủ đề tên này. Thôi dùng chủ đề ấy trước, hoặc đặt tên khác."))
    code = _free_code(new.name, {one.code for one in themes})
    return rows.create(code=code, valid=DateRange(since, None), **asdict(new))


def finish(rows: QuerySet[Theme], theme: Theme, on: date, reason: str) -> Theme | None:
    """No more of it from `on`; one that has not begun by then is deleted (None).

    Raises Refused: no reason, a day that is past, ended by then, no theme left, gone, something is told under it already.
    """
    if looks_empty(reason):
        raise Refused.at("reason", _("Ghi vì sao thôi dùng chủ đề này."))
    themes = _locked(rows)
    found = _one(themes, theme)
    if not any(on in one.valid for one in themes.values() if one.pk != found.pk):
        raise Refused.at("on", _("Không còn chủ đề nào dùng từ ngày này. Thêm chủ đề khác trước."))
    _require_not_past("on", on)
    if found.until is not None and found.until <= on:
        sentence = _("Đã thôi dùng từ %(day)s. Chọn một ngày trước đó, hoặc để nguyên.")
        raise Refused.at("on", sentence % {"day": format_day(found.until)})
    if found.since >= on:
        try:
            found.delete()
        except ProtectedError as error:
            raise Refused(
                _("Đã có nội dung ghi theo chủ đề này. Chọn ngày thôi dùng sau ngày bắt đầu.")
            ) from error
        return None
    found.valid = DateRange(found.since, on)
    found.save(update_fields=["valid"])
    return found


def keep(rows: QuerySet[Theme], theme: Theme) -> Theme:
    """Drop an end that is still to come. Raises Refused: no such end, another theme of that name is set, gone."""
    themes = _locked(rows)
    found = _one(themes, theme)
    others = [one for one in themes.values() if one.pk != found.pk and one.since >= found.since]
    if any(folding_key(one.name) == folding_key(found.name) for one in others):
        raise Refused(_("Đã đặt một chủ đề cùng tên dùng sau ngày ấy. Rút chủ đề đó trước."))
    if found.until is None or found.until <= clock.today():
        raise Refused(_("Chủ đề này không có ngày thôi dùng nào sắp tới. Tải lại trang để xem."))
    found.valid = DateRange(found.since, None)
    found.save(update_fields=["valid"])
    return found


def _require_not_past(field: str, day: date) -> None:
    if day < clock.today():
        raise Refused.at(field, _("Chọn từ hôm nay trở đi: việc đã ghi giữ chủ đề của ngày ấy."))


def _locked(rows: QuerySet[Theme]) -> Mapping[object, Theme]:
    lock_all(rows)
    return {one.pk: one for one in rows}


def _one(themes: Mapping[object, Theme], theme: Theme) -> Theme:
    found = themes.get(theme.pk)
    if found is None:
        raise Refused(_("Chủ đề này vừa được rút. Tải lại trang để xem."))
    return found


def _require_matter(new: NewTheme) -> None:
    empty = {
        "name": (new.name, _("Ghi tên chủ đề.")),
        "covers": (new.covers, _("Ghi chủ đề gồm những việc gì.")),
        "source": (new.basis, _("Ghi văn bản, quy chế đặt ra chủ đề này.")),
    }
    for field, (said, sentence) in empty.items():
        if looks_empty(said):
            raise Refused.at(field, sentence)
    for field in ("name", "covers"):
        text = getattr(new, field)
        if persons := find_persons(text):
            raise Refused.at(field, sentence_of(text, persons))
        if opinions := opinions_in(text):
            sentence = _(
                "Chủ đề là việc giải quyết được, không hỏi người ta nghĩ gì, tin gì: bỏ «%(words)s»."
            )
            raise Refused.at(field, sentence % {"words": "», «".join(opinions)})


def _free_code(name: str, taken: set[str]) -> str:
    """The code in addresses; a number behind it where an older theme has it."""
    stem = folding_key(name).replace(" ", "-")[: LONGEST_CODE - 4].strip("-") or "chu-de"
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code
