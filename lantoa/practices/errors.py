"""What the rooms of practices say when something is no longer where it was."""

from django.utils.translation import gettext as _

from lantoa.core.errors import Conflict


class MergedAway(Conflict):
    """The practice `code` was merged into `kept`, None where the person may not see that."""

    def __init__(self, code: str, kept: str | None, title: str = "") -> None:
        if kept is None:
            sentence = _("%(code)s đã được gộp vào một mô hình mà anh/chị chưa được xem.") % {"code": code}
        else:
            sentence = _("%(code)s đã được gộp vào %(kept)s «%(title)s». Mở %(kept)s để làm tiếp.") % {
                "code": code,
                "kept": kept,
                "title": title,
            }
        super().__init__(sentence)
        self.code, self.kept = code, kept
