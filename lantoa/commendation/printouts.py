"""Certificates as they are printed, and lists as they are saved."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lantoa.commendation.choices import RoundState
from lantoa.commendation.models import Certificate, Nomination, Round
from lantoa.commendation.queries.certificates import signs_for_standing_committee
from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.organisation.models import UnitVersion
from lantoa.organisation.queries.units import version_on
from lantoa.printing.certificates import CertificateSheet
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes

CHECK_ROUTE = "portal:certificate"  # the public page is above this app, so it is known by its name only


def address_of(certificate: Certificate) -> str:
    """What the QR code holds: the full address of the certificate's check page."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(CHECK_ROUTE, args=[certificate.code])}"


def certificate_sheets(
    certificates: Iterable[Certificate], address_of: Callable[[Certificate], str] = address_of
) -> list[CertificateSheet]:
    """One sheet for each certificate, in order, with the giver's name as it was on the day of the decision.

    Needs nomination__unit, decision__document__type, decision__round__unit and __award_kind loaded; two statements for each
    giver and day besides.
    """
    versions: dict[tuple[uuid.UUID, date], UnitVersion] = {}
    sheets = []
    for one in certificates:
        key = (one.decision.round.unit_id, one.decision.document.issued_on)
        if key not in versions:
            versions[key] = version_on(*key)
        sheets.append(_sheet(one, versions[key], address_of(one)))
    return sheets


def _sheet(certificate: Certificate, giver: UnitVersion, address: str) -> CertificateSheet:
    document, round_ = certificate.decision.document, certificate.decision.round
    receiver, *detail = certificate.receiver_lines
    return CertificateSheet(
        giver_lines=_giver_lines(certificate, giver),
        receiver=receiver,
        receiver_detail=", ".join(detail),
        citation=certificate.citation,
        place=document.seat,
        decided_on=document.issued_on,
        decision=document.reference,
        register_number=certificate.printed_register,
        code=certificate.printed_code,
        address=address,
        title=round_.award_kind.name.upper(),
        authority=document.authority,
        post=document.signing_post,
        name=document.signer_name,
        mark=_("Dữ liệu minh họa") if round_.unit.is_sample else "",
    )


def _giver_lines(certificate: Certificate, giver: UnitVersion) -> tuple[str, ...]:
    """BAN THƯỜNG VỤ stands in one line with the committee's first, as papers carry it."""
    lines = list(giver.issuer_lines) or [giver.short_name.upper()]
    if signs_for_standing_committee(certificate.decision):
        lines[0] = f"BAN THƯỜNG VỤ {lines[0]}"
    return tuple(lines)


def rounds_workbook(rounds: Iterable[Round]) -> bytes:
    """The list of rounds as XLSX."""
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Đợt khen"), width=60),
        SheetColumn(_("Cơ quan tặng"), width=34),
        SheetColumn(_("Nhận đề nghị từ"), "date", 14),
        SheetColumn(_("Đến"), "date", 14),
        SheetColumn(_("Tình trạng"), width=20),
        SheetColumn(_("Tập thể đã khen"), "count", 12, "SUM"),
        SheetColumn(_("Cá nhân đã khen"), "count", 12, "SUM"),
    )
    rows = [
        (
            one.code,
            one.title,
            one.unit_name,  # type: ignore[attr-defined]  # annotated
            one.opens_on,
            one.closes_on,
            _stage_label(one),
            one.collectives,  # type: ignore[attr-defined]  # annotated
            one.individuals,  # type: ignore[attr-defined]  # annotated
        )
        for one in rounds
    ]
    return _workbook(_("Các đợt khen thưởng"), columns, rows)


def _stage_label(round_: Round) -> str:
    return str(RoundState(round_.stage).label)  # type: ignore[attr-defined]  # annotated


def nominations_workbook(round_: Round, nominations: Iterable[Nomination]) -> bytes:
    """The list of nominations, as filtered on the screen, as XLSX."""
    columns = (
        SheetColumn(_("STT"), "count", 6),
        SheetColumn(_("Tập thể, cá nhân"), width=44),
        SheetColumn(_("Loại"), width=12),
        SheetColumn(_("Chức vụ"), width=24),
        SheetColumn(_("Đơn vị"), width=34),
        SheetColumn(_("Đảng viên, quần chúng"), width=16),
        SheetColumn(_("Lãnh đạo, cán bộ"), width=22),
        SheetColumn(_("Tóm tắt thành tích"), width=60),
        SheetColumn(_("Tình trạng"), width=18),
        SheetColumn(_("Lý do"), width=30),
    )
    rows = [
        (
            place,
            f"{one.honorific} {one.full_name}".strip(),
            one.get_subject_display(),
            one.post,
            one.unit_name,  # type: ignore[attr-defined]  # annotated
            one.get_membership_display() if one.membership else "",
            one.get_rank_display() if one.rank else "",
            one.achievements,
            one.get_state_display(),
            one.reason,
        )
        for place, one in enumerate(nominations, start=1)
    ]
    return _workbook(_("Danh sách đề nghị khen thưởng"), columns, rows, round_)


def register_workbook(round_: Round, certificates: Iterable[Certificate]) -> bytes:
    """A decision's register (sổ khen) as XLSX."""
    columns = (
        SheetColumn(_("Số vào sổ"), "count", 10),
        SheetColumn(_("Được khen"), width=48),
        SheetColumn(_("Chức vụ, đơn vị"), width=52),
        SheetColumn(_("Quyết định"), width=16),
        SheetColumn(_("Ngày"), "date", 14),
        SheetColumn(_("Mã tra cứu"), width=26),
        SheetColumn(_("Thu hồi ngày"), "date", 14),
    )
    rows = [
        (
            one.register_number,
            one.receiver_lines[0],
            ", ".join(one.receiver_lines[1:]),
            one.decision.document.reference,
            one.decision.document.issued_on,
            one.printed_code,
            one.revoked_on,
        )
        for one in certificates
    ]
    return _workbook(_("Sổ khen"), columns, rows, round_)


def _workbook(
    title: str,
    columns: tuple[SheetColumn, ...],
    rows: Sequence[tuple[Value, ...]],
    round_: Round | None = None,
) -> bytes:
    heading = (title, round_.title) if round_ else (title,)
    taken = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    mark = _("Dữ liệu minh họa") if round_ is not None and round_.unit.is_sample else ""
    sheet = Sheet(title=title, columns=columns, rows=rows, heading=(*heading, taken), mark=mark)
    return workbook_bytes([sheet], title=title, author="Lan Tỏa", day=clock.today())
