"""Old lists that came as files."""

from django.db.backends.postgresql.psycopg_any import DateRange

from lantoa.attachments.choices import Kind
from lantoa.attachments.gate import AcceptedFile
from lantoa.organisation.choices import Role
from lantoa.organisation.models import RoleAssignment
from lantoa.practices.models import PracticeField
from lantoa.practices.old_lists.rows import Columns
from lantoa.practices.services.imports.entering import ask_to_enter
from lantoa.practices.services.imports.taking import choose_columns, decide_rows, take_list
from tests.permissions.world.places import PLACES, SINCE, canary
from tests.permissions.world.things import World


def make_old_lists(world: World) -> None:
    """An old list whose dry run is over, and one that is entered, of each place. What is entered is read as a registered practice
    is; the row that stays out, and whose unit nobody knows, is the list's own.
    """
    field_ = PracticeField.objects.get(code="reform")
    for place in PLACES:
        serving = RoleAssignment.objects.create(
            person=world.clerk.person,  # type: ignore[attr-defined]
            role=Role.STAFF,
            unit=world.units[place],
            valid=DateRange(SINCE, None),
        )
        world.clerk.__dict__.pop("_roles_by_day", None)
        for state in ("checked", "entered"):
            named = (
                canary("list", "any", place)
                if state == "checked"
                else canary("practice", "registered", place)
            )
            rows = [
                ["Tên mô hình", "Đơn vị"],
                [
                    f"Thùng nhận ý kiến mở thứ Sáu hằng tuần trước cổng cơ quan và trả lời sau ba buổi {named}",
                    place,
                ],
                ["Việc khác", f"Đơn vị {canary('list', 'any', place)}"],
            ]
            made = take_list(
                actor=world.clerk,
                unit=world.units[place],
                accepted=AcceptedFile(Kind.CSV, "cu.csv", "\n".join(map(",".join, rows)).encode()),
            )
            made = choose_columns(
                actor=world.clerk,
                practice_import=made,
                sheet=0,
                columns=Columns(
                    1,
                    {"title": 0, "unit": 1},
                    {
                        "year": "2020",
                        "state": "registered",
                        "field": field_.code,
                        "directive": str(world.directives[place, "published"].pk),
                    },
                ),
                row_version=1,
            )
            if state == "entered":
                decide_rows(
                    actor=world.clerk, practice_import=made, decisions={2: "new"}, row_version=2
                )  # it is like the other
                made = ask_to_enter(actor=world.clerk, practice_import=made, row_version=3)
            world.old_lists[place, state] = made
        serving.delete()
    world.clerk.__dict__.pop("_roles_by_day", None)
