from datetime import date, datetime, timedelta

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.directives.models import Issuing
from lantoa.directives.services.plans.reminding import remind_lacking
from lantoa.directives.services.receipts import escalate, remind
from lantoa.notifications.services.ladder import climb
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from tests.directives.issuing_world import DUE, directive_of, issued, text
from tests.directives.test_plans import BELOW, OF_THE_BLOC, adopted, entered
from tests.directives.test_plans import DUE as MEASURE_DUE
from tests.directives.world import directive
from tests.notifications.tellings import Scene, Telling, so_far_nothing, tells


def _issued(scene: Scene) -> Issuing:
    """Of the bloc to the office and the hospital."""
    made = issued(scene.cast, directive_of(scene.cast), text("hand", codes=["VPTU", "BENHVIEN"]), count=2)
    so_far_nothing()
    return made


def _both(scene: Scene) -> list[User]:
    return [*scene.team, *scene.hospital_team]


@tells("receipt_asked")
def _(scene: Scene) -> Telling:
    issued(scene.cast, directive_of(scene.cast))
    return Telling(scene.cast.province_lead, [*_both(scene), scene.bystander])


def _climbed(scene: Scene, due: date, days: int) -> None:
    with clock.set_to(due + timedelta(days=days)):
        climb(actor=SYSTEM)


@tells("receipt_due")
def _(scene: Scene) -> Telling:
    _issued(scene)
    _climbed(scene, DUE, -1)
    return Telling(None, _both(scene))


@tells("receipt_late")
def _(scene: Scene) -> Telling:
    _issued(scene)
    _climbed(scene, DUE, 1)
    return Telling(None, _both(scene))


@tells("receipts_late_below")
def _(scene: Scene) -> Telling:
    _issued(scene)
    _climbed(scene, DUE, 7)
    return Telling(None, [scene.cast.propaganda_officer, scene.colleague, scene.cast.province_lead])


@tells("receipt_reminded")
def _(scene: Scene) -> Telling:
    remind(actor=scene.cast.propaganda_officer, issuing=_issued(scene))
    return Telling(scene.cast.propaganda_officer, _both(scene))


def _escalated(scene: Scene, made: Issuing) -> None:
    officer = scene.cast.propaganda_officer
    for day in (22, 23):
        with clock.set_to(datetime(2021, 4, day, 8, tzinfo=clock.VIETNAM)):
            remind(actor=officer, issuing=made)
    with clock.set_to(date(2021, 4, 24)):
        escalate(actor=officer, issuing=made)


@tells("receipt_escalated")
def _(scene: Scene) -> Telling:
    """The heads alone."""
    _escalated(scene, _issued(scene))
    return Telling(scene.cast.propaganda_officer, [scene.cast.unit_head, scene.cast.hospital_head])


@tells("receipt_escalated_below")
def _(scene: Scene) -> Telling:
    """The committee between who issued and who has not read; who issued takes it up and is told nothing."""
    cast = scene.cast
    RoleAssignment.objects.filter(person__user__in=[cast.propaganda_officer, cast.province_lead]).update(
        unit=cast.province
    )
    RoleAssignment.objects.filter(person__user=scene.bystander).update(unit=cast.bloc, role=Role.HEAD)
    directive = directive_of(cast)
    type(directive).objects.filter(pk=directive.pk).update(unit=cast.province)
    directive.refresh_from_db()
    made = issued(cast, directive, text("hand", codes=["VPTU"]), count=1)
    _escalated(scene, made)
    return Telling(cast.propaganda_officer, [scene.colleague, scene.bystander])


@tells("plan_reminded")
def _(scene: Scene) -> Telling:
    entered(scene.cast.bloc, OF_THE_BLOC)
    adopted(scene.cast)
    remind_lacking(
        actor=scene.cast.propaganda_officer,
        asker=scene.cast.bloc,
        directive=directive(),
        year=2021,
        codes=BELOW,
    )
    return Telling(scene.cast.propaganda_officer, [*scene.hospital_team, scene.bystander])


@tells("measure_due")
def _(scene: Scene) -> Telling:
    adopted(scene.cast)
    _climbed(scene, MEASURE_DUE, -1)
    return Telling(None, scene.team)
