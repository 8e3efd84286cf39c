"""Who reads the past of a unit that has ended: who received it, and the parent under which it ended."""

from datetime import date, timedelta

from lantoa.accounts.models import User
from lantoa.core.actor import SYSTEM
from lantoa.organisation import access
from lantoa.organisation.models import InheritedPast, Unit, UnitEvent
from lantoa.organisation.queries.units import get_unit
from lantoa.organisation.services import events
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.undoing import undo_events
from tests.cast import TODAY, Cast
from tests.organisation.test_events import decision, new

DAY = date(2021, 2, 1)
READ = "practice.read"


def reads(user: User, unit: Unit, on: date | None = None) -> bool:
    """Both questions of the house must say the same."""
    one = access.holds(user, READ, unit, on)
    assert one == access.units_in_scope(user, READ, on).filter(pk=unit.pk).exists()
    return one


def readers(unit: Unit) -> dict[str, bool]:
    rows = InheritedPast.objects.filter(unit=unit).select_related("reader")
    return {row.reader.code: row.is_received for row in rows}


def test_the_receiver_and_the_parent_read_the_past(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.office], into=cast.hospital)

    assert readers(cast.office) == {"BENHVIEN": True, "KHOI": False}
    assert reads(cast.hospital_head, cast.office)
    assert reads(cast.propaganda_officer, cast.office)
    assert not reads(cast.unit_head, cast.office)


def test_before_the_day_of_effect_nothing_has_come_down(cast: Cast) -> None:
    day = TODAY + timedelta(days=10)
    ahead = Decision("12-QĐ/TU", TODAY, day, "Tỉnh ủy")
    events.absorb_units(actor=SYSTEM, decision=ahead, sources=[cast.office], into=cast.hospital)

    assert not reads(cast.hospital_head, cast.office)
    assert reads(cast.unit_head, cast.office)
    assert reads(cast.hospital_head, cast.office, day)


def test_only_acts_of_reading_reach_the_past(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.office], into=cast.hospital)

    assert not access.holds(cast.hospital_head, "practice.edit", cast.office)
    assert not access.holds(cast.hospital_head, "submission.read_draft", cast.office)
    assert not access.holds(cast.propaganda_officer, "submission.accept", cast.office)


def test_a_unit_dissolved_is_read_by_its_parent_alone(cast: Cast) -> None:
    events.dissolve_units(actor=SYSTEM, decision=decision(), units=[cast.office])

    assert readers(cast.office) == {"KHOI": False}
    assert reads(cast.propaganda_officer, cast.office)
    assert not reads(cast.hospital_head, cast.office)


def test_all_parts_of_a_split_read_its_past(cast: Cast) -> None:
    events.split_unit(
        actor=SYSTEM, decision=decision(), source=cast.office, parts=[new("A"), new("B")], children={}
    )
    assert readers(cast.office) == {"A": True, "B": True, "KHOI": False}


def test_the_past_goes_on_with_a_receiver_that_ends_itself(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.department], into=cast.office)
    day = DAY + timedelta(days=20)
    events.absorb_units(actor=SYSTEM, decision=decision(day), sources=[cast.office], into=cast.hospital)

    assert readers(cast.department) == {"VPTU": True, "BENHVIEN": True, "KHOI": False}
    assert reads(cast.hospital_head, cast.department)


def test_what_a_parent_kept_goes_to_who_receives_the_parent(cast: Cast) -> None:
    """Kept stays kept on the way: the successor reads it as of a unit below."""
    events.dissolve_units(actor=SYSTEM, decision=decision(), units=[cast.office])
    day = DAY + timedelta(days=20)
    below = {"BENHVIEN": "A", "SONV": "B"}
    events.split_unit(
        actor=SYSTEM,
        decision=decision(day),
        source=cast.bloc,
        parts=[new("A", "TINH"), new("B", "TINH")],
        children=below,
    )
    assert readers(cast.office) == {"KHOI": False, "A": False, "B": False, "TINH": False}
    assert readers(cast.bloc) == {"A": True, "B": True, "TINH": False}


def test_the_page_of_an_ended_unit_opens_for_its_receiver(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.office], into=cast.hospital)
    unit = get_unit(cast.hospital_head, "VPTU", "unit.read_profile")
    assert unit.name == "Đảng bộ cơ sở Văn phòng Tỉnh ủy"  # type: ignore[attr-defined]


def test_undoing_the_event_takes_the_reading_back(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.office], into=cast.hospital)
    undo_events(actor=SYSTEM, events=UnitEvent.objects.filter(kind="absorb"), reason="Nhập nhầm")

    assert readers(cast.office) == {}
    assert not reads(cast.hospital_head, cast.office)


def test_received_outdoes_kept(cast: Cast) -> None:
    events.absorb_units(actor=SYSTEM, decision=decision(), sources=[cast.office], into=cast.bloc)
    assert readers(cast.office) == {"KHOI": True}
