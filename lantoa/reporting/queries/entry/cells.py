"""What one line of a report is on its page: its state, and what is asked about it."""

from dataclasses import dataclass

from lantoa.reporting import scoring
from lantoa.reporting.checks import show_figure
from lantoa.reporting.choices import Confirmation
from lantoa.reporting.entries import Clash
from lantoa.reporting.models import Line
from lantoa.reporting.queries.scores import UpperScore
from lantoa.reporting.reading import NOT_APPLICABLE

ICONS = {
    "wrong": "alert",
    "reason": "warning",
    "locked": "lock",
    "register": "register",
    "confirmed": "done",
    "noted": "message",
    "skipped": "minus",
    "saved": "check",
    "empty": "",
}


@dataclass(frozen=True)
class Cell:
    """One line of the grid. `state` is a key of ICONS; `shown` is what stands in the field, `base` what the form is opened with:
    what is stored, or while a clash is open what it was opened with before. `echo`: how the entry was just understood.
    """

    line: Line
    state: str
    shown: str
    base: str
    sentence: str
    note: str
    past: list[str]
    records: int | None
    said: str  # what the register holds, where that is not what is reported
    overruled: bool
    qualifier: str
    applies: bool
    returned: str
    confirmation: Confirmation | None = None
    register: str = ""  # the register's figure
    confirmation_words: str = ""  # what is asked about it
    clash: Clash | None = None
    echo: str = ""
    explained: bool = False  # the note says something
    upper: UpperScore | None = None  # what the level above gave, where the reader may know it

    @property
    def place(self) -> str:
        """The id of what is drawn anew when the line is saved."""
        return f"line-{self.line.position}"

    @property
    def name(self) -> str:
        return self.line.full_label

    @property
    def box(self) -> str:
        """The id of the box in which the line is put right."""
        if self.wants_reason_only:
            return f"note-{self.line.position}"
        if self.confirms_only:
            return self.confirm_box
        # A total that follows from its parts is put right in them, below it.
        return f"line-{self.line.position}" if self.line.summed else f"v-{self.line.position}"

    @property
    def options(self) -> list[tuple[str, str]]:
        """The levels of a criterion, as they are typed and as they are read; then that it does not apply, where it may be
        said.
        """
        kept = scoring.point_options(self.line.options)
        found = [(show_figure(self.line, points), label) for label, points in kept]
        return [*found, (NOT_APPLICABLE, NOT_APPLICABLE)] if found and self.line.skip_rule else found

    @property
    def says(self) -> bool:
        """There are words beside its points."""
        upper = self.upper is not None and (bool(self.upper.reason) or self.upper.lacks_reason)
        return upper or bool(self.sentence or self.note or self.returned)

    @property
    def level(self) -> str:
        """The words of the level that was chosen."""
        return dict(self.options).get(self.shown, "") if self.applies else ""

    @property
    def is_level(self) -> bool:
        """What stands in the field can be chosen; else it is shown as it was typed."""
        return not self.shown or self.shown in dict(self.options)

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def locked(self) -> bool:
        return self.state == "locked" or self.line.summed

    @property
    def is_part(self) -> bool:
        """Stands indented under its total."""
        return self.line.part_of_id is not None

    @property
    def filled(self) -> bool:
        return (bool(self.base) or self.locked) and not self.unconfirmed

    @property
    def confirmed(self) -> bool:
        return self.confirmation == Confirmation.CONFIRMED

    @property
    def unconfirmed(self) -> bool:
        """A register filled it, and nobody has said yet that the figure is right."""
        return self.confirmation in (Confirmation.WAITING, Confirmation.LAPSED)

    @property
    def lapsed(self) -> bool:
        """The register says something else than the unit has confirmed."""
        return self.confirmation == Confirmation.LAPSED

    @property
    def confirm_box(self) -> str:
        """Name and id of the field that confirms the register's figure."""
        return f"f-{self.line.position}"

    @property
    def choice(self) -> str:
        """What the figure is: a qualifier, that the line does not apply, or nothing."""
        return self.qualifier if self.applies else "not_applicable"

    @property
    def asks(self) -> bool:
        """Wants a reason, or has one."""
        return self.state == "reason" or (self.state == "wrong" and (self.overruled or not self.applies))

    @property
    def unexplained(self) -> bool:
        """May be right, but nobody has said why."""
        return self.state == "reason" and not self.explained

    @property
    def stops(self) -> bool:
        """Stops the sending."""
        return self.unconfirmed or self._stops_by_figure

    @property
    def _stops_by_figure(self) -> bool:
        return self.state == "wrong" or self.unexplained or (self.state == "empty" and self.line.required)

    @property
    def confirms_only(self) -> bool:
        """All that is asked is whether the register's figure is right."""
        return self.unconfirmed and not self._stops_by_figure

    @property
    def stop_words(self) -> str:
        """What is asked for, where the line stops the sending."""
        return self.sentence if self._stops_by_figure else self.confirmation_words

    @property
    def wants_reason_only(self) -> bool:
        """The figure may stand as it is: words are all that is missing."""
        return self.unexplained or (self.state == "wrong" and not self.applies and not self.clash)
