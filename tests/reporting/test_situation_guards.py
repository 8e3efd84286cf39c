"""What must never be possible with the situation by theme: a way to a person, a search, a small group, a trace after erasure."""

import html
import io
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import openpyxl
import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from lantoa.accounts.models import User
from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.core.errors import Refused
from lantoa.core.periods import from_code
from lantoa.core.text import folding_key
from lantoa.organisation.checks import routes
from lantoa.organisation.models import Unit
from lantoa.organisation.services.units import NewUnit, establish_units
from lantoa.reporting.forms.situations import SituationForm
from lantoa.reporting.models import Situation, SituationLine
from lantoa.reporting.queries.situations.reading import Wanted, board, lines_seen
from lantoa.reporting.queries.situations.rules import rule_on
from lantoa.reporting.services.situations.settling import erase_expired
from tests.cast import DECISION, Cast
from tests.reporting import situations_world as situations
from tests.reporting.situations_world import save, told

BOARD = "/bao-cao/tinh-hinh/"
TABLES = ("SituationTheme", "SituationRule", "SituationSheet", "Situation", "SituationLine")
# Names of fields, of boxes and of addresses that would measure strength or opinions, gather freely, or lead to somebody.
BANNED = re.compile(
    r"person|user|author|by$|_by_|created|saved|sent_at|sent_on|ip$|mood|attitude|opinion|sentiment|strength|intensity|severity"
    r"|weight|score|rating|rank|loyal|tag|label|keyword|file|image|photo|attach|phone|email|mat_chu|muc_do|thai_do|quan_diem"
    r"|tu_tuong|tam_trang|du_luan|nhan_dan|diem_so|xep_hang"
)


def models_here() -> list[type[models.Model]]:
    return [apps.get_model("reporting", name) for name in TABLES]


def pointed_at(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model  # type: ignore[misc]
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
    }


def test_no_foreign_key_leads_from_the_tables_to_anybody() -> None:
    reached, waiting = set(), list(models_here())
    while waiting:
        model = waiting.pop()
        if model not in reached:
            reached.add(model)
            waiting += pointed_at(model)
    names = {model._meta.label for model in reached}
    assert names == {f"reporting.{name}" for name in TABLES} | {"reporting.Sheet", "organisation.Unit"}


def test_no_other_table_points_at_them() -> None:
    here = set(models_here())
    assert [one._meta.label for one in apps.get_models() if one not in here and pointed_at(one) & here] == []


def test_no_field_box_or_address_measures_or_leads_to_somebody() -> None:
    named = {field.name for model in models_here() for field in model._meta.local_fields}
    named |= set(SituationForm().fields)
    named |= {path for path, name, _pattern in routes() if "situation" in (name or "")}
    found = [one for one in named if BANNED.search(folding_key(one).replace("-", "_").replace(" ", "_"))]
    assert (sorted(found), "words-1" in named, "covers" in named) == ([], True, True)
    assert BANNED.search("muc_do") and BANNED.search("sent_at") and BANNED.search("author")


def test_nothing_that_is_written_can_be_searched_in_the_database(db: None) -> None:
    """A line holds sealed bytes and numbers; no column and no index of a search is there to look it up by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = 'reporting_situationline'"
        )
        assert dict(cursor.fetchall()) == {
            "id": "uuid",
            "situation_id": "uuid",
            "theme_id": "uuid",
            "position": "int2",
            "words": "bytea",
        }
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'reporting_situation%'")
        found = [one for (one,) in cursor.fetchall() if "gin" in one or "trgm" in one or "words" in one]
    assert found == []


# Planted names ------------------------------------------------------------------------------------------------------------------

PLANTED = "Trần Thị Hoamai"


def texts_of(answer: object) -> str:
    """What somebody reads of a page, or of every part of a workbook."""
    content = answer.content  # type: ignore[attr-defined]
    if not content.startswith(b"PK"):
        return str(content.decode())
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [html.unescape(book.read(name).decode("utf-8", "replace")) for name in book.namelist()]
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    return " ".join([*parts, *cells])


def test_a_name_is_refused_wherever_it_is_typed(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    with pytest.raises(Refused):
        save(cast.office, ("nha-o", f"{PLANTED} phải thuê nhà xa cơ quan."))
    client.force_login(cast.unit_reporter)
    answer = client.post(
        f"{BOARD}ghi/VPTU/2021Q1/",
        {"row_version": "0", "theme-3": "nha-o", "words-3": f"{PLANTED} phải thuê nhà xa cơ quan."},
    )
    assert answer.status_code == 422
    page = texts_of(answer)
    assert f"{PLANTED} phải thuê nhà xa cơ quan." in page  # what was typed stays
    assert "Ở đây không ghi người nào." in page
    assert Situation.objects.count() == 0


def test_no_output_names_who_wrote_or_shows_what_is_not_sent(client: Client, cast: Cast) -> None:
    """Names planted behind the screen, in what is not sent, in a row of too few and in an old quarter, come out nowhere; nor do
    the names of those who wrote and sent."""
    situations.ready(cast)
    told(cast.office, ("dieu-kien", "Thiếu máy in."))
    save(cast.hospital, ("dieu-kien", "Phòng chờ nóng."))
    for unit, sent, people, period in (
        (cast.hospital, False, None, "2021Q1"),
        (cast.department, True, 9, "2021Q1"),
        (cast.office, True, 40, "2020Q1"),
    ):
        row, _made = Situation.objects.get_or_create(
            unit=unit, period_code=period, defaults={"is_sent": sent, "people": people}
        )
        row.lines.all().delete()
        theme = apps.get_model("reporting", "SituationTheme").objects.get(code="nha-o")
        SituationLine.objects.create(situation=row, theme=theme, position=1, words=PLANTED)
    seen = []
    for user in (cast.propaganda_officer, cast.province_lead):
        client.force_login(user)
        for address in ("", "xuat/", "?quy=2021Q1&chu-de=nha-o", "?quy=2020Q1", "xuat/?don-vi=KHOI"):
            page = texts_of(client.get(BOARD + address))
            seen.append("Thiếu máy in." in page)
            assert PLANTED not in page
            assert "Phạm Thị Tổng Hợp" not in page and "Võ Văn Bí Thư" not in page
    assert seen == [True, True, False, False, True] * 2


# Subtraction --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    who: str
    node: str
    sector: str


@pytest.fixture
def crowd(cast: Cast) -> dict[str, int]:
    """Twenty-four units below two committees of KHOI; unit → how many people stand behind what it told, counted in another way.

    Sizes go from 3 to 40. The small ones are told for by their committee. Of some that told, so many have left that fewer than
    ten are behind the row.
    """
    situations.ready(cast)
    pick = random.Random(20210407)
    kinds = {unit.code: unit.versions.get().kind for unit in (cast.bloc, cast.department)}
    sectors = list(cast.office.group_memberships.all()) + list(cast.hospital.group_memberships.all())
    new = [NewUnit(f"CN{n}", f"Chi nhánh {n}", f"CN {n}", kinds["KHOI"], "KHOI", 10 + n) for n in (1, 2)]
    new += [
        NewUnit(
            f"CB{n:02}",
            f"Chi bộ {n}",
            f"CB {n}",
            kinds["SONV"],
            f"CN{n % 2 + 1}",
            n,
            groups=[sectors[n % len(sectors)].group],
        )
        for n in range(24)
    ]
    units = {one.code: one for one in establish_units(actor=SYSTEM, decision=DECISION, units=new)}
    sizes = {code: pick.randrange(3, 41) for code in units if code.startswith("CB")}
    situations.people({units[code]: size for code, size in sizes.items()})
    situations.people({units["CN1"]: 4, units["CN2"]: 15}, "bien-che")
    behind: dict[str, int] = {}
    themes = ("tien-luong", "nha-o", "thu-tuc")
    for code, unit in units.items():
        for period in ("2021Q1", "2021Q2"):
            lines = [(theme, "Một việc cần giải quyết.") for theme in themes if pick.random() < 0.5]
            try:
                told(unit, *lines, period=from_code(period))
            except Refused:
                continue
        small = sum(size for n, size in enumerate(sizes.values()) if f"CN{n % 2 + 1}" == code and size < 10)
        behind[code] = sizes.get(code, {"CN1": 4, "CN2": 15}.get(code, 0) + small)
    for code in pick.sample([code for code in sizes if sizes[code] >= 10], 4):
        behind[code] = pick.randrange(1, 10)
        Situation.objects.filter(unit__code=code).update(people=behind[code])
    return behind


def test_no_two_filters_subtracted_tell_of_fewer_than_ten(cast: Cast, crowd: dict[str, int]) -> None:
    """A thousand pairs of filters: what is in one cell and not in the other, in whichever order, stands for nobody or for ten."""
    assert min(crowd.values()) < 10  # there is something to give away
    pick = random.Random(1)
    users = {"staff": cast.propaganda_officer, "leader": cast.province_lead, "head": cast.unit_head}
    nodes, sectors = ["", "TINH", "KHOI", "CN1", "CN2", *sorted(crowd)], ["", "government", "public_service"]
    seen: dict[Filters, dict[tuple[str, str], frozenset[str]]] = {}

    def cells(filters: Filters) -> dict[tuple[str, str], frozenset[str]]:
        if filters not in seen:
            seen[filters] = dict(_cells(users[filters.who], filters))
        return seen[filters]

    told_of, differing = 0, 0
    for _pair in range(1000):
        one, other = (
            Filters(pick.choice(list(users)), pick.choice(nodes), pick.choice(sectors)) for _ in "ab"
        )
        first, second = cells(one), cells(other)
        for key in first.keys() | second.keys():
            mine, theirs = first.get(key, frozenset()), second.get(key, frozenset())
            for group in (mine, theirs, mine - theirs, theirs - mine):
                people = sum(crowd[unit] for unit in group)
                assert people == 0 or people >= 10, (one, other, key, sorted(group))
                told_of += bool(group)
            differing += mine != theirs
    assert told_of > 1000 and differing > 500  # the attack had something to work with


def _cells(user: User, filters: Filters) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    """(quarter, theme) → the units behind a cell; the number on the board is that of the lines below it."""
    wanted, rule = Wanted(node=filters.node, sector=filters.sector), rule_on()
    found: dict[tuple[str, str], set[str]] = {}
    for line in lines_seen(user, rule, wanted):
        found.setdefault((line.situation.period_code, line.theme.code), set()).add(line.situation.unit.code)
    shown = board(user, rule, wanted)
    for row in shown.rows:
        for quarter, count in zip(shown.quarters, row.units, strict=True):
            assert count == len(found.get((quarter.code, row.theme.code), ()))
    yield from ((key, frozenset(units)) for key, units in found.items())


def test_a_unit_between_ten_and_its_small_ones_is_never_counted_twice(
    cast: Cast, crowd: dict[str, int]
) -> None:
    """The people behind all rows of a quarter are no more than there are."""
    rows = Situation.objects.filter(period_code="2021Q2", is_sent=True)
    every = sum(row.people or 0 for row in rows)
    owners = Unit.objects.filter(pk__in=rows.values("unit")).count()
    entered = sum(
        int(one.number or 0) for one in apps.get_model("organisation", "ProfileEntry").objects.all()
    )
    assert owners > 10 and every <= entered


# Erasure ------------------------------------------------------------------------------------------------------------------------


def tables_with(marker: str) -> list[str]:
    """Every table of the database in which some column of some row, read as text, holds the marker."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT EXISTS (SELECT 1 FROM "{table}" t WHERE strpos(t::text, %s) > 0)', [marker]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_words_lie_in_one_table_sealed_and_after_erasure_in_none(client: Client, cast: Cast) -> None:
    situations.ready(cast)
    marker = "hộc tủ số bảy mươi ba"
    told(cast.office, ("dieu-kien", f"Hỏng {marker}."))
    client.force_login(cast.propaganda_officer)
    assert marker in texts_of(client.get(BOARD)) and marker in texts_of(client.get(f"{BOARD}xuat/"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(words, 'hex') FROM reporting_situationline")
        sealed = cursor.fetchone()[0]
    assert (tables_with(marker), tables_with(sealed)) == ([], ["reporting_situationline"])
    row = str(Situation.objects.get().pk)
    with clock.set_to(date(2022, 4, 1)):
        erase_expired(actor=SYSTEM)
    assert (tables_with(marker), tables_with(sealed)) == ([], [])
    assert set(tables_with(row)) <= {"audit_entry"}  # that something was saved and sent, and nothing of it
