"""The bloc, its 98 units and their people."""

import csv
from datetime import date

from lantoa.accounts.codes import code_at, new_app_secret, present_step
from lantoa.accounts.models import User
from lantoa.accounts.services import NewAccount, open_accounts
from lantoa.accounts.services.second_factors import add_app
from lantoa.documents.services import enter_types, open_term
from lantoa.organisation.choices import Role
from lantoa.organisation.services.people import NewPerson, NewPost, NewRole, enrol_people
from lantoa.organisation.services.reference import NewKind, NewLevel, enter_groups, enter_kinds, enter_levels
from lantoa.organisation.services.units import Decision, NewUnit, establish_units
from lantoa.sample.papers import build_register
from lantoa.sample.story import ACTOR, CONTENT, ESTABLISHED, PASSWORD, Story

SECTORS = [
    ("party_and_mass", "Đảng, đoàn thể"),
    ("government", "Quản lý nhà nước"),
    ("public_service", "Sự nghiệp công lập"),
    ("enterprise", "Doanh nghiệp"),
]
CLUSTERS = [(f"cum-{number}", f"Cụm số {number}") for number in range(1, 7)]
DOCUMENT_TYPES = [
    ("NQ", "nghị quyết"),
    ("QĐ", "quyết định"),
    ("KL", "kết luận"),
    ("KH", "kế hoạch"),
    ("CTr", "chương trình"),
    ("HD", "hướng dẫn"),
    ("TB", "thông báo"),
    ("BC", "báo cáo"),
    ("TTr", "tờ trình"),
    ("CV", "công văn"),
    ("BB", "biên bản"),
]

# Sign-in name → full role line; the rest of the people have no password at all.
BLOC_PEOPLE = [
    ("chuyenvien", "Chuyên viên Ban Tuyên giáo", Role.STAFF),
    ("lanhdao", "Bí thư Đảng ủy Khối", Role.LEADER),
    ("kiemtra", "Ủy viên Ủy ban Kiểm tra", Role.INSPECTOR),
    ("nhatky", "Cán bộ xem nhật ký", Role.AUDITOR),
    ("quantri", "Quản trị kỹ thuật", Role.ADMINISTRATOR),
]
# Has an authenticator app from the start; `lantoa otp` prints its code.
WITH_SECOND_FACTOR = ("chuyenvien2", "Chuyên viên Văn phòng Đảng ủy, đã bật xác minh hai bước")
SIGN_IN_UNITS = {"HG-048": "benhvien", "HG-019": "sonoivu"}


def build_organisation(story: Story) -> None:
    """Levels, kinds, sectors, the province, the bloc and the 98 units."""
    enter_levels(
        actor=ACTOR,
        levels=[
            NewLevel("province", "Cấp tỉnh", 1, ESTABLISHED),
            NewLevel("above_base", "Cấp trên trực tiếp cơ sở", 2, ESTABLISHED),
            NewLevel("base", "Cấp cơ sở", 3, ESTABLISHED),
        ],
    )
    kinds = enter_kinds(
        actor=ACTOR,
        kinds=[
            NewKind("provincial_organisation", "Đảng bộ tỉnh", "province", "Tỉnh ủy"),
            NewKind("bloc", "Đảng bộ cấp trên trực tiếp cơ sở", "above_base", "Đảng ủy"),
            NewKind("grassroots_party_organization", "Đảng bộ cơ sở", "base", "Đảng ủy"),
            NewKind("grassroots_cell", "Chi bộ cơ sở", "base", "Chi ủy"),
        ],
    )
    sectors = enter_groups(actor=ACTOR, scheme="sector", groups=SECTORS)
    clusters = list(
        enter_groups(actor=ACTOR, scheme="cum-thi-dua", named="Cụm thi đua", groups=CLUSTERS).values()
    )
    with (CONTENT / "units.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    province = NewUnit(
        "HG",
        "Đảng bộ tỉnh Hậu Giang",
        "Tỉnh ủy Hậu Giang",
        kinds["provincial_organisation"],
        organisation_lines=["ĐẢNG BỘ TỈNH HẬU GIANG"],
        issuer_lines=["TỈNH ỦY HẬU GIANG"],
        symbol="TU",
        seat="Hậu Giang",
        is_sample=True,
    )
    bloc = NewUnit(
        "HG-DUK",
        "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Hậu Giang",
        "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh",
        kinds["bloc"],
        "HG",
        organisation_lines=["ĐẢNG BỘ KHỐI CÁC CƠ QUAN", "VÀ DOANH NGHIỆP TỈNH HẬU GIANG"],
        issuer_lines=["ĐẢNG ỦY KHỐI CÁC CƠ QUAN", "VÀ DOANH NGHIỆP TỈNH"],
        symbol="ĐUK",
        seat="Vị Thanh",
        is_sample=True,
    )
    below = [
        NewUnit(
            row["code"],
            row["full_name"],
            row["short_name"],
            kinds[row["kind"]],
            "HG-DUK",
            place,
            symbol="ĐU" if row["kind"] == "grassroots_party_organization" else "CB",
            seat="Vị Thanh",
            groups=[sectors[row["sector"]], clusters[(place - 1) * len(clusters) // len(rows)]],
            is_sample=True,
        )
        for place, row in enumerate(rows, start=1)
    ]
    decision = Decision("815-QĐ/TU", date(2015, 9, 15), ESTABLISHED, "Tỉnh ủy Hậu Giang", "Dữ liệu minh họa")
    story.province, story.bloc, *units = establish_units(
        actor=ACTOR, decision=decision, units=[province, bloc, *below]
    )
    story.units = {unit.code: unit for unit in units}
    story.unit_rows = {row["code"]: row for row in rows}


def build_people(story: Story) -> None:
    """Accounts, people, posts and roles: five at the bloc, three in each unit."""
    accounts = [NewAccount(name, PASSWORD, is_sample=True) for name, _title, _role in BLOC_PEOPLE]
    for code in story.units:
        known = SIGN_IN_UNITS.get(code)
        accounts += [
            NewAccount(f"bithu.{known or code}", PASSWORD if known else None, is_sample=True),
            NewAccount(f"tonghop.{known or code}", PASSWORD if known else None, is_sample=True),
            NewAccount(f"tonghop2.{known or code}", None, is_sample=True),
        ]
    accounts.append(NewAccount(WITH_SECOND_FACTOR[0], PASSWORD, is_sample=True))
    users = iter(open_accounts(actor=ACTOR, accounts=accounts))
    people: list[NewPerson] = []
    for _name, title, role in BLOC_PEOPLE:
        user = next(users)
        if role == Role.STAFF:
            story.officer = user
        elif role == Role.LEADER:
            story.leader = user
        people.append(_bloc_person(story, user, title, role))
    for code, unit in story.units.items():
        head, reporter, second = next(users), next(users), next(users)
        story.heads[code], story.reporters[code] = head, reporter
        cell = story.unit_rows[code]["kind"] == "grassroots_cell"
        authority = "T/M CHI BỘ" if cell else "T/M ĐẢNG ỦY"
        people += [
            NewPerson(
                story.names.next()[0],
                head,
                (NewPost(unit, "Bí thư", ESTABLISHED, None, True, authority, "BÍ THƯ"),),
                (NewRole(unit, Role.HEAD, ESTABLISHED),),
            ),
            NewPerson(story.names.next()[0], reporter, (), (NewRole(unit, Role.REPORTER, ESTABLISHED),)),
            NewPerson(story.names.next()[0], second, (), (NewRole(unit, Role.REPORTER, ESTABLISHED),)),
        ]
    second = next(users)
    secret = new_app_secret()
    add_app(actor=ACTOR, user=second, secret=secret, code=code_at(secret, present_step()))
    people.append(_bloc_person(story, second, WITH_SECOND_FACTOR[1].partition(",")[0], Role.STAFF))
    enrol_people(actor=ACTOR, people=people)


def _bloc_person(story: Story, user: User, title: str, role: Role) -> NewPerson:
    posts = (NewPost(story.bloc, title, ESTABLISHED),)
    if role == Role.LEADER:
        posts = (NewPost(story.bloc, title, ESTABLISHED, None, True, "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),)
    return NewPerson(story.names.next()[0], user, posts, (NewRole(story.bloc, role, ESTABLISHED),))


def build_papers(story: Story) -> None:
    """The register of directives, and the terms under which papers are numbered."""
    story.directive = build_register(story)
    enter_types(actor=ACTOR, types=DOCUMENT_TYPES)
    open_term(
        actor=ACTOR, unit=story.bloc, name="nhiệm kỳ 2015 - 2020", since=ESTABLISHED, until=date(2020, 7, 1)
    )
    open_term(actor=ACTOR, unit=story.bloc, name="nhiệm kỳ 2020 - 2025", since=date(2020, 7, 1))
