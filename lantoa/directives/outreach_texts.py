"""What is said about an outreach activity, and what of it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day
from lantoa.directives.choices import COUNTED_IN_PIECES, Audience, Channel, OutreachKind, OutreachState
from lantoa.directives.models import Directive

FURTHEST_PLAN = 2  # years ahead of the present one
MOST_PIECES = 1000  # in one series
MOST_REACH = 1_000_000_000
LONGEST_LINK = 500


@dataclass(frozen=True)
class ActivityText:
    """What an activity is. `pieces`: how many articles or broadcasts stand under the title; `reach` with its `measure`, or
    neither. `link`: where the unit itself published it."""

    title: str
    kind: OutreachKind
    held_on: date
    channel: Channel
    audience: Audience
    directives: Sequence[Directive]
    state: OutreachState = OutreachState.HELD
    pieces: int = 1
    reach: int | None = None
    measure: str = ""  # of ReachMeasure
    link: str = ""


def check_activity(text: ActivityText) -> None:
    """Raises Refused with the field that is wrong."""
    if looks_empty(text.title):
        raise Refused.at("title", _("Ghi tên hoạt động."))
    if not text.directives:
        raise Refused.at("directives", _("Chọn ít nhất một văn bản mà hoạt động này phục vụ."))
    today = clock.today()
    if text.state == OutreachState.HELD and text.held_on > today:
        sentence = _("Ngày %(day)s chưa tới. Chọn Có kế hoạch, hoặc xem lại ngày.")
        raise Refused.at("held_on", sentence % {"day": format_day(text.held_on)})
    furthest = today.year + FURTHEST_PLAN
    if text.held_on.year > furthest:
        raise Refused.at("held_on", _("Chỉ lập kế hoạch đến hết năm %(year)d.") % {"year": furthest})
    if not 1 <= text.pieces <= MOST_PIECES:
        raise Refused.at("pieces", _("Số tin, bài từ 1 đến %(most)d.") % {"most": MOST_PIECES})
    if text.pieces > 1 and text.kind not in COUNTED_IN_PIECES:
        raise Refused.at("pieces", _("Chỉ tin, bài và chương trình phát mới ghi nhiều trong một dòng."))
    if text.reach is not None and not text.measure:
        raise Refused.at("measure", _("Chọn cách đếm của con số: người dự, bản in hay lượt xem."))
    if text.measure and text.reach is None:
        raise Refused.at("reach", _("Ghi con số, hoặc bỏ chọn cách đếm."))
    if text.link:
        check_link(text.link)


def check_link(link: str) -> None:
    """Raises Refused unless it is an http(s) address with a host and without a password in it."""
    wrong = _("Địa chỉ phải bắt đầu bằng http:// hoặc https://. Chép lại từ thanh địa chỉ của trình duyệt.")
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError as error:
        raise Refused.at("link", wrong) from error
    spaced = any(character.isspace() or not character.isprintable() for character in link)
    if not link.startswith(("http://", "https://")) or not host or "." not in host or spaced:
        raise Refused.at("link", wrong)
    if "@" in parts.netloc:
        raise Refused.at("link", _("Địa chỉ không được kèm tên và mật khẩu đăng nhập."))
    if len(link) > LONGEST_LINK:
        raise Refused.at("link", _("Địa chỉ dài quá %(most)d ký tự.") % {"most": LONGEST_LINK})
