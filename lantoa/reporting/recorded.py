"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.organisation import access
from lantoa.reporting.choices import READABLE_ABOVE, WITH_UNIT
from lantoa.reporting.models import (
    Dimension,
    NarrativePoint,
    Obligation,
    Scoring,
    SheetVersion,
    Situation,
    Submission,
    TextMark,
)
from lantoa.reporting.queries.collections import collections_visible_to
from lantoa.reporting.queries.designs.registry import drafts_visible_to, sheets_visible_to
from lantoa.reporting.queries.publications import publications_visible_to
from lantoa.reporting.queries.targets.registry import targets_visible_to

Addresses = dict[uuid.UUID, str]


def submissions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """Figures that are still with the unit are read by the unit alone, and so is what was done to them."""
    with_unit = Q(state__in=WITH_UNIT, unit__in=access.units_in_scope(user, "submission.read_draft"))
    sent = Q(state__in=READABLE_ABOVE, unit__in=access.units_in_scope(user, "submission.read"))
    rows = Submission.objects.filter(with_unit | sent, pk__in=identities)
    found = rows.values_list("pk", "collection__code", "unit__code")
    return {pk: reverse("reporting:report", args=[code, unit]) for pk, code, unit in found}


def collections(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = collections_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("reporting:totals", args=[code]) for pk, code in rows.values_list("pk", "code")}


def obligations(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """That a unit was let off or given more time is read with its reports; the totals show it beside the others."""
    rows = Obligation.objects.filter(
        pk__in=identities,
        unit__in=access.units_in_scope(user, "submission.read"),
        collection__in=collections_visible_to(user).values("pk"),
    )
    found = rows.values_list("pk", "collection__code")
    return {pk: reverse("reporting:totals", args=[code]) for pk, code in found}


def sheet_versions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = SheetVersion.objects.filter(pk__in=identities, sheet__in=sheets_visible_to(user).values("pk"))
    found = rows.values_list("pk", "sheet__code", "number")
    return {pk: reverse("reporting:sheet_version", args=[code, number]) for pk, code, number in found}


def sheet_drafts(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = drafts_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("reporting:draft", args=[code]) for pk, code in rows.values_list("pk", "code")}


def dimensions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = Dimension.objects.filter(pk__in=identities, owner__in=access.units_in_scope(user, "sheet.edit"))
    return {pk: reverse("reporting:dimension", args=[code]) for pk, code in rows.values_list("pk", "code")}


def publications(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = publications_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("reporting:publication", args=[code]) for pk, code in rows.values_list("pk", "code")}


def narrative_points(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """What became of the texts of units is seen by who compiles them."""
    compiled = access.units_in_scope(user, "narrative.compile")
    rows = NarrativePoint.objects.filter(
        pk__in=identities,
        collection__owner__in=compiled.values("pk"),
        collection__in=collections_visible_to(user).values("pk"),
    ).values_list("pk", "collection__code", "narrative__position")
    return {pk: reverse("reporting:narrative", args=[code, place]) for pk, code, place in rows}


def text_marks(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    compiled = access.units_in_scope(user, "narrative.compile")
    rows = TextMark.objects.filter(
        pk__in=identities,
        text__submission__collection__owner__in=compiled.values("pk"),
        text__submission__collection__in=collections_visible_to(user).values("pk"),
    ).values_list("pk", "text__submission__collection__code", "text__narrative__position")
    return {pk: reverse("reporting:narrative", args=[code, place]) for pk, code, place in rows}


def scorings(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """The second points are opened by who may give them, and lead to the report once it is decided."""
    rows = Scoring.objects.filter(
        pk__in=identities,
        submission__state__in=READABLE_ABOVE,
        submission__unit__in=access.units_in_scope(user, "submission.assess"),
    ).values_list("pk", "submission__collection__code", "submission__unit__code")
    return {pk: reverse("reporting:report", args=[code, unit]) for pk, code, unit in rows}


def situations(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """That a unit wrote or sent is opened by the unit itself; others read by theme, not by unit."""
    own = access.units_in_scope(user, "situation.write")
    rows = Situation.objects.filter(pk__in=identities, unit__in=own.values("pk"))
    found = rows.values_list("pk", "unit__code", "period_code")
    return {pk: reverse("reporting:situation", args=[unit, period]) for pk, unit, period in found}


def situation_rules(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """All of them stand on one page."""
    may_read = access.holds_somewhere(user, "situation.read")
    return dict.fromkeys(identities, reverse("reporting:situation_rules")) if may_read else {}


def sheets(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = sheets_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("reporting:sheet", args=[code]) for pk, code in rows}


def targets(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = targets_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("reporting:target", args=[code]) for pk, code in rows.values_list("pk", "code")}


def register_all() -> None:
    registry.name_kind("reporting.submission", _("Báo cáo của đơn vị"), submissions)
    registry.name_kind("reporting.scoring", _("Điểm cấp trên chấm"), scorings)
    registry.name_kind("reporting.collection", _("Đợt báo cáo"), collections)
    registry.name_kind("reporting.obligation", _("Nghĩa vụ báo cáo"), obligations)
    registry.name_kind("reporting.sheetversion", _("Mẫu báo cáo"), sheet_versions)
    registry.name_kind("reporting.sheetdraft", _("Bản soạn mẫu báo cáo"), sheet_drafts)
    registry.name_kind("reporting.dimension", _("Cách chia của biểu mẫu"), dimensions)
    registry.name_kind("reporting.publication", _("Bài số liệu đã công bố"), publications)
    registry.name_kind("reporting.narrativepoint", _("Ý của bản tổng hợp lời văn"), narrative_points)
    registry.name_kind("reporting.textmark", _("Đánh dấu lời văn"), text_marks)
    registry.name_kind("reporting.situation", _("Tình hình theo chủ đề"), situations)
    registry.name_kind("reporting.situationtheme", _("Chủ đề tình hình"), situation_rules)
    registry.name_kind("reporting.situationrule", _("Mức của tình hình theo chủ đề"), situation_rules)
    registry.name_kind("reporting.sheet", _("Biểu mẫu"), sheets)
    registry.name_kind("reporting.target", _("Chỉ tiêu được giao"), targets)
