"""Who sees the tree, and the acts that belong to everyone."""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lantoa.accounts.models import User
from lantoa.core.actor import Actor
from lantoa.core.errors import Forbidden
from lantoa.organisation.access import (
    GRANTS,
    Reach,
    grant,
    grant_public,
    grant_signed_in,
    holds,
    roles_of,
    units_in_scope,
)
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Reorganisation, Unit, UnitEvent

EVERYONE_IN_THE_TREE = dict.fromkeys(Role, Reach.TREE)

grant("unit.read_name_code", EVERYONE_IN_THE_TREE, past=True)
grant(
    "unit.read_profile",
    {
        Role.REPORTER: Reach.SUBTREE,
        Role.HEAD: Reach.SUBTREE,
        Role.STAFF: Reach.SUBTREE,
        Role.LEADER: Reach.TREE,
        Role.ADMINISTRATOR: Reach.TREE,
        Role.AUDITOR: Reach.TREE,
    },
    past=True,
)
# Establish, rename, move, merge, split, dissolve units, and undo it: nobody reorganises the unit on which they work.
grant("unit.reorganise", {Role.STAFF: Reach.BELOW, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
# Draft, check and apply a reorganisation of what stands strictly below this unit, and place units under it.
grant(
    "reorganisation.prepare",
    {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE},
)
# Bringing a tree as a file changes what stands strictly below the unit that takes it.
grant("unit.import", {Role.STAFF: Reach.SUBTREE, Role.LEADER: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
# Schemes and groups are the installation's; units are grouped as far as the tree reaches.
grant("group.edit", {Role.STAFF: Reach.TREE, Role.ADMINISTRATOR: Reach.TREE})
grant("unit.edit_profile", {Role.HEAD: Reach.OWN, Role.STAFF: Reach.SUBTREE})
grant_public("session.sign_in")
grant_public("session.sign_out")
grant_public("language.choose")
grant_public("link.use")
grant_signed_in("home.read")
grant_signed_in("account.manage_own")
grant_signed_in("session.end_own")


def can_edit_profile(user: User, unit: Unit) -> bool:
    """Write the figures and functions of a unit."""
    return holds(user, "unit.edit_profile", unit)


def may_prepare(actor: Actor, reorganisation: Reorganisation) -> bool:
    """Whether somebody may draft, check and apply this reorganisation; the system may."""
    return not isinstance(actor, User) or holds(actor, "reorganisation.prepare", reorganisation.unit_id)


def may_approve(user: User, reorganisation: Reorganisation) -> bool:
    """Whether somebody is a second person for it: may reorganise there, and had no hand in the draft."""
    return may_prepare(user, reorganisation) and user.pk not in reorganisation.editors


def require_may_reorganise(
    actor: Actor, day: date, units: Collection[Unit], *, below: Collection[Unit] = ()
) -> None:
    """Raises Forbidden naming the units that the actor may not reorganise on the tree of that day, or put units `below`.

    Units come below one's own unit, or below any that one may reorganise. The system may everything.
    """
    if not isinstance(actor, User):
        return
    named = {unit.pk: unit.code for unit in (*units, *below)}
    scope = units_in_scope(actor, "unit.reorganise", tree_day=day).filter(pk__in=named)
    reached = set(scope.values_list("pk", flat=True))
    own = {held.unit_id for held in roles_of(actor) if held.role in GRANTS["unit.reorganise"]}
    outside = {unit.pk for unit in units} - reached | {unit.pk for unit in below} - reached - own
    if outside:
        codes = ", ".join(sorted(named[one] for one in outside))
        raise Forbidden(
            _("Anh/chị không được sắp xếp tổ chức ở: %(codes)s. Việc này thuộc cấp ủy cấp trên.")
            % {"codes": codes}
        )


def require_may_undo(actor: Actor, event: UnitEvent) -> None:
    """Raises Forbidden unless the actor may reorganise every unit of the event, on the tree before it or after it."""
    if isinstance(actor, User) and not can_undo(actor, event):
        raise Forbidden(
            _("Anh/chị không được hủy bỏ %(event)s. Việc này thuộc cấp ủy cấp trên.") % {"event": event}
        )


def can_undo(user: User, event: UnitEvent) -> bool:
    """Whether all units of a standing event lie within the person's reach, the day before it or the day of it."""
    if event.undone_at is not None:
        return False
    units = set(event.parts.values_list("unit", flat=True))
    for day in (event.effective_on - timedelta(days=1), event.effective_on):
        scope = units_in_scope(user, "unit.reorganise", tree_day=day)
        units -= set(scope.filter(pk__in=units).values_list("pk", flat=True))
    return not units


def require_may_begin_a_tree(actor: Actor) -> None:
    """A new root lies below nobody: only the system, by import or set-up, makes one."""
    if isinstance(actor, User):
        raise Forbidden(_("Đơn vị mới cần có cấp trên. Cây tổ chức mới do quản trị lập bằng lệnh nhập cây."))
