"""The words of a mail. It leaves the house: a sentence of the kind, a number, a day, and links that ask for sign-in; no unit, no
person, no title."""

from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lantoa.core.clock import VIETNAM
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count
from lantoa.notifications.kinds import KINDS
from lantoa.notifications.models import Mail, Notice

MOST = 30  # lines of one mail
SINGLE = 3  # notices of one kind that stand each by itself
NUMBERS = 5  # numbers that a line of many names


def message_id(mail: Mail) -> str:
    """The same at each try, so that mail programs show what came twice once."""
    return f"<{mail.pk}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


def mail_of_notices(mail: Mail, notices: Sequence[Notice], to: str) -> MIMEText:
    """One or many notices in one mail, each with a link of its own."""
    with translation.override("vi"):
        several = _("%(count)s thông báo mới") % {"count": format_count(len(notices))}
        subject = _said(notices[0]) if len(notices) == 1 else several
        lines = [_("Kính gửi anh/chị,"), ""]
        left, lists = len(notices), 0
        for alike in _alike(notices):
            if lists == MOST:
                break
            lists, left = lists + 1, left - len(alike)
            if len(alike) == 1:
                lines += [f"- {_said(alike[0])}", f"  {_link('notifications:open', alike[0].pk)}"]
            else:
                lines += [f"- {_said_together(alike)}", f"  {_link_of_kind(alike[0].kind)}"]
        if left:
            more = format_count(left)
            lines += ["", _("Và %(count)s thông báo khác:") % {"count": more}, _link("notifications:list")]
        lines += ["", *_foot()]
    return _made(mail, to, f"Lan Tỏa: {subject}", "\n".join(lines))


def mail_of_text(mail: Mail) -> MIMEText:
    """What accounts write, as it was written."""
    return _made(mail, mail.address, mail.subject, mail.body)


def _alike(notices: Sequence[Notice]) -> list[list[Notice]]:
    """In their order; more than SINGLE of one kind together, so that nine approvals are no nine lines."""
    kinds: dict[str, list[Notice]] = {}
    for one in notices:
        kinds.setdefault(one.kind, []).append(one)
    found = []
    for same in kinds.values():
        found += [same] if len(same) > SINGLE else [[one] for one in same]
    return found


def _said_together(alike: Sequence[Notice]) -> str:
    numbers = sorted({one.number for one in alike if one.number})
    named = ", ".join(numbers[:NUMBERS]) + (" …" if len(numbers) > NUMBERS else "")
    many = _("%(count)s lần") % {"count": format_count(len(alike))}
    return f"{KINDS[alike[0].kind].sentence} ({many}{': ' if named else ''}{named})"


def _said(notice: Notice) -> str:
    words = str(KINDS[notice.kind].sentence)
    beside = [notice.number] if notice.number else []
    if notice.due_on:
        beside.append(_("hạn %(day)s") % {"day": format_day(notice.due_on)})
    return f"{words} ({', '.join(beside)})" if beside else words


def _foot() -> list[str]:
    return [
        _("Mở liên kết cần đăng nhập. Thư không ghi tên đơn vị, tên người hay nội dung để giữ kín việc."),
        _("Chọn cách nhận thông báo: %(address)s") % {"address": _link("notifications:preferences")},
        _("Đây là thư tự động, anh/chị không cần trả lời."),
    ]


def _link(name: str, *arguments: object) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(name, args=arguments)}"


def _link_of_kind(kind: str) -> str:
    return f"{_link('notifications:list')}?loai={kind}"


def _made(mail: Mail, to: str, subject: str, body: str) -> MIMEText:
    # The older classes of the library: the newer ones lose a space where a long header in Vietnamese is folded.
    made = MIMEText(body + "\n", "plain", "utf-8")
    made["Message-ID"] = message_id(mail)
    made["Date"] = format_datetime(_local(mail.made_at))
    made["From"] = formataddr(("Lan Tỏa", settings.MAIL_FROM))
    made["To"] = to
    made["Subject"] = Header(subject, "utf-8", header_name="Subject").encode()
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["List-Unsubscribe"] = f"<{_link('notifications:preferences')}>"
    return made


def _local(at: datetime) -> datetime:
    return at.astimezone(VIETNAM)
