"""The fixed cast: seven people in one small tree, so that every test speaks of the same world.

TINH  Đảng bộ tỉnh
└ KHOI  Đảng ủy Khối            propaganda_officer (staff), province_lead (leader), auditor, administrator
  ├ VPTU  Văn phòng             unit_reporter, unit_head
  ├ BENHVIEN  Bệnh viện         outsider (reporter), hospital_head
  └ SONV  Sở Nội vụ             (nobody)
The story's day is 06/4/2021.
"""

from dataclasses import dataclass
from datetime import date

from lantoa.accounts.models import User
from lantoa.accounts.services import NewAccount, open_accounts
from lantoa.core.actor import SYSTEM
from lantoa.organisation.choices import Role
from lantoa.organisation.models import GroupScheme, Unit, UnitGroup, UnitKind, UnitLevel
from lantoa.organisation.services.people import NewPerson, NewPost, NewRole, enrol_people
from lantoa.organisation.services.units import Decision, NewUnit, establish_units

TODAY = date(2021, 4, 6)
SINCE = date(2015, 10, 1)
DECISION = Decision("01-QĐ/TU", date(2015, 9, 15), SINCE, "Tỉnh ủy")


@dataclass
class Cast:
    province: Unit
    bloc: Unit
    office: Unit
    hospital: Unit
    department: Unit
    propaganda_officer: User
    province_lead: User
    unit_reporter: User
    unit_head: User
    outsider: User
    hospital_head: User
    inspector: User
    auditor: User
    administrator: User

    def units(self) -> list[Unit]:
        return [self.office, self.hospital, self.department]


ROLES: dict[str, tuple[str, str, Role]] = {
    # attribute: (full name, unit attribute, role)
    "propaganda_officer": ("Lê Thị Chuyên Viên", "bloc", Role.STAFF),
    "province_lead": ("Trần Văn Lãnh Đạo", "bloc", Role.LEADER),
    "unit_reporter": ("Phạm Thị Tổng Hợp", "office", Role.REPORTER),
    "unit_head": ("Võ Văn Bí Thư", "office", Role.HEAD),
    "outsider": ("Đặng Thị Người Ngoài", "hospital", Role.REPORTER),
    "hospital_head": ("Huỳnh Văn Viện Trưởng", "hospital", Role.HEAD),
    "inspector": ("Bùi Văn Kiểm Tra", "bloc", Role.INSPECTOR),
    "auditor": ("Ngô Thị Nhật Ký", "bloc", Role.AUDITOR),
    "administrator": ("Dương Văn Quản Trị", "bloc", Role.ADMINISTRATOR),
}


def make_cast() -> Cast:
    """Build the tree and the people through the services."""
    level = UnitLevel.objects.create(code="base", name="Cơ sở", rank=3, valid=(SINCE, None))
    party = UnitKind.objects.create(code="grassroots_party_organization", name="Đảng bộ cơ sở", level=level)
    cell = UnitKind.objects.create(code="grassroots_cell", name="Chi bộ cơ sở", level=level)
    upper = UnitKind.objects.create(
        code="upper_committee", name="Đảng bộ cấp trên trực tiếp cơ sở", level=level
    )
    scheme = GroupScheme.objects.create(code="sector", name="Khối ngành", position=1)
    sector = UnitGroup.objects.create(scheme=scheme, code="government", name="Chính quyền", position=1)
    services = UnitGroup.objects.create(
        scheme=scheme, code="public_service", name="Sự nghiệp công lập", position=2
    )
    province, bloc, office, hospital, department = establish_units(
        actor=SYSTEM,
        decision=DECISION,
        units=[
            NewUnit(
                "TINH",
                "Đảng bộ tỉnh Thử Nghiệm",
                "Tỉnh ủy",
                upper,
                organisation_lines=["ĐẢNG BỘ TỈNH THỬ NGHIỆM"],
            ),
            NewUnit(
                "KHOI",
                "Đảng bộ Khối các cơ quan tỉnh",
                "Đảng ủy Khối",
                upper,
                "TINH",
                issuer_lines=["ĐẢNG ỦY KHỐI", "CÁC CƠ QUAN TỈNH"],
                organisation_lines=["ĐẢNG BỘ KHỐI CÁC CƠ QUAN TỈNH"],
                symbol="ĐUK",
                seat="Vị Thanh",
            ),
            NewUnit(
                "VPTU",
                "Đảng bộ cơ sở Văn phòng Tỉnh ủy",
                "Văn phòng Tỉnh ủy",
                party,
                "KHOI",
                1,
                groups=[sector],
            ),
            NewUnit(
                "BENHVIEN",
                "Đảng bộ cơ sở Bệnh viện tỉnh",
                "Bệnh viện tỉnh",
                party,
                "KHOI",
                2,
                groups=[services],
            ),
            NewUnit("SONV", "Chi bộ cơ sở Sở Nội vụ", "Sở Nội vụ", cell, "KHOI", 3, groups=[sector]),
        ],
    )
    units = {
        "province": province,
        "bloc": bloc,
        "office": office,
        "hospital": hospital,
        "department": department,
    }
    users = dict(
        zip(
            ROLES,
            open_accounts(actor=SYSTEM, accounts=[NewAccount(name, "mat-khau-thu-nghiem") for name in ROLES]),
            strict=True,
        )
    )
    people = []
    for name, (full_name, unit, role) in ROLES.items():
        posts = []
        if role == Role.LEADER:
            posts.append(NewPost(bloc, "Bí thư", SINCE, None, True, "T/M BAN THƯỜNG VỤ", "BÍ THƯ"))
        elif role == Role.HEAD:
            posts.append(NewPost(units[unit], "Bí thư", SINCE, None, True, "T/M ĐẢNG ỦY", "BÍ THƯ"))
        people.append(NewPerson(full_name, users[name], tuple(posts), (NewRole(units[unit], role, SINCE),)))
    enrol_people(actor=SYSTEM, people=people)
    return Cast(**units, **{name: User.objects.get(pk=user.pk) for name, user in users.items()})
