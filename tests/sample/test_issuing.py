"""The sample's receipts: every unit read Chỉ thị 05, one of them late."""

from django.db.models import F
from django.db.models.functions import TruncDate

from lantoa.core import clock
from lantoa.directives.models import Issuing, Receipt


def test_every_unit_has_read_the_directive_and_one_late(sample: None) -> None:
    made = Issuing.objects.get()
    rows = Receipt.objects.filter(issuing=made)
    assert (made.total, made.done, rows.count()) == (98, 98, 98)
    assert rows.filter(acknowledged_at=None).count() == 0
    read_on = TruncDate("acknowledged_at", tzinfo=clock.VIETNAM)
    late = rows.annotate(read_on=read_on).filter(read_on__gt=F("due_on"))
    assert [(one.unit.code, one.reminded_at is not None) for one in late] == [("HG-077", True)]
