"""What this room tells people: each of the own pledge, and the direct superior that a self-review waits for a word. Neither page
nor mail says whose pledge it is or what it holds, and no number of it leaves the house."""

import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lantoa.accounts.models import User
from lantoa.commitments.queries.reading import of_direct_reports
from lantoa.notifications.kinds import Kind, register

ROOM = _("Cam kết")
DRAFT, REVIEW, REMARKED = "pledge_unsigned", "pledge_review_due", "pledge_remarked"
REVIEWED = "pledge_reviewed"


def _of_reports(user: User, identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The page of another's pledge, for who is its owner's direct superior now."""
    rows = of_direct_reports(user).filter(pk__in=identities).values_list("pk", "code")
    return {pk: reverse("commitments:pledge", args=[code]) for pk, code in rows}


def register_all() -> None:
    register(
        Kind(
            DRAFT,
            ROOM,
            _("Bản cam kết chưa ký"),
            _("Bản cam kết của anh/chị còn đang viết. Mở phần mềm để viết tiếp và ký."),
            icon="edit",
        ),
        Kind(
            REVIEW,
            ROOM,
            _("Đến kỳ tự nhận xét"),
            _("Đến kỳ tự nhận xét cam kết. Mở phần mềm, mỗi việc ghi một câu."),
            icon="people",
        ),
        Kind(
            REMARKED,
            ROOM,
            _("Có nhận xét cho bản cam kết"),
            _("Bản cam kết của anh/chị có điều mới. Mở phần mềm để đọc."),
            icon="message",
        ),
        Kind(
            REVIEWED,
            ROOM,
            _("Bản tự nhận xét chờ cấp trên nhận xét"),
            _("Có bản tự nhận xét chờ anh/chị nhận xét."),
            icon="people",
            openable=_of_reports,
        ),
    )
