"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.directives.models import DirectiveVersion, PlanMeasure
from lantoa.directives.queries.directives import directives_visible_to
from lantoa.directives.queries.issuings import issuings_visible_to
from lantoa.directives.queries.outreach import activities_visible_to
from lantoa.directives.queries.plans import plans_visible_to
from lantoa.directives.queries.receipts import receipts_visible_to
from lantoa.directives.queries.study import sessions_visible_to, topics_visible_to

Addresses = dict[uuid.UUID, str]


def sessions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = sessions_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("directives:session", args=[code]) for pk, code in rows}


def topics(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = topics_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("directives:topic", args=[code]) for pk, code in rows}


def directives(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = directives_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("directives:directive", args=[code]) for pk, code in rows}


def versions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    seen = directives_visible_to(user).values("pk")
    rows = DirectiveVersion.objects.filter(pk__in=identities, directive__in=seen).values_list(
        "pk", "directive__code"
    )
    return {pk: reverse("directives:directive", args=[code]) for pk, code in rows}


def statuses(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = directives_visible_to(user).filter(statuses__in=identities).values_list("statuses__pk", "code")
    return {pk: reverse("directives:directive", args=[code]) for pk, code in rows}


def activities(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = activities_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("directives:outreach_activity", args=[code]) for pk, code in rows}


def plans(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = plans_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("directives:plan", args=[code]) for pk, code in rows}


def measures(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """The plan of each measure that is or was in force: tasks point to the measure that they carry out."""
    rows = PlanMeasure.objects.filter(
        pk__in=identities, version__adopted_at__isnull=False, version__plan__in=plans_visible_to(user)
    )
    return {
        pk: f"{reverse('directives:plan', args=[code])}?ban={number}"
        for pk, code, number in rows.values_list("pk", "version__plan__code", "version__number")
    }


def issuings(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = issuings_visible_to(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("directives:issuing", args=[code]) for pk, code in rows}


def duties(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """A duty is told on the page of its issuing."""
    rows = issuings_visible_to(user).filter(duties__in=identities).values_list("duties__pk", "code")
    return {pk: reverse("directives:issuing", args=[code]) for pk, code in rows}


def receipts(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = receipts_visible_to(user).filter(pk__in=identities)
    found = rows.values_list("pk", "version__directive__code", "unit__code")
    return {pk: reverse("directives:receipt", args=[code, unit]) for pk, code, unit in found}


def register_all() -> None:
    registry.name_kind("directives.directive", _("Văn bản chỉ đạo"), directives)
    registry.name_kind("directives.directiveversion", _("Phiên bản văn bản chỉ đạo"), versions)
    registry.name_kind("directives.issuing", _("Đợt phát động văn bản"), issuings)
    registry.name_kind("directives.duty", _("Việc giao kèm văn bản"), duties)
    registry.name_kind("directives.receipt", _("Tiếp nhận văn bản"), receipts)
    registry.name_kind("directives.receiptsheet", _("Bản ký nhận"))
    registry.name_kind("directives.directivelink", _("Quan hệ giữa các văn bản chỉ đạo"))
    registry.name_kind("directives.directivestatus", _("Tình trạng hiệu lực của văn bản"), statuses)
    registry.name_kind("directives.studysession", _("Buổi học"), sessions)
    registry.name_kind("directives.studytopic", _("Chuyên đề học tập"), topics)
    registry.name_kind("directives.outreachactivity", _("Hoạt động tuyên truyền"), activities)
    registry.name_kind("directives.board35count", _("Số tin, bài của BCĐ 35"))
    registry.name_kind("directives.unitplan", _("Kế hoạch của đơn vị"), plans)
    registry.name_kind("directives.planmeasure", _("Biện pháp của kế hoạch"), measures)
    registry.name_kind("directives.planreminder", _("Nhắc lập kế hoạch"))
