"""«Thông báo kết luận» of a conference, by the layout rules in force on its day: the sentences word for word, and who does what.

The words on paper are Vietnamese whatever language the screen speaks.
"""

import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from lantoa.conferences.choices import PointKind
from lantoa.conferences.models import Conclusion, ConclusionPoint, Conference
from lantoa.conferences.printouts.sources import SAMPLE_MARK
from lantoa.core.vi_dates import format_day
from lantoa.core.vi_numbers import format_count, roman
from lantoa.organisation.queries.people import signer_for
from lantoa.organisation.queries.units import version_on
from lantoa.printing import document as doc
from lantoa.printing.profiles import profile_on

NAMED_UNITS = 6  # of one task; more are counted


def conclusion_notice(
    conference: Conference,
    conclusion: Conclusion,
    points: Sequence[ConclusionPoint],
    tasks: Sequence[Any],
    *,
    count: int,
) -> doc.Document:
    """The notice as one document object. `tasks`: rows of `queries.quarters.tasks_of`, as far as the reader may read them;
    `count`: how many there are. Where the reader sees a part of them, the annex says so; without any there is none."""
    paper = conclusion.document
    day = paper.issued_on if paper else conference.held_on
    issuer = version_on(conference.unit_id, day)
    superior = version_on(issuer.parent_id, day) if issuer.parent_id else None
    signer = signer_for(conference.unit_id, day)
    title = conference.title[:1].lower() + conference.title[1:]
    rows = _duties(points, tasks)
    return doc.Document(
        profile=profile_on(day),
        header=doc.Header(
            superior_lines=tuple(superior.organisation_lines) if superior else (),
            issuer_lines=tuple(issuer.issuer_lines),
            symbol=f"TB/{issuer.symbol}",
            number=paper.number if paper else None,
        ),
        place=issuer.seat,
        issued_on=day,
        kind_name="THÔNG BÁO",
        abstract_lines=(f"kết luận hội nghị {title}",),
        blocks=tuple(_body(conference, points, issuer.short_name, bool(rows))),
        signature=doc.Signature(
            authority=signer.authority if signer else "",
            post=signer.signing_post if signer else "",
            name=signer.person.full_name if signer else "",
        ),
        metadata=doc.Metadata(
            title=f"Thông báo kết luận {conference.title}", author=issuer.short_name, subject=conference.code
        ),
        recipients=_recipients(superior.short_name if superior else ""),
        annexes=(_annex(rows, len(tasks), count),) if rows else (),
        issuer_name=issuer.short_name,
        marks=(SAMPLE_MARK,) if conference.unit.is_sample else (),
    )


def _recipients(superior: str) -> tuple[str, ...]:
    return tuple(filter(None, (superior, "Các chi bộ, đảng bộ trực thuộc", "Lưu Văn phòng")))


def _body(
    conference: Conference, points: Sequence[ConclusionPoint], issuer: str, has_annex: bool
) -> list[doc.Block]:
    where = f" tại {conference.place}" if conference.place else ""
    attended = f", có {format_count(conference.attended)} người dự" if conference.attended else ""
    title = conference.title[:1].lower() + conference.title[1:]
    blocks: list[doc.Block] = [
        doc.paragraph(
            f"Ngày {format_day(conference.held_on)}{where}, {issuer} tổ chức hội nghị {title}{attended}. "
            "Hội nghị đã thảo luận và kết luận như sau:"
        )
    ]
    parts = [
        (kind, said_by, list(group))
        for (kind, said_by), group in groupby(points, key=lambda one: (one.kind, one.said_by))
    ]
    for place, (kind, said_by, group) in enumerate(parts, 1):
        if len(parts) > 1 or kind == PointKind.DIRECTION or said_by:
            blocks.append(doc.Heading(1, _part_name(kind, said_by), roman(place)))
        blocks += [doc.paragraph(f"{point.number}. {point.text}") for point in group]
    closing = (
        "Các chi bộ, đảng bộ trực thuộc căn cứ kết luận này tổ chức thực hiện, báo cáo kết quả đúng hạn."
    )
    if has_annex:
        closing = (
            "Các chi bộ, đảng bộ trực thuộc căn cứ kết luận này và bảng phân công kèm theo tổ chức thực hiện, "
            "báo cáo kết quả đúng hạn."
        )
    blocks.append(doc.paragraph(closing))
    return blocks


def _part_name(kind: str, said_by: str) -> str:
    if kind == PointKind.DIRECTION:
        return f"Ý kiến chỉ đạo của {said_by}" if said_by else "Ý kiến chỉ đạo"
    return f"Kết luận của {said_by}" if said_by else "Kết luận của hội nghị"


def _duties(points: Sequence[ConclusionPoint], tasks: Iterable[Any]) -> list[tuple[int, list[Any]]]:
    """What was given together, with the number of its sentence, in the order of the sentences."""
    number = {point.pk: point.number for point in points}
    together: dict[uuid.UUID, list[Any]] = {}
    for row in tasks:
        together.setdefault(row.batch, []).append(row)
    found = [(number[rows[0].origin_subject_id], rows) for rows in together.values()]
    return sorted(found, key=lambda pair: (pair[0], pair[1][0].first_due_on, pair[1][0].code))


def _annex(duties: Sequence[tuple[int, list[Any]]], seen: int, count: int) -> doc.Annex:
    columns = (
        doc.Column("Câu", 1.5, "center"),
        doc.Column("Việc phải làm", 5.5),
        doc.Column("Đơn vị", 3.5),
        doc.Column("Hạn", 2.8, "center"),  # a day of ten characters in one line
        doc.Column("Minh chứng", 3.2),
    )
    rows = tuple(
        (
            str(number),
            given[0].title,
            _who(given),
            format_day(given[0].first_due_on),
            given[0].proof_wanted or "–",
        )
        for number, given in duties
    )
    title = "Bảng phân công thực hiện kết luận"
    if seen < count:
        title += f" (trích {format_count(seen)} trong {format_count(count)} nhiệm vụ)"
    return doc.Annex(title, (doc.Table(columns, rows),))


def _who(given: Sequence[Any]) -> str:
    if len(given) > NAMED_UNITS:
        return f"{format_count(len(given))} đơn vị"
    return ", ".join(row.unit_name for row in given)
