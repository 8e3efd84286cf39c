"""Put what was typed into a locked report: cells, words of figures, reasons, texts. Nothing is stored here but texts."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.errors import Refused
from lantoa.core.text import TextError, clean_line, clean_text, detect_legacy_encoding, text_mark
from lantoa.core.vi_numbers import NumberError
from lantoa.reporting.checks import show_figure
from lantoa.reporting.choices import Qualifier
from lantoa.reporting.entries import Clash, Entries, RefusedCell
from lantoa.reporting.filling import confirmation_of
from lantoa.reporting.models import Line, Submission, SubmissionText
from lantoa.reporting.queries.sheets import Shape
from lantoa.reporting.queries.submissions import last_change, last_text_change
from lantoa.reporting.reading import Reading, echo, read_cell, refuse_word, shown_cell, stored_cell

LONGEST_NOTE = 500
LONGEST_TEXT = 20_000


class Taker:
    """Takes what one save brought; `refused…` and `echoes` tell of it, `texts` are those that were stored."""

    def __init__(self, actor: User, submission: Submission, shape: Shape, entries: Entries) -> None:
        self.actor, self.submission, self.shape, self.entries = actor, submission, shape, entries
        self.refused: dict[int, RefusedCell] = {}
        self.refused_notes: dict[int, RefusedCell] = {}
        self.refused_texts: dict[int, RefusedCell] = {}
        self.texts: dict[int, str] = {}
        self.echoes: dict[int, str] = {}

    def take_cells(self) -> None:
        for position, typed in self.entries.values.items():
            line = self._line(position)
            try:
                reading = read_cell(line, typed)
                self._require_free(line)
                clash = self._clash(line, reading)
                if clash:
                    self.refused[position] = RefusedCell(typed, _clash_words(clash), clash)
                    continue
                self._set(line, reading)
            except NumberError as error:
                self.refused[position] = RefusedCell(typed, error.sentence)
                continue
            said = echo(line, typed, reading)
            if said:
                self.echoes[position] = said
        marks = {
            place: Qualifier.ESTIMATED.value if marked else ""
            for place, marked in self.entries.estimates.items()
        }
        for position, word in {**marks, **self.entries.qualifiers}.items():
            self._choose(position, word)
        for position, applies in self.entries.applies.items():
            self._choose_applies(position, applies)
        _skip_ratios(self.submission, self.shape)

    def _line(self, position: int) -> Line:
        if not 0 <= position < self.shape.width:
            raise Refused(_("Biểu không có dòng này. Tải lại trang."))
        return self.shape.lines[position]

    def _require_free(self, line: Line) -> None:
        """A cell that is added up from below is nobody's to type."""
        place, submission = line.position, self.submission
        if place in submission.not_applicable and place not in submission.said_not_applicable:
            raise NumberError(_("Dòng này được cộng từ các đơn vị trực thuộc, không nhập ở đây."))
        if line.summed:
            raise NumberError(_("Dòng này bằng các phần cộng lại, không nhập ở đây. Nhập ở từng phần."))

    def _clash(self, line: Line, reading: Reading) -> Clash | None:
        """What another stored in this cell after the form was opened, unless the person has seen it and keeps the own."""
        place, bases = line.position, self.entries.bases
        base = (bases or {}).get(place)
        base = self.entries.own_kept.get(place, base)
        if base is None or (line.source and place not in self.submission.overruled):
            return None  # a register's figure is nobody's typing
        stored = stored_cell(self.submission, line)
        shown = shown_cell(line, stored)
        if stored == reading or shown == base:
            return None
        at, who, by = last_change(self.submission, line.indicator.code)
        who = who or self.saver
        opened = (bases or {}).get(place, base)
        return Clash(opened, shown, shown, who, at, by == self.actor.pk)

    def _set(self, line: Line, reading: Reading) -> None:
        place, submission = line.position, self.submission
        if not reading.applies:
            self._skip(line)
            return
        _apply(submission, place)
        submission.values[place] = reading.value
        qualifiers = {key: word for key, word in submission.qualifiers.items() if key != str(place)}
        if reading.qualifier:
            qualifiers[str(place)] = str(Qualifier(reading.qualifier).value)
        submission.qualifiers = qualifiers
        if line.source:
            _mark_overruled(submission, place, reading)

    def _skip(self, line: Line) -> None:
        place, submission = line.position, self.submission
        if line.computed:
            raise NumberError(_("Dòng này được tính từ hai dòng khác, không nhập trực tiếp."))
        if line.source:
            raise NumberError(_("Dòng này lấy từ sổ; sổ không có thì số là 0."))
        if line.scored and not line.skip_rule:
            raise NumberError(_("Tiêu chí này luôn phải chấm: biểu không cho ghi «không áp dụng»."))
        submission.values[place] = None
        submission.qualifiers = {
            key: word for key, word in submission.qualifiers.items() if key != str(place)
        }
        submission.not_applicable = sorted({*submission.not_applicable, place})
        submission.said_not_applicable = sorted({*submission.said_not_applicable, place})

    def _choose(self, position: int, word: str) -> None:
        """The word of a figure that stands."""
        line = self._line(position)
        if word and word not in Qualifier.values:
            raise Refused(_("Không có lựa chọn này. Tải lại trang."))
        stored = stored_cell(self.submission, line)
        if position in self.refused or (stored.value is None and not word) or stored.qualifier == word:
            return
        try:
            self._require_free(line)
            if word:
                refuse_word(line)
            if stored.value is None:
                sentence = _("Nhập số trước, rồi mới chọn «%(word)s».")
                raise NumberError(sentence % {"word": Qualifier(word).word})
            self._set(line, Reading(stored.value, word))
        except NumberError as error:
            self.refused[position] = RefusedCell(shown_cell(line, stored), error.sentence)

    def _choose_applies(self, position: int, applies: bool) -> None:
        line = self._line(position)
        if position in self.refused or applies == (position not in self.submission.said_not_applicable):
            return
        try:
            self._require_free(line)
            self._set(line, Reading(applies=applies))
        except NumberError as error:
            self.refused[position] = RefusedCell(
                shown_cell(line, stored_cell(self.submission, line)), error.sentence
            )

    @property
    def saver(self) -> str:
        """Who saved the report last, by name."""
        return self.submission.saved_by.actor_label if self.submission.saved_by else _("Người khác")

    def take_confirmations(self) -> None:
        """After the registers were asked: what is confirmed is the figure that stands there now, as the person has seen it.

        Who types the very figure of the register has confirmed it, too.
        """
        submission = self.submission
        for position in self.entries.values:
            line = self.shape.lines[position]
            typed = position not in self.refused and submission.values[position] is not None
            if typed and self.entries.values[position].strip() and confirmation_of(submission, line):
                typed_figure = str(submission.source_values[position])
                submission.confirmed = {**submission.confirmed, str(position): typed_figure}
        for position, seen in self.entries.confirmed.items():
            line = self._line(position)
            state = confirmation_of(submission, line)
            if position in self.refused or state is None:
                continue  # overruled meanwhile, or filled by nothing: there is nothing to confirm
            kept = {key: figure for key, figure in submission.confirmed.items() if key != str(position)}
            now = submission.source_values[position]
            if seen and seen != show_figure(line, now):
                sentence = _("Số trong sổ nay là %(now)s, anh/chị đã xem %(seen)s. Xem lại rồi xác nhận.")
                words = {"now": show_figure(line, now), "seen": seen[:40]}
                self.refused[position] = RefusedCell(show_figure(line, now), sentence % words)
                continue
            submission.confirmed = {**kept, str(position): str(now)} if seen else kept

    def take_notes(self) -> None:
        notes: dict[str, str] = dict(self.submission.notes)
        for position, typed in self.entries.notes.items():
            self._line(position)
            try:
                note = clean_line(" ".join(typed.split()))
                if len(note) > LONGEST_NOTE:
                    raise TextError(_("Lý do dài quá 500 ký tự. Hãy viết ngắn lại."), LONGEST_NOTE + 1)
            except TextError as error:
                self.refused_notes[position] = RefusedCell(typed, error.sentence)
                continue
            if note:
                notes[str(position)] = note
            else:
                notes.pop(str(position), None)
        self.submission.notes = notes

    def take_texts(self) -> None:
        """Stores the texts that nobody else changed meanwhile."""
        rows = SubmissionText.objects.filter(submission=self.submission)
        stored = dict(rows.values_list("narrative__position", "text"))
        for position, typed in self.entries.texts.items():
            if not 0 <= position < len(self.shape.narratives):
                raise Refused(_("Biểu không có mục này. Tải lại trang."))
            try:
                text = clean_text(typed)
                legacy = detect_legacy_encoding(text) if position in self.entries.converted else None
                if legacy:
                    text = clean_text(legacy.converted)
                if len(text) > LONGEST_TEXT:
                    raise TextError(_("Nội dung dài quá 20.000 ký tự. Hãy rút gọn."), LONGEST_TEXT + 1)
            except TextError as error:
                self.refused_texts[position] = RefusedCell(typed, error.sentence)
                continue
            kept, opened = stored.get(position, ""), self.entries.text_marks.get(position)
            mark = self.entries.own_text_kept.get(position, opened)
            if text == kept or opened == text_mark(text):
                continue  # as it was when the form was opened: another's later words stand
            if mark and mark != text_mark(kept):
                clash = self._text_clash(position, opened or mark, kept)
                self.refused_texts[position] = RefusedCell(typed, _text_words(clash), clash)
                continue
            self.texts[position] = text
        _store_texts(self.submission, self.shape, self.texts)

    def _text_clash(self, position: int, mark: str, kept: str) -> Clash:
        at, who, by = last_text_change(self.submission, position)
        return Clash(mark, kept, text_mark(kept), who or self.saver, at, by == self.actor.pk)


def _apply(submission: Submission, place: int) -> None:
    if place in submission.said_not_applicable:
        submission.not_applicable = [one for one in submission.not_applicable if one != place]
        submission.said_not_applicable = [one for one in submission.said_not_applicable if one != place]


def _skip_ratios(submission: Submission, shape: Shape) -> None:
    """A ratio does not apply where one of its two lines does not: it is not missing."""
    for line in shape.lines:
        if not line.computed:
            continue
        skipped = set(shape.parts(line)) & set(submission.said_not_applicable)
        if skipped:
            submission.not_applicable = sorted({*submission.not_applicable, line.position})
            submission.said_not_applicable = sorted({*submission.said_not_applicable, line.position})
        else:
            _apply(submission, line.position)


def _mark_overruled(submission: Submission, position: int, reading: Reading) -> None:
    marks = set(submission.overruled) - {position}
    # Emptied: back to what the register says.
    if reading.value is not None:
        marks.add(position)
    submission.overruled = sorted(marks)


def _clash_words(clash: Clash) -> str:
    words = {"who": clash.who, "stored": clash.stored or _("trống")}
    if clash.own_page:
        own = _("Anh/chị đã lưu %(stored)s ở ô này trong một trang khác. Chọn số giữ lại.")
        return own % words
    return _("%(who)s đã lưu %(stored)s ở ô này. Chọn số giữ lại.") % words


def _text_words(clash: Clash) -> str:
    if clash.own_page:
        return _(
            "Anh/chị đã lưu mục này trong một trang khác. Chọn bản giữ lại, hoặc ghép ý rồi giữ bản của mình."
        )
    sentence = _(
        "%(who)s đã lưu mục này sau khi anh/chị mở. Chọn bản giữ lại, hoặc ghép ý rồi giữ bản của mình."
    )
    return sentence % {"who": clash.who}


def _store_texts(submission: Submission, shape: Shape, taken: Mapping[int, str]) -> None:
    SubmissionText.objects.bulk_create(
        [
            SubmissionText(submission=submission, narrative=shape.narratives[position], text=text)
            for position, text in taken.items()
        ],
        update_conflicts=True,
        unique_fields=["submission", "narrative"],
        update_fields=["text"],
    )
