"""The annexes printed with the report; those as a workbook are in `annexes`."""

from collections.abc import Sequence

from lantoa.commendation.choices import Subject
from lantoa.commendation.models import Certificate
from lantoa.conferences.figures.practices import field_key
from lantoa.conferences.printouts.sources import NOTHING_REPORTED, Sources
from lantoa.printing import document as doc


def report_annexes(sources: Sources) -> list[doc.Annex]:
    return [_practices_annex(sources), _booklet_annex(sources), _awards_annex(sources)]


def _practices_annex(sources: Sources) -> doc.Annex:
    years = list(sources.conference.years)
    shown = sources.figures
    used = [code for code in sources.field_names if field_key(years[0], code) in shown]

    def figure(key: str) -> doc.Cell:
        return doc.Figure(key, shown[key].text) if key in shown else "–"  # an older edition may lack it

    rows: list[tuple[doc.Cell, ...]] = [
        (sources.field_names[code], *(figure(field_key(year, code)) for year in years)) for code in used
    ]
    rows.append(("Cộng", *(figure(f"practices.recognised.{year}") for year in years)))
    columns = (doc.Column("Lĩnh vực", 60), *(doc.Column(str(year), 21, "right") for year in years))
    note = doc.paragraph("Mô hình được công nhận ở hai năm có mặt ở cả hai cột.", indent=False)
    return doc.Annex(
        title="Mô hình được công nhận theo năm và lĩnh vực",
        blocks=(doc.Table(columns=columns, rows=tuple(rows), total_rows=1), note),
    )


def _booklet_annex(sources: Sources) -> doc.Annex:
    rows: list[tuple[doc.Cell, ...]] = [
        (str(place), practice.code, practice.title, practice.unit_name)  # type: ignore[attr-defined]
        for place, practice in enumerate(sources.chosen, start=1)
    ]
    columns = (
        doc.Column("STT", 12, "center"),
        doc.Column("Mã", 28),
        doc.Column("Tên mô hình", 75),
        doc.Column("Đơn vị", 50),
    )
    return doc.Annex(
        title=f"Mô hình trong tập năm {sources.conference.last_year}",
        blocks=(doc.Table(columns=columns, rows=tuple(rows)),),
    )


def _awards_annex(sources: Sources) -> doc.Annex:
    """Two lists in the order of the register: collectives have no post to name."""
    lists = {
        subject: [c for c in sources.certificates if c.nomination.subject == subject] for subject in Subject
    }
    blocks: list[doc.Block] = []
    for place, (subject, found) in enumerate(((s, f) for s, f in lists.items() if f), start=1):
        blocks += [doc.Heading(2, str(subject.label), str(place)), _register_table(subject, found)]
    if not blocks:
        blocks.append(doc.paragraph(NOTHING_REPORTED))
    return doc.Annex(title="Tập thể, cá nhân được tặng giấy khen", blocks=tuple(blocks))


def _register_table(subject: Subject, certificates: Sequence[Certificate]) -> doc.Table:
    if subject == Subject.COLLECTIVE:
        columns: tuple[doc.Column, ...] = (doc.Column("Số", 12, "center"), doc.Column("Tập thể", 153))
    else:
        columns = (
            doc.Column("Số", 12, "center"),
            doc.Column("Cá nhân", 58),
            doc.Column("Chức vụ, đơn vị", 95),
        )
    rows: list[tuple[doc.Cell, ...]] = []
    for certificate in certificates:
        name, *detail = certificate.receiver_lines
        row: tuple[doc.Cell, ...] = (certificate.printed_register, name, " ".join(detail))
        rows.append(row[: len(columns)])
    return doc.Table(columns=columns, rows=tuple(rows))
