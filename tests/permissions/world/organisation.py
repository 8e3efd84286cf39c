"""The trees, and what changes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.attachments.services import store
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.periods import from_code
from lantoa.documents.services import enter_types, open_term
from lantoa.organisation.choices import EventKind, EventSide, HandOverState, ProfileKind, Role
from lantoa.organisation.models import HandOver, RoleAssignment, Unit, UnitEvent, UnitEventPart, UnitKind
from lantoa.organisation.queries.tree_files import COLUMNS, Cell
from lantoa.organisation.services.events import absorb_units, change_official_code
from lantoa.organisation.services.hand_overs.confirming import confirm_hand_over
from lantoa.organisation.services.hand_overs.plans import plan_hand_overs
from lantoa.organisation.services.hand_overs.preparing import add_line, state_counts
from lantoa.organisation.services.imports import judge_tree_file
from lantoa.organisation.services.profile import NewValue, enter_values
from lantoa.organisation.services.reference import (
    NewKind,
    NewLevel,
    NewProfileField,
    enter_groups,
    enter_kinds,
    enter_levels,
    enter_profile_fields,
)
from lantoa.organisation.services.reorganisations.acts import apply_reorganisation, check_reorganisation
from lantoa.organisation.services.reorganisations.drafts import (
    Paper,
    StepContent,
    add_step,
    draft_reorganisation,
    edit_step,
)
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from lantoa.reporting.models import SheetVersion
from lantoa.reporting.services.collections import open_collection
from tests.permissions.world.places import OUTSIDE, PARENTS, PLACES, SINCE, canary, line_to_root
from tests.permissions.world.things import World


def make_tree(world: World) -> None:
    levels = [
        NewLevel("province", "Tỉnh", 1, SINCE),
        NewLevel("upper", "Trên cơ sở", 2, SINCE),
        NewLevel("base", "Cơ sở", 3, SINCE),
    ]
    enter_levels(actor=SYSTEM, levels=levels)
    kinds = enter_kinds(
        actor=SYSTEM,
        kinds=[
            NewKind("provincial_organisation", "Đảng bộ tỉnh", "province", "Tỉnh ủy"),
            NewKind("bloc", "Đảng bộ cấp trên trực tiếp cơ sở", "upper", "Đảng ủy"),
            NewKind("grassroots_party_organization", "Đảng bộ cơ sở", "base", "Đảng ủy"),
        ],
    )
    by_depth = list(kinds.values())
    sector = enter_groups(actor=SYSTEM, scheme="sector", groups=[("government", "Chính quyền")])["government"]
    sizes = enter_groups(
        actor=SYSTEM, scheme="quy-mo", named="Quy mô", groups=[("lon", "Lớn"), ("nho", "Nhỏ")]
    )
    made = establish_units(
        actor=SYSTEM,
        decision=Decision("01-QĐ/TU", date(2015, 9, 15), SINCE, "Tỉnh ủy"),
        units=[
            NewUnit(
                code,
                "Đảng bộ khác" if code == OUTSIDE else f"Đảng bộ {canary('unit', 'any', code)}",
                "Đơn vị khác" if code == OUTSIDE else f"Đơn vị {canary('unit', 'any', code)}",
                by_depth[len(line_to_root(code)) - 1],
                parent,
                place,
                issuer_lines=["ĐẢNG ỦY"],
                organisation_lines=["ĐẢNG BỘ"],
                symbol="ĐU",
                seat="Vị Thanh",
                groups=[sector, sizes["lon"]],
            )
            for place, (code, parent) in enumerate(PARENTS.items())
        ],
    )
    world.units = dict(zip(PARENTS, made, strict=True))
    function = NewProfileField("chuc-nang", "Chức năng", ProfileKind.TEXT, SINCE)
    field = enter_profile_fields(actor=SYSTEM, fields=[function])["chuc-nang"]
    told = [
        NewValue(world.units[code], field, canary("profile", "any", code), SINCE, "Quy định")
        for code in PLACES
    ]
    enter_values(actor=SYSTEM, entries=told)
    enter_types(
        actor=SYSTEM, types=[("QĐ", "quyết định"), ("BC", "báo cáo"), ("KH", "kế hoạch"), ("TB", "thông báo")]
    )
    enter_types(actor=SYSTEM, types=[("CTr", "chương trình")])
    for code in PLACES:
        open_term(actor=SYSTEM, unit=world.units[code], name="Nhiệm kỳ 2020 - 2025", since=SINCE)


def make_decisions(world: World) -> None:
    """Two papers on each unit's official code: one taken back, one that stands."""
    for place in PLACES:
        for state, day in (("undone", date(2020, 3, 1)), ("standing", date(2020, 3, 2))):
            paper = Decision(
                canary("decision", state, place),
                day,
                day,
                "Tỉnh ủy",
                paper=store(canary("decision", state, place).encode(), "text/plain"),
                paper_name="quyet-dinh.txt",
            )
            change_official_code(
                actor=SYSTEM, decision=paper, unit=world.units[place], official_code=f"93.{state[:3]}"
            )
            event = UnitEvent.objects.order_by("-sequence")[0]
            if state == "undone":
                event = undo_events(actor=SYSTEM, events=[event], reason="Nhập nhầm.")[0]
            world.decisions[place, state] = event


@contextmanager
def _clerk_leads(world: World) -> Iterator[None]:
    """The clerk leads both trees for as long as it takes."""
    leading = [
        RoleAssignment.objects.create(
            person=world.clerk.person,  # type: ignore[attr-defined]
            role=Role.LEADER,
            unit=world.units[root],
            valid=DateRange(SINCE, None),
        )
        for root in ("TINH", "LATINH")
    ]
    world.clerk.__dict__.pop("_roles_by_day", None)
    yield
    for one in leading:
        one.delete()
    world.clerk.__dict__.pop("_roles_by_day", None)


def make_reorganisations(world: World) -> None:
    """What is applied takes effect long after the story's day."""
    with _clerk_leads(world):
        for number, place in enumerate(PLACES):
            for state in ("draft", "applied", "checked"):
                _reorganisation(world, place, state, number)


def check_reorganisations(world: World) -> None:
    """Anew: a check is stale once the tree has changed."""
    with _clerk_leads(world):
        for place in PLACES:
            made = world.reorganisations[place, "checked"]
            check_reorganisation(actor=world.clerk, reorganisation=made, row_version=3)


def _reorganisation(world: World, place: str, state: str, number: int) -> None:
    name = canary("reorganisation", state, place)
    day = date(2023, 1, 1 + number) if state == "applied" else date(2022, 1, 1)
    paper = Paper(f"Sắp xếp {name}", f"{number}-QĐ/TU", date(2021, 4, 1), day, "Tỉnh ủy", days_confirmed=True)
    made = draft_reorganisation(actor=world.clerk, unit=world.units[place], paper=paper)
    step = add_step(actor=world.clerk, reorganisation=made, row_version=1, kind=EventKind.ESTABLISH)
    # Once applied, its new unit is a unit like others, named in the decision.
    called = canary("unit", "any", place) if state == "applied" else name
    new = {
        "code": f"{place}-{state}",
        "name": f"Chi bộ {called}",
        "kind": "grassroots_party_organization",
        "parent": place,
    }
    edit_step(actor=world.clerk, step=step, row_version=2, content=StepContent(rows=[new]))
    if state == "applied":
        check_reorganisation(actor=world.clerk, reorganisation=made, row_version=3)
        apply_reorganisation(actor=world.clerk, reorganisation=made, row_version=3)
    world.reorganisations[place, state] = made


def make_tree_files(world: World) -> None:
    """Trees that came as files: each would establish one unit below its place."""
    for place in PLACES:
        name = f"Đảng bộ {canary('import', 'any', place)}"
        cells: list[list[Cell]] = [
            [str(column.title) for column in COLUMNS],
            [f"{place}-MOI", name, "", "Đảng bộ cơ sở", place, "", 1],
        ]
        world.imports[place] = judge_tree_file(
            actor=SYSTEM,
            unit=world.units[place],
            decision=Decision("12-QĐ/TU", date(2021, 4, 1), date(2021, 4, 1), "Tỉnh ủy"),
            cells=cells,
            file=store(b"tree", "text/csv"),
            file_name="cay.csv",
        )


HAND_OVER_STATES = (
    HandOverState.PREPARING,
    HandOverState.WAITING,
    HandOverState.DIFFERS,
    HandOverState.CONFIRMED,
)


def make_hand_overs(world: World) -> None:
    """Each place has taken in a unit beside it for each state; where lists are prepared, a unit below it takes a part as well."""
    kind = UnitKind.objects.get(code="grassroots_party_organization")
    wanted = [(place, state) for place in PLACES for state in HAND_OVER_STATES]
    since = Decision("02-QĐ/TU", date(2015, 9, 15), SINCE, "Tỉnh ủy")
    old = [
        NewUnit(f"CU-{place}-{state}", f"Đơn vị cũ {n}", f"Cũ {n}", kind, PARENTS[place], 100 + n)
        for n, (place, state) in enumerate(wanted)
    ]
    parts = [NewUnit(f"PHAN-{one}", f"Phần của {one}", f"Phần {one}", kind, one, 200) for one in PLACES]
    made = establish_units(actor=SYSTEM, decision=since, units=[*old, *parts])
    part_of = dict(zip(PLACES, made[len(old) :], strict=True))
    ended = Decision("03-QĐ/TU", date(2021, 3, 20), date(2021, 4, 1), "Tỉnh ủy")
    for (place, state), giver in zip(wanted, made, strict=False):
        preparing = state == HandOverState.PREPARING
        if preparing:
            _duty(giver)  # so that something can be assigned
        event = absorb_units(actor=SYSTEM, decision=ended, sources=[giver], into=world.units[place])
        if preparing:
            UnitEventPart.objects.create(event=event, unit=part_of[place], side=EventSide.TARGET)
        planned = plan_hand_overs(actor=SYSTEM, events=[event])
        mine = next(one for one in planned if one.receiver_id == world.units[place].pk)
        world.hand_overs[place, state] = _brought_to(mine, state, canary("handover", state, place))


def _duty(unit: Unit) -> None:
    collection = open_collection(
        actor=SYSTEM,
        sheet_version=SheetVersion.objects.get(sheet__code="BCQ"),
        period=from_code("2021Q2"),
        owner=unit,
        units=[unit],
        opens_at=clock.instant(date(2021, 4, 1)),
        due_at=clock.instant(date(2021, 7, 10)),
        closes_at=clock.instant(date(2021, 7, 20)),
        code=f"BC2-{unit.code}",
    )
    assert collection.obligations.count() == 1


def _brought_to(hand_over: HandOver, state: HandOverState, word: str) -> HandOver:
    add_line(actor=SYSTEM, hand_over=hand_over, label=word)
    hand_over.refresh_from_db()
    counts = {line.position: line.counted or 0 for line in hand_over.lines.all()}
    if state != HandOverState.PREPARING:
        version = hand_over.row_version
        hand_over = state_counts(
            actor=SYSTEM, hand_over=hand_over, counts=counts, note=word, row_version=version
        )
    if state in (HandOverState.DIFFERS, HandOverState.CONFIRMED):
        if state == HandOverState.DIFFERS:
            counts[max(counts)] = 3
        version = hand_over.row_version
        hand_over = confirm_hand_over(actor=SYSTEM, hand_over=hand_over, counts=counts, row_version=version)
    assert hand_over.state == state
    return hand_over
