"""What the record's entries point at in this room, and which of it a person may open."""

import uuid
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.audit import registry
from lantoa.organisation import access
from lantoa.practices.models import Adoption, ReplicationOrder, ReplicationOrderUnit
from lantoa.practices.queries.booklets import booklets_visible_to
from lantoa.practices.queries.calls import calls_visible_to
from lantoa.practices.queries.imports import imports_visible_to
from lantoa.practices.queries.practices import practices_visible_to

Addresses = dict[uuid.UUID, str]


def practices(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    """Who reads the unit's practices also reads what was done to them; who only learns from them does not."""
    rows = practices_visible_to(user).filter(
        pk__in=identities, unit__in=access.units_in_scope(user, "practice.read")
    )
    return {pk: reverse("practices:detail", args=[code]) for pk, code in rows.values_list("pk", "code")}


def adoptions(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = Adoption.objects.filter(pk__in=identities, unit__in=access.units_in_scope(user, "practice.read"))
    found = rows.values_list("pk", "practice__code", "unit__code")
    return {pk: reverse("practices:adoption", args=[practice, unit]) for pk, practice, unit in found}


def orders(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    readable = access.units_in_scope(user, "practice.read")
    received = ReplicationOrderUnit.objects.filter(order=OuterRef("pk"), unit__in=readable)
    rows = ReplicationOrder.objects.filter(Q(unit__in=readable) | Exists(received), pk__in=identities)
    return {pk: reverse("practices:answers", args=[code]) for pk, code in rows.values_list("pk", "code")}


def calls(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = calls_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("practices:call", args=[code]) for pk, code in rows.values_list("pk", "code")}


def booklets(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = booklets_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("practices:booklet", args=[code]) for pk, code in rows.values_list("pk", "code")}


def imports(user: User, identities: Collection[uuid.UUID]) -> Addresses:
    rows = imports_visible_to(user).filter(pk__in=identities)
    return {pk: reverse("practices:import", args=[code]) for pk, code in rows.values_list("pk", "code")}


def register_all() -> None:
    registry.name_kind("practices.practiceimport", _("Danh sách mô hình cũ"), imports)
    registry.name_kind("practices.call", _("Đợt xét mô hình"), calls)
    registry.name_kind("practices.appraisalstandard", _("Bộ tiêu chí thẩm định"))
    registry.name_kind("practices.practice", _("Mô hình"), practices)
    registry.name_kind("practices.adoption", _("Lượt học theo mô hình"), adoptions)
    registry.name_kind("practices.replicationorder", _("Đợt nhân rộng"), orders)
    registry.name_kind("practices.booklet", _("Tập mô hình"), booklets)
    registry.name_kind("practices.practicefield", _("Lĩnh vực mô hình"))
    registry.name_kind("practices.abbreviation", _("Chữ viết tắt"))
    registry.name_kind("practices.checkterm", _("Mốc hỏi lại sau áp dụng"))
