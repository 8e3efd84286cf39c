"""What a workbook would change in a report, cell by cell, and what is wrong in it. Pure: no database, no clock.

Three versions meet: what stood in the workbook when it was downloaded (its key), what it says now, and what the report holds
now. What the workbook did not touch stays as the report holds it; what both touched differently is a clash, which only a
person decides.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from django.utils.translation import gettext as _

from lantoa.core.text import (
    TextError,
    clean_line,
    clean_text,
    detect_legacy_encoding,
    folding_key,
    looks_empty,
    text_mark,
)
from lantoa.core.vi_numbers import NumberError, format_count
from lantoa.reporting.checks import (
    Figure,
    read_figure,
    show_figure,
    written,
)
from lantoa.reporting.divided import figure_faults, with_sums
from lantoa.reporting.filling import doubts, reason_of
from lantoa.reporting.models import Line, Submission
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.reading import NOT_APPLICABLE, WORDS, read_word, stored_cell, word_of
from lantoa.reporting.reading import Reading as CellReading
from lantoa.reporting.workbook_cells import reading_of, shortened, shown, wrong_words
from lantoa.reporting.workbook_files import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    NARRATIVE_PREFIX,
    Key,
    is_asked,
)
from lantoa.reporting.workbook_readings import LineSaid, Reading, Said, TextSaid

What = Literal["figure", "word", "note", "text"]
SKIPPED: Final = frozenset({"khong phai bao cao", "khong ap dung", "n a"})


@dataclass(frozen=True)
class Fault:
    """What must be mended in the file: where, what stands there, what to do. A hint has the same shape."""

    sheet: str
    place: str
    typed: str
    sentence: str


@dataclass(frozen=True)
class Change:
    """One cell that the workbook would change. `place` is the line's or the question's; `base` what the workbook began from,
    where somebody has changed the report since (`clash`). An empty `after` empties the cell."""

    what: What
    place: int
    label: str
    before: str
    after: str
    cell: str
    base: str = ""
    clash: bool = False

    @property
    def name(self) -> str:
        return f"{self.what}-{self.place}"


@dataclass
class Differences:
    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: int = 0


def differences(
    reading: Reading,
    key: Key | None,
    submission: Submission,
    shape: Shape,
    texts: Mapping[int, str],
    older: Shape | None,
    before: Mapping[str, Figure] = MappingProxyType({}),
) -> Differences:
    """Every fault and every change of one workbook. `older`: the version that the workbook was made of, if another; `before`:
    accepted figures of the period before, by indicator code."""
    found = Differences([Fault(one.sheet, one.place, one.typed, one.sentence) for one in reading.faults])
    judge = _Judge(key, submission, shape, texts, older, found, before)
    for line in reading.lines:
        judge.line(line)
    judge.absent({one.code for one in reading.lines})
    for text in reading.texts:
        judge.text(text)
    judge.relations()
    return found


@dataclass
class _Judge:
    key: Key | None
    submission: Submission
    shape: Shape
    texts: Mapping[int, str]
    older: Shape | None
    found: Differences
    before: Mapping[str, Figure]

    def _fault(self, sheet: str, said: Said, sentence: str) -> None:
        self.found.faults.append(Fault(sheet, said.place, shown(said), sentence))

    def _hint(self, sheet: str, said: Said, sentence: str) -> None:
        self.found.hints.append(Fault(sheet, said.place, shown(said), sentence))

    # --- lines ---------------------------------------------------------------------------------------------------
    def line(self, said: LineSaid) -> None:
        line = self.shape.by_code.get(said.code)
        if line is None:
            self._unknown(said)
            return
        if self.older is not None and self._changed_its_kind(said, line):
            return
        if not is_asked(self.submission, line):
            self._locked(said, line)
            return
        self._cell(said, line)
        if said.note is not None:
            self._note(said.sheet, said.note, line)

    def _unknown(self, said: LineSaid) -> None:
        if not said.figure.kind:
            return
        dropped = self.older is not None and said.code in self.older.by_code
        sentence = _("Biểu này không có dòng %(code)s. Ghi đúng mã dòng, hoặc xóa dòng này.")
        if dropped:
            sentence = _(
                "Dòng %(code)s của bản cũ không còn trong bản hiện hành. Xóa số ở dòng này rồi gửi lại."
            )
        self._fault(said.sheet, said.figure, sentence % {"code": shortened(said.code)})

    def _changed_its_kind(self, said: LineSaid, line: Line) -> bool:
        was = self.older.by_code.get(line.indicator.code) if self.older else None
        if was is None or not said.figure.kind:
            return False
        if (was.kind, was.unit_of_measure) == (line.kind, line.unit_of_measure):
            return False
        sentence = _(
            "Dòng %(code)s ở bản cũ tính bằng «%(old)s», bản hiện hành bằng «%(new)s». Nhập số này trên bảng tính mới."
        )
        words = {"code": said.code, "old": was.unit_of_measure, "new": line.unit_of_measure}
        self._fault(said.sheet, said.figure, sentence % words)
        return True

    def _locked(self, said: LineSaid, line: Line) -> None:
        if not said.figure.kind or folding_key(said.figure.written) in SKIPPED:
            return
        sentence = _("Dòng này được cộng từ các đơn vị trực thuộc, không nhập ở đây. Xóa số ở ô này.")
        if line.summed:
            sentence = _(
                "Dòng này bằng các phần cộng lại, không nhập trực tiếp. Xóa số ở ô này, nhập ở từng phần."
            )
        if line.computed:
            sentence = _("Dòng này được tính từ hai dòng khác, không nhập trực tiếp. Xóa số ở ô này.")
        self._fault(said.sheet, said.figure, sentence)

    def _cell(self, said: LineSaid, line: Line) -> None:
        """A figure and the word beside it, which may also stand before it in its cell."""
        stored = stored_cell(self.submission, line)
        code = line.indicator.code
        base_word = self.key.words.get(code, "") if self.key else word_of(stored)
        try:
            reading = reading_of(line, said.figure)
        except NumberError as error:
            self._fault(said.sheet, said.figure, error.sentence)
            self._word(said, base_word)
            return
        word = self._word(said, base_word)
        written_word = word_of(reading)
        if written_word and word not in (None, "", base_word, written_word):
            sentence = _("Ô số ghi «%(one)s», cột «Số này là» ghi «%(other)s». Chỉ ghi một nơi.")
            self._fault(said.sheet, said.figure, sentence % {"one": written_word, "other": word})
            return
        after = written_word or word
        if reading.value is None and reading.applies and after == base_word != NOT_APPLICABLE:
            after = ""  # an emptied figure takes its word along
        refusal = self._refusal(line, reading, after)
        if refusal:
            self._fault(said.sheet, said.figure, refusal)
            return
        self._figure(said, line, reading.value, stored)
        if after is not None:
            cell = said.figure.place if written_word or said.word is None else said.word.place
            self._compare("word", line.position, line.full_label, base_word, word_of(stored), after, cell)
        if after == NOT_APPLICABLE and not self._says_why(said, line):
            self._hint(
                said.sheet, said.figure, _("Không áp dụng thì ghi lý do, nếu không sẽ chưa gửi được báo cáo.")
            )

    def _word(self, said: LineSaid, base: str) -> str | None:
        """What stands in the column beside the figure; None where the sheet has no such column.

        What is none of the words is told, and taken as if it were untouched.
        """
        if said.word is None:
            return None
        if said.word.kind in ("error", "uncomputed"):
            self._fault(said.sheet, said.word, wrong_words(said.word))
            return base
        word = read_word(said.word.written)
        if word is None:
            listed = ", ".join(f"«{one}»" for one in WORDS)
            sentence = _("Cột «Số này là» chỉ nhận %(words)s, hoặc để trống nếu là số chính xác.")
            self._fault(said.sheet, said.word, sentence % {"words": listed})
            return base
        return word

    def _refusal(self, line: Line, reading: CellReading, word: str | None) -> str:
        """Why figure and word cannot both be meant."""
        if word == NOT_APPLICABLE:
            if line.source:
                return _("Dòng này lấy từ sổ; sổ không có thì số là 0.")
            if reading.value is not None:
                words = _("Dòng này ghi «không áp dụng» mà ô số vẫn có %(figure)s. Xóa một trong hai.")
                return words % {"figure": show_figure(line, reading.value)}
            if line.scored and not line.skip_rule:
                return _("Tiêu chí này luôn phải chấm: biểu không cho ghi «không áp dụng».")
        elif word and line.scored:
            return _("Điểm chấm là số chính xác: xóa chữ «%(word)s» ở ô này.") % {"word": word}
        elif word and reading.value is None:
            return _("Dòng này ghi «%(word)s» mà ô số còn trống. Nhập số, hoặc xóa chữ ấy.") % {"word": word}
        return ""

    def _says_why(self, said: LineSaid, line: Line) -> bool:
        note = (
            said.note.written if said.note is not None else self.submission.notes.get(str(line.position), "")
        )
        return not line.required or not looks_empty(note)

    def _figure(self, said: LineSaid, line: Line, value: Figure, stored: CellReading) -> None:
        shown = show_figure(line, stored.value)
        base = self.key.figures.get(line.indicator.code, "") if self.key else shown
        after = show_figure(line, value)
        if value is not None and line.unit_of_measure == "%" and 0 < value < 1:
            words = _("%(figure)s là chưa đến một phần trăm. Nếu muốn ghi %(more)s phần trăm, nhập %(more)s.")
            self._hint(said.sheet, said.figure, words % {"figure": after, "more": written(value * 100)})
        self._compare("figure", line.position, line.full_label, base, shown, after, said.figure.place)

    def _note(self, sheet: str, said: Said, line: Line) -> None:
        stored: str = self.submission.notes.get(str(line.position), "")
        if said.kind in ("error", "uncomputed"):
            self._fault(sheet, said, wrong_words(said))
            return
        try:
            note = clean_line(" ".join(said.written.split()))
            if len(note) > LONGEST_NOTE:
                raise TextError(_("Lý do dài quá 500 ký tự. Hãy viết ngắn lại."), LONGEST_NOTE + 1)
        except TextError as error:
            self._fault(sheet, said, error.sentence)
            return
        mark = self.key.notes.get(line.indicator.code, text_mark("")) if self.key else text_mark(stored)
        self._compare_words("note", line.position, line.full_label, mark, stored, note, said.place)

    def absent(self, codes: set[str]) -> None:
        """Lines of the sheet that the workbook does not have: they stay as they are."""
        left = [
            one.indicator.code for one in self.shape.lines if one.typed and one.indicator.code not in codes
        ]
        if not left:
            return
        sentence = _("Tệp không có dòng %(codes)s: các dòng này giữ nguyên như đang lưu.")
        if self.older is not None:
            sentence = _(
                "Bản hiện hành có thêm dòng %(codes)s mà tệp theo bản cũ không có: nhập các dòng này ở trang báo cáo."
            )
        listed = ", ".join(left[:12]) + (f" … ({format_count(len(left))})" if len(left) > 12 else "")
        self.found.hints.append(Fault("", "", "", sentence % {"codes": listed}))

    # --- words ---------------------------------------------------------------------------------------------------
    def text(self, said: TextSaid) -> None:
        place = self._question(said)
        if place is None:
            if said.text.kind:
                sentence = _("Biểu này không có câu hỏi %(code)s. Ghi đúng mã câu, hoặc xóa dòng này.")
                self._fault(said.sheet, said.text, sentence % {"code": shortened(said.code)})
            return
        if said.text.kind in ("error", "uncomputed"):
            self._fault(said.sheet, said.text, wrong_words(said.text))
            return
        stored = self.texts.get(place, "")
        try:
            text = clean_text(said.text.written)
            if len(text) > LONGEST_TEXT:
                raise TextError(_("Nội dung dài quá 20.000 ký tự. Hãy rút gọn."), LONGEST_TEXT + 1)
        except TextError as error:
            self._fault(said.sheet, said.text, error.sentence)
            return
        legacy = detect_legacy_encoding(text)
        if legacy:
            sentence = _(
                "Đoạn này có vẻ dùng bảng mã %(name)s. Ghi vào rồi mở báo cáo để xem bản đã chuyển và chọn."
            )
            self._hint(said.sheet, said.text, sentence % {"name": legacy.name})
        mark = self.key.texts.get(str(place), text_mark("")) if self.key else text_mark(stored)
        label = self.shape.narratives[place].question
        self._compare_words("text", place, label, mark, stored, text, said.text.place)

    def _question(self, said: TextSaid) -> int | None:
        """A question has no code that lasts over versions: in another version it is known by its words."""
        number = said.code.upper().removeprefix(NARRATIVE_PREFIX)
        place = int(number) - 1 if number.isascii() and number.isdecimal() and len(number) < 4 else None
        then = self.older.narratives if self.older else []
        was = then[place].question if place is not None and 0 <= place < len(then) else said.question
        asked = folding_key(was)
        same = [one.position for one in self.shape.narratives if asked and folding_key(one.question) == asked]
        if same:
            return same[0]
        known = self.older is None and place is not None and 0 <= place < len(self.shape.narratives)
        return place if known else None

    # --- comparing -----------------------------------------------------------------------------------------------
    def _compare(
        self, what: What, place: int, label: str, base: str, stored: str, after: str, cell: str
    ) -> None:
        if after in (base, stored):
            self.found.same += 1
            return
        clash = base != stored
        self.found.changes.append(
            Change(what, place, label, stored, after, cell, base if clash else "", clash)
        )

    def _compare_words(
        self, what: What, place: int, label: str, mark: str, stored: str, after: str, cell: str
    ) -> None:
        """As `_compare`; of words the key holds a mark only."""
        if after == stored or text_mark(after) == mark:
            self.found.same += 1
            return
        self.found.changes.append(
            Change(what, place, label, stored, after, cell, "", mark != text_mark(stored))
        )

    def relations(self) -> None:
        """What would not fit together once the figures are in, and what would want a reason: the report's page asks for both
        before it is sent."""
        changes = [one for one in self.found.changes if not one.clash]
        touched = {one.place for one in changes if one.what == "figure"}
        if not touched:
            return
        after = copy(self.submission)
        after.values, after.notes = list(after.values), dict(after.notes)
        for change in changes:
            line = self.shape.lines[change.place]
            if change.what == "figure":
                after.values[change.place] = read_figure(line, change.after)
            elif change.what == "note":
                after.notes[str(change.place)] = change.after
        after.values = with_sums(self.shape, after.values, after.not_applicable)
        told = {
            one.position: one.sentence
            for one in reversed(figure_faults(self.shape, after.values, after.not_applicable))
            if one.hard
        }
        period = self.submission.collection.period.previous
        for position, sentence in doubts(self.shape, after, self.before, period).items():
            if position not in told and not reason_of(after, position):
                told[position] = _("%(doubt)s Nếu đúng, ghi lý do.") % {"doubt": sentence}
        for position in sorted(told):
            line = self.shape.lines[position]
            self.found.hints.append(Fault("", line.indicator.code, line.full_label, told[position]))


def entries_positions(changes: Sequence[Change], what: What) -> dict[int, str]:
    """Place → what would stand there."""
    return {one.place: one.after for one in changes if one.what == what}
