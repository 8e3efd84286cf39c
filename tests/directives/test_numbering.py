"""One paper stands once in the register of a tree: by its issuer and the term or year in which numbers run."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.directives.models import Directive
from lantoa.directives.numbering import key_of
from lantoa.directives.services.directives import (
    NewDirective,
    ReferenceTaken,
    change_directive,
    enter_directive,
    enter_directives,
    hand_over_directives,
)
from lantoa.organisation.models import Unit
from lantoa.organisation.services.units import NewUnit, establish_units
from tests.cast import DECISION, Cast, make_cast
from tests.two_connections import at_once, database_apart

XII, XIII = date(2016, 5, 15), date(2021, 3, 1)
NEW = "/van-ban/moi/"


def central(reference: str = "05-CT/TW", day: date = XII, issuer: str = "Bộ Chính trị") -> NewDirective:
    return NewDirective(reference, "Chỉ thị", issuer, day, "việc học tập", "Chỉ thị 05")


def local(day: date, issuer: str = "Đảng ủy Khối", reference: str = "12-KH/ĐUK") -> NewDirective:
    return NewDirective(
        reference, "Kế hoạch", issuer, day, "việc năm", "Kế hoạch 12", issuer_kind="party_local"
    )


def paper(day: date, issuer: str = "Ủy ban nhân dân tỉnh") -> NewDirective:
    return NewDirective(
        "15/KH-UBND", "Kế hoạch", issuer, day, "việc năm", "Kế hoạch 15", issuer_kind="state_paper"
    )


def enter(cast: Cast, new: NewDirective, unit: Unit | None = None) -> Directive:
    return enter_directives(actor=SYSTEM, unit=unit or cast.bloc, directives=[new])[0]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (central(), central(day=date(2020, 12, 31)), True),  # one term
        (central(), central(day=XIII), False),  # the next term
        (central(day=date(2016, 1, 28)), central(), False),  # the last day of a congress is of the old term
        (central(), central(issuer="Ban Bí thư"), True),  # the numbers of «TW» run on over both
        (central(), central("005-CT/TW"), True),  # leading noughts
        (central("05-CT/TW"), central("05-CT/BTCTW"), False),
        (local(date(2018, 3, 1)), local(date(2019, 3, 1)), True),
        (local(date(2018, 3, 1)), local(date(2018, 3, 1), "Tỉnh ủy"), False),
        (local(date(2018, 3, 1)), local(date(2018, 3, 1), "đảng uỷ khối"), True),  # as it is typed
        (local(date(2020, 3, 1)), local(date(2020, 9, 1)), False),  # a congress may lie between them
        (local(date(2020, 3, 1)), local(date(2020, 3, 1)), True),
        (local(date(2018, 3, 1)), local(date(2021, 3, 1)), False),
        (paper(date(2020, 1, 5)), paper(date(2020, 12, 5)), True),
        (paper(date(2020, 12, 5)), paper(date(2021, 1, 5)), False),
        (paper(date(2020, 1, 5)), paper(date(2020, 1, 5), "Ủy ban nhân dân thành phố"), False),
    ],
)
def test_number_means_the_same_paper_within_the_issuers_term_or_year(
    first: NewDirective, second: NewDirective, same: bool
) -> None:
    keys = {key_of(one.issuer_kind, one.issuer, one.reference, one.issued_on) for one in (first, second)}
    assert (len(keys) == 1) is same


def test_same_number_stands_in_two_terms_and_of_two_issuers(cast: Cast) -> None:
    for new in (central(), central(day=XIII), local(date(2018, 3, 1)), local(date(2018, 3, 1), "Tỉnh ủy")):
        enter(cast, new)
    assert Directive.objects.count() == 4


def test_paper_that_stands_in_the_register_is_refused_in_a_batch(cast: Cast) -> None:
    enter(cast, central())
    for batch in ([central("005-CT/TW")], [local(XII), local(XII)]):
        with pytest.raises(Refused) as caught:
            enter_directives(actor=SYSTEM, unit=cast.office, directives=batch)
        assert caught.value.sentence.endswith(" đã có.")


def test_each_tree_has_its_own_register(cast: Cast) -> None:
    enter(cast, central())
    kind = cast.bloc.versions.get().kind
    [stranger] = establish_units(
        actor=SYSTEM, decision=DECISION, units=[NewUnit("LATINH", "Đảng bộ tỉnh khác", "Tỉnh khác", kind)]
    )
    other = enter(cast, central(), stranger)
    assert (other.tree_id, Directive.objects.filter(numbering_key=other.numbering_key).count()) == (
        stranger.pk,
        2,
    )
    hand_over_directives(actor=SYSTEM, ids=[other.pk], target=cast.office)  # brings no quarrel over a number
    assert Directive.objects.filter(tree=cast.province).count() == 1


def test_database_keeps_a_paper_once_in_a_tree(cast: Cast) -> None:
    made = enter(cast, central())
    with pytest.raises(IntegrityError, match="directive_number_once"), transaction.atomic():
        Directive.objects.create(
            code="VB-2016-099",
            unit=cast.office,
            tree=cast.province,
            reference="05-CT/TW",
            numbering_key=made.numbering_key,
            issued_on=XII,
            in_force=(XII, None),
        )


def typed(**change: str) -> dict[str, str]:
    return {
        "issuer_kind": "party_central",
        "type_name": "Chỉ thị",
        "reference": "05-CT/TW",
        "issuer": "Bộ Chính trị",
        "issued_on": "15/5/2016",
        "subject": "việc đang gõ dở",
        "short_label": "Chỉ thị 05",
    } | change


def test_collision_leads_to_the_paper_that_one_may_read_and_keeps_what_was_typed(cast: Cast) -> None:
    made = enter(cast, central(), cast.province)
    client = Client()
    client.force_login(cast.propaganda_officer)
    answer = client.post(NEW, typed())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Văn bản số 05-CT/TW, ngày 15/5/2016 đã có trong sổ của Tỉnh ủy. Dùng văn bản ấy." in page
    assert f'href="/van-ban/{made.code}/"' in page
    assert "việc đang gõ dở" in page


def test_collision_with_a_draft_elsewhere_names_who_enters_it_and_links_nowhere(cast: Cast) -> None:
    made = enter(cast, central(), cast.province)
    Directive.objects.filter(pk=made.pk).update(is_draft=True)
    client = Client()
    client.force_login(cast.propaganda_officer)
    page = client.post(NEW, typed()).content.decode()
    assert "Tỉnh ủy đang nhập văn bản số 05-CT/TW, ngày 15/5/2016, chưa công bố. Hỏi đơn vị ấy trước." in page
    assert made.code not in page


def test_correction_of_a_day_may_not_make_two_papers_one(cast: Cast) -> None:
    enter(cast, central())
    other = enter(cast, central(day=XIII))
    with pytest.raises(ReferenceTaken):
        change_directive(actor=cast.propaganda_officer, directive=other, new=central(), row_version=1)
    kept = change_directive(
        actor=cast.propaganda_officer, directive=other, new=central(day=date(2021, 3, 2)), row_version=1
    )
    assert kept.issued_on == date(2021, 3, 2)


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any, story_day: None) -> Iterator[Cast]:
    with database_apart(django_db_blocker):
        yield make_cast()


def test_two_who_enter_one_paper_at_once_enter_it_once(apart: Cast) -> None:
    officer = apart.propaganda_officer
    first, second = at_once(
        lambda: enter_directive(actor=officer, unit=apart.bloc, new=central()),
        lambda: enter_directive(actor=officer, unit=apart.bloc, new=central("005-CT/TW")),
    )
    assert (first.refused, type(second.refused)) == (None, ReferenceTaken)
    assert [one.reference for one in Directive.objects.all()] == ["05-CT/TW"]
