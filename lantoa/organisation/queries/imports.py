"""Trees that came as files: who sees them, and what they say."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lantoa.accounts.models import User
from lantoa.core.errors import NotFound
from lantoa.organisation import access
from lantoa.organisation.choices import ImportState
from lantoa.organisation.models import Person, TreeImport, Unit, UnitVersion
from lantoa.organisation.queries.tree_differences import WHAT, WHAT_WORDS, Change
from lantoa.organisation.queries.tree_files import Fault
from lantoa.organisation.queries.units import named_on, short_name_on

ACT = "unit.import"
NOBODY = uuid.UUID(int=0)
SHOWN = 200  # faults and changes on the page; the workbook holds them all


# What a change looks like: icon and tone of its badge.
LOOKS = {
    "new": ("add", "accepted"),
    "name": ("edit", "blue"),
    "kind": ("edit", "blue"),
    "parent": ("organisation", "waiting"),
    "official_code": ("edit", "unsent"),
    "position": ("edit", "unsent"),
    "ended": ("close", "returned"),
}


class ShownChange(Change):
    """A change with its badge."""

    @property
    def word(self) -> str:
        return str(WHAT_WORDS[self.what])

    @property
    def icon(self) -> str:
        return LOOKS[self.what][0]

    @property
    def tone(self) -> str:
        return LOOKS[self.what][1]


@dataclass(frozen=True)
class ImportPage:
    """An import as its page shows it: the first SHOWN faults and changes, how many there are in all, who did what."""

    tree_import: TreeImport
    faults: Sequence[Fault]
    hints: Sequence[Fault]
    changes: Sequence[ShownChange]
    changes_left_out: int  # of those asked for, beyond the first SHOWN
    counts: Sequence[tuple[str, str, int]]  # what, its word, how many; only what there is
    same: int  # rows that change nothing
    unit_name: str
    made_by: str
    applied_by: str

    @property
    def rows_in_all(self) -> int:
        return len(self.tree_import.rows)

    @property
    def faults_in_all(self) -> int:
        return len(self.tree_import.faults)

    @property
    def changes_in_all(self) -> int:
        return len(self.tree_import.changes)


def imports_visible_to(user: User, state: str = "") -> QuerySet[TreeImport]:
    """Imports below units on which the person may bring files, newest first, with `unit_name`."""
    found = TreeImport.objects.filter(unit__in=access.units_in_scope(user, ACT)).select_related("unit")
    if state in ImportState.values:
        found = found.filter(state=state)
    return found.defer("rows", "faults", "hints", "changes").annotate(unit_name=short_name_on("unit"))


def counts_by_state(user: User) -> list[tuple[str, str, int]]:
    """State, its name, how many imports of it the person sees; all states, in their order."""
    rows = dict(imports_visible_to(user).order_by().values_list("state").annotate(Count("pk")))
    return [(state.value, str(state.label), rows.get(state.value, 0)) for state in ImportState]


def get_import(user: User, code: str) -> TreeImport:
    """Raises NotFound outside the person's reach."""
    found = (
        TreeImport.objects.filter(code=code, unit__in=access.units_in_scope(user, ACT))
        .select_related("unit", "file")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def import_page(tree_import: TreeImport, what: str = "") -> ImportPage:
    """`what` narrows the changes shown to one kind of `tree_differences.WHAT`."""
    changes = [ShownChange(**one) for one in tree_import.changes]
    touched = {one.code for one in changes if one.what != "ended"}
    shown = [one for one in changes if what not in WHAT or one.what == what]
    names = dict(
        Person.objects.filter(user__in=[one for one in tree_import.actor_ids if one]).values_list(
            "user", "full_name"
        )
    )
    found = {kind: sum(one.what == kind for one in changes) for kind in WHAT}
    return ImportPage(
        tree_import,
        [Fault(**one) for one in tree_import.faults[:SHOWN]],
        [Fault(**one) for one in tree_import.hints[:SHOWN]],
        shown[:SHOWN],
        max(0, len(shown) - SHOWN),
        [(kind, str(WHAT_WORDS[kind]), count) for kind, count in found.items() if count],
        len(tree_import.rows) - len(touched),
        _name_of(tree_import),
        names.get(tree_import.made_by or NOBODY, ""),
        names.get(tree_import.applied_by or NOBODY, ""),
    )


def _name_of(tree_import: TreeImport) -> str:
    """The short name of the receiving unit on the effective day."""
    version = UnitVersion.objects.filter(
        unit=tree_import.unit_id, valid__contains=tree_import.effective_on
    ).first()
    return version.short_name if version else tree_import.unit.code


def units_that_take_files(user: User) -> list[tuple[str, str]]:
    """Code and short name of every unit below which the person may bring a tree, in official order."""
    units: QuerySet[Unit] = named_on(access.units_in_scope(user, ACT))
    return [(one.code, f"{one.short_name} ({one.code})") for one in units]  # type: ignore[attr-defined]
