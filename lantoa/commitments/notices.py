"""What this room tells people: each of the own pledge alone. Neither page nor mail says what a pledge holds, and no number of it
leaves the house."""

from django.utils.translation import gettext_lazy as _

from lantoa.notifications.kinds import Kind, register

ROOM = _("Cam kết")
DRAFT, REVIEW, REMARKED = "pledge_unsigned", "pledge_review_due", "pledge_remarked"


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
    )
