from lantoa.organisation.choices import Role
from lantoa.organisation.models import Person, RoleAssignment
from lantoa.organisation.services.roles import end_role, give_role
from tests.cast import TODAY
from tests.notifications.tellings import Scene, Telling, tells


@tells("role_given")
def _(scene: Scene) -> Telling:
    cast = scene.cast
    person = Person.objects.get(user=cast.outsider)
    give_role(actor=cast.province_lead, person=person, role=Role.STAFF, unit=cast.bloc, since=TODAY)
    return Telling(cast.province_lead, [cast.outsider])


@tells("role_ended")
def _(scene: Scene) -> Telling:
    cast = scene.cast
    held = RoleAssignment.objects.get(person__user=scene.colleague)
    end_role(actor=cast.province_lead, assignment=held, on=TODAY)
    return Telling(cast.province_lead, [scene.colleague])
