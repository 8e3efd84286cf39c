"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from lantoa.conferences.models import Conclusion, Edition, Pack
from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.choices import Role

ROOM = _("Hội nghị")


def _packs(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Pack.objects.filter(pk__in=identities).values_list("pk", "edition__conference__title"))


def _editions(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Edition.objects.filter(pk__in=identities).values_list("pk", "conference__title"))


def _conclusions(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Conclusion.objects.filter(pk__in=identities).values_list("pk", "conference__title"))


def register_all() -> None:
    register(
        Kind(
            "edition_frozen",
            ROOM,
            _("Chốt số liệu hội nghị"),
            _("Số liệu của một hội nghị vừa được chốt."),
            roles=(Role.STAFF, Role.LEADER),
            icon="lock",
            titles=_editions,
        ),
        Kind(
            "pack_ready",
            ROOM,
            _("Bộ tài liệu hội nghị đã làm xong"),
            _("Bộ tài liệu hội nghị anh/chị yêu cầu đã làm xong, có thể tải về."),
            way=Way.ONCE,
            icon="done",
            titles=_packs,
        ),
        Kind(
            "pack_failed",
            ROOM,
            _("Bộ tài liệu hội nghị không làm được"),
            _("Bộ tài liệu hội nghị anh/chị yêu cầu không làm được. Mở phần mềm để xem và làm lại."),
            way=Way.ONCE,
            icon="alert",
            titles=_packs,
        ),
        Kind(
            "conclusion_announced",
            ROOM,
            _("Thông báo kết luận hội nghị"),
            _("Cấp trên đã thông báo kết luận một hội nghị."),
            roles=(Role.REPORTER, Role.HEAD, Role.STAFF, Role.LEADER),
            icon="conference",
            titles=_conclusions,
        ),
    )
