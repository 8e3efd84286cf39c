"""What the command says of a tree that somebody has broken behind the services' back."""

import argparse
import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.organisation.commands import check_tree
from lantoa.organisation.models import UnitVersion
from lantoa.organisation.queries.consistency import Fault, Unsoundness, disagreements, faults
from tests.cast import SINCE, Cast

DAY = date(2020, 1, 1)


def test_sound_tree_has_nothing_to_tell(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert (faults(), disagreements()) == ([], [])
    assert check_tree(argparse.Namespace()) == 0
    assert capsys.readouterr().out == "Cây tổ chức khớp.\n"


def test_two_roots_are_no_fault(cast: Cast) -> None:
    UnitVersion.objects.filter(unit=cast.bloc).update(parent=None)
    assert faults() == []


def test_unit_under_one_that_has_ended_is_told(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    UnitVersion.objects.filter(unit=cast.bloc).update(valid=DateRange(SINCE, DAY))
    expected = [
        Fault(Unsoundness.UNDER_NOBODY, unit, "KHOI", "{[2020-01-01,)}")
        for unit in ("BENHVIEN", "SONV", "VPTU")
    ]
    assert faults() == expected
    assert check_tree(argparse.Namespace()) == 1
    assert "SONV trực thuộc KHOI là đơn vị không hoạt động trong {[2020-01-01,)}" in capsys.readouterr().out


def test_cycle_is_told_with_its_days(cast: Cast) -> None:
    UnitVersion.objects.filter(unit=cast.office).update(parent=cast.department)
    row = UnitVersion.objects.get(unit=cast.department)
    row.valid, row.parent = DateRange(SINCE, DAY), cast.office
    row.save()
    days = "{[2015-10-01,2020-01-01)}"
    assert faults() == [
        Fault(Unsoundness.UNDER_NOBODY, "VPTU", "SONV", "{[2020-01-01,)}"),
        Fault(Unsoundness.CYCLE, "SONV", "VPTU", days),
        Fault(Unsoundness.CYCLE, "VPTU", "SONV", days),
    ]


def test_overlap_is_held_off_by_the_database_itself(cast: Cast) -> None:
    row = UnitVersion.objects.get(unit=cast.department)
    row.pk, row._state.adding, row.valid = uuid.uuid4(), True, DateRange(DAY, date(2020, 2, 1))
    with pytest.raises(IntegrityError, match="unit_version_no_overlap"), transaction.atomic():
        row.save()
    assert faults() == []
