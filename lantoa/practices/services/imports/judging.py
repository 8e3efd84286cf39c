"""What the words of an old list mean, row by row: units, fields, years, states, and what is wrong in them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lantoa.core.text import folding_key
from lantoa.core.vi_dates import format_day
from lantoa.directives.models import Directive
from lantoa.directives.queries.serving import concerning, was_in_force
from lantoa.practices.choices import RowVerdict, Subject, YearState
from lantoa.practices.models import (
    PracticeField,
    PracticeImport,
    PracticeImportRow,
    RememberedWord,
)
from lantoa.practices.old_lists.rows import Columns, Said, read_line, state_of, subject_of
from lantoa.practices.old_lists.tables import is_no_entry, lines_below, sheet_of
from lantoa.practices.queries.import_units import Meant, UnitNames, unit_names

MOST_WORDS: Final = 200  # words that are listed to be understood; what is beyond is seen in the next dry run
KINDS: Final = ("unit", "field", "subject", "state")


def columns_of(reading: Mapping[str, object]) -> Columns:
    return Columns(
        reading["head"],  # type: ignore[arg-type]
        reading["places"],  # type: ignore[arg-type]
        reading["defaults"],  # type: ignore[arg-type]
        bool(reading["fills_down"]),
    )


@dataclass
class Judge:
    """What the words of a list mean. Everything it asks the database, it asks once."""

    held: PracticeImport
    today: date
    names: UnitNames
    fields: Mapping[str, PracticeField]  # by folded name and by code
    remembered: Mapping[tuple[str, str], str]
    directives: Sequence[Directive]
    words: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)  # by number of the row
    left_out: int = 0

    @classmethod
    def of(cls, held: PracticeImport, today: date) -> "Judge":
        by_word: dict[str, PracticeField] = {}
        for one in PracticeField.objects.order_by("-position"):
            by_word[folding_key(one.name)] = by_word[one.code] = one
        words = RememberedWord.objects.filter(unit=held.unit_id).values_list("kind", "key", "meaning")
        return cls(
            held,
            today,
            unit_names(held.unit_id),
            by_word,
            {(kind, key): meaning for kind, key, meaning in words},
            list(concerning(held.unit_id).prefetch_related("statuses")),
        )

    def rows(self) -> list[PracticeImportRow]:
        """Every row that tells a practice: NEW as far as the file alone goes, or a FAULT."""
        reading = self.held.reading
        sheet, columns = sheet_of(self.held.sheets[reading["sheet"]]), columns_of(reading)
        head = sheet.line(columns.head)
        found: list[PracticeImportRow] = []
        above: Said | None = None
        self.left_out = 0
        for line in lines_below(sheet, columns.head):
            if head is not None and is_no_entry(line, head, columns.places["title"]):
                self.left_out += 1
                continue
            above = read_line(line, sheet, columns, above, self.today)
            found.append(self._row(above))
        return found

    def _row(self, said: Said) -> PracticeImportRow:
        field_of_work = self._field(said)
        subject, state = self._subject(said), self._state(said)
        unit = self._unit(said)
        if unit is not None and unit == self.held.unit_id and state not in (None, YearState.REGISTERED):
            said.fault(
                "state",
                _(
                    "Mô hình của chính cấp ủy mình chỉ nhập được là «Đã đăng ký»; công nhận là việc của cấp trên."
                ),
            )
        for year in said.years:
            if self.directive_of(year) is None:
                said.fault(
                    "year",
                    _(
                        "Không có văn bản nào có hiệu lực cuối năm %(year)d. Chọn một văn bản cho cả danh sách ở bước chọn cột."
                    )
                    % {"year": year},
                )
                break
        said.faults.sort(key=lambda one: (len(one[0]), one[0]))  # as they stand in the row
        row = PracticeImportRow(
            source=self.held,
            number=said.number,
            title=said.title,
            unit_id=unit,
            unit_said=said.unit,
            years=said.years,
            field=field_of_work,
            subject=subject or Subject.COLLECTIVE,
            state=state or "",
            content=said.content,
            result=said.result,
            note=said.note,
            verdict=RowVerdict.FAULT if said.faults else RowVerdict.NEW,
            faults=said.faults,
            hints=said.hints,
        )
        self.said[said.number] = said
        return row

    def fault(self, row: PracticeImportRow, column: str, sentence: str) -> None:
        """What the registry has against a row."""
        said = self.said[row.number]
        said.fault(column, sentence)
        row.verdict, row.faults = RowVerdict.FAULT, said.faults

    def directive_of(self, year: int) -> Directive | None:
        """The one chosen for the whole list, else the last one issued that was in force on the year's last day."""
        chosen = self.held.reading["defaults"].get("directive", "")
        if chosen:
            return next((one for one in self.directives if str(one.pk) == chosen), None)
        day = min(date(year, 12, 31), self.today)
        return next((one for one in self.directives if was_in_force(one, day)), None)

    def _unit(self, said: Said) -> uuid.UUID | None:
        if not said.unit:
            if not said.code:
                said.fault("unit", _("Dòng chưa có đơn vị. Ghi tên hoặc mã đơn vị vào ô này."))
            return None
        if not said.years:
            return None
        meant = self.names.meant(self._meaning("unit", said.unit), said.years[0])
        if meant.problem:
            said.fault("unit", self._unit_sentence(said, meant))
            if meant.problem != "not_then":
                self._ask(said, "unit", said.unit)
        return meant.unit_id

    def _unit_sentence(self, said: Said, meant: Meant) -> str:
        told = {"said": said.unit, "year": said.years[0]}
        if meant.problem == "several":
            codes = ", ".join(sorted({one.code for one in meant.versions}))
            return _("Năm %(year)d có nhiều đơn vị tên «%(said)s». Ghi mã đơn vị: %(codes)s.") % (
                told | {"codes": codes}
            )
        if meant.problem == "not_then":
            days = sorted((one.since or date.min, one.until) for one in meant.versions)
            since, until = days[0][0], days[-1][1]
            lived = _("từ %(day)s") % {"day": format_day(since)}
            if until is not None:
                lived = _("từ %(day)s đến trước %(end)s") % {
                    "day": format_day(since),
                    "end": format_day(until),
                }
            return _(
                "«%(said)s» không hoạt động trong năm %(year)d (%(lived)s). Ghi tên đơn vị của năm đó."
            ) % (told | {"lived": lived})
        return _("Không có đơn vị nào tên «%(said)s». Chọn ở «Từ cần giải nghĩa», hoặc sửa ô này.") % told

    def _field(self, said: Said) -> PracticeField | None:
        if not said.field:
            said.fault(
                "field", _("Dòng chưa có lĩnh vực. Ghi vào ô, hoặc chọn một lĩnh vực cho cả danh sách.")
            )
            return None
        meaning = self._meaning("field", said.field)
        found = self.fields.get(meaning) or self.fields.get(folding_key(meaning))
        if found is None:
            said.fault(
                "field",
                _("Chưa biết «%(said)s» là lĩnh vực nào. Chọn ở «Từ cần giải nghĩa».") % {"said": said.field},
            )
            self._ask(said, "field", said.field)
        return found

    def _subject(self, said: Said) -> Subject | None:
        found = subject_of(self._meaning("subject", said.subject))
        if found is None:
            said.fault(
                "subject",
                _("Chưa biết «%(said)s» là tập thể hay cá nhân. Chọn ở «Từ cần giải nghĩa».")
                % {"said": said.subject},
            )
            self._ask(said, "subject", said.subject)
        return found

    def _state(self, said: Said) -> YearState | None:
        if not said.state:
            said.fault(
                "state", _("Dòng chưa có tình trạng. Ghi vào ô, hoặc chọn một tình trạng cho cả danh sách.")
            )
            return None
        found = state_of(self._meaning("state", said.state))
        if found is None:
            said.fault(
                "state",
                _("Chưa biết «%(said)s» là tình trạng nào. Chọn ở «Từ cần giải nghĩa».")
                % {"said": said.state},
            )
            self._ask(said, "state", said.state)
        return found

    def _meaning(self, kind: str, said: str) -> str:
        return self.remembered.get((kind, folding_key(said)[:300]), said)

    def _ask(self, said: Said, kind: str, word: str) -> None:
        key = folding_key(word)[:300]
        asked = self.words.setdefault(
            (kind, key),
            {
                "kind": kind,
                "key": key,
                "said": word,
                "rows": 0,
                "cell": said.place(kind),
            },
        )
        asked["rows"] = int(str(asked["rows"])) + 1

    def told_words(self) -> list[dict[str, object]]:
        """What is to be understood, kind by kind, the word of the most rows first; of a unit those with names nearest to it."""
        order = sorted(
            self.words.values(), key=lambda one: (KINDS.index(str(one["kind"])), -int(str(one["rows"])))
        )
        told = order[:MOST_WORDS]
        for one in told:
            one["near"] = self.names.near(str(one["said"])) if one["kind"] == "unit" else []
        return told
