"""Begin a unit's plan, change its words, keep its paper, throw the draft away."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.attachments.gate import AcceptedFile
from lantoa.attachments.services import keep
from lantoa.core.actor import Actor
from lantoa.core.errors import Refused
from lantoa.directives.choices import PlanState
from lantoa.directives.models import (
    Directive,
    PlanDirective,
    PlanVersion,
    UnitPlan,
)
from lantoa.directives.permissions.plans import can_write_for
from lantoa.directives.plan_texts import PlanText, check_text, check_year
from lantoa.directives.queries.plans import plan_above
from lantoa.directives.services.codes import next_codes, one_at_a_time
from lantoa.directives.services.plans.drafts import note_plan, own_draft, plan_search_key, save_version
from lantoa.organisation.access import require
from lantoa.organisation.models import Unit


@transaction.atomic
def begin_plan(
    *, actor: Actor, unit: Unit, year: int, directives: Sequence[Directive], text: PlanText
) -> UnitPlan:
    """Begin the draft of a unit's plan; it hangs under the nearest plan above for the same directive and year.

    Raises Forbidden, or Refused: no title, no directive, a year out of reach, the unit has a plan for a directive in that year.
    """
    if isinstance(actor, User):
        require(can_write_for(actor, unit))
    check_year(year)
    check_text(text)
    _check_directives(unit, year, directives)
    plan = UnitPlan.objects.create(
        code=next_codes("KH", UnitPlan, [year], 4)[0],
        unit=unit,
        year=year,
        parent=plan_above(unit, year, directives),
    )
    _serve(plan, directives)
    version = PlanVersion(plan=plan, number=1, title=text.title, aim=text.aim)
    version.search_key = plan_search_key(version, [])
    version.save()
    note_plan(actor, "plan.begun", plan, after={"title": text.title, "year": year})
    return plan


@transaction.atomic
def change_plan(*, actor: User, plan: UnitPlan, text: PlanText, row_version: int) -> PlanVersion:
    """Change title and aim of the draft. Raises Forbidden, Conflict, Refused (nothing is being drafted, no title)."""
    draft = own_draft(actor, plan, row_version)
    check_text(text)
    before = {"title": draft.title, "aim": draft.aim}
    draft.title, draft.aim = text.title, text.aim
    save_version(draft)
    note_plan(actor, "plan.changed", plan, before=before, after={"title": text.title, "aim": text.aim})
    return draft


@transaction.atomic
def drop_draft(*, actor: User, plan: UnitPlan, row_version: int) -> bool:
    """Throw the draft away; a plan that was never adopted goes with it (True). The record keeps what it said.

    Raises Forbidden, Conflict, Refused (nothing is being drafted).
    """
    draft = own_draft(actor, plan, row_version)
    before = {
        "title": draft.title,
        "aim": draft.aim,
        "measures": [one.text for one in draft.measures.all()],
    }
    note_plan(actor, "plan.draft_dropped", plan, before=before)
    draft.delete()
    gone = not plan.versions.exists()
    if gone:
        plan.delete()
    return gone


@transaction.atomic
def keep_paper(*, actor: User, plan: UnitPlan, accepted: AcceptedFile) -> PlanVersion:
    """Put the paper, which has passed the gate, to the draft; else to the version in force that has none yet.

    Raises Forbidden, or Refused: the version in force has its paper, which is not exchanged.
    """
    require(can_write_for(actor, plan.unit_id))
    UnitPlan.objects.select_for_update().get(pk=plan.pk)
    version = plan.versions.filter(state=PlanState.DRAFT).first()
    if version is None:
        version = plan.versions.filter(state=PlanState.ADOPTED).first()
        if version is None or version.file_id is not None:
            raise Refused(_("Bản đã ban hành đã có tệp. Muốn đổi thì lập bản mới."))
    version.file, version.file_name = keep(accepted), accepted.name
    save_version(version)
    after = {"number": version.number, "name": accepted.name, "size": accepted.size}
    note_plan(actor, "plan.paper_kept", plan, after=after)
    return version


def _serve(plan: UnitPlan, directives: Sequence[Directive]) -> None:
    PlanDirective.objects.bulk_create(
        [
            PlanDirective(plan=plan, directive=directive, unit_id=plan.unit_id, year=plan.year)
            for directive in directives
        ]
    )


def _check_directives(unit: Unit, year: int, directives: Sequence[Directive]) -> None:
    if not directives:
        raise Refused.at("directives", _("Chọn ít nhất một văn bản mà kế hoạch thực hiện."))
    one_at_a_time("KH")
    taken = (
        PlanDirective.objects.filter(unit=unit, year=year, directive__in=directives)
        .select_related("plan", "directive")
        .first()
    )
    if taken is not None:
        words = {"label": taken.directive.short_label, "year": year, "code": taken.plan.code}
        sentence = _("Đơn vị đã có kế hoạch %(code)s năm %(year)d theo %(label)s. Mở kế hoạch đó để sửa.")
        raise Refused.at("directives", sentence % words)
