"""Write what a unit tells of a quarter. The record says that it was saved and how many lines, never a word or a theme of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.name_screen import find_persons, sentence_of
from lantoa.core.periods import Period
from lantoa.core.text import TextError, clean_text, looks_empty
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit
from lantoa.reporting.models import Situation, SituationLine, SituationRule, SituationTheme
from lantoa.reporting.permissions import may
from lantoa.reporting.queries.situations.own import WRITE, is_told_in
from lantoa.reporting.queries.situations.people import Telling, telling_for
from lantoa.reporting.queries.situations.rules import open_quarters, rule_on, themes_on


@dataclass(frozen=True)
class NewLine:
    """`theme`: its code; `words`: one matter, in one line."""

    theme: str
    words: str


def lock_situation(unit: Unit, period: Period) -> Situation | None:
    """The unit's row of a quarter, under a lock on the unit, so that two first savings do not meet."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    return Situation.objects.select_for_update().filter(unit=unit, period_code=period.code).first()


@transaction.atomic
def save_situation(
    *,
    actor: Actor,
    unit: Unit,
    period: Period,
    lines: Sequence[NewLine],
    told_separately: bool,
    row_version: int,
) -> Situation:
    """Keep the lines in the place of those that were there; `row_version` 0 where nothing was.

    Raises Forbidden, Conflict, or Refused: a quarter that is not open, already sent, a unit that is too small to tell for itself,
    too many lines, a theme twice or unknown, a line that is empty, too long, names a person or bears the mark of a secret paper.
    `fields` names theme-<n> or words-<n>, counted from 1.
    """
    require(may(actor, WRITE, unit))
    situation = lock_situation(unit, period)
    if (situation.row_version if situation else 0) != row_version:
        raise Conflict(
            _("Phần này đã được lưu ở một trang khác sau khi anh/chị mở. Mở lại trang rồi ghi tiếp.")
        )
    if situation is not None and situation.is_sent:
        raise Refused(_("Phần này đã gửi. Thu hồi trước rồi mới sửa được."))
    if period not in open_quarters():
        raise Refused(
            _("Chỉ ghi cho quý này và quý trước. %(quarter)s không còn ghi được.")
            % {"quarter": period.label_title}
        )
    if not is_told_in(unit):
        raise Refused(_("Chưa có biểu báo cáo quý nào kèm phần tình hình. Hỏi cấp ủy thu báo cáo."))
    rule = rule_on()
    if (
        lines or told_separately
    ):  # what a unit has written before it came to be too small it may always take out
        require_large_enough(telling_for(unit, period, rule), rule)
    kept = _clean(lines, rule, themes_on(period.last_day))
    if situation is None:
        situation = Situation(unit=unit, period_code=period.code, row_version=0)
    situation.told_separately = told_separately
    situation.row_version += 1
    situation.save()
    situation.lines.all().delete()
    SituationLine.objects.bulk_create(
        SituationLine(situation=situation, theme=theme, position=position, words=words)
        for position, (theme, words) in enumerate(kept, start=1)
    )
    record(
        actor,
        "situation.saved",
        situation,
        chain=unit.pk,
        label=f"{unit.code} {period.code}",
        after={"lines": len(kept)},
    )
    return situation


def require_large_enough(telling: Telling, rule: SituationRule) -> None:
    """Refuse where the unit is too small to tell for itself, and say who does."""
    if telling.is_itself:
        return
    words = {"least": format_count(rule.least_people)}
    if telling.unit is None:
        raise Refused(
            _(
                "Đơn vị có dưới %(least)s người, hoặc hệ thống chưa có số người, nên không ghi riêng. "
                "Cập nhật hồ sơ đơn vị nếu số người đã đủ."
            )
            % words
        )
    name = getattr(telling.unit, "short_name", telling.unit.code)
    raise Refused(
        _(
            "Đơn vị có dưới %(least)s người, hoặc hệ thống chưa có số người, nên không ghi riêng: "
            "%(unit)s báo cáo chung. Cập nhật hồ sơ đơn vị nếu số người đã đủ."
        )
        % {**words, "unit": name}
    )


def _clean(
    lines: Sequence[NewLine], rule: SituationRule, themes: Sequence[SituationTheme]
) -> list[tuple[SituationTheme, str]]:
    if len(lines) > rule.most_lines:
        raise Refused(
            ngettext(
                "Mỗi quý ghi tối đa %(most)s dòng. Bớt dòng rồi lưu lại.",
                "Mỗi quý ghi tối đa %(most)s dòng. Bớt dòng rồi lưu lại.",
                rule.most_lines,
            )
            % {"most": format_count(rule.most_lines)}
        )
    known = {theme.code: theme for theme in themes}
    kept: list[tuple[SituationTheme, str]] = []
    wrong: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        theme = known.get(line.theme)
        if theme is None:
            wrong[f"theme-{number}"] = _("Chọn chủ đề của dòng %(number)d.") % {"number": number}
        elif theme in [one for one, _words in kept]:
            wrong[f"theme-{number}"] = _("Chủ đề «%(theme)s» đã có ở dòng trên. Gộp hai dòng thành một.") % {
                "theme": theme.name
            }
        try:
            words = _clean_words(line.words, rule)
        except Refused as refused:
            wrong[f"words-{number}"] = refused.sentence
            continue
        if theme is not None:
            kept.append((theme, words))
    if wrong:
        sentence = ngettext(
            "Còn %(count)s chỗ phải sửa trước khi lưu.",
            "Còn %(count)s chỗ phải sửa trước khi lưu.",
            len(wrong),
        )
        raise Refused(sentence % {"count": format_count(len(wrong))}, fields=wrong)
    return kept


def _clean_words(typed: str, rule: SituationRule) -> str:
    """One line of clean words; the screen of names keeps nothing of what it was shown."""
    try:
        words = " ".join(clean_text(typed).split())
    except TextError as error:
        raise Refused(error.sentence) from error
    if looks_empty(words):
        raise Refused(_("Ghi nội dung của dòng này, hoặc bỏ trống cả dòng."))
    if len(words) > rule.longest:
        over = len(words) - rule.longest
        raise Refused(
            ngettext(
                "Dòng này dài hơn %(longest)s ký tự. Hãy bớt %(over)s ký tự.",
                "Dòng này dài hơn %(longest)s ký tự. Hãy bớt %(over)s ký tự.",
                over,
            )
            % {"longest": format_count(rule.longest), "over": format_count(over)}
        )
    found = find_persons(words)
    if found:
        raise Refused(sentence_of(words, found))
    return words
