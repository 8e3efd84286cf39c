"""Chỉ thị 05 as the bloc issued it down in 2016: every unit read it, one only after a reminder. Days and posts are invented."""

from datetime import date, datetime, time, timedelta
from random import Random

from lantoa.core import clock
from lantoa.directives.models import Directive, DirectivePart, DirectiveVersion, Receipt
from lantoa.directives.queries.issuings import recipients_of
from lantoa.directives.services.issuings import IssuingText, draft_issuing, issue
from lantoa.directives.services.receipts import acknowledge, remind
from lantoa.organisation.queries.choosing import Scope
from lantoa.sample.story import ACTOR, SEED, Story

ISSUED, DUE, REMINDED, LAST = date(2016, 6, 20), date(2016, 7, 15), date(2016, 7, 18), date(2016, 7, 20)
POSTS = ("Bí thư", "Phó Bí thư", "Chánh Văn phòng cấp ủy")
MESSAGE = "Quán triệt trong cấp ủy và các chi bộ trước khi xây dựng kế hoạch của đơn vị."
LATE = "HG-077"


# In our words, shortened: the sample does not stand for the directive itself.
PARTS = (
    (
        "I",
        "Mục đích",
        "Làm cho việc học tập và làm theo Bác thành việc thường xuyên, tự giác của mỗi tổ chức, mỗi người.",
    ),
    (
        "II",
        "Việc phải làm",
        "Đưa việc học tập và làm theo vào sinh hoạt chi bộ. Mỗi cấp ủy có kế hoạch toàn khóa và kế hoạch hằng năm. Người đứng đầu "
        "nêu gương trước, cấp trên làm trước cho cấp dưới noi theo.",
    ),
    (
        "III",
        "Tổ chức thực hiện",
        "Kiểm tra, sơ kết hằng năm; biểu dương nơi làm tốt, nhân rộng cách làm hay.",
    ),
)


def build_issuing(story: Story) -> None:
    _text_of(story.directive)
    pick = Random(f"{SEED}/issuing")
    text = IssuingText(Scope("all"), DUE, message=MESSAGE)
    with clock.set_to(_at(ISSUED, pick)):
        made = draft_issuing(actor=ACTOR, directive=story.directive, text=text)
        count = len(recipients_of(made).units)
        made = issue(actor=ACTOR, issuing=made, row_version=made.row_version, counted=count)
    rows = list(Receipt.objects.filter(issuing=made).select_related("unit", "version").order_by("unit__code"))
    late = [row for row in rows if row.unit.code == LATE] or rows[-1:]
    for row in rows:
        if row not in late:
            with clock.set_to(_at(ISSUED + timedelta(days=1 + pick.randrange(20)), pick)):
                acknowledge(actor=ACTOR, receipt=row, number=row.version.number, post=pick.choice(POSTS))
    with clock.set_to(_at(REMINDED, pick)):
        remind(actor=ACTOR, issuing=made)
    for row in late:
        with clock.set_to(_at(LAST, pick)):
            acknowledge(actor=ACTOR, receipt=row, number=row.version.number, post=POSTS[0])


def _text_of(directive: Directive) -> None:
    """The published version with its parts, where the register has none yet."""
    version, made = DirectiveVersion.objects.get_or_create(
        directive=directive,
        number=1,
        defaults={"adopted_on": directive.issued_on, "published_at": _at(ISSUED, Random(SEED))},
    )
    if made or not DirectivePart.objects.filter(version=version).exists():
        DirectivePart.objects.bulk_create(
            DirectivePart(version=version, position=position, label=label, heading=heading, text=text)
            for position, (label, heading, text) in enumerate(PARTS, 1)
        )


def _at(day: date, pick: Random) -> datetime:
    """Some time of the working day."""
    return datetime.combine(day, time(8 + pick.randrange(8), pick.randrange(60)), clock.VIETNAM)
