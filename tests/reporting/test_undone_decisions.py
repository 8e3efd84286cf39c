"""A decision on which an accepted report stands is not undone."""

from datetime import date

import pytest

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.organisation.models import UnitEvent
from lantoa.organisation.services.undoing import undo_events
from lantoa.organisation.services.units import Decision, rename_unit
from lantoa.reporting.models import Submission
from tests.cast import Cast
from tests.reporting.world import accepted, opened, published, row


def test_undoing_is_stopped_by_a_report_accepted_since(cast: Cast) -> None:
    paper = Decision("77-QĐ/ĐUK", date(2021, 2, 1), date(2021, 2, 15), "Đảng ủy Khối")
    for unit in (cast.office, cast.hospital):
        rename_unit(actor=SYSTEM, decision=paper, unit=unit, name="Tên mới", short_name="Tên mới")
    of_office, of_hospital = UnitEvent.objects.order_by("sequence")[1:]
    collection = opened(published(), cast.bloc, cast.units())
    with clock.set_to(date(2021, 4, 8)):
        made = accepted(collection, row(cast.office, 10, 8, 2))
        Submission.objects.filter(pk=made[0].pk).update(decided_at=clock.now())
        with pytest.raises(Refused, match="Báo cáo của VPTU đã được duyệt sau khi nhập quyết định"):
            undo_events(actor=SYSTEM, events=[of_office], reason="Nhập nhầm")
        undo_events(actor=SYSTEM, events=[of_hospital], reason="Nhập nhầm")
