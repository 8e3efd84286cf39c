"""How to give units people, raise a matter of the hospital, and take the steps of either side."""

from datetime import date

from lantoa.core.actor import SYSTEM
from lantoa.issues import services
from lantoa.issues.models import IssueTheme, PressingIssue
from lantoa.issues.services import IssueText
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.models import ProfileField, Unit
from lantoa.organisation.services.profile import NewValue, enter_values
from lantoa.organisation.services.reference import NewProfileField, enter_profile_fields
from tests.cast import SINCE, Cast

TITLE = "Phòng trực của bác sĩ chật"
TEXT = "Phòng trực khoa Cấp cứu 9 m² cho sáu người, không có chỗ nghỉ đêm, đã đề nghị hai lần."
RESULT = "Đã sửa phòng 12 thành phòng trực thứ hai, bàn giao ngày 02/4/2021."


def theme(code: str = "dieu-kien-lam-viec") -> IssueTheme:
    return IssueTheme.objects.get(code=code)


def text(
    title: str = TITLE,
    words: str = TEXT,
    wanted: str = "Có thêm một phòng trực",
    code: str = "dieu-kien-lam-viec",
) -> IssueText:
    return IssueText(theme(code), title, words, wanted)


def give_people(people: dict[Unit, int], since: date = SINCE) -> None:
    field = ProfileField.objects.filter(code="so-dang-vien").first()
    if field is None:
        new = NewProfileField("so-dang-vien", "Số đảng viên", ProfileKind.COUNT, SINCE, "đảng viên")
        field = enter_profile_fields(actor=SYSTEM, fields=[new])["so-dang-vien"]
    enter_values(
        actor=SYSTEM, entries=[NewValue(unit, field, n, since, "Sổ đảng viên") for unit, n in people.items()]
    )


def everybody_is_many(cast: Cast) -> None:
    give_people(dict.fromkeys((cast.province, cast.bloc, *cast.units()), 40))


def raised(cast: Cast, *, above: bool = False, words: IssueText | None = None) -> PressingIssue:
    return services.raise_issue(
        actor=cast.outsider, unit=cast.hospital, text=words or text(), ask_above=above
    )


def taken_up(cast: Cast, *, above: bool = False) -> PressingIssue:
    issue = raised(cast, above=above)
    actor = cast.propaganda_officer if above else cast.hospital_head
    return services.take_up(actor=actor, issue=issue, row_version=issue.row_version)


def proposed(cast: Cast, *, above: bool = False) -> PressingIssue:
    issue = taken_up(cast, above=above)
    actor = cast.propaganda_officer if above else cast.hospital_head
    return services.propose_solved(actor=actor, issue=issue, result=RESULT, row_version=issue.row_version)
