"""What this room tells people."""

import uuid
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import Kind, register
from lantoa.organisation.choices import Role
from lantoa.practices.models import Adoption, Call, Practice

ROOM = _("Mô hình")
TEAM = (Role.REPORTER, Role.HEAD)


def _practices(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Practice.originals.filter(pk__in=identities).values_list("pk", "title"))


def _adoptions(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Adoption.objects.filter(pk__in=identities).values_list("pk", "practice__title"))


def _calls(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Call.objects.filter(pk__in=identities).values_list("pk", "title"))


def register_all() -> None:
    register(
        Kind(
            "practice_sent_back",
            ROOM,
            _("Mô hình bị trả lại"),
            _("Một mô hình của đơn vị bị trả lại để bổ sung."),
            roles=TEAM,
            way=Way.ONCE,
            icon="returned",
            titles=_practices,
        ),
        Kind(
            "practice_recognised",
            ROOM,
            _("Mô hình được công nhận"),
            _("Một mô hình của đơn vị đã được công nhận."),
            roles=TEAM,
            icon="done",
            titles=_practices,
        ),
        Kind(
            "practice_not_recognised",
            ROOM,
            _("Mô hình không được công nhận"),
            _("Một mô hình của đơn vị không được công nhận, có ghi lý do."),
            roles=TEAM,
            icon="info",
            titles=_practices,
        ),
        Kind(
            "replication_asked",
            ROOM,
            _("Được giao nhân rộng mô hình"),
            _("Đơn vị được giao nhân rộng mô hình, cần trả lời."),
            roles=TEAM,
            icon="practice",
        ),
        Kind(
            "adoption_sent_back",
            ROOM,
            _("Kết quả áp dụng bị trả lại"),
            _("Kết quả áp dụng mô hình của đơn vị cần bổ sung."),
            roles=TEAM,
            way=Way.ONCE,
            icon="returned",
            titles=_adoptions,
        ),
        Kind(
            "adoption_verified",
            ROOM,
            _("Kết quả áp dụng được kiểm chứng"),
            _("Kết quả áp dụng mô hình của đơn vị đã được kiểm chứng."),
            roles=TEAM,
            icon="verified",
            titles=_adoptions,
        ),
        Kind(
            "call_opened",
            ROOM,
            _("Mở đợt xét mô hình"),
            _("Đợt xét mô hình mới đã mở, đơn vị có thể trình mô hình."),
            roles=TEAM,
            icon="flag",
            titles=_calls,
        ),
        Kind(
            "appraisal_reminded",
            ROOM,
            _("Nhắc chấm mô hình"),
            _("Anh/chị còn phần chấm mô hình chưa nộp."),
            icon="bell",
            titles=_calls,
        ),
    )
