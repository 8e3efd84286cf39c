"""What is told of a practice: checked, kept, coded, found again."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from lantoa.core import queue
from lantoa.core.errors import Refused
from lantoa.core.likeness.marks import marks_of
from lantoa.core.text import folding_key, looks_empty
from lantoa.directives.models import Directive, StudyTopic
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Subject
from lantoa.practices.models import Practice, PracticeField


@dataclass(frozen=True)
class PracticeText:
    """What is told of a practice; numbers are of its own measure."""

    title: str
    field: PracticeField
    directive: Directive
    started_on: date
    problem: str
    goal: str
    measure: str
    measure_unit: str
    method: str
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_on: date | None = None
    result: str = ""
    result_value: Decimal | None = None
    lesson: str = ""
    subject: str = Subject.COLLECTIVE
    learned_from: Practice | None = None
    distinct_because: str = ""  # what sets it apart from those that it is like
    topic: StudyTopic | None = None  # of study, that it puts into practice
    contact: str = ""  # whom another unit asks: a post, a department, an office's telephone
    other_fields: tuple[PracticeField, ...] = ()  # besides the one by which it is counted
    other_directives: tuple[Directive, ...] = ()  # that it serves beside the leading one

    @property
    def besides(self) -> list[PracticeField]:
        """The other fields, each once, without the one by which it is counted."""
        return list(dict.fromkeys(one for one in self.other_fields if one != self.field))


def search_key(practice: Practice) -> str:
    """Two lines: folded code and title, and everything told. The database keeps the index of words from it."""
    return f"{folding_key(f'{practice.code} {practice.title}')}\n{folding_key(f'{practice.told} {practice.lesson}')}"


def keep_marks(practices: Iterable[Practice]) -> None:
    """By their marks texts are found that are like another; how common each is gets counted soon after."""
    for practice in practices:
        practice.marks = marks_of(practice.title, practice.told)
    queue.defer("practices.count_marks", queueing_lock="practices.count_marks")


def told_fields(text: PracticeText) -> dict[str, Any]:
    return {
        name: value for name, value in vars(text).items() if name not in ("other_fields", "other_directives")
    }


def made_of(code: str, unit: Unit, text: PracticeText) -> Practice:
    practice = Practice(code=code, unit=unit, **told_fields(text))
    practice.search_key = search_key(practice)
    return practice


def lock_registry() -> None:
    """One writer of codes and titles at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('practices.registry'))")


def next_codes(years: Sequence[int]) -> list[str]:
    """A fresh code per entry, running on from the last of its year; holds the registry."""
    lock_registry()
    last: dict[int, int] = {}
    for year in set(years):
        taken = Practice.originals.filter(code__startswith=f"MH-{year}-").order_by(
            Length("code").desc(), "-code"
        )
        code = taken.values_list("code", flat=True).first()
        last[year] = int(code.rpartition("-")[2]) if code else 0
    codes = []
    for year in years:
        last[year] += 1
        codes.append(f"MH-{year}-{last[year]:03d}")
    return codes


def check_text(text: PracticeText, practice: Practice | None = None) -> None:
    """What even a draft must keep to."""
    if looks_empty(text.title):
        raise Refused(_("Mô hình chưa có tên."), fields={"title": _("Ghi tên mô hình.")})
    if text.target_on and text.target_on < text.started_on:
        raise Refused(
            _("Hạn đạt mục tiêu phải sau ngày bắt đầu thực hiện."),
            fields={"target_on": _("Hạn này sớm hơn ngày bắt đầu thực hiện.")},
        )
    if practice is not None and text.learned_from == practice:
        raise Refused(
            _("Mô hình không thể học từ chính nó."), fields={"learned_from": _("Chọn mô hình khác.")}
        )


def refuse_same_titles(wanted: Sequence[tuple[Unit, str]]) -> None:
    """Two practices of one unit never share a title, whatever the accents and spaces."""
    units = {unit.pk for unit, _title in wanted}
    held = Practice.originals.filter(unit__in=units).values_list("unit", "title", "merged_into__code")
    seen: dict[tuple[uuid.UUID, str], str | None] = {
        (unit, folding_key(title)): kept for unit, title, kept in held
    }
    for unit, title in wanted:
        key = (unit.pk, folding_key(title))
        if seen.get(key):
            raise Refused(
                _("Mô hình «%(title)s» của đơn vị đã được gộp vào %(kept)s. Đặt tên khác nếu là việc khác.")
                % {"title": title, "kept": seen[key]},
                fields={"title": _("Tên đã dùng trong đơn vị.")},
            )
        if key in seen:
            raise Refused(
                _("Đơn vị đã có mô hình tên «%(title)s». Đặt tên khác, hoặc ghi tiếp vào mô hình đó.")
                % {"title": title},
                fields={"title": _("Tên đã dùng trong đơn vị.")},
            )
        seen[key] = None
