"""What is told of the rooms below this one, which know no notices."""

from django.utils.translation import gettext_lazy as _

from lantoa.notifications.kinds import Kind, register

ROOM = _("Tài khoản")
ROLE_GIVEN, ROLE_ENDED = "role_given", "role_ended"


def register_all() -> None:
    register(
        Kind(
            ROLE_GIVEN,
            ROOM,
            _("Được giao vai trò"),
            _("Anh/chị được giao một vai trò trong phần mềm."),
            icon="people",
        ),
        Kind(
            ROLE_ENDED,
            ROOM,
            _("Thôi giữ vai trò"),
            _("Một vai trò của anh/chị trong phần mềm đã được ghi ngày thôi."),
            icon="people",
        ),
    )
