"""A report as a workbook to be filled in and sent back: which columns it has, what its hidden key says, how it is written.

What `workbook_readings` reads back. Lines are known by the codes of their indicators, columns by the names in a hidden row,
the report by a signed key: never by their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core import signing
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.text import text_mark
from lantoa.core.vi_dates import format_moment
from lantoa.core.vi_numbers import format_count
from lantoa.printing.form_workbooks import FormColumn, FormRow, FormSheet, FormWords, form_workbook
from lantoa.reporting import scoring
from lantoa.reporting.checks import LARGEST_AMOUNT, Figure, show_figure
from lantoa.reporting.choices import LineKind
from lantoa.reporting.filling import reason_of
from lantoa.reporting.models import Line, Submission
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.reading import WORDS, stored_cell, word_of

SALT: Final = "lantoa.reporting.workbooks"
KEY_SHEET: Final = "lantoa"
LIST_NAME: Final = "DANH-SACH.txt"  # lies beside many workbooks in an archive
LONGEST_NOTE, LONGEST_TEXT = 500, 20_000

# The hidden row above the heads. Heads, folded, by which a sheet without it is still read.
CODE, FIGURE, WORD, NOTE = "lantoa:code", "lantoa:figure", "lantoa:word", "lantoa:note"
QUESTION, ASKED, TEXT = "lantoa:question", "lantoa:asked", "lantoa:text"
LABEL, MEASURE, BEFORE, SAID = "lantoa:label", "lantoa:measure", "lantoa:before", "lantoa:said"
NARRATIVE_PREFIX: Final = "LV"  # LV1 is the first question


@dataclass(frozen=True)
class Filling:
    """A report with all that stands in its workbook. `texts` by position; `before` by indicator code; `said`: what registers
    hold, by position; `doubts`: figures that want a reason, by position."""

    submission: Submission
    unit_name: str
    shape: Shape
    texts: Mapping[int, str]
    before: Mapping[str, Figure]
    said: Mapping[int, int]
    doubts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """What the signed key says: which report, of which version of which sheet, and how it stood when the workbook was made.

    `figures`, `words` (of `reading.WORDS`) and `notes` (as marks) by indicator code, `texts` (as marks) by the question's place.
    """

    collection: str
    unit: str
    sheet: str
    number: int
    figures: Mapping[str, str]
    words: Mapping[str, str]
    notes: Mapping[str, str]
    texts: Mapping[str, str]


def written_key(filling: Filling) -> str:
    submission, shape = filling.submission, filling.shape
    codes = [line.indicator.code for line in shape.lines]
    figures = [show_figure(line, submission.values[line.position]) for line in shape.lines]
    words = [
        word_of(stored_cell(submission, line)) if is_asked(submission, line) else "" for line in shape.lines
    ]
    told: dict[str, Any] = {
        "c": submission.collection.code,
        "u": submission.unit.code,
        "p": submission.collection.period_code,
        "s": shape.version.sheet.code,
        "n": shape.version.number,
        "v": {code: figure for code, figure in zip(codes, figures, strict=True) if figure},
        "q": {code: word for code, word in zip(codes, words, strict=True) if word},
        "m": {codes[int(place)]: text_mark(note) for place, note in submission.notes.items()},
        "t": {str(place): text_mark(text) for place, text in filling.texts.items() if text},
    }
    return signing.dumps(told, salt=SALT, compress=True)


def read_key(written: str) -> Key | None:
    """None for a key that this installation did not sign, or that was changed since."""
    try:
        told = signing.loads(written, salt=SALT)
        return Key(
            told["c"],
            told["u"],
            told["s"],
            told["n"],
            told["v"],
            told.get("q", {}),
            told["m"],
            told["t"],
        )
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


@translation.override("vi")
def report_workbook(filling: Filling, *, author: str) -> bytes:
    """The report as XLSX: figures on the first sheet, answers in words on the second.

    Vietnamese whatever language the screen speaks: it goes from hand to hand, and what stands on it is read when it comes back.
    """
    collection = filling.submission.collection
    facts = (
        (_("Đơn vị"), filling.unit_name),
        (_("Mã đơn vị"), filling.submission.unit.code),
        (_("Mã đợt"), collection.code),
        (
            _("Hạn gửi"),
            _("%(due)s; tải về lúc %(now)s")
            % {"due": format_moment(collection.due_at), "now": format_moment(clock.now())},
        ),
    )
    sheets = [
        FormSheet(_("Số liệu"), collection.title, facts, _figure_words(), _columns(filling), _rows(filling))
    ]
    if filling.shape.narratives:
        sheets.append(
            FormSheet(
                _("Lời văn"),
                collection.title,
                facts,
                _("Viết vào ô nền vàng. Xuống dòng trong một ô: Alt + Enter (LibreOffice: Ctrl + Enter)."),
                (
                    FormColumn(QUESTION, _("Mã câu"), 9),
                    FormColumn(ASKED, _("Câu hỏi"), 38),
                    FormColumn(TEXT, _("Trả lời"), 92, "text", most=LONGEST_TEXT),
                ),
                _questions(filling),
            )
        )
    return form_workbook(
        sheets,
        key=written_key(filling),
        key_title=KEY_SHEET,
        marks=WORDS,
        words=_words(),
        author=author,
        day=clock.today(),
    )


def _figure_words() -> str:
    return _(
        "Nhập vào ô nền vàng. Ô trống là chưa có số liệu, số 0 là bằng không. Số không chính xác thì chọn «hơn», «ước»… ở "
        "cột bên cạnh; dòng không liên quan đến đơn vị thì xóa số, chọn «không áp dụng» và ghi lý do. "
        "Lưu tệp .xlsx rồi gửi lại ở trang Báo cáo, Gửi lại bảng tính; tên tệp đặt thế nào cũng được."
    )


def _words() -> FormWords:
    return FormWords(
        _("Ô này không nhận"),
        _("Chỉ nhận số không âm. Không có thì nhập 0, chưa có số liệu thì để trống."),
        _("Chỉ nhận số điểm từ 0 đến {most}. Chưa chấm thì để trống."),
        _("Chọn một chữ trong danh sách, hoặc để trống nếu là số chính xác."),
        _("Nội dung dài quá. Hãy rút gọn."),
    )


def _columns(filling: Filling) -> tuple[FormColumn, ...]:
    period = filling.submission.collection.period
    return (
        FormColumn(CODE, _("Mã dòng"), 11),
        FormColumn(LABEL, _("Chỉ tiêu"), 52),
        FormColumn(MEASURE, _("Đơn vị tính"), 13),
        FormColumn(BEFORE, period.previous.label_title, 13, number=True),
        FormColumn(FIGURE, _("Số kỳ này"), 15, "decimal"),
        FormColumn(WORD, _("Số này là"), 13, "mark"),
        FormColumn(NOTE, _("Ghi chú, lý do"), 34, "text", most=LONGEST_NOTE),
        FormColumn(SAID, _("Hướng dẫn"), 34),
    )


def _rows(filling: Filling) -> list[FormRow]:
    rows = []
    for section in filling.shape.sections:
        lines = [line for line in filling.shape.lines if line.section_id == section.pk]
        if lines:
            title = f"{section.label} {section.title}".strip()
            rows.append(FormRow((None, title, *[None] * 6), group=True))
            rows += [_row(filling, line) for line in lines]
    return rows


def _row(filling: Filling, line: Line) -> FormRow:
    submission, place = filling.submission, line.position
    asked = is_asked(submission, line)
    return FormRow(
        (
            line.indicator.code,
            _("– %(part)s") % {"part": line.label} if line.part_of_id else line.label,
            line.unit_of_measure,
            None if line.computed else filling.before.get(line.indicator.code),
            submission.values[place] if asked else None,
            word_of(stored_cell(submission, line)) or None if asked else None,
            submission.notes.get(str(place)),
            _guidance(filling, line),
        ),
        locked=_locked(line) if asked else frozenset({FIGURE, WORD, NOTE}),
        whole=line.kind not in (LineKind.DECIMAL, LineKind.SCORE),
        most=line.most,
    )


def _guidance(filling: Filling, line: Line) -> str | None:
    submission, place = filling.submission, line.position
    if line.computed:
        top, base = (filling.shape.lines[one].indicator.code for one in filling.shape.parts(line))
        return _("Tự tính: %(top)s chia %(base)s.") % {"top": top, "base": base}
    if line.summed and place not in submission.not_applicable:
        return _("Không nhập ở đây: tự cộng từ các phần bên dưới khi gửi lại.")
    if place in submission.said_not_applicable:
        return _("Đơn vị đã ghi «không áp dụng». Có số thì xóa chữ ấy, nhập số.")
    if place in submission.not_applicable:
        return _("Không nhập ở đây: cộng từ các đơn vị trực thuộc.")
    if line.most is not None:
        return _most_words(line, line.most)
    if place in filling.said:
        words = _("Sổ có %(count)s. Đúng thì xác nhận ở trang báo cáo; ghi số khác thì ghi lý do.")
        return words % {"count": format_count(filling.said[place])}
    doubt = filling.doubts.get(place)
    if doubt and not reason_of(submission, place):
        return _("%(doubt)s Nếu đúng, ghi lý do.") % {"doubt": doubt}
    return line.help or None


def _locked(line: Line) -> frozenset[str]:
    """Points are exact, and a criterion may do without only where its sheet says so."""
    return frozenset({WORD}) if line.scored and not line.skip_rule else frozenset()


def _most_words(line: Line, most: Decimal) -> str:
    """«Tối đa 5 điểm. 5: Đủ 90 phút; 4: Thiếu không quá 15 phút.»"""
    levels = "; ".join(
        f"{scoring.shown(points)}: {label}" for label, points in scoring.point_options(line.options)
    )
    words = _("Tối đa %(most)s điểm.") % {"most": scoring.shown(most)}
    return " ".join(part for part in (words, f"{levels}." if levels else "", line.help) if part)


def is_asked(submission: Submission, line: Line) -> bool:
    """Whether the unit fills the line in itself: neither computed nor added up from below."""
    place = line.position
    return line.typed and (place not in submission.not_applicable or place in submission.said_not_applicable)


def _questions(filling: Filling) -> Sequence[FormRow]:
    return [
        FormRow(
            (f"{NARRATIVE_PREFIX}{one.position + 1}", one.question, filling.texts.get(one.position)), lines=6
        )
        for one in filling.shape.narratives
    ]


def exact(value: float) -> Decimal:
    """12.299999999999999, as a formula leaves it, is 12.3."""
    return Decimal(repr(round(value, 9))) if abs(value) < LARGEST_AMOUNT else Decimal(value)
