"""Who may do what: dated roles held on units, and how far each role reaches for each act.

Apps declare their grants in `permissions.py` with `grant(act, {role: reach})`. From the same grants come the two questions of
the house: `holds(user, act, unit)` (may this person do it there?) and `units_in_scope(user, act)` (where may they?), so that
a list and an act can never disagree. Views name their act with `@acts`; a view without it fails start-up (`checks.py`).
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import reduce, wraps
from operator import or_
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import In
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.errors import Forbidden
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Ancestry, InheritedPast, RoleAssignment, Unit
from lantoa.ui.declared import Names, refuse_undeclared
from lantoa.ui.error_views import signed_out


class Reach(Enum):
    """How far from the unit on which a role is held."""

    OWN = "own"  # that unit
    BELOW = "below"  # strictly below it
    SUBTREE = "subtree"  # it and everything below
    TREE = "tree"  # every unit of the same tree


class Held(NamedTuple):
    role: Role
    unit_id: uuid.UUID


GRANTS: dict[str, dict[Role, Reach]] = {}
PAST: set[str] = set()  # acts of reading that also reach units which have ended
PUBLIC: set[str] = set()
SIGNED_IN: set[str] = set()


def grant(act: str, reaches: Mapping[Role, Reach], *, past: bool = False) -> None:
    """Say which roles may do `act`, and how far. Each act is granted in one place only.

    With `past`, an act of reading reaches units that have ended as well: who received a unit by an event reads its past like its
    own, the parent under which it ended reads it like that of a unit below, both from the day on which the unit ended.
    """
    if act in GRANTS or act in PUBLIC or act in SIGNED_IN:
        raise ValueError(f"{act} is granted twice")
    GRANTS[act] = dict(reaches)
    if past:
        PAST.add(act)


def grant_public(act: str) -> None:
    PUBLIC.add(act)


def grant_signed_in(act: str) -> None:
    """Any signed-in person may do it, for themselves."""
    SIGNED_IN.add(act)


def known(act: str) -> bool:
    return act in GRANTS or act in PUBLIC or act in SIGNED_IN


def roles_of(user: User, on: date | None = None) -> list[Held]:
    """The roles a person holds on a day (today if not said); read once per request."""
    day = on or clock.today()
    kept: dict[date, list[Held]] = user.__dict__.setdefault("_roles_by_day", {})
    if day not in kept:
        rows = RoleAssignment.objects.filter(person__user=user, valid__contains=day).order_by("id")
        kept[day] = [Held(Role(role), unit_id) for role, unit_id in rows.values_list("role", "unit_id")]
    return kept[day]


def _reaches(user: User | AnonymousUser, act: str, on: date | None) -> dict[Reach, list[uuid.UUID]]:
    granted = GRANTS.get(act, {})
    found: dict[Reach, list[uuid.UUID]] = {}
    if isinstance(user, AnonymousUser):
        return found
    for held in roles_of(user, on):
        reach = granted.get(held.role)
        if reach is not None:
            found.setdefault(reach, []).append(held.unit_id)
    return found


def holds_somewhere(user: User, act: str, on: date | None = None) -> bool:
    """Whether the person may do `act` on any unit at all."""
    if act in PUBLIC:
        return True
    if act in SIGNED_IN:
        return user.is_authenticated
    return bool(_reaches(user, act, on))


def units_in_scope(
    user: User, act: str, on: date | None = None, *, tree_day: date | None = None
) -> QuerySet[Unit]:
    """The units on which the person may do `act`, as a queryset to join with or to filter by.

    Roles are those held `on` a day. With `tree_day` they reach over the tree of that other day: what stood below one's units
    then, and what stood then in the tree they are in now. Acts granted with `past` also reach units that have ended.
    """
    day = on or clock.today()
    reaches = _reaches(user, act, day)
    if not reaches:
        return Unit.objects.none()
    asked: _Asked = (day, tree_day or day, act in PAST, tuple((reach, *reaches[reach]) for reach in reaches))
    # What is asked follows from these words alone and is asked when it is read, so that it never tells what was true before.
    kept: dict[_Asked, QuerySet[Unit]] = user.__dict__.setdefault("_units_in_scope", {})
    if asked not in kept:
        kept[asked] = below(_rows(reaches, act in PAST, day, tree_day or day))
    return kept[asked].all()


_Asked = tuple[date, date, bool, tuple[tuple[Reach | uuid.UUID, ...], ...]]


def nodes_above(user: User, act: str) -> list[uuid.UUID]:
    """The units on which the person holds a role that may do `act` on all below them: what is counted by unit is read there.

    For acts that are granted strictly below alone; any other would be counted wrongly, so it is an error of the caller.
    """
    reaches = _reaches(user, act, None)
    if set(reaches) - {Reach.BELOW}:
        raise ValueError(f"{act} reaches more than what stands below")
    return reaches.get(Reach.BELOW, [])


def rows_in_scope(user: User, act: str, on: date | None = None, *, tree_day: date | None = None) -> Q | None:
    """What `units_in_scope` asks of the rows of the closure; None where the person reaches nothing."""
    day = on or clock.today()
    reaches = _reaches(user, act, day)
    return _rows(reaches, act in PAST, day, tree_day or day) if reaches else None


def _rows(reaches: dict[Reach, list[uuid.UUID]], past: bool, day: date, tree_day: date) -> Q:
    # By the lower end: the planner knows that few rows end at one unit, not that of those that begin at it one has no depth.
    rows = Q(descendant__in=reaches.get(Reach.OWN, []), depth=0)
    links = _links(reaches, day)
    if links is not None:
        rows |= Q(links, valid__contains=tree_day)
    if past:
        rows |= themselves(ArraySubquery(_pasts(reaches, day).values("unit")))
    return rows


def below(rows: Q) -> QuerySet[Unit]:
    """The units at the lower end of these rows of the closure.

    One IN over one table, which the planner joins with either way: the whole tree at once, or one unit by its index. Of several
    INs joined by OR each would be gone through anew for every unit, once it is too long for the memory of one step.
    """
    return Unit.objects.filter(pk__in=Ancestry.objects.filter(rows).values("descendant"))


def reached(user: User, act: str, path: str) -> Q:
    """That the person may do `act` on the unit that a row points to by `path`, asked of each row upwards, by its own few lines of
    the closure: for rows that are few beside the tree, or of which only the first are wanted.

    `units_in_scope` leaves the way to the planner, which may go through all units below instead.
    """
    rows = rows_in_scope(user, act)
    if rows is None:
        return Q(pk__in=[])
    links = Ancestry.objects.filter(rows, descendant=OuterRef(path)).values_list(Value(True))
    return Q(Subquery(links[:1], output_field=BooleanField()))


def one_of(path: str, ids: QuerySet[Any, Any]) -> Q:
    """That `path` is one of these few, which are found once for the statement; what points to them is then found by index."""
    return Q(_EqualsAny(F(path), ArraySubquery(ids)))


def held_on(path: str) -> Q:
    """Of roles: those on the unit to which an outer row points by `path`.

    As one of an array of one, so that the index of units is taken: for a mere unit the planner takes that of the constraint
    against overlap, which begins with the person and is gone through whole.
    """
    return Q(_EqualsAny(F("unit"), _ArrayOf(OuterRef(path))))


def themselves(ids: Combinable) -> Q:
    """The rows of the closure that link units to themselves, for an expression that gives an array of their ids.

    The array is made once per statement and then looked up by index; few ids are meant.
    """
    return Q(_EqualsAny(F("descendant"), ids), depth=0)


class _EqualsAny(Func):
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class _ArrayOf(Func):
    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(UUIDField())


def in_hands_of(units: QuerySet[Unit], path: str = "") -> Q:
    """What these units answer for now, of a model that is `InHands` and is reached by `path` ("practice__").

    One IN, for the reason that `below` gives.
    """
    answering = Coalesce(F(f"{path}holder"), F(f"{path}unit"))
    return Q(In(answering, units.values("pk").query))


def _pasts(reaches: dict[Reach, list[uuid.UUID]], day: date) -> QuerySet[InheritedPast]:
    """The pasts that come down to the held units on a day: received by a unit within reach, or kept by one above.

    Asked from the few units that have ended, so that the size of the tree does not matter.
    """
    wide: dict[Reach, list[uuid.UUID]] = {
        reach: units for reach, units in reaches.items() if reach in (Reach.SUBTREE, Reach.TREE)
    }
    received = Q(reader__in=reaches.get(Reach.OWN, []))
    kept = Q(reader__in=reaches.get(Reach.BELOW, []))
    links = _links(wide, day)
    if links is not None:
        received |= Q(_above(links, day))
        kept |= Q(_above(links, day))
    below = _links({Reach.SUBTREE: reaches[Reach.BELOW]}, day) if Reach.BELOW in reaches else None
    if below is not None:
        kept |= Q(_above(below, day))
    return InheritedPast.objects.filter(
        Q(received, is_received=True) | Q(kept, is_received=False), since__lte=day
    )


def _above(links: Q, day: date) -> Exists:
    return Exists(Ancestry.objects.filter(links, descendant=OuterRef("reader"), valid__contains=day))


def _links(reaches: dict[Reach, list[uuid.UUID]], day: date) -> Q | None:
    """The rows of the closure that reach from the held units downwards; None where only those units themselves count."""
    found: list[Q] = []
    if Reach.SUBTREE in reaches:
        found.append(Q(ancestor__in=reaches[Reach.SUBTREE]))
    if Reach.BELOW in reaches:
        found.append(Q(ancestor__in=reaches[Reach.BELOW], depth__gt=0))
    if Reach.TREE in reaches:
        roots = Ancestry.objects.filter(descendant__in=reaches[Reach.TREE], valid__contains=day)
        found.append(Q(ancestor__in=roots.values("ancestor")))
    return reduce(or_, found) if found else None


def links_in_scope(user: User, act: str) -> Q | None:
    """The rows of the closure, of any day, through which the person reaches units for `act`: for lists of what happened on many
    days, each read by the tree of its own. None where no unit but one's own is reached."""
    day = clock.today()
    return _links(_reaches(user, act, day), day)


def holds(user: User, act: str, unit: Unit | uuid.UUID, on: date | None = None) -> bool:
    """Whether the person may do `act` on this unit, on a day (today if not said)."""
    if act in PUBLIC:
        return True
    if act in SIGNED_IN:
        return user.is_authenticated
    day = on or clock.today()
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    reaches = _reaches(user, act, day)
    if unit_id in reaches.get(Reach.OWN, []) or unit_id in reaches.get(Reach.SUBTREE, []):
        return True
    links = _links(reaches, day)
    if links is not None and Ancestry.objects.filter(links, descendant=unit_id, valid__contains=day).exists():
        return True
    return act in PAST and bool(reaches) and _pasts(reaches, day).filter(unit=unit_id).exists()


def second_person_needed(act: str) -> bool:
    """Whether `act` needs somebody else than who proposed it (setting SECOND_PERSON); elsewhere one person acts, and the audit
    shows it."""
    return act in settings.SECOND_PERSON


def require(allowed: bool, reason: str = "") -> None:
    """Refuse with the reason unless `allowed`."""
    if not allowed:
        raise Forbidden(reason or _("Vai trò của anh/chị không được làm việc này ở đơn vị này."))


def person(request: HttpRequest) -> User:
    """The signed-in person of a view whose act is not public: `@acts` lets nobody else through."""
    return cast(User, request.user)


View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """What a view behind `@acts` gets where the act is not public: somebody has signed in. For typing only."""

    user: User
    htmx: HtmxDetails


def acts(
    get: str | None = None, *, post: str | None = None, takes: Names | None = None
) -> Callable[[View], View]:
    """Name the act of a view, per method; other methods answer 405.

    `takes`: the names that a form of this view may send, where the view reads it by hand instead of by a ViForm; () for a mere
    button. Names beside them are refused (400).

    Sends the anonymous to sign-in unless the act is public. Where the address names no object, refuses (403) who holds the act
    nowhere; where it names one, the gatekeeper of the app decides between 404 and 403.
    """
    named = {"GET": get, "HEAD": get, "POST": post}

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            act = named.get(request.method or "")
            if act is None:
                return HttpResponseNotAllowed([method for method, name in named.items() if name])
            if act not in PUBLIC:
                if not request.user.is_authenticated:
                    return _to_sign_in(request)
                if not kwargs and not holds_somewhere(request.user, act):
                    raise Forbidden(_("Trang này không thuộc phần việc của vai trò mà anh/chị đang giữ."))
            if takes is not None and request.method == "POST":
                refuse_undeclared((*request.POST, *request.FILES), takes)
            return view(request, *args, **kwargs)

        wrapped.acts = {method: name for method, name in named.items() if name}  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign-in, and back to where the person was.

    A fragment gets 401 alone: the page says so and keeps what was typed. A form of a full page gets a page that gives it back.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    given_back = signed_out(request)
    if given_back is not None:
        return given_back
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
