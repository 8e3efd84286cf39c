"""The reform of 2025 on the loaded sample: the bloc of 98 ends and is split in two, then the province goes into a new one.

Public are the kind of change and its days (docs/how-to/sample-2025.md names the sources); the numbers of the decisions, the
people and every figure are invented. The years between 2021 and the end of 2024 are not told.
"""

import copy
import csv
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from lantoa.accounts.models import User, username_key
from lantoa.accounts.queries import sample_accounts_exist
from lantoa.accounts.services import NewAccount, open_accounts
from lantoa.core import clock, periods
from lantoa.core.errors import Refused
from lantoa.directives.models import Directive
from lantoa.organisation.choices import Role
from lantoa.organisation.models import Unit, UnitKind
from lantoa.organisation.services.decisions import Decision
from lantoa.organisation.services.events import merge_units, split_unit
from lantoa.organisation.services.people import NewPerson, NewPost, NewRole, enrol_people
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.oversight.choices import UNCONCLUDED
from lantoa.oversight.models import Inspection
from lantoa.oversight.services.preparing import cancel_inspection
from lantoa.reporting.models import SheetVersion
from lantoa.sample.names import Names
from lantoa.sample.organisation import SIGN_IN_UNITS
from lantoa.sample.outreach import enter_quarters
from lantoa.sample.reports import finished, size_of
from lantoa.sample.sheets import QUARTERLY
from lantoa.sample.story import ACTOR, CONTENT, ESTABLISHED, PASSWORD, SEED, Story

SPLIT_ON = date(2025, 2, 10)
MERGED_ON = date(2025, 7, 1)
REFORM_DAY = date(2025, 8, 6)  # where the sample's clock goes on from
OFFICES, GOVERNMENT, PROVINCE = "HG-CQD", "HG-UBND", "CT"
NEIGHBOURS = {
    "CTC": ("Đảng bộ thành phố Cần Thơ (trước 01/7/2025)", "Thành ủy Cần Thơ (cũ)", "Cần Thơ"),
    "ST": ("Đảng bộ tỉnh Sóc Trăng", "Tỉnh ủy Sóc Trăng", "Sóc Trăng"),
}
# Beside the Party's own bodies and the mass organisations: the People's Council, the court and the procuracy.
ALSO_OFFICES = {"HG-017", "HG-037", "HG-038"}
NOTE = "Dữ liệu minh họa: số quyết định do người làm mẫu đặt"

# Sign-in name → title, unit, role, for those who work in the new units.
REFORM_PEOPLE = [
    ("lanhdao.cantho", "Phó Bí thư Thành ủy Cần Thơ", PROVINCE, Role.LEADER),
    ("chuyenvien.cantho", "Chuyên viên Ban Tuyên giáo và Dân vận Thành ủy", PROVINCE, Role.STAFF),
    ("chuyenvien.coquandang", "Chuyên viên Đảng ủy các cơ quan Đảng tỉnh", OFFICES, Role.STAFF),
    ("chuyenvien.ubnd", "Chuyên viên Đảng ủy Ủy ban nhân dân tỉnh", GOVERNMENT, Role.STAFF),
]

Told = Callable[[int, str], None]


def is_reformed() -> bool:
    return Unit.objects.filter(code=PROVINCE).exists()


def receiver_of(code: str, sector: str) -> str:
    """Which of the two successors takes a unit of the bloc: by its sector."""
    return OFFICES if sector == "party_and_mass" or code in ALSO_OFFICES else GOVERNMENT


def reform(told: Told = lambda done, chapter: None) -> bool:
    """Tell the reform on the loaded sample, in one transaction; False if it has been told already.

    Raises Refused where the sample is not loaded.
    """
    if not sample_accounts_exist():
        raise Refused("Chưa có tổ chức minh họa. Chạy “lantoa prepare” (hoặc make run) trước.")
    if is_reformed():
        return False
    story = _retold()
    with transaction.atomic():
        for done, (name, day, chapter) in enumerate(CHAPTERS):
            told(done, name)
            with clock.set_to(day):
                chapter(story)
        told(len(CHAPTERS), "Xong")
    refresh_statistics()
    return True


def _retold() -> Story:
    """The story as far as it was loaded, found again in the database."""
    story = Story(names=Names(SEED + 2025))
    story.province, story.bloc = Unit.objects.get(code="HG"), Unit.objects.get(code="HG-DUK")
    with (CONTENT / "units.csv").open(encoding="utf-8", newline="") as stream:
        story.unit_rows = {row["code"]: row for row in csv.DictReader(stream)}
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=story.unit_rows)}
    story.units = {code: found[code] for code in story.unit_rows}
    accounts = {user.username: user for user in User.objects.filter(is_sample=True)}
    for code in story.units:
        name = SIGN_IN_UNITS.get(code, code)
        story.heads[code], story.reporters[code] = (
            accounts[username_key(f"{post}.{name}")] for post in ("bithu", "tonghop")
        )
    story.officer = accounts["chuyenvien"]
    story.directive = Directive.objects.get(reference="05-CT/TW")
    return story


def _last_quarter_of_the_bloc(story: Story) -> None:
    _report(story, story.bloc, list(story.units), periods.quarter(2024, 4))
    # A body that ends leaves no inspection open; those of the story's spring were never concluded.
    for left in Inspection.objects.filter(unit=story.bloc, state__in=UNCONCLUDED):
        cancel_inspection(
            actor=ACTOR,
            inspection=left,
            reason="Nơi kiểm tra kết thúc hoạt động.",
            row_version=left.row_version,
        )


def _split(story: Story) -> None:
    kind = UnitKind.objects.get(code="bloc")
    parts = [
        NewUnit(
            OFFICES,
            "Đảng bộ các cơ quan Đảng tỉnh Hậu Giang",
            "Đảng ủy các cơ quan Đảng tỉnh",
            kind,
            "HG",
            1,
            organisation_lines=["ĐẢNG BỘ CÁC CƠ QUAN ĐẢNG", "TỈNH HẬU GIANG"],
            issuer_lines=["ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG TỈNH"],
            symbol="ĐUCCQĐ",
            seat="Vị Thanh",
            is_sample=True,
        ),
        NewUnit(
            GOVERNMENT,
            "Đảng bộ Ủy ban nhân dân tỉnh Hậu Giang",
            "Đảng ủy Ủy ban nhân dân tỉnh",
            kind,
            "HG",
            2,
            organisation_lines=["ĐẢNG BỘ ỦY BAN NHÂN DÂN", "TỈNH HẬU GIANG"],
            issuer_lines=["ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH"],
            symbol="ĐUUBND",
            seat="Vị Thanh",
            is_sample=True,
        ),
    ]
    split_unit(
        actor=ACTOR,
        decision=Decision("01-QĐ/MH", date(2025, 2, 5), SPLIT_ON, "Tỉnh ủy Hậu Giang", NOTE),
        source=story.bloc,
        parts=parts,
        children={code: receiver_of(code, row["sector"]) for code, row in story.unit_rows.items()},
    )


def _neighbours(story: Story) -> None:
    """The two other provinces, without anything below them: only that they were there is needed."""
    kind = UnitKind.objects.get(code="provincial_organisation")
    establish_units(
        actor=ACTOR,
        decision=Decision("02-QĐ/MH", date(2015, 9, 15), ESTABLISHED, "Ban Bí thư", NOTE),
        units=[
            NewUnit(code, name, short, kind, seat=seat, is_sample=True)
            for code, (name, short, seat) in NEIGHBOURS.items()
        ],
    )


def _merge(story: Story) -> None:
    merge_units(
        actor=ACTOR,
        decision=Decision("03-QĐ/MH", date(2025, 6, 24), MERGED_ON, "Bộ Chính trị", NOTE),
        sources=Unit.objects.filter(code__in=["HG", *NEIGHBOURS]).order_by("code"),
        target=NewUnit(
            PROVINCE,
            "Đảng bộ thành phố Cần Thơ",
            "Thành ủy Cần Thơ",
            UnitKind.objects.get(code="provincial_organisation"),
            organisation_lines=["ĐẢNG BỘ THÀNH PHỐ CẦN THƠ"],
            issuer_lines=["THÀNH ỦY CẦN THƠ"],
            symbol="TU",
            seat="Cần Thơ",
            is_sample=True,
        ),
    )


def _people(story: Story) -> None:
    accounts = [NewAccount(name, PASSWORD, is_sample=True) for name, _title, _unit, _role in REFORM_PEOPLE]
    users = open_accounts(actor=ACTOR, accounts=accounts)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[OFFICES, GOVERNMENT, PROVINCE])}
    people = [
        NewPerson(
            story.names.next()[0],
            user,
            (NewPost(units[unit], title, MERGED_ON),),
            (NewRole(units[unit], role, MERGED_ON),),
        )
        for user, (_name, title, unit, role) in zip(users, REFORM_PEOPLE, strict=True)
    ]
    enrol_people(actor=ACTOR, people=people)


def _first_quarter_of_the_successors(story: Story) -> None:
    for code in (OFFICES, GOVERNMENT):
        taken = [one for one, row in story.unit_rows.items() if receiver_of(one, row["sector"]) == code]
        _report(story, Unit.objects.get(code=code), taken, periods.quarter(2025, 2))


def _report(story: Story, owner: Unit, codes: list[str], period: periods.Period) -> None:
    """All of them reported, and were accepted."""
    part = copy.copy(story)
    part.bloc, part.units = owner, {code: story.units[code] for code in codes}
    enter_quarters(part, [period])
    version = SheetVersion.objects.filter(sheet__code=QUARTERLY.code).latest("number")
    finished(part, version, period, {code: size_of(part, code) for code in codes})


CHAPTERS: list[tuple[str, date, Callable[[Story], None]]] = [
    ("Báo cáo quý cuối của Đảng bộ Khối", date(2024, 12, 31), _last_quarter_of_the_bloc),
    ("Kết thúc Đảng bộ Khối, tách làm hai", SPLIT_ON + timedelta(days=2), _split),
    ("Báo cáo quý II/2025 của hai Đảng bộ mới", date(2025, 6, 29), _first_quarter_of_the_successors),
    ("Hai tỉnh cùng sáp nhập", MERGED_ON - timedelta(days=1), _neighbours),
    ("Sáp nhập thành Cần Thơ", MERGED_ON + timedelta(days=1), _merge),
    ("Người dùng ở đơn vị mới", MERGED_ON + timedelta(days=6), _people),
]
