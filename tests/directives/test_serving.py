"""Which directives a unit may choose from, and activities that carry out several."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from lantoa.accounts.models import User
from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.directives.choices import Audience, Channel, OutreachKind
from lantoa.directives.models import Directive, StudySession, StudyTopic
from lantoa.directives.outreach_texts import ActivityText
from lantoa.directives.queries.serving import concerning, directives_concerning
from lantoa.directives.queries.study import SessionFilter, listed, topics_listed
from lantoa.directives.services.directives import NewDirective, enter_directive, enter_directives
from lantoa.directives.services.directives import hand_over_directives as hand_over
from lantoa.directives.services.outreach import NewActivity, enter_activities
from lantoa.directives.services.sessions import NewSession, change_session, enter_sessions
from lantoa.directives.under import work_under
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Practice
from lantoa.practices.queries import practices
from lantoa.practices.queries.practices import PracticeFilter
from lantoa.practices.services.practices import draft_practice, edit_practice
from tests.cast import Cast
from tests.directives.issuing_world import directive_of, issued, text
from tests.directives.world import HELD, directive, held, plan, topic
from tests.practices.world import make_world


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entered(
    unit: Unit, reference: str, day: date = date(2016, 10, 30), until: date | None = None
) -> Directive:
    new = NewDirective(reference, "Nghị quyết", "Trung ương", day, "xây dựng Đảng", reference, until=until)
    return enter_directives(actor=SYSTEM, unit=unit, directives=[new])[0]


def references(unit: Unit) -> list[str]:
    return [one.reference for one in directives_concerning(unit)]


def test_directives_of_a_unit_are_its_own_and_those_of_units_above(cast: Cast) -> None:
    entered(cast.province, "01-NQ/TW", date(2016, 1, 1))
    entered(cast.bloc, "02-NQ/TW", date(2016, 2, 1))
    entered(cast.office, "03-NQ/TW", date(2016, 3, 1))
    entered(cast.hospital, "04-NQ/TW", date(2016, 4, 1))
    new = NewDirective("09-NQ/TW", "Nghị quyết", "Trung ương", date(2017, 1, 1), "nháp", "Nháp")
    enter_directive(actor=cast.propaganda_officer, unit=cast.bloc, new=new)
    assert references(cast.office) == ["03-NQ/TW", "02-NQ/TW", "01-NQ/TW"]
    assert references(cast.hospital) == ["04-NQ/TW", "02-NQ/TW", "01-NQ/TW"]
    assert references(cast.bloc) == ["02-NQ/TW", "01-NQ/TW"]


def test_directive_that_was_issued_down_stays_a_choice_when_another_unit_keeps_it(cast: Cast) -> None:
    found = directive_of(cast)
    issued(cast, found, text("hand", codes=[cast.office.code]), count=1)
    hand_over(actor=SYSTEM, ids=[found.pk], target=cast.department)
    assert (references(cast.office), references(cast.hospital)) == (["12-CT/ĐUK"], [])


def test_directive_no_longer_in_force_is_a_choice_for_earlier_years_alone(cast: Cast) -> None:
    entered(cast.bloc, "01-NQ/TW", date(2016, 1, 1), until=date(2018, 1, 1))
    assert references(cast.office) == []
    assert [one.reference for one in directives_concerning(cast.office, on=date(2017, 12, 31))] == [
        "01-NQ/TW"
    ]
    assert [one.reference for one in concerning(cast.office)] == ["01-NQ/TW"]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("unit_reporter", "/hoc-tap/moi/"),
        ("propaganda_officer", "/hoc-tap/chuyen-de/moi/"),
        ("unit_reporter", "/tuyen-truyen/nhap-danh-sach/"),
        ("unit_reporter", "/ke-hoach/moi/"),
        ("unit_reporter", "/mo-hinh/dang-ky/"),
    ],
)
def test_form_offers_no_directive_of_a_unit_beside(cast: Cast, who: str, address: str) -> None:
    make_world(cast)
    entered(cast.hospital, "99-NQ/TW")
    new = NewDirective("98-NQ/TW", "Nghị quyết", "Trung ương", date(2017, 1, 1), "nháp", "Nháp")
    enter_directive(actor=cast.propaganda_officer, unit=cast.bloc, new=new)
    page = as_(getattr(cast, who)).get(address).content.decode()
    assert ("05-CT/TW" in page, "99-NQ/TW" in page, "98-NQ/TW" in page) == (True, False, False)


def test_directive_of_a_unit_beside_is_refused_with_what_was_typed(cast: Cast) -> None:
    directive()
    other = entered(cast.hospital, "99-NQ/TW")
    typed = {"kind": "story", "title": "Kể chuyện", "held_on": "15/3/2021", "directive": str(other.pk)}
    answer = as_(cast.unit_reporter).post("/hoc-tap/moi/", typed)
    page = answer.content.decode()
    assert (answer.status_code, "Lựa chọn này không còn trong danh sách" in page) == (422, True)
    assert ("Kể chuyện" in page, StudySession.objects.count()) == (True, 0)


def test_session_serves_several_directives_and_counts_under_each(cast: Cast) -> None:
    first, second = directive(), entered(cast.bloc, "04-NQ/TW")
    both = replace(plan(title="Học cả hai"), other_directives=(second, first, second))
    session, alone = held(cast, both), held(cast, plan(title="Chỉ một"))
    enter_sessions(actor=SYSTEM, sessions=[NewSession(cast.office, both, HELD)])
    assert list(session.other_directives.all()) == [second]
    work = {holder.kind: found for holder, found in work_under(cast.unit_head, [first.pk, second.pk])}
    counts = {pk: (one.count, one.url) for pk, one in work["sessions"].items()}
    address = "/hoc-tap/?van-ban={}&trang-thai=held"
    assert counts == {
        first.pk: (3, address.format(first.code)),
        second.pk: (2, address.format(second.code)),
    }
    found = [one.title for one in listed(cast.unit_head, SessionFilter(directive=second.code))]
    assert found == ["Học cả hai", "Học cả hai"]
    assert alone in listed(cast.unit_head, SessionFilter(directive=first.code))
    page = as_(cast.unit_head).get(f"/hoc-tap/{session.code}/").content.decode()
    assert "Chỉ thị 05-CT/TW; Nghị quyết 04-NQ/TW" in page


def test_change_of_what_a_session_serves_stands_in_the_record(cast: Cast) -> None:
    session = held(cast)
    second = entered(cast.bloc, "04-NQ/TW")
    change_session(
        actor=cast.unit_reporter,
        session=session,
        plan=replace(plan(), other_directives=(second,)),
        row_version=session.row_version,
    )
    entry = Entry.objects.get(act="study_session.changed")
    assert (entry.before, entry.after) == (
        {"other_directives": []},
        {"other_directives": ["04-NQ/TW"]},
    )


def test_topic_serves_several_directives_by_its_form(cast: Cast) -> None:
    first, second = directive(), entered(cast.bloc, "04-NQ/TW")
    typed = {
        "title": "Chuyên đề chung",
        "span": "year",
        "first_year": "2021",
        "directive": str(first.pk),
        "other_directives": [str(second.pk), str(first.pk)],
    }
    client = as_(cast.propaganda_officer)
    assert client.post("/hoc-tap/chuyen-de/moi/", typed).status_code == 302
    made = StudyTopic.objects.get()
    assert list(made.other_directives.all()) == [second]
    topic(cast)
    assert [one.title for one in topics_listed(cast.unit_head, second.code)] == ["Chuyên đề chung"]
    form = client.get(f"/hoc-tap/chuyen-de/{made.code}/sua/").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="other_directives"[^>]*>', form)
    assert [str(second.pk) in one for one in boxes if " checked" in one] == [True]
    listing = as_(cast.unit_head).get("/hoc-tap/chuyen-de/", {"van-ban": second.code}).content.decode()
    assert ("Chuyên đề chung" in listing, "Ý chí tự lực" in listing) == (True, False)


def test_practice_serves_several_directives_and_is_found_under_each(cast: Cast) -> None:
    world = make_world(cast)
    second = entered(cast.bloc, "04-NQ/TW")
    years = ((2020, Origin.NEW, YearState.RECOGNISED),)
    both = world.practice(cast.office, "Cả hai", years, other_directives=(second, world.directive))
    world.practice(cast.office, "Chỉ một", years)
    assert list(both.other_directives.all()) == [second]
    rows = practices.listed(cast.unit_head, PracticeFilter(directive=second.code))
    assert [one.title for one in rows] == ["Cả hai"]
    work = {one.kind: found for one, found in work_under(cast.unit_head, [world.directive.pk, second.pk])}
    told = {pk: (one.count, one.url) for pk, one in work["practices"].items()}
    assert told == {
        world.directive.pk: (2, f"/mo-hinh/?van-ban={world.directive.code}"),
        second.pk: (1, f"/mo-hinh/?van-ban={second.code}"),
    }
    page = as_(cast.unit_head).get("/mo-hinh/", {"van-ban": second.code}).content.decode()
    assert ("Cả hai" in page, "Chỉ một" in page) == (True, False)


def test_draft_practice_changes_what_it_serves(cast: Cast) -> None:
    world = make_world(cast)
    second = entered(cast.bloc, "04-NQ/TW")
    made = draft_practice(actor=cast.unit_reporter, unit=cast.office, year=2021, text=world.text())
    edit_practice(
        actor=cast.unit_reporter,
        practice=made,
        text=world.text(other_directives=(second,)),
        row_version=made.row_version,
    )
    assert list(Practice.objects.get().other_directives.all()) == [second]
    entry = Entry.objects.get(act="practice.edited")
    assert (entry.before, entry.after) == ({"other_directives": ""}, {"other_directives": "04-NQ/TW"})


def test_each_count_under_a_directive_opens_a_list_of_as_many(cast: Cast) -> None:
    found, second = directive(), entered(cast.bloc, "04-NQ/TW")
    year = topic(cast)
    held(cast, plan(of=year))
    written = ActivityText(
        "Bài viết", OutreachKind.ARTICLE, date(2021, 3, 1), Channel.WEBSITE, Audience.BOTH, [found, second]
    )
    enter_activities(actor=SYSTEM, activities=[NewActivity(cast.office, written)])
    client = as_(cast.propaganda_officer)
    page = client.get(f"/van-ban/{found.code}/").content.decode()
    addresses = sorted(html.unescape(one) for one in re.findall(r'class="opens" href="([^"]*)"', page))
    assert addresses == [
        f"/hoc-tap/?van-ban={found.code}&trang-thai=held",
        f"/hoc-tap/chuyen-de/?van-ban={found.code}",
        f"/tuyen-truyen/?van-ban={found.code}&trang-thai=held",
    ]
    for address in addresses:
        assert client.get(address).status_code == 200
    assert "Bài viết" in client.get(f"/tuyen-truyen/?van-ban={second.code}&trang-thai=held").content.decode()
