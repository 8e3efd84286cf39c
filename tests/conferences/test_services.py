"""Freezing and making: an edition stays what it was, a pack can be made again, and only its readers get the files."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lantoa.accounts.models import User
from lantoa.attachments.queries import content_of
from lantoa.attachments.services import store
from lantoa.conferences.choices import MEDIA_TYPES, ConferenceKind, ItemKind, PackState
from lantoa.conferences.figures import figures_of
from lantoa.conferences.models import Conference, Edition, Pack, PackItem
from lantoa.conferences.printouts.report import review_report
from lantoa.conferences.printouts.sources import NOTHING_REPORTED, sources_of
from lantoa.conferences.queries.reviews import differences, edition_of, figures_json, frozen_figures
from lantoa.conferences.services import editions as services
from lantoa.conferences.services.planning import ConferencePlan, plan_conference
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Forbidden, Refused
from lantoa.organisation.models import Unit
from lantoa.practices.choices import Origin, YearState
from lantoa.practices.models import PracticeField
from lantoa.practices.services.entering import NewPractice, enter_practices
from lantoa.practices.texts import PracticeText
from lantoa.printing import wording
from lantoa.printing.document import Document, Heading, Paragraph

OFFICER, LEADER, REPORTER = "chuyenvien", "lanhdao", "tonghop.benhvien"


def user(name: str) -> User:
    return User.objects.get(username=name)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(user(name))
    return client


def change_the_register(conference: Conference) -> None:
    """One more practice of 2020, recognised."""
    text = PracticeText(
        title="Sổ tay nhắc việc của tổ trưởng",
        field=PracticeField.objects.get(code="khac"),
        directive=conference.reviewed_directive,
        started_on=date(2020, 2, 1),
        problem="Việc giao miệng hay bị quên.",
        goal="Mọi việc giao đều ghi vào sổ.",
        measure="tỷ lệ việc được ghi",
        measure_unit="%",
        method="Ghi ngay khi giao.",
    )
    years = ((2020, Origin.NEW, YearState.RECOGNISED),)
    enter_practices(actor=SYSTEM, practices=[NewPractice(Unit.objects.get(code="HG-001"), text, years)])


def first_edition(conference: Conference) -> Edition:
    edition = edition_of(conference, 1)
    assert edition is not None
    return edition


def interrupted(pack: Pack, error: type[BaseException], after: int) -> None:
    """Make the pack until `after` files are stored, then let the process end with `error`."""

    def stop(done: int, total: int, kind: ItemKind) -> None:
        if done == after:
            raise error("dừng giữa chừng")

    with pytest.raises(error):
        services.make_pack(pack=pack, progress=stop)
    pack.refresh_from_db()


# --- freezing ---------------------------------------------------------------------------------------------


def test_freezing_again_without_change_gives_the_same_edition(conference: Conference) -> None:
    again = services.freeze_edition(actor=user(OFFICER), conference=conference)
    assert (again, Edition.objects.count()) == (first_edition(conference), 1)


def test_changed_register_shows_as_difference_and_leaves_the_edition(conference: Conference) -> None:
    edition = first_edition(conference)
    before = figures_json(edition.figures)
    change_the_register(conference)
    changed = differences(edition, figures_of(conference))
    shown = {key: (frozen.text, live.text) for key, (frozen, live) in changed.items()}
    assert {key: texts for key, texts in shown.items() if not key.startswith(("field.", "share."))} == {
        "practices.registered": ("472", "473"),
        "practices.recognised": ("387", "388"),
        "practices.recognised.2020": ("86", "87"),
        "practices.recognised.last_year": ("86", "87"),
    }
    assert shown["field.2020.khac"] == ("1", "2")
    edition.refresh_from_db()
    assert figures_json(edition.figures) == before


def test_freezing_after_a_change_makes_the_next_edition_and_keeps_the_first(conference: Conference) -> None:
    before = figures_json(first_edition(conference).figures)
    change_the_register(conference)
    second = services.freeze_edition(actor=user(OFFICER), conference=conference)
    assert (second.number, frozen_figures(second)["practices.recognised"].value) == (2, 388)
    assert figures_json(first_edition(conference).figures) == before


def test_report_of_a_frozen_edition_does_not_follow_the_register(conference: Conference) -> None:
    frozen = frozen_figures(first_edition(conference))
    before = wording.paragraphs(review_report(sources_of(conference, frozen)))
    change_the_register(conference)
    assert wording.paragraphs(review_report(sources_of(conference, frozen))) == before


def test_page_of_the_conference_says_how_many_figures_differ(conference: Conference) -> None:
    client = signed_in(OFFICER)
    address = reverse("conferences:detail", args=[conference.code])
    figures = frozen_figures(first_edition(conference))
    agreeing = f"{len(figures)} con số mở được, {len(figures)} khớp với sổ hiện nay"
    assert agreeing in client.get(address).content.decode()
    change_the_register(conference)
    changed = len(differences(first_edition(conference), figures_of(conference)))
    shown = client.get(address).content.decode()
    assert f"{len(figures) - changed} khớp với sổ hiện nay" in shown
    assert f"{changed} lệch" in shown


@pytest.mark.parametrize("name", [LEADER, REPORTER])
def test_only_the_office_freezes(conference: Conference, name: str) -> None:
    with pytest.raises(Forbidden):
        services.freeze_edition(actor=user(name), conference=conference)


# --- making -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "state"),
    [(RuntimeError, PackState.FAILED), (SystemExit, PackState.MAKING)],
    ids=["fault", "kill"],
)
def test_pack_is_made_to_the_end_after_a_crash(
    conference: Conference, error: type[BaseException], state: PackState
) -> None:
    pack = Pack.objects.create(edition=first_edition(conference))
    interrupted(pack, error, after=2)
    kept = set(PackItem.objects.filter(pack=pack).values_list("kind", flat=True))
    assert (pack.state, kept) == (state, {ItemKind.FIGURES, ItemKind.REPORT_DOCX})
    made = services.make_pack(pack=pack)
    assert (made.state, made.done, made.failure) == (PackState.READY, 7, "")
    assert [
        item.kind
        for item in sorted(made.items.all(), key=lambda one: list(ItemKind).index(ItemKind(one.kind)))
    ] == list(ItemKind)


def test_pack_asked_twice_while_it_runs_is_one(conference: Conference) -> None:
    first = services.ask_for_pack(actor=user(OFFICER), conference=conference)
    assert services.ask_for_pack(actor=user(OFFICER), conference=conference) == first


@pytest.fixture
def ready(conference: Conference) -> Pack:
    """A finished pack; what is in its files does not matter here."""
    pack = Pack.objects.create(edition=first_edition(conference), state=PackState.READY, done=7)
    for kind in ItemKind:
        file = store(f"tệp {kind}".encode(), MEDIA_TYPES[kind])
        PackItem.objects.create(pack=pack, kind=kind, file=file)
    return pack


@pytest.mark.parametrize("name", [OFFICER, LEADER])
def test_readers_download_every_file_as_it_was_made(conference: Conference, ready: Pack, name: str) -> None:
    client = signed_in(name)
    for item in ready.items.select_related("file"):
        answer = client.get(reverse("conferences:download", args=[conference.code, item.kind]))
        assert (item.kind, answer.status_code, answer.content) == (item.kind, 200, content_of(item.file))
        assert answer["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("name", [REPORTER, "bithu.benhvien", "kiemtra", "nhatky", "quantri"])
def test_everybody_else_meets_an_absent_page(conference: Conference, ready: Pack, name: str) -> None:
    answers = [
        signed_in(name).get(reverse("conferences:download", args=[code, "report_pdf"])).status_code
        for code in (conference.code, "SK-1999-01")
    ]
    assert answers[0] == answers[1]
    assert answers[0] in {403, 404}


def test_download_without_sign_in_leads_to_the_sign_in_page(conference: Conference, ready: Pack) -> None:
    answer = Client().get(reverse("conferences:download", args=[conference.code, "report_pdf"]))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")


def test_leader_cannot_ask_for_a_pack(conference: Conference) -> None:
    answer = signed_in(LEADER).post(reverse("conferences:make_pack", args=[conference.code]))
    assert (answer.status_code, Pack.objects.count()) == (403, 0)


# --- an organisation that has done nothing yet ------------------------------------------------------------


@pytest.fixture
def bare(conference: Conference) -> Conference:
    """A review by a unit that has nobody below it and nothing in its registers."""
    plan = ConferencePlan(
        ConferenceKind.FINAL, "Tổng kết", date(2021, 4, 7), conference.directive, (2010, 2012)
    )
    unit = Unit.objects.get(code="HG-083")
    return plan_conference(actor=SYSTEM, unit=unit, plan=plan, code="SK-2021-99")


def sections(document: Document) -> dict[str, list[str]]:
    """Heading → the paragraphs below it, for headings that have some."""
    found: dict[str, list[str]] = {}
    heading = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = wording.heading_line(block)
        elif isinstance(block, Paragraph):
            found.setdefault(heading, []).append(wording.plain(block.runs))
    return found


def test_review_without_reports_says_so_in_its_sections(bare: Conference) -> None:
    edition = services.freeze_edition(actor=SYSTEM, conference=bare)
    told = sections(review_report(sources_of(bare, frozen_figures(edition))))
    empty = [heading for heading, lines in told.items() if lines == [NOTHING_REPORTED]]
    assert empty == [
        "2. Tổ chức quán triệt",
        "1. Học tập chuyên đề, đưa vào sinh hoạt chi bộ",
        "2. Đăng ký, cam kết làm theo và trách nhiệm nêu gương",
        "3. Giải quyết vấn đề bức xúc, nổi cộm",
        "5. Công tác tuyên truyền",
        "6. Công tác kiểm tra, giám sát",
        "3. Nguyên nhân, bài học kinh nghiệm",
    ]


def test_review_without_booklet_and_awards_makes_the_files_it_can(bare: Conference) -> None:
    pack = services.make_pack(
        pack=Pack.objects.create(edition=services.freeze_edition(actor=SYSTEM, conference=bare))
    )
    assert (pack.state, {item.kind for item in pack.items.all()}) == (
        PackState.READY,
        {ItemKind.FIGURES, ItemKind.REPORT_DOCX, ItemKind.REPORT_PDF, ItemKind.ANNEXES},
    )


def test_conference_with_years_in_the_wrong_order_is_refused(conference: Conference) -> None:
    plan = ConferencePlan(
        ConferenceKind.FINAL, "Tổng kết", date(2021, 4, 7), conference.directive, (2020, 2016)
    )
    with pytest.raises(Refused, match="Năm cuối phải từ năm đầu"):
        plan_conference(actor=SYSTEM, unit=conference.unit, plan=plan)
