"""The version of a plan that is being drafted: found, locked, kept, and noted in the record."""

from typing import Any

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.audit.services import record
from lantoa.core.actor import Actor
from lantoa.core.errors import Conflict, Refused
from lantoa.core.text import folding_key
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    PlanMeasure,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.permissions.plans import can_write_for
from lantoa.organisation.access import require


def own_draft(actor: User, plan: UnitPlan, row_version: int | None = None) -> PlanVersion:
    require(can_write_for(actor, plan.unit_id), _("Chỉ đơn vị có kế hoạch soạn kế hoạch của mình."))
    return locked_plan_draft(plan, row_version)


def locked_plan_draft(plan: UnitPlan, row_version: int | None) -> PlanVersion:
    """The draft, locked until the transaction ends."""
    draft = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(plan=plan, state=PlanState.DRAFT)
        .first()
    )
    if draft is None:
        raise Refused(_("Không có bản dự thảo nào. Muốn sửa kế hoạch đã ban hành thì lập bản mới."))
    if row_version is not None and draft.row_version != row_version:
        raise Conflict(_("Dự thảo vừa được người khác sửa. Xem bản đang lưu rồi sửa lại."))
    return draft


def of_draft(draft: PlanVersion, measure: PlanMeasure) -> PlanMeasure:
    found = PlanMeasure.objects.filter(pk=measure.pk, version=draft).first()
    if found is None:
        raise Refused(_("Biện pháp này thuộc bản đã ban hành nên không sửa được."))
    return found


def save_version(version: PlanVersion) -> None:
    version.row_version += 1
    version.search_key = plan_search_key(version, version.measures.all())
    version.save()


def plan_search_key(version: PlanVersion, measures: Any) -> str:
    said = [version.plan.code, version.title, version.reference, *(one.text for one in measures)]
    return " ".join(folding_key(one) for one in said)


def note_plan(actor: Actor, act: str, plan: UnitPlan, **pictures: Any) -> None:
    record(actor, act, plan, chain=plan.unit_id, label=plan.code, **pictures)
