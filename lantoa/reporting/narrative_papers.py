"""The draft of the consolidated report as a paper: Word and PDF are drawn from one object."""

from django.utils.translation import gettext as _

from lantoa.core import clock
from lantoa.core.vi_dates import format_moment
from lantoa.core.vi_numbers import format_count
from lantoa.organisation.models import UnitVersion
from lantoa.printing import document as doc
from lantoa.printing.profiles import profile_on
from lantoa.reporting.models import Collection
from lantoa.reporting.queries.narratives.drafts import Draft, DraftQuestion, DraftSource
from lantoa.reporting.queries.narratives.points import PointRow
from lantoa.reporting.queries.narratives.readings import Reading, marks_of

SAMPLE_MARK = "Dữ liệu minh họa"
NOTHING_YET = "(Chưa có nội dung)"


def consolidated_report(draft: Draft, *, with_sources: bool = True) -> doc.Document:
    """The points in the order of the sheet. A quote stands between quotation marks, letter by letter; with sources, each point
    ends in the numbers of the units it comes from, and an annex says which unit each number is.
    """
    collection, issuer = draft.collection, draft.issuer
    today = clock.today()
    return doc.Document(
        profile=profile_on(today),
        header=doc.Header(
            superior_lines=tuple(draft.superior.organisation_lines) if draft.superior else (),
            issuer_lines=tuple(issuer.issuer_lines),
            symbol=f"BC/{issuer.symbol}",
        ),
        place=issuer.seat,
        issued_on=today,
        kind_name="BÁO CÁO",
        abstract_lines=(collection.title,),
        blocks=tuple(_body(draft, with_sources)),
        signature=doc.Signature(authority="", post="", name=""),
        metadata=doc.Metadata(title=collection.title, author=issuer.short_name, subject="Dự thảo"),
        annexes=(_annex(draft),) if with_sources and draft.sources else (),
        issuer_name=issuer.short_name,
        marks=(SAMPLE_MARK,) if collection.owner.is_sample else (),
        draft_label="Dự thảo, lúc " + format_moment(clock.now()),
    )


def _body(draft: Draft, with_sources: bool) -> list[doc.Block]:
    blocks: list[doc.Block] = []
    for section, questions in draft.sections:
        blocks.append(doc.Heading(1, section.title, section.label))
        for one in questions:
            blocks.append(doc.Heading(2, one.narrative.question, str(one.number)))
            blocks += _points(one, with_sources)
    return blocks


def _points(question: DraftQuestion, with_sources: bool) -> list[doc.Block]:
    found: list[doc.Block] = []
    for point in question.points:
        found += paragraphs(point, point.mark if with_sources else "")
    return found or [doc.paragraph(doc.Text(NOTHING_YET, italic=True))]


def paragraphs(point: PointRow, mark: str) -> list[doc.Block]:
    """The lines of a point. What is left out between two quoted passages is told by «(…)», outside the quotation marks."""
    lines: list[list[str | doc.Run]] = []
    for place, passage in enumerate(point.passages):
        parts = passage.split("\n")
        if point.is_quoted:
            between: list[str | doc.Run] = [" (…) "] if place else []
            opened = [*between, "“", doc.Text(parts[0], italic=True)]
            if place:
                lines[-1] += opened
            else:
                lines.append(list(opened))
            lines += [[doc.Text(part, italic=True)] for part in parts[1:]]
            lines[-1].append("”")
        else:
            lines += [[part] for part in parts]
    if mark:
        lines[-1].append(f" {mark}")
    return [doc.paragraph(*line) for line in lines if line != [""]]


def _standing(one: DraftSource) -> str:
    """What whoever reads the paper must know of a source that is not settled."""
    if one.is_amended:
        return " (đã có bản bổ sung)"
    if one.is_changed:
        return " (đã gửi lại, lời văn đã đổi)"
    if one.is_with_unit:
        return " (đang ở đơn vị)"
    return " (chờ duyệt)" if one.is_waiting else ""


def reading_list(
    collection: Collection, issuer: UnitVersion, found: Reading, *, narrowed: str
) -> doc.Document:
    """The texts of one question as they are read: each under the name of its unit, with what became of it. `narrowed` says which
    of them, where a filter stands.
    """
    narrative = found.narrative
    head = _("%(shown)s trong %(all)s lời văn") % {
        "shown": format_count(len(found.rows)),
        "all": format_count(found.counts[""]),
    }
    blocks: list[doc.Block] = [
        doc.Heading(1, narrative.question, narrative.section.label),
        doc.paragraph(doc.Text(f"{head}. {narrowed}".strip(), italic=True)),
    ]
    for place, row in enumerate(found.rows, start=1):
        blocks.append(doc.Heading(2, row.unit_name, str(place)))
        blocks.append(doc.paragraph(doc.Text("; ".join(marks_of(row)), italic=True)))
        blocks += [doc.paragraph(line) for line in row.text.text.split("\n") if line.strip()]
    # A paper ends in «./.», which is no word of a unit.
    blocks.append(doc.paragraph(doc.Text("Hết danh sách đọc", italic=True)))
    return doc.Document(
        profile=profile_on(clock.today()),
        header=doc.Header(
            superior_lines=(), issuer_lines=tuple(issuer.issuer_lines), symbol=f"BC/{issuer.symbol}"
        ),
        place=issuer.seat,
        issued_on=clock.today(),
        kind_name="LỜI VĂN CỦA CÁC ĐƠN VỊ",
        abstract_lines=(collection.title,),
        blocks=tuple(blocks),
        signature=doc.Signature(authority="", post="", name=""),
        metadata=doc.Metadata(title=narrative.question, author=issuer.short_name, subject=collection.title),
        issuer_name=issuer.short_name,
        marks=(SAMPLE_MARK,) if collection.owner.is_sample else (),
        draft_label="Danh sách đọc, lúc " + format_moment(clock.now()),
    )


def _annex(draft: Draft) -> doc.Annex:
    columns = (
        doc.Column("TT", 10, "center"),
        doc.Column("Đơn vị", 76),
        doc.Column("Mã số", 26),
        doc.Column("Bản báo cáo", 22, "center"),
        doc.Column("Số ý", 14, "center"),
        doc.Column("Trích nguyên văn", 18, "center"),
    )
    rows = tuple(
        (
            str(one.number),
            one.name,
            one.unit_code,
            f"{one.version_number}{_standing(one)}",
            str(one.points),
            str(one.quoted),
        )
        for one in draft.sources
    )
    blocks: tuple[doc.Block, ...] = (
        doc.paragraph(
            "Số trong ngoặc vuông ở cuối mỗi ý là số thứ tự của đơn vị trong bảng này. "
            "Ý không có số là do người tổng hợp viết."
        ),
        doc.Table(columns, rows),
    )
    return doc.Annex(_("NGUỒN CỦA CÁC Ý TRONG BÁO CÁO"), blocks)
