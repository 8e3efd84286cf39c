"""Sheets and drafts that one may see, as the list shows them, and one of them by its code."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Forbidden, NotFound
from lantoa.core.text import folding_key
from lantoa.organisation import access
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit
from lantoa.reporting.choices import PeriodLength
from lantoa.reporting.models import (
    Collection,
    Publication,
    Sheet,
    SheetDraft,
    SheetVersion,
)
from lantoa.reporting.models.drafts import DraftRow


def sheets_visible_to(user: User) -> QuerySet[Sheet]:
    """Sheets of the trees that the person reads in, and those that are everybody's. Nobody designs those of publications."""
    if not access.holds_somewhere(user, "sheet.read"):
        return Sheet.objects.none()
    of_publications = Publication.objects.values("collection__sheet_version__sheet")
    return Sheet.objects.filter(
        Q(owner=None) | Q(owner__in=access.units_in_scope(user, "sheet.read"))
    ).exclude(pk__in=of_publications)


def drafts_visible_to(user: User) -> QuerySet[SheetDraft]:
    """A draft is seen by those who design sheets in its tree."""
    return SheetDraft.objects.filter(owner__in=access.units_in_scope(user, "sheet.edit"))


@dataclass(frozen=True)
class SheetRow:
    """One line of the list: a sheet with its newest version, its draft, or both. `lines` counts the newest version's figures,
    else the draft's."""

    code: str
    name: str
    period_kind: PeriodLength
    number: int | None
    published_at: datetime | None
    draft_saved_at: datetime | None
    lines: int
    collecting: int

    @property
    def is_published(self) -> bool:
        return self.number is not None

    @property
    def is_draft(self) -> bool:
        return self.draft_saved_at is not None


STATES = {
    "da-ban-hanh": lambda row: row.is_published,
    "dang-soan": lambda row: row.is_draft,
    "dang-thu": lambda row: row.collecting > 0,
}
SORTS: dict[str, Any] = {
    "ma": lambda row: row.code,
    "ten": lambda row: folding_key(row.name),
    "dong": lambda row: row.lines,
    "ngay": lambda row: row.published_at.timestamp() if row.published_at else 0.0,
}


@dataclass(frozen=True)
class SheetFilter:
    text: str = ""
    state: str = ""
    period_kind: str = ""
    sort: str = ""


def sheet_rows(user: User) -> list[SheetRow]:
    """Every sheet and draft the person sees, by code. A constant number of statements; sheets are few (tens)."""
    sheets = {one.pk: one for one in sheets_visible_to(user)}
    versions = (
        SheetVersion.objects.filter(sheet__in=list(sheets))
        .order_by("sheet_id", "-number")
        .distinct("sheet_id")
    )
    newest = {one.sheet_id: one for one in versions}
    counted = dict(
        SheetVersion.objects.filter(pk__in=[one.pk for one in newest.values()])
        .values_list("pk")
        .annotate(n=Count("lines"))
    )
    running = Collection.objects.filter(
        sheet_version__sheet__in=list(sheets), closed_at=None, closes_at__gt=clock.now()
    )
    collecting = dict(running.order_by().values_list("sheet_version__sheet").annotate(n=Count("pk")))
    drafts = {one.code: one for one in drafts_visible_to(user).annotate(width=Count("lines"))}
    rows = []
    for sheet in sheets.values():
        version, draft = newest.get(sheet.pk), drafts.pop(sheet.code, None)
        if version is not None:
            rows.append(_row_of(sheet, version, draft, counted[version.pk], collecting.get(sheet.pk, 0)))
    rows += [_row_of(None, None, draft, draft.width, 0) for draft in drafts.values()]
    return sorted(rows, key=lambda row: row.code)


def _row_of(
    sheet: Sheet | None, version: SheetVersion | None, draft: Any, lines: int, collecting: int
) -> SheetRow:
    named = sheet or draft
    return SheetRow(
        named.code,
        named.name,
        PeriodLength((version or draft).period_kind),
        version.number if version else None,
        version.published_at if version else None,
        draft.saved_at if draft else None,
        lines,
        collecting,
    )


def narrowed(rows: Sequence[SheetRow], wanted: SheetFilter) -> list[SheetRow]:
    """The rows the filter lets through, in the order asked for; searched without diacritics in code and name."""
    words = folding_key(wanted.text).split()
    found = [
        row
        for row in rows
        if all(word in folding_key(f"{row.code} {row.name}") for word in words)
        and (not wanted.period_kind or row.period_kind == wanted.period_kind)
        and (not wanted.state or STATES[wanted.state](row))
    ]
    if wanted.sort:
        found.sort(key=SORTS[wanted.sort.removeprefix("-")], reverse=wanted.sort.startswith("-"))
    return found


def get_sheet(user: User, code: str) -> Sheet:
    """Raises NotFound outside one's trees."""
    sheet = sheets_visible_to(user).filter(code=code).first()
    if sheet is None:
        raise NotFound()
    return sheet


def get_version(user: User, code: str, number: int) -> SheetVersion:
    version = (
        SheetVersion.objects.filter(sheet=get_sheet(user, code), number=number)
        .select_related("sheet")
        .first()
    )
    if version is None:
        raise NotFound()
    return version


def versions_of(sheet: Sheet) -> list[SheetVersion]:
    """All versions, newest first, each with `width` (lines) and `collected` (collections that asked it)."""
    collected = Collection.objects.filter(sheet_version=OuterRef("pk")).order_by()
    counted = collected.values("sheet_version").annotate(n=Count("pk")).values("n")
    return list(
        sheet.versions.annotate(width=Count("lines"), collected=Coalesce(Subquery(counted), 0)).order_by(
            "-number"
        )
    )


def get_draft(user: User, code: str) -> SheetDraft:
    """The draft of a code. Raises Forbidden to who sees the sheet but designs none, NotFound to everybody else."""
    drafts = drafts_visible_to(user).select_related("based_on", "owner", "saved_by")
    draft = drafts.filter(code=code).first()
    if draft is not None:
        return draft
    get_sheet(user, code)
    if not SheetDraft.objects.filter(code=code).exists():
        raise NotFound()
    raise Forbidden(_("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))


Row = TypeVar("Row", bound=DraftRow)


def get_draft_row(draft: SheetDraft, model: type[Row], pk: uuid.UUID) -> Row:
    """A row of this draft; NotFound for another's."""
    found = model._default_manager.filter(draft=draft, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def may_redesign(user: User, sheet: Sheet) -> bool:
    """Whether this person may start the sheet's next version."""
    if sheet.owner_id is None:
        return access.holds_somewhere(user, "sheet.edit")
    return access.holds(user, "sheet.edit", sheet.owner_id)


def design_home(user: User) -> Unit:
    """The unit for which this person designs: where the role of staff is held. Raises Forbidden without one."""
    held = [one.unit_id for one in access.roles_of(user) if one.role == Role.STAFF]
    unit = Unit.objects.filter(pk__in=held).order_by("code").first()
    if unit is None:
        raise Forbidden(_("Chỉ chuyên viên cấp ủy được thiết kế biểu mẫu."))
    return unit
