"""What the meeting counts live beside fields and sectors: kinds of units, and units that no earlier booklet told of."""

from lantoa.core import clock
from lantoa.organisation.models import UnitVersion
from lantoa.practices.models import Booklet, BookletEntry
from lantoa.practices.queries.selection import meeting_of
from lantoa.practices.services import selection
from tests.practices.call_world import selecting_call
from tests.practices.conftest import signed_in
from tests.practices.world import World


def test_kinds_of_units_are_counted_as_the_line_moves(world: World) -> None:
    officer, call = world.cast.propaganda_officer, selecting_call(world)
    UnitVersion.objects.filter(unit=world.cast.hospital).update(
        kind=UnitVersion.objects.get(unit=world.cast.department).kind
    )
    names = {
        unit.pk: UnitVersion.objects.get(unit=unit).kind.name
        for unit in (world.cast.office, world.cast.hospital)
    }
    kinds = {one.name: (one.chosen, one.entered) for one in meeting_of(call).kinds}
    assert kinds == {names[world.cast.office.pk]: (0, 1), names[world.cast.hospital.pk]: (0, 1)}
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    kinds = {one.name: (one.chosen, one.entered) for one in meeting_of(call).kinds}
    assert kinds == {names[world.cast.office.pk]: (1, 1), names[world.cast.hospital.pk]: (0, 1)}
    page = signed_in(officer).get(f"/mo-hinh/dot-xet/{call.code}/tuyen-chon/").content.decode()
    assert all(name in page for name in names.values())


def test_units_that_no_earlier_booklet_told_of_are_counted(world: World) -> None:
    officer, call = world.cast.propaganda_officer, selecting_call(world)
    call = selection.move_line(actor=officer, call=call, cut=1, row_version=call.row_version)
    assert [(one.code, one.chosen, one.entered) for one in meeting_of(call).novelty] == [
        ("new", 1, 2),
        ("told", 0, 0),
    ]
    booklet = Booklet.objects.create(
        code="TAP-2019", title="Tập", unit=world.cast.bloc, year=2019, published_at=clock.now()
    )
    BookletEntry.objects.create(
        booklet=booklet, practice=world.practice(world.cast.hospital, "Đã in"), position=1
    )
    assert [(one.code, one.chosen, one.entered) for one in meeting_of(call).novelty] == [
        ("new", 1, 1),
        ("told", 0, 1),
    ]
