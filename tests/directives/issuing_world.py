"""A directive of the bloc in two versions, and how it goes down to the three units."""

import uuid
from collections.abc import Sequence
from datetime import date

from lantoa.core import clock
from lantoa.core.actor import SYSTEM
from lantoa.directives.choices import ReadAgain
from lantoa.directives.duty_texts import DutyText
from lantoa.directives.models import Directive, DirectivePart, DirectiveVersion, Duty, Issuing, Receipt
from lantoa.directives.services.directives import NewDirective, enter_directives
from lantoa.directives.services.duties import put_duty
from lantoa.directives.services.issuings import IssuingText, draft_issuing, issue
from lantoa.directives.services.receipts import acknowledge
from lantoa.organisation.models import Unit
from lantoa.organisation.queries.choosing import Scope
from tests.cast import Cast

DUE = date(2021, 4, 20)
SENTENCE = "Mỗi tổ chức đảng xây dựng kế hoạch thực hiện trước ngày 20/4."
FIRST = [
    ("I", "Mục đích", "Học tập và làm theo thường xuyên."),
    ("II", "Việc phải làm", f"Cấp ủy chỉ đạo.\n{SENTENCE} Báo cáo hằng quý."),
    ("III", "Tổ chức", "Ban Tuyên giáo theo dõi."),
]


def directive_of(cast: Cast, reference: str = "12-CT/ĐUK") -> Directive:
    """Published in its first version, with three parts."""
    new = NewDirective(
        reference=reference,
        type_name="Chỉ thị",
        issuer="Đảng ủy Khối",
        issued_on=date(2021, 3, 1),
        subject="việc làm theo Bác",
        short_label="Chỉ thị 12",
        verb_phrase="làm theo",
    )
    [made] = enter_directives(actor=SYSTEM, unit=cast.bloc, directives=[new])
    version, _made = DirectiveVersion.objects.get_or_create(
        directive=made,
        number=1,
        defaults={"adopted_on": made.issued_on, "published_at": clock.now()},
    )
    for position, (label, heading, text) in enumerate(FIRST, 1):
        DirectivePart.objects.create(
            version=version, position=position, label=label, heading=heading, text=text
        )
    return made


def revise(directive: Directive) -> DirectiveVersion:
    """A second version: part II says another day, part III goes, part IV comes."""
    before = {one.label: one for one in DirectivePart.objects.filter(version__directive=directive)}
    version = DirectiveVersion.objects.create(
        directive=directive, number=2, adopted_on=date(2021, 4, 1), published_at=clock.now()
    )
    rows = [
        ("I", before["I"].heading, before["I"].text, before["I"].thread),
        ("II", before["II"].heading, "Kế hoạch nộp trước ngày 30/4.", before["II"].thread),
        ("IV", "Kiểm tra", "Kiểm tra vào quý III.", uuid.uuid4()),
    ]
    for position, (label, heading, text, thread) in enumerate(rows, 1):
        DirectivePart.objects.create(
            version=version, position=position, label=label, heading=heading, text=text, thread=thread
        )
    return version


def text(kind: str = "direct", again: ReadAgain = ReadAgain.WHOLE, codes: Sequence[str] = ()) -> IssuingText:
    return IssuingText(Scope(kind, codes=codes), DUE, again, "Đọc trong chi bộ.")


def drafted(cast: Cast, directive: Directive, what: IssuingText | None = None) -> Issuing:
    return draft_issuing(actor=cast.propaganda_officer, directive=directive, text=what or text())


def with_duty(cast: Cast, issuing: Issuing) -> Duty:
    part = DirectivePart.objects.get(version=issuing.version, label="II")
    what = DutyText("Xây dựng kế hoạch thực hiện", DUE, "Số, ngày của kế hoạch", part, SENTENCE)
    duty = put_duty(
        actor=cast.propaganda_officer, issuing=issuing, text=what, row_version=issuing.row_version
    )
    issuing.refresh_from_db()
    return duty


def issued(
    cast: Cast, directive: Directive, what: IssuingText | None = None, *, duty: bool = False, count: int = 3
) -> Issuing:
    made = drafted(cast, directive, what)
    if duty:
        with_duty(cast, made)
    return issue(actor=cast.province_lead, issuing=made, row_version=made.row_version, counted=count)


def receipt_of(unit: Unit, issuing: Issuing) -> Receipt:
    return Receipt.objects.get(unit=unit, issuing=issuing)


def read(cast: Cast, issuing: Issuing) -> Receipt:
    """The office reads it."""
    receipt = receipt_of(cast.office, issuing)
    return acknowledge(
        actor=cast.unit_reporter, receipt=receipt, number=issuing.version.number, post="Chánh Văn phòng"
    )
