"""The annexes as a workbook: totals are live formulas, and equal the report."""

from lantoa.conferences.printouts.sources import SAMPLE_MARK, Sources
from lantoa.practices.queries.adoptions import Answers, answers_on_many
from lantoa.practices.queries.practices import by_codes
from lantoa.printing.workbooks import Sheet, SheetColumn, Value, workbook_bytes


def annex_workbook(sources: Sources) -> bytes:
    """Units; practices; practices by year and field; replication; inspections as reported; awards; every figure."""
    sheets = [
        _units(sources),
        _practices(sources),
        _by_year_and_field(sources),
        _replication(sources),
        *_inspections(sources),
        _awards(sources),
        _figures(sources),
    ]
    conference = sources.conference
    return workbook_bytes(
        sheets, title=f"Phụ lục: {conference.title}", author=sources.issuer.name, day=conference.held_on
    )


def _sheet(
    sources: Sources,
    title: str,
    heading: str,
    columns: tuple[SheetColumn, ...],
    rows: list[tuple[Value, ...]],
) -> Sheet:
    mark = SAMPLE_MARK if sources.conference.unit.is_sample else ""
    return Sheet(title, columns, rows, heading=(heading, sources.conference.title), mark=mark)


def _units(sources: Sources) -> Sheet:
    registered = _per_unit(sources, "practices.registered")
    recognised = _per_unit(sources, "practices.recognised")
    taking = set(sources.figures["replication.units_taking_up"].codes)
    awarded: dict[str, int] = {}
    for certificate in sources.certificates:
        code = certificate.nomination.unit.code
        awarded[code] = awarded.get(code, 0) + 1
    columns = (
        SheetColumn("Mã", width=10),
        SheetColumn("Đơn vị", width=48, total="COUNTA"),
        SheetColumn("Loại hình", width=18),
        SheetColumn("Khối", width=20),
        SheetColumn("Mô hình đăng ký", "count", 12, "SUM"),
        SheetColumn("Mô hình được công nhận", "count", 14, "SUM"),
        SheetColumn("Có áp dụng mô hình trong tập", "count", 14, "SUM"),
        SheetColumn("Giấy khen", "count", 10, "SUM"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            unit.code,
            unit.name,  # type: ignore[attr-defined]
            unit.kind_name,  # type: ignore[attr-defined]
            unit.sector or "",  # type: ignore[attr-defined]
            registered.get(unit.code, 0),
            recognised.get(unit.code, 0),
            int(unit.code in taking),
            awarded.get(unit.code, 0),
        )
        for unit in sources.units
    ]
    return _sheet(sources, "Đơn vị", "Các chi bộ, đảng bộ trực thuộc", columns, rows)


def _per_unit(sources: Sources, key: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for practice in by_codes(sources.figures[key].codes):
        found[practice.unit_code] = found.get(practice.unit_code, 0) + 1  # type: ignore[attr-defined]
    return found


def _practices(sources: Sources) -> Sheet:
    recognised = sources.figures["practices.recognised"]
    years = {part.label: set(part.codes) for part in recognised.parts}
    columns = (
        SheetColumn("Mã", width=14, total="COUNTA"),
        SheetColumn("Tên mô hình", width=52),
        SheetColumn("Đơn vị", width=36),
        SheetColumn("Lĩnh vực", width=22),
        *(SheetColumn(f"Công nhận {label}", "count", 10, "SUM") for label in years),
        SheetColumn("Trong tập", "count", 9, "SUM"),
    )
    chosen = set(sources.figures["practices.in_booklet"].codes)
    rows: list[tuple[Value, ...]] = [
        (
            practice.code,
            practice.title,
            practice.unit_name,  # type: ignore[attr-defined]
            practice.field_name,  # type: ignore[attr-defined]
            *(int(practice.code in codes) for codes in years.values()),
            int(practice.code in chosen),
        )
        for practice in by_codes(recognised.codes)
    ]
    return _sheet(sources, "Mô hình", "Mô hình hay, cách làm hiệu quả được công nhận", columns, rows)


def _by_year_and_field(sources: Sources) -> Sheet:
    years = list(sources.conference.years)
    columns = (
        SheetColumn("Lĩnh vực", width=30),
        *(SheetColumn(str(year), "count", 12, "SUM") for year in years),
    )
    rows: list[tuple[Value, ...]] = [
        (name, *(sources.by_year_and_field[year].get(code, 0) for year in years))
        for code, name in sources.field_names.items()
    ]
    return _sheet(sources, "Năm và lĩnh vực", "Mô hình được công nhận theo năm và lĩnh vực", columns, rows)


def _replication(sources: Sources) -> Sheet:
    columns = (
        SheetColumn("Mã", width=14),
        SheetColumn("Tên mô hình", width=50),
        SheetColumn("Đơn vị khởi xướng", width=34),
        SheetColumn("Đã kiểm chứng", "count", 11, "SUM"),
        SheetColumn("Đã áp dụng", "count", 11, "SUM"),
        SheetColumn("Có kế hoạch", "count", 11, "SUM"),
        SheetColumn("Đã có cách tương tự", "count", 12, "SUM"),
        SheetColumn("Không áp dụng", "count", 11, "SUM"),
        SheetColumn("Chưa trả lời", "count", 11, "SUM"),
    )
    answers = answers_on_many(sources.chosen)
    rows: list[tuple[Value, ...]] = [
        (practice.code, practice.title, practice.unit_name, *_answer_row(answers.get(practice.code)))  # type: ignore[attr-defined]
        for practice in sources.chosen
    ]
    return _sheet(sources, "Nhân rộng", "Nhân rộng mô hình trong tập", columns, rows)


def _answer_row(answers: Answers | None) -> tuple[int, ...]:
    if answers is None:
        return (0, 0, 0, 0, 0, 0)
    return (
        answers.verified,
        answers.applied,
        answers.planned,
        answers.already_have,
        answers.declined,
        answers.silent,
    )


def _inspections(sources: Sources) -> list[Sheet]:
    """What units reported quarter by quarter; no sheet where nothing was reported."""
    inspected = {part.label: part.value for part in sources.figures["inspection.organisations"].parts}
    supervised = {part.label: part.value for part in sources.figures["inspection.supervised"].parts}
    if not inspected and not supervised:
        return []
    columns = (
        SheetColumn("Kỳ báo cáo", width=20),
        SheetColumn("Tổ chức đảng được kiểm tra", "count", 18, "SUM"),
        SheetColumn("Tổ chức đảng được giám sát chuyên đề", "count", 22, "SUM"),
    )
    periods = list(dict.fromkeys([*inspected, *supervised]))
    rows: list[tuple[Value, ...]] = [
        (period, inspected.get(period, 0), supervised.get(period, 0)) for period in periods
    ]
    heading = "Kiểm tra, giám sát theo báo cáo đã duyệt của các đơn vị"
    return [_sheet(sources, "Kiểm tra, giám sát", heading, columns, rows)]


def _awards(sources: Sources) -> Sheet:
    columns = (
        SheetColumn("Số vào sổ", "count", 9),
        SheetColumn("Tập thể, cá nhân", width=48, total="COUNTA"),
        SheetColumn("Chức vụ, đơn vị", width=56),
        SheetColumn("Tập thể", "count", 9, "SUM"),
        SheetColumn("Cá nhân", "count", 9, "SUM"),
        SheetColumn("Mã tra cứu", width=26),
    )
    rows: list[tuple[Value, ...]] = [
        (
            certificate.register_number,
            certificate.receiver_lines[0],
            " ".join(certificate.receiver_lines[1:]),
            int(certificate.nomination.subject == "collective"),
            int(certificate.nomination.subject == "individual"),
            certificate.printed_code,
        )
        for certificate in sources.certificates
    ]
    return _sheet(sources, "Khen thưởng", "Tập thể, cá nhân được tặng giấy khen", columns, rows)


def _figures(sources: Sources) -> Sheet:
    columns = (
        SheetColumn("Con số", width=44),
        SheetColumn("Như in trong báo cáo", width=14),
        SheetColumn("Cách tính", width=70),
        SheetColumn("Mã", width=32),
    )
    rows: list[tuple[Value, ...]] = [
        (figure.label, figure.text, figure.how, figure.key) for figure in sources.figures.values()
    ]
    return _sheet(sources, "Các con số", "Mọi con số in trong báo cáo", columns, rows)
