"""Comparisons in words, with the numbers as they were printed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.reporting.checks import written as plain
from lantoa.reporting.published.comparisons import Check, CheckKind, OpenFor, Outcome
from lantoa.reporting.published.figures import Figure, written
from lantoa.reporting.published.names import counts_once
from lantoa.ui.badges import Badge

KINDS = {
    CheckKind.SUM: gettext_lazy("Tổng và các phần"),
    CheckKind.PART: gettext_lazy("Phần và toàn bộ"),
    CheckKind.SHARE: gettext_lazy("Tỷ lệ và hai số"),
    CheckKind.YEARS: gettext_lazy("Cả giai đoạn và từng năm"),
    CheckKind.CHANGE: gettext_lazy("Mức tăng và hai năm"),
}
BADGES = {
    Outcome.AGREES: Badge(gettext_lazy("Khớp"), "check", "accepted"),
    Outcome.DIFFERS: Badge(gettext_lazy("Lệch"), "differs", "late"),
    Outcome.OPEN: Badge(gettext_lazy("Chưa kết luận"), "dashed", "outline"),
}


def against_words(check: Check) -> list[tuple[str, str]]:
    """What a figure is compared with: (words, number as printed)."""
    if check.kind == CheckKind.SHARE and check.top and check.base:
        return [
            (
                side.figure.words if side.figure else label,
                side.figure.said if side.figure else written(side.value),
            )
            for side, label in ((check.top, _("tử số nêu kèm")), (check.base, _("mẫu số nêu kèm")))
        ]
    return [(one.words, one.said_with_unit) for one in check.against]


def found_words(check: Check) -> str:
    """The other number: the sum of the parts, the whole, the percentage of the two figures."""
    if check.kind == CheckKind.SHARE:
        return f"{written(check.found)}%"
    return written(check.found)


def gap_words(check: Check) -> str:
    """The size of the difference: «468», «0,70 điểm»."""
    gap = abs(check.difference)
    if check.kind == CheckKind.SHARE:
        return _("%(points)s điểm") % {"points": written(gap)}
    return plain(gap)


def sentence_of(check: Check) -> str:
    """What the comparison shows, in one or two sentences; both numbers stand in it, and neither is called the right one."""
    words = {
        "stated": check.stated.said_with_unit,
        "found": found_words(check),
        "gap": gap_words(check),
        "parts": _joined(check.against),
        "other": check.against[0].said_with_unit if check.against else "",
    }
    if check.outcome == Outcome.OPEN:
        return _open(check, words)
    if check.outcome == Outcome.AGREES:
        return _agreeing(check, words)
    if check.kind in (CheckKind.SUM, CheckKind.YEARS):
        if check.difference < 0:
            return _("Nêu %(stated)s; các phần cộng lại %(found)s (%(parts)s), nhiều hơn %(gap)s.") % words
        return _("Nêu %(stated)s; các phần cộng lại %(found)s (%(parts)s), ít hơn %(gap)s.") % words
    if check.kind == CheckKind.PART:
        return _("Nêu phần %(stated)s, toàn bộ chỉ có %(other)s: phần lớn hơn %(gap)s.") % words
    if check.kind == CheckKind.CHANGE:
        return _("Nêu tăng %(stated)s; hai số nêu cùng bài chênh nhau %(found)s, lệch %(gap)s.") % words
    return _share(check, words)


def _share(check: Check, words: dict[str, str]) -> str:
    said = against_words(check)
    words = {**words, "top": said[0][1], "base": said[1][1]}
    sentence = _("Nêu %(stated)s; %(top)s trên %(base)s là %(found)s, lệch %(gap)s.") % words
    if check.fitting_base is not None:
        number = plain_count(check.fitting_base)
        sentence += " " + _("Tỷ lệ đã nêu ứng với mẫu số %(number)s.") % {"number": number}
    return sentence


def plain_count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _agreeing(check: Check, words: dict[str, str]) -> str:
    if check.kind in (CheckKind.SUM, CheckKind.YEARS):
        return _("Bằng tổng các phần (%(parts)s).") % words
    if check.kind == CheckKind.PART:
        return _("Không lớn hơn toàn bộ (%(other)s).") % words
    if check.kind == CheckKind.CHANGE:
        return _("Bằng hiệu của hai số (%(parts)s).") % words
    said = against_words(check)
    return _("%(top)s trên %(base)s.") % {"top": said[0][1], "base": said[1][1]}


def _open(check: Check, words: dict[str, str]) -> str:
    if check.open_for == OpenFor.OTHER_BASE:
        return _(
            "Bài nêu hai tỷ lệ của cùng số %(top)s; tỷ lệ kia khớp, còn mẫu số của tỷ lệ này bài không nêu."
        ) % {"top": against_words(check)[0][1]}
    if check.kind == CheckKind.YEARS and not check.complete and not counts_once(check.against[0].name.base):
        return _("Các năm cộng lại %(found)s; bài không nêu đủ các năm theo cùng một đơn vị tính.") % words
    if check.kind == CheckKind.YEARS and not check.complete:
        return (
            _("Các năm cộng lại %(found)s; mô hình duy trì nhiều năm chỉ tính một lần nên có thể nhiều hơn.")
            % words
        )
    if check.open_for == OpenFor.SAID_TWICE:
        return _("Bài nêu số này hai lần với hai số khác nhau, một số khớp; không rõ số nào được nói đến.")
    if not check.complete:
        return _("Các phần nêu trong bài cộng lại %(found)s; bài không nói đó là tất cả.") % words
    return _("Có số không nêu chính xác (hơn, gần, khoảng) nên không kết luận được.")


def _joined(figures: Sequence[Figure]) -> str:
    return " + ".join(one.said for one in figures)
