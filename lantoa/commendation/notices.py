"""What this room tells people. Who is put forward or commended is named nowhere: the number is that of the round."""

import uuid
from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantoa.commendation.models import Certificate, Decision, DecisionProposal, Nomination, Round
from lantoa.notifications.choices import Way
from lantoa.notifications.kinds import Kind, Titles, register
from lantoa.organisation.choices import Role

ROOM = _("Khen thưởng")
TEAM = (Role.REPORTER, Role.HEAD)
EXAMINERS = (Role.STAFF,)
SIGNERS = (Role.LEADER,)


def _rounds(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Round.objects.filter(pk__in=identities).values_list("pk", "title"))


def _nominations(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Nomination.objects.filter(pk__in=identities).values_list("pk", "round__title"))


def _proposals(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(DecisionProposal.objects.filter(pk__in=identities).values_list("pk", "round__title"))


def _decisions(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Decision.objects.filter(pk__in=identities).values_list("pk", "round__title"))


def _certificates(identities: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    return dict(Certificate.objects.filter(pk__in=identities).values_list("pk", "decision__round__title"))


def _kind(
    code: str,
    name: str | Promise,
    sentence: str | Promise,
    icon: str,
    titles: Titles,
    roles: tuple[Role, ...] = (),
    way: Way = Way.DIGEST,
) -> Kind:
    return Kind(code, ROOM, name, sentence, roles=roles, way=way, icon=icon, titles=titles)


def register_all() -> None:
    register(
        _kind(
            "round_opened",
            _("Mở đợt khen"),
            _("Đợt khen mới đã mở, đơn vị có thể gửi đề nghị."),
            "flag",
            _rounds,
            TEAM,
        ),
        _kind(
            "nomination_sent",
            _("Đề nghị khen mới gửi lên"),
            _("Có đề nghị khen mới gửi lên, chờ xét."),
            "commendation",
            _nominations,
            EXAMINERS,
        ),
        _kind(
            "nomination_returned",
            _("Đề nghị khen bị trả lại"),
            _("Một đề nghị khen của đơn vị bị trả lại để bổ sung."),
            "returned",
            _nominations,
            TEAM,
            Way.ONCE,
        ),
        _kind(
            "nomination_examined",
            _("Đề nghị khen đã được xét"),
            _("Một đề nghị khen của đơn vị đã được xét."),
            "done",
            _nominations,
            TEAM,
        ),
        _kind(
            "nomination_awarded",
            _("Đơn vị có trường hợp được khen"),
            _("Một đề nghị khen của đơn vị đã có quyết định khen."),
            "commendation",
            _nominations,
            TEAM,
        ),
        _kind(
            "decision_to_sign",
            _("Quyết định khen chờ ký"),
            _("Có quyết định khen thưởng chờ anh/chị ký."),
            "edit",
            _proposals,
            SIGNERS,
        ),
        _kind(
            "decision_returned",
            _("Dự thảo quyết định khen bị trả lại"),
            _("Dự thảo quyết định khen anh/chị trình bị trả lại, có ghi lý do."),
            "returned",
            _proposals,
            way=Way.ONCE,
        ),
        _kind(
            "decision_signed",
            _("Quyết định khen đã ký"),
            _("Quyết định khen thưởng đã ký, giấy khen đã vào sổ."),
            "done",
            _decisions,
            EXAMINERS,
        ),
        _kind(
            "revocation_to_sign",
            _("Đề nghị thu hồi giấy khen chờ ký"),
            _("Có đề nghị thu hồi giấy khen chờ anh/chị quyết định."),
            "edit",
            _certificates,
            SIGNERS,
        ),
        _kind(
            "revocation_returned",
            _("Đề nghị thu hồi giấy khen không được chấp nhận"),
            _("Đề nghị thu hồi giấy khen của anh/chị không được chấp nhận, có ghi lý do."),
            "returned",
            _certificates,
            way=Way.ONCE,
        ),
        _kind(
            "certificate_revoked",
            _("Giấy khen bị thu hồi"),
            _("Một giấy khen của đơn vị đã bị thu hồi."),
            "alert",
            _certificates,
            (Role.HEAD,),
        ),
    )
