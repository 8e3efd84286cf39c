"""The notice of a conclusion by the layout rule of its day, and the workbooks of the lists."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.text import looks_empty
from lantoa.core.vi_dates import format_day, format_moment
from lantoa.organisation.queries.units import version_on
from lantoa.oversight.choices import FindingKind, InspectionKind, InspectionState, RemedyState
from lantoa.oversight.models import Inspection
from lantoa.oversight.queries.inspections import subject_name_on
from lantoa.printing import document as doc
from lantoa.printing.profiles import profile_on
from lantoa.printing.workbooks import Sheet, SheetColumn, workbook_bytes

SAMPLE_MARK = "Dữ liệu minh họa"


def notice_document(inspection: Inspection, findings: Sequence[Any]) -> doc.Document:
    """«Thông báo kết luận kiểm tra» or «kết quả giám sát», as one object for Word and PDF.

    Papers speak Vietnamese only, and call the unit as it was called on their day.
    """
    paper = inspection.notice
    if paper is None:
        raise ValueError(f"{inspection.code} has no notice")
    subject_name = subject_name_on(inspection, paper.issued_on)
    issuer = version_on(inspection.unit_id, paper.issued_on)
    above = version_on(issuer.parent_id, paper.issued_on) if issuer.parent_id else None
    what = _outcome(inspection)
    return doc.Document(
        profile=profile_on(paper.issued_on),
        header=doc.Header(
            superior_lines=tuple(above.organisation_lines) if above else (),
            issuer_lines=tuple(issuer.issuer_lines) or (issuer.short_name.upper(),),
            symbol=f"TB/{paper.symbol}",
            number=paper.number,
        ),
        place=paper.seat,
        issued_on=paper.issued_on,
        kind_name="THÔNG BÁO",
        abstract_lines=(*_about(inspection, what), f"đối với {subject_name}"),
        blocks=tuple(_body(inspection, findings, subject_name)),
        signature=doc.Signature(paper.authority, paper.signing_post, paper.signer_name),
        metadata=doc.Metadata(title=f"{what.capitalize()} {inspection.code}", author=issuer.short_name),
        recipients=(subject_name, "Các thành viên đoàn", "Lưu hồ sơ"),
        issuer_name=issuer.short_name,
        marks=(SAMPLE_MARK,) if inspection.unit.is_sample else (),
    )


def notice_abstract(inspection: Inspection) -> str:
    """What the register of papers says the notice is about."""
    return ": ".join(_about(inspection, _outcome(inspection)))


def _outcome(inspection: Inspection) -> str:
    return "kết luận kiểm tra" if inspection.kind == InspectionKind.INSPECTION else "kết quả giám sát"


def _about(inspection: Inspection, what: str) -> tuple[str, ...]:
    """«kết luận kiểm tra việc …» in one where the title says already what it is."""
    outcome, verb = " ".join(what.split()[:2]), " ".join(what.split()[2:])  # «kết luận», «kiểm tra»
    title = inspection.title
    if title.casefold().startswith((f"{verb} ", f"{verb}:")):
        return (f"{outcome} {title[0].lower()}{title[1:]}",)
    return (what, title)


def _body(inspection: Inspection, findings: Sequence[Any], subject_name: str) -> Iterable[doc.Block]:
    verb = "kiểm tra" if inspection.kind == InspectionKind.INSPECTION else "giám sát"
    decision, begun, ended = inspection.decision, inspection.begins_on, inspection.ends_on
    if decision is None or begun is None or ended is None:
        raise ValueError(f"{inspection.code} was not decided")
    yield doc.paragraph(
        f"Thực hiện Quyết định số {decision.reference}, ngày {format_day(decision.issued_on)}, "
        f"từ ngày {format_day(begun)} đến ngày {format_day(ended)}, đoàn {verb} đã làm việc với "
        f"{subject_name}; thời kỳ được xem từ ngày {format_day(inspection.period_from)} đến ngày "
        f"{format_day(inspection.period_until)}. {_heard(inspection)}, kết luận như sau:"
    )
    yield doc.Heading(1, "Kết luận chung", "I")
    for part in inspection.conclusion.splitlines():
        if part.strip():
            yield doc.paragraph(part.strip())
    numerals = iter(("II", "III", "IV", "V"))
    for kind, title in (
        (FindingKind.STRENGTH, "Ưu điểm"),
        (FindingKind.SHORTCOMING, "Hạn chế, khuyết điểm"),
        (FindingKind.BREACH, "Vi phạm"),
    ):
        rows = [one for one in findings if one.kind == kind]
        if rows:
            yield doc.Heading(1, title, next(numerals))
            yield doc.List(tuple(doc.item(_sentence(one)) for one in rows), numbered=True)
    asking = [one for one in findings if one.asks]
    if asking:
        yield doc.Heading(1, "Yêu cầu khắc phục", next(numerals))
        columns = (
            doc.Column("TT", 6, "center"),
            doc.Column("Yêu cầu", 44),
            doc.Column("Chức danh thực hiện", 18),
            doc.Column("Minh chứng", 18),
            doc.Column("Hạn", 14, "center"),
        )
        yield doc.Table(
            columns,
            tuple(
                (
                    str(place),
                    one.request.strip(),
                    one.post or "Chung cả đơn vị",
                    one.proof_wanted,
                    format_day(one.due_on),
                )
                for place, one in enumerate(asking, 1)
            ),
        )
        yield doc.paragraph(
            "Đơn vị khắc phục đúng hạn, báo kết quả kèm minh chứng; kết quả được kiểm tra lại trước khi kết thúc."
        )


def _heard(inspection: Inspection) -> str:
    """A paper never says that a unit was heard which has said nothing, nor that it said nothing where it was heard before."""
    if inspection.responded_at is not None:
        return "Sau khi nghe đơn vị có ý kiến"
    asked = inspection.presented_at
    day = f" ngày {format_day(asked.astimezone(clock.VIETNAM).date())}" if asked else ""
    if any(not looks_empty(one.response) for one in inspection.findings.all()):
        return f"Nhận xét đã gửi lại đơn vị{day}, đơn vị đã có ý kiến ở lần trình trước, không có ý kiến thêm"
    return f"Nhận xét đã gửi đơn vị{day}, đơn vị không có ý kiến"


def _sentence(finding: Any) -> str:
    cause = f" Nguyên nhân: {finding.cause.strip()}" if finding.cause.strip() else ""
    return f"{finding.text.strip()}{cause}"


def _workbook(
    title: str, columns: tuple[SheetColumn, ...], table: list[tuple[Any, ...]], said: list[str]
) -> bytes:
    taken_at = _("Số liệu lúc %(moment)s") % {"moment": format_moment(clock.now())}
    narrowed = (
        _("Lọc theo: %(filters)s") % {"filters": "; ".join(said)} if said else _("Tất cả những gì được xem")
    )
    sheet = Sheet(title, columns, table, heading=(title, narrowed, taken_at))
    return workbook_bytes([sheet], title=title, author=_("Lan Tỏa"), day=clock.today())


def inspections_workbook(rows: Iterable[Any], said: list[str]) -> bytes:
    columns = (
        SheetColumn(_("Mã"), width=14),
        SheetColumn(_("Hình thức"), width=12),
        SheetColumn(_("Tên cuộc"), width=48),
        SheetColumn(_("Đơn vị được kiểm tra"), width=34),
        SheetColumn(_("Nơi kiểm tra"), width=30),
        SheetColumn(_("Nội dung"), width=34),
        SheetColumn(_("Bắt đầu"), "date", 12),
        SheetColumn(_("Kết thúc"), "date", 12),
        SheetColumn(_("Đảng viên xem cùng"), "count", 12),
        SheetColumn(_("Tình trạng"), width=20),
    )
    table = [
        (
            row.code,
            str(InspectionKind(row.kind).label),
            row.title,
            row.subject_name,
            row.unit_name,
            row.theme_name,
            row.begins_on,
            row.ends_on,
            row.members,
            str(InspectionState(row.state).label),
        )
        for row in rows
    ]
    return _workbook(_("Kiểm tra, giám sát"), columns, table, said)


def findings_workbook(rows: Iterable[Any], said: list[str]) -> bytes:
    columns = (
        SheetColumn(_("Cuộc"), width=14),
        SheetColumn(_("Số"), "count", 6),
        SheetColumn(_("Đơn vị"), width=34),
        SheetColumn(_("Loại"), width=20),
        SheetColumn(_("Nội dung"), width=34),
        SheetColumn(_("Nhận xét"), width=60),
        SheetColumn(_("Nguyên nhân"), width=40),
        SheetColumn(_("Yêu cầu khắc phục"), width=48),
        SheetColumn(_("Ý kiến của đơn vị"), width=40),
        SheetColumn(_("Lặp lại"), width=10),
        SheetColumn(_("Nhiệm vụ"), width=16),
    )
    table = [
        (
            row.inspection.code,
            row.number,
            row.subject_name,
            str(FindingKind(row.kind).label),
            row.theme.name,
            row.text,
            row.cause,
            row.request,
            row.response,
            _("Lặp lại") if row.repeats else "",
            row.task_code or "",
        )
        for row in rows
    ]
    return _workbook(_("Nhận xét đã kết luận"), columns, table, said)


def remedies_workbook(rows: Iterable[Any], said: list[str]) -> bytes:
    columns = (
        SheetColumn(_("Nhiệm vụ"), width=16),
        SheetColumn(_("Yêu cầu khắc phục"), width=56),
        SheetColumn(_("Đơn vị được kiểm tra"), width=34),
        SheetColumn(_("Đơn vị khắc phục"), width=34),
        SheetColumn(_("Nội dung"), width=34),
        SheetColumn(_("Cuộc"), width=14),
        SheetColumn(_("Hạn"), "date", 12),
        SheetColumn(_("Tình trạng"), width=20),
        SheetColumn(_("Minh chứng cần có"), width=34),
        SheetColumn(_("Kết quả đã báo"), width=48),
    )
    table = [
        (
            row.task.code,
            row.task.title,
            row.subject_name,
            row.owner_name,
            row.finding.theme.name,
            row.finding.inspection.code,
            row.task.due_on,
            str(RemedyState(row.state).label),
            row.task.proof_wanted,
            row.task.result,
        )
        for row in rows
    ]
    return _workbook(_("Khắc phục sau kiểm tra"), columns, table, said)
