"""What a practice belongs to besides the one field by which it is counted: other fields, a topic of study, whom to ask."""

import pytest

from lantoa.audit.models import Entry
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.directives.choices import TopicSpan
from lantoa.directives.models import StudyTopic
from lantoa.directives.services.topics import TopicText, set_topic
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import Practice
from lantoa.practices.queries.practices import PracticeFilter, listed
from lantoa.practices.services.practices import draft_practice, edit_practice
from tests.practices.conftest import signed_in
from tests.practices.world import World

ROOM = "/mo-hinh/"


def topic_of(world: World, unit: Unit, title: str = "Phong cách dân chủ") -> StudyTopic:
    return set_topic(
        actor=SYSTEM, unit=unit, text=TopicText(title, TopicSpan.YEAR, world.directive, 2021, 2021)
    )


def form_of(world: World, **changes: object) -> dict[str, object]:
    return {
        "title": "Năm phút tiếp đón",
        "subject": "collective",
        "field": "y_te",
        "directive": str(world.directive.pk),
        "started_on": "01/4/2021",
        **changes,
    }


def other_names(practice: Practice) -> list[str]:
    return [one.name for one in practice.other_fields.all()]


def test_reporter_says_what_a_practice_belongs_to(world: World) -> None:
    topic = topic_of(world, world.cast.bloc)
    client = signed_in(world.cast.unit_reporter)
    told = {
        "other_fields": ["cai_cach", "y_te", "giao_duc"],
        "topic": topic.code,
        "contact": "Phòng Kế hoạch, 0293 3878 900",
    }
    made = client.post(f"{ROOM}dang-ky/", form_of(world, **told))
    assert made.status_code == 302
    practice = Practice.objects.get()
    assert practice.topic == topic
    assert other_names(practice) == ["Cải cách hành chính", "Giáo dục"]  # not the one by which it is counted
    page = client.get(f"{ROOM}{practice.code}/").content.decode()
    assert "Cải cách hành chính, Giáo dục" in page
    assert "Phong cách dân chủ" in page
    assert "Phòng Kế hoạch, 0293 3878 900" in page
    form = client.get(f"{ROOM}{practice.code}/sua/").context["form"]
    assert form.initial["other_fields"] == ["cai_cach", "giao_duc"]
    assert form.initial["topic"] == topic.code


def test_topic_of_another_branch_is_not_to_be_chosen(world: World) -> None:
    own, other = topic_of(world, world.cast.bloc), topic_of(world, world.cast.hospital, "Của bệnh viện")
    client = signed_in(world.cast.unit_reporter)
    offered = dict(client.get(f"{ROOM}dang-ky/").context["form"].fields["topic"].choices)
    assert own.code in offered
    assert other.code not in offered
    page = client.post(f"{ROOM}dang-ky/", form_of(world, topic=other.code))
    assert page.status_code == 422
    assert not Practice.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"other_fields": ["khong-co"]}, {"contact": "x" * 201}],
    ids=["unknown field", "contact too long"],
)
def test_faulty_belonging_is_refused_and_what_was_typed_stays(
    world: World, changes: dict[str, object]
) -> None:
    page = signed_in(world.cast.unit_reporter).post(f"{ROOM}dang-ky/", form_of(world, **changes))
    assert page.status_code == 422
    assert "Năm phút tiếp đón" in page.content.decode()
    assert not Practice.objects.exists()


def test_change_of_other_fields_is_in_the_record(world: World) -> None:
    reporter, fields = world.cast.unit_reporter, world.fields
    text = world.text(other_fields=(fields["cai_cach"],))
    practice = draft_practice(actor=reporter, unit=world.cast.office, year=2021, text=text)
    edit_practice(
        actor=reporter,
        practice=practice,
        text=world.text(other_fields=(fields["giao_duc"],)),
        row_version=practice.row_version,
    )
    entry = Entry.objects.get(act="practice.edited")
    assert entry.before == {"other_fields": "Cải cách hành chính"}
    assert entry.after == {"other_fields": "Giáo dục"}


def test_list_counts_by_the_first_field_and_finds_by_all(world: World) -> None:
    fields, years = world.fields, ((2020, Origin.NEW, YearState.RECOGNISED),)
    both = world.practice(world.cast.office, "Hai lĩnh vực", years, other_fields=(fields["cai_cach"],))
    first = world.practice(world.cast.office, "Một lĩnh vực", years, field=fields["cai_cach"])
    user = world.cast.province_lead

    def codes(**wanted: object) -> list[str]:
        found = listed(user, PracticeFilter(field="cai_cach", sort="code", **wanted))  # type: ignore[arg-type]
        return [one.code for one in found]

    assert codes() == [first.code]
    assert codes(beside=True) == sorted([both.code, first.code])
    page = signed_in(user).get(f"{ROOM}?linh-vuc=cai_cach&phu=1").content.decode()
    assert "Hai lĩnh vực" in page
    assert "Kể cả lĩnh vực khác của mô hình" in page


def test_registered_practice_keeps_what_it_belongs_to(world: World) -> None:
    years = ((2021, Origin.NEW, YearState.REGISTERED),)
    practice = world.practice(world.cast.office, "Đã đăng ký", years)
    with pytest.raises(Refused):
        edit_practice(
            actor=world.cast.unit_reporter,
            practice=practice,
            text=world.text(other_fields=(world.fields["giao_duc"],)),
            row_version=practice.row_version,
        )
    assert other_names(practice) == []


def test_second_who_saves_other_fields_is_shown_both(world: World) -> None:
    reporter, fields = world.cast.unit_reporter, world.fields
    text = world.text(other_fields=(fields["cai_cach"],))
    practice = draft_practice(actor=reporter, unit=world.cast.office, year=2021, text=text)
    version = practice.row_version
    now = world.text(other_fields=(fields["giao_duc"],))
    edit_practice(actor=reporter, practice=practice, text=now, row_version=version)
    typed = form_of(world, other_fields=["cai_cach"], row_version=str(version))
    page = signed_in(reporter).post(f"{ROOM}{practice.code}/sua/", typed)
    assert page.status_code == 409
    [sides] = [one for one in page.context["sides"] if one.label == "Lĩnh vực khác"]
    assert (sides.saved, sides.typed) == ("Giáo dục", "Cải cách hành chính")
