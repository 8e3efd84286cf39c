"""Adopt a plan as a paper, and begin a further version of it."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    PlanMeasure,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.permissions.plans import can_adopt_for, can_write_for
from lantoa.directives.services.plans.drafts import locked_plan_draft, note_plan, save_version
from lantoa.organisation.access import require


@transaction.atomic
def adopt_plan(
    *, actor: User, plan: UnitPlan, reference: str, dated_on: date, row_version: int
) -> PlanVersion:
    """The head adopts the draft as a paper with number and date; the version before it is kept as replaced.

    Raises Forbidden, Conflict, or Refused: nothing is being drafted, no number, a day to come or of another time, no measure, a
    measure without owner or due day.
    """
    require(can_adopt_for(actor, plan.unit_id), _("Người đứng đầu đơn vị ban hành kế hoạch."))
    draft = locked_plan_draft(plan, row_version)
    _check_paper(plan, draft, reference, dated_on)
    now = clock.now()
    PlanVersion.objects.filter(plan=plan, state=PlanState.ADOPTED).update(state=PlanState.REPLACED)
    draft.state, draft.adopted_at = PlanState.ADOPTED, now
    draft.reference, draft.dated_on = reference.strip(), dated_on
    save_version(draft)
    after = {"number": draft.number, "reference": draft.reference, "dated_on": dated_on}
    note_plan(actor, "plan.adopted", plan, after=after)
    return draft


@transaction.atomic
def revise_plan(*, actor: User, plan: UnitPlan, note: str) -> PlanVersion:
    """Begin a further version with the measures of the one in force, which stays in force until the new one is adopted.

    Raises Forbidden, or Refused: no reason, nothing in force, one is being drafted already.
    """
    require(can_write_for(actor, plan.unit_id))
    UnitPlan.objects.select_for_update().get(pk=plan.pk)
    if looks_empty(note):
        raise Refused.at("note", _("Ghi vì sao phải sửa kế hoạch."))
    if plan.versions.filter(state=PlanState.DRAFT).exists():
        raise Refused(_("Đang có bản dự thảo. Sửa tiếp bản đó."))
    standing = plan.versions.filter(state=PlanState.ADOPTED).first()
    if standing is None:
        raise Refused(_("Kế hoạch chưa ban hành nên chưa cần bản mới."))
    last = plan.versions.aggregate(last=Max("number"))["last"]
    draft = PlanVersion(
        plan=plan, number=last + 1, title=standing.title, aim=standing.aim, change_note=note.strip()
    )
    draft.search_key = standing.search_key
    draft.save()
    PlanMeasure.objects.bulk_create(
        [
            PlanMeasure(
                version=draft,
                position=one.position,
                text=one.text,
                owner_post=one.owner_post,
                due_on=one.due_on,
                proof=one.proof,
                taken_from_id=one.taken_from_id,
            )
            for one in standing.measures.all()
        ]
    )
    note_plan(actor, "plan.revised", plan, after={"number": draft.number, "note": draft.change_note})
    return draft


def _check_paper(plan: UnitPlan, draft: PlanVersion, reference: str, dated_on: date) -> None:
    if looks_empty(reference):
        raise Refused.at("reference", _("Ghi số, ký hiệu của kế hoạch."))
    if dated_on > clock.today():
        raise Refused.at("dated_on", _("Ngày ban hành chưa tới. Ghi ngày trên văn bản."))
    if not plan.year - 1 <= dated_on.year <= plan.year + 1:
        sentence = _("Ngày ban hành cách xa năm %(year)d của kế hoạch. Xem lại ngày.")
        raise Refused.at("dated_on", sentence % {"year": plan.year})
    measures = list(draft.measures.all())
    if not measures:
        raise Refused(_("Kế hoạch chưa có biện pháp nào. Thêm biện pháp rồi ban hành."))
    for place, one in enumerate(measures, 1):
        if not one.is_ready:
            sentence = _(
                "Biện pháp %(place)d chưa ghi chức danh lo việc hoặc chưa có hạn. Ghi đủ rồi ban hành."
            )
            raise Refused(sentence % {"place": place})
