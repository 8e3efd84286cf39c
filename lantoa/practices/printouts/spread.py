"""What spread: its tables as a workbook, and one page for a meeting."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.core.vi_numbers import format_count
from lantoa.practices.choices import STANDINGS
from lantoa.practices.queries.spread import Spread
from lantoa.practices.ring import PAPER_INK
from lantoa.practices.spreading import FEW, Turn
from lantoa.printing.picture_page import PicturePage, SmallTable, picture_page_pdf
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes

Row = tuple[str | int | float | date | None, ...]


def turns_sheet(rows: Iterable[tuple[Turn, str, str, str]], said: list[str]) -> Sheet:
    """Turns as (turn, title, origin, unit)."""
    columns = (
        SheetColumn(_("Đơn vị nhận"), width=30),
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Mô hình"), width=44),
        SheetColumn(_("Đơn vị khởi xướng"), width=30),
        SheetColumn(_("Tình trạng"), width=22),
        SheetColumn(_("Giao ngày"), "date", 12),
        SheetColumn(_("Áp dụng từ"), "date", 12),
        SheetColumn(_("Số ngày đến khi áp dụng"), "count", 12),
        SheetColumn(_("Kiểm chứng"), "date", 12),
        SheetColumn(_("Thôi áp dụng"), "date", 12),
    )
    table = [
        (
            unit,
            turn.practice,
            title,
            origin,
            str(STANDINGS[turn.standing].label),
            turn.given_on,
            turn.applied_on,
            turn.days_to_apply,
            turn.verified_on,
            turn.dropped_on,
        )
        for turn, title, origin, unit in rows
    ]
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả lượt được xem")
    )
    return Sheet(_("Lượt nhận"), columns, table, heading=(_("Các lượt nhận"), narrowed, _taken_at()))


def spread_sheets(spread: Spread, units: Sequence[Row], said: str) -> list[Sheet]:
    """What the screen shows, one table a sheet."""
    figures, places = spread.figures, spread.places

    def sheet(title: str, columns: tuple[SheetColumn, ...], rows: Sequence[Row]) -> Sheet:
        return Sheet(title, columns, rows, heading=(title, said, _taken_at()))

    practice_rows: list[Row] = [
        (
            one.given.code,
            one.given.title,
            spread.fields.get(one.given.field, one.given.field),
            places[one.given.origin].name,
            one.planned,
            one.applied,
            one.verified,
            one.dropped,
            one.wait.middle if one.wait else None,
            one.wait.low if one.wait else None,
            one.wait.high if one.wait else None,
            "" if one.given.is_alive_at_home else _("Không còn duy trì"),
        )
        for one in figures.practices
    ]
    flows: list[Row] = [
        (
            places[origin].name,
            places[unit].name,
            states.get("planned", 0),
            states.get("applied", 0),
            states.get("verified", 0),
        )
        for (origin, unit), states in figures.flows.items()
    ]
    count = [
        SheetColumn(words, "count", 12, "SUM")
        for words in (_("Có kế hoạch"), _("Đã áp dụng"), _("Đã kiểm chứng"))
    ]
    return [
        sheet(
            _("Mô hình"),
            (
                SheetColumn(_("Mã"), width=14),
                SheetColumn(_("Mô hình"), width=44),
                SheetColumn(_("Lĩnh vực"), width=22),
                SheetColumn(_("Đơn vị khởi xướng"), width=28),
                *count,
                SheetColumn(_("Thôi áp dụng"), "count", 12, "SUM"),
                SheetColumn(_("Ngày đến khi áp dụng, trung vị"), "count", 14),
                SheetColumn(_("Một phần tư nhanh nhất"), "count", 14),
                SheetColumn(_("Một phần tư chậm nhất"), "count", 14),
                SheetColumn(_("Ở nơi khởi xướng"), width=20),
            ),
            practice_rows,
        ),
        sheet(
            _("Ai học ai"),
            (SheetColumn(_("Đơn vị khởi xướng"), width=32), SheetColumn(_("Đơn vị nhận"), width=32), *count),
            flows,
        ),
        sheet(
            _("Đơn vị"),
            (
                SheetColumn(_("Đơn vị"), width=32),
                SheetColumn(_("Cho và nhận"), width=26),
                SheetColumn(_("Mô hình cho đi"), "count", 12, "SUM"),
                SheetColumn(_("Đơn vị học theo"), "count", 12),
                *count,
            ),
            units,
        ),
        sheet(
            _("Tập mô hình"),
            (
                SheetColumn(_("Tập"), width=50),
                SheetColumn(_("Năm"), "text", 8),
                SheetColumn(_("Mô hình"), "count", 10),
                SheetColumn(_("Đơn vị được giao"), "count", 12),
                SheetColumn(_("Đơn vị đã nhận"), "count", 12),
                SheetColumn(_("Lượt nhận"), "count", 12),
                SheetColumn(_("Lượt đang áp dụng"), "count", 12),
                SheetColumn(_("Lượt đã kiểm chứng"), "count", 12),
            ),
            [
                (
                    one.title,
                    str(one.year),
                    one.practices,
                    one.asked,
                    one.taking,
                    one.taken,
                    one.in_use,
                    one.verified,
                )
                for one in spread.booklets
            ],
        ),
        sheet(
            _("Lĩnh vực"),
            (
                SheetColumn(_("Lĩnh vực"), width=30),
                SheetColumn(_("Mô hình đăng ký"), "count", 14, "SUM"),
                SheetColumn(_("Được giao nhân rộng"), "count", 14, "SUM"),
                SheetColumn(_("Có nơi khác áp dụng"), "count", 14, "SUM"),
            ),
            [
                (spread.fields.get(one.code, one.code), one.registered, one.given, one.travelled)
                for one in figures.fields
            ],
        ),
        sheet(
            _("Còn làm không"),
            (
                SheetColumn(_("Sau (tháng)"), "count", 12),
                SheetColumn(_("Còn làm"), "count", 12),
                SheetColumn(_("Đã dừng"), "count", 12),
                SheetColumn(_("Chưa trả lời"), "count", 12),
                SheetColumn(_("Tỷ lệ còn làm"), "percent", 12),
            ),
            [
                (one.months, one.alive, one.ended, one.silent, one.alive / one.known if one.known else None)
                for one in figures.survival
            ],
        ),
    ]


def spread_workbook(sheets: list[Sheet], title: str) -> bytes:
    return workbook_bytes(sheets, title=title, author=_("Lan Tỏa"), day=clock.today())


def _taken_at() -> str:
    return _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}


LONGEST_TITLE = 46


def spread_pdf(spread: Spread, picture: str, body: str, said: str, *, is_sample: bool) -> bytes:
    """The screen of spreading as one page on its side, for a meeting; `picture` is the ring with its colours written out."""
    return picture_page_pdf(spread_page(spread, picture, body, said, is_sample=is_sample))


def spread_page(spread: Spread, picture: str, body: str, said: str, *, is_sample: bool) -> PicturePage:
    figures = spread.figures
    counts = {state: figures.counts.get(state, 0) for state in ("planned", "applied", "verified")}
    second = _("%(practices)s mô hình (%(said)s), %(units)s đơn vị được giao, %(taken)s lượt nhận.") % {
        "practices": format_count(len(spread.given)),
        "said": said,
        "units": format_count(len(spread.asked)),
        "taken": format_count(figures.taken),
    }
    return PicturePage(
        title=_("Lan tỏa đến đâu"),
        second=second,
        body=body,
        foot=_taken_at(),
        picture=picture,
        figures=(
            (
                f"{format_count(len(figures.units_taking))}/{format_count(len(spread.asked))}",
                _("đơn vị đã nhận ít nhất một mô hình"),
            ),
            (format_count(figures.in_use), _("lượt đang áp dụng")),
            (format_count(counts["verified"]), _("lượt đã kiểm chứng")),
        ),
        legend=(
            (PAPER_INK["origin"], _("Nơi khởi xướng")),
            (PAPER_INK["planned"], _("Có kế hoạch %(count)s") % {"count": format_count(counts["planned"])}),
            (PAPER_INK["applied"], _("Đã áp dụng %(count)s") % {"count": format_count(counts["applied"])}),
            (
                PAPER_INK["verified"],
                _("Đã kiểm chứng %(count)s") % {"count": format_count(counts["verified"])},
            ),
        ),
        tables=_meeting_tables(spread),
        made_on=clock.today(),
        mark=_("Dữ liệu minh họa") if is_sample else "",
    )


def _meeting_tables(spread: Spread) -> tuple[SmallTable, ...]:
    figures = spread.figures
    wait = figures.wait
    waited = (
        _(
            "Từ ngày giao đến ngày áp dụng: trung vị %(middle)s ngày, một nửa số lượt từ %(low)s đến %(high)s ngày."
        )
        % {"middle": round(wait.middle), "low": round(wait.low), "high": round(wait.high)}
        if wait
        else _("Chưa có lượt nào áp dụng.")
    )
    stuck = ", ".join(spread.fields.get(one.code, one.code) for one in figures.never_travelled[:FEW])
    died = ", ".join(_short(one.given.title) for one in figures.died_at_home[:FEW])
    roles = Counter(figures.roles.values())
    return (
        SmallTable(
            _("Mô hình được áp dụng nhiều nhất"),
            ("", _("nhận"), _("áp dụng"), _("kiểm chứng")),
            tuple(
                (_short(one.given.title), *(format_count(n) for n in (one.taken, one.in_use, one.verified)))
                for one in figures.practices[:6]
            ),
            waited,
        ),
        SmallTable(
            _("Đăng ký nhiều, hiệu quả ít"),
            ("", _("nhận"), _("kiểm chứng")),
            tuple(
                (_short(one.given.title), format_count(one.taken), format_count(one.verified))
                for one in figures.little_effect
            ),
        ),
        SmallTable(
            _("Sau đó còn làm không"),
            ("", _("còn làm"), _("đã dừng"), _("chưa trả lời")),
            tuple(
                (
                    _("Sau %(months)s tháng") % {"months": one.months},
                    *(format_count(n) for n in (one.alive, one.ended, one.silent)),
                )
                for one in figures.survival[:3]
            ),
            "" if figures.survival else _("Chưa lượt nào đến ngày hỏi lại."),
        ),
        SmallTable(
            _("Cho và nhận"),
            (),
            (),
            _(
                "Vừa cho vừa nhận %(both)s đơn vị; chỉ cho %(sends)s; chỉ nhận %(takes)s; không cho, không nhận %(neither)s."
            )
            % {name: format_count(roles[name]) for name in ("both", "sends", "takes", "neither")},
        ),
        SmallTable(_("Lĩnh vực chưa đi đâu"), (), (), stuck or _("Không có.")),
        SmallTable(_("Nơi sinh ra đã thôi, nơi khác còn làm"), (), (), died or _("Không có.")),
    )


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
