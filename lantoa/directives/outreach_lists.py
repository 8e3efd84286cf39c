"""A list of outreach activities as offices keep it: the head, the columns, each line with what is wrong at which cell; without a
database.

A table is lines of cells parted by tabs, as a spreadsheet copies them. The line's number is the row's, so that «C7» is found
where the person looks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lantoa.attachments.reading import Cell, Table
from lantoa.core.errors import Refused
from lantoa.core.text import folding_key, looks_empty
from lantoa.core.vi_dates import DateError, format_day, parse_day
from lantoa.core.vi_numbers import NumberError, format_count, parse_count
from lantoa.directives.choices import (
    COUNTED_IN_PIECES,
    Audience,
    Channel,
    OutreachKind,
    OutreachState,
    ReachMeasure,
)
from lantoa.directives.outreach_texts import MOST_PIECES, MOST_REACH, check_link

MOST_LINES: Final = 5000
MOST_COLUMNS: Final = 40
HEAD_WITHIN: Final = 20  # lines
LONGEST_TITLE: Final = 300


@dataclass(frozen=True)
class Column:
    """`heads`: folded heads under which offices keep it."""

    label: str | Promise
    heads: frozenset[str]
    required: bool = False


def _column(label: str | Promise, *heads: str, required: bool = False) -> Column:
    return Column(label, frozenset(folding_key(head) for head in heads), required)


COLUMNS: Final[Mapping[str, Column]] = {
    "day": _column(
        gettext_lazy("Ngày"),
        "Ngày",
        "Ngày đăng",
        "Ngày phát",
        "Ngày tổ chức",
        "Ngày đăng, phát",
        "Thời gian",
        "Thời gian đăng",
        "Ngày tháng",
        required=True,
    ),
    "title": _column(
        gettext_lazy("Tên hoạt động"),
        "Tên hoạt động",
        "Tên",
        "Tên tin, bài",
        "Tên bài",
        "Tiêu đề",
        "Tên tác phẩm",
        "Tên tin, bài, hoạt động",
        "Hoạt động",
        "Tin, bài",
        required=True,
    ),
    "kind": _column(gettext_lazy("Hình thức"), "Hình thức", "Thể loại", "Loại", "Loại hình", required=True),
    "channel": _column(gettext_lazy("Kênh"), "Kênh", "Nơi đăng", "Phương tiện", "Kênh tuyên truyền"),
    "audience": _column(gettext_lazy("Đối tượng"), "Đối tượng", "Phạm vi"),
    "pieces": _column(gettext_lazy("Số tin, bài"), "Số tin, bài", "Số bài", "Số kỳ", "Số lượng tin, bài"),
    "reach": _column(
        gettext_lazy("Kết quả"), "Kết quả", "Kết quả lan tỏa", "Số người dự", "Số lượt", "Số lượng"
    ),
    "measure": _column(gettext_lazy("Đếm bằng"), "Đếm bằng", "Cách đếm", "Đơn vị tính", "ĐVT"),
    "unit": _column(
        gettext_lazy("Đơn vị"),
        "Đơn vị",
        "Mã đơn vị",
        "Tên đơn vị",
        "Đơn vị thực hiện",
        "Đơn vị tổ chức",
    ),
    "link": _column(gettext_lazy("Địa chỉ"), "Địa chỉ", "Đường dẫn", "Link", "Địa chỉ trên mạng"),
}
# Words of offices beside the house's own labels.
KINDS: Final = {
    "tin": OutreachKind.ARTICLE,
    "bai": OutreachKind.ARTICLE,
    "tin bai": OutreachKind.ARTICLE,
    "bai viet": OutreachKind.ARTICLE,
    "phat thanh": OutreachKind.BROADCAST,
    "truyen hinh": OutreachKind.BROADCAST,
    "phong su": OutreachKind.BROADCAST,
    "hoi thi": OutreachKind.CONTEST,
    "cuoc thi": OutreachKind.CONTEST,
    "hoi dien": OutreachKind.CONTEST,
    "toa dam": OutreachKind.EXCHANGE,
    "giao luu": OutreachKind.EXCHANGE,
    "ke chuyen": OutreachKind.STORY,
    "trien lam": OutreachKind.EXHIBITION,
    "trung bay": OutreachKind.EXHIBITION,
    "tap sach": OutreachKind.PUBLICATION,
    "sach": OutreachKind.PUBLICATION,
    "tai lieu": OutreachKind.PUBLICATION,
    "to gap": OutreachKind.PUBLICATION,
    "pa no": OutreachKind.VISUAL,
    "ap phich": OutreachKind.VISUAL,
    "bang ron": OutreachKind.VISUAL,
    "khac": OutreachKind.OTHER,
}
CHANNELS: Final = {
    "dai": Channel.RADIO_TV,
    "phat thanh": Channel.RADIO_TV,
    "truyen hinh": Channel.RADIO_TV,
    "trang tin": Channel.WEBSITE,
    "trang thong tin": Channel.WEBSITE,
    "cong thong tin": Channel.WEBSITE,
    "website": Channel.WEBSITE,
    "facebook": Channel.SOCIAL,
    "fanpage": Channel.SOCIAL,
    "zalo": Channel.SOCIAL,
    "mang xa hoi": Channel.SOCIAL,
    "loa": Channel.LOUDSPEAKER,
    "loa truyen thanh": Channel.LOUDSPEAKER,
    "ban tin": Channel.BULLETIN,
}
AUDIENCES: Final = {
    "trong": Audience.INSIDE,
    "noi bo": Audience.INSIDE,
    "ngoai": Audience.OUTSIDE,
    "nhan dan": Audience.OUTSIDE,
    "ca hai": Audience.BOTH,
    "trong va ngoai": Audience.BOTH,
}
MEASURES: Final = {
    "nguoi": ReachMeasure.PRESENT,
    "luot nguoi": ReachMeasure.VISITS,
    "cuon": ReachMeasure.COPIES,
    "ban": ReachMeasure.COPIES,
    "luot xem": ReachMeasure.VIEWS,
    "luot phat": ReachMeasure.BROADCASTS,
    "bai du thi": ReachMeasure.ENTRIES,
}
# Where a list has no column of channels: the usual one of the kind, shown before anything is entered.
USUAL_CHANNEL: Final = {
    OutreachKind.ARTICLE: Channel.WEBSITE,
    OutreachKind.BROADCAST: Channel.RADIO_TV,
    OutreachKind.PUBLICATION: Channel.PRINT,
}


@dataclass(frozen=True)
class Line:
    """One line: what it says, so far as it can be read, and its faults, each with the address of its cell."""

    number: int
    title: str
    kind: OutreachKind | None = None
    day: date | None = None
    state: OutreachState = OutreachState.HELD
    channel: Channel = Channel.ON_SITE
    audience: Audience = Audience.BOTH
    pieces: int = 1
    reach: int | None = None
    measure: str = ""
    link: str = ""
    unit: str = ""  # code
    faults: tuple[str, ...] = field(default=())

    @property
    def measure_label(self) -> str:
        return str(ReachMeasure(self.measure).label) if self.measure else ""


@dataclass(frozen=True)
class Found:
    """`columns`: (letter, label) of those that were found; `unread`: (letter, head) of the others, which are left out; `faults`
    of the table as a whole."""

    columns: Sequence[tuple[str, str]] = ()
    unread: Sequence[tuple[str, str]] = ()
    lines: Sequence[Line] = ()
    faults: Sequence[str] = ()


def table_text(table: Table) -> str:
    """A sheet as lines of cells parted by tabs; a row that is left out of the file is an empty line, so that numbers stay."""
    rows = {row.number: "\t".join(_written(cell) for cell in row.cells) for row in table.rows}
    return "\n".join(rows.get(number, "") for number in range(1, max(rows, default=0) + 1))


def best_sheet(tables: Sequence[Table], name: str = "") -> Table:
    """The sheet of that name or, where none is said, of those that are not hidden and say something the first in which most
    columns are found. Raises Refused, naming the sheets there are."""
    written = [one for one in tables if one.rows and not one.hidden]
    if not written:
        raise Refused(_("Tệp không có dòng nào. Chọn tệp có danh sách rồi gửi lại."))
    if name:
        named = [one for one in written if folding_key(one.name) == folding_key(name)]
        if not named:
            names = ", ".join(f"«{one.name}»" for one in written)
            raise Refused(
                _("Tệp không có trang «%(name)s». Các trang: %(names)s.") % {"name": name, "names": names}
            )
        return named[0]
    return max(written, key=_columns_found)


def _columns_found(table: Table) -> int:
    return max(len(_places([_written(cell) for cell in row.cells])) for row in table.rows[:HEAD_WITHIN])


def read_list(table: str, today: date, units: Mapping[str, str] | None = None) -> Found:
    """What a table says, line by line. `units`: folded code or name → code of the units for which the list may speak, "" → that
    of lines that name none; another in a column of units is a fault. Never raises: what is wrong stands in the faults."""
    rows = [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(table.splitlines(), start=1)
    ]
    written = [(number, cells) for number, cells in rows if any(cells)]
    if not written:
        return Found(faults=[_("Bảng chưa có dòng nào.")])
    head = max(written[:HEAD_WITHIN], key=lambda row: (len(_places(row[1])), -row[0]))
    places = _places(head[1])
    lacking = [str(one.label) for name, one in COLUMNS.items() if one.required and name not in places]
    columns = [(_letter(place), str(COLUMNS[name].label)) for name, place in places.items()]
    unread = [
        (_letter(place), cell) for place, cell in enumerate(head[1]) if cell and place not in places.values()
    ]
    if lacking:
        sentence = _("Không thấy cột %(names)s. Dán cả dòng tiêu đề, ghi đúng tên cột.")
        return Found(columns, unread, faults=[sentence % {"names": ", ".join(lacking)}])
    below = [(number, cells) for number, cells in written if number > head[0]]
    if not 1 <= len(below) <= MOST_LINES:
        most = format_count(MOST_LINES)
        return Found(columns, unread, faults=[_("Mỗi lần từ 1 đến %(most)s dòng.") % {"most": most}])
    read = [_line(one, places, today, units or {}) for one in below]
    return Found(columns, unread, _twice_marked(read))


def _written(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return format_day(cell.date())
    if isinstance(cell, date):
        return format_day(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Column → the first place whose head is one of its own."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        folded = folding_key(cell)
        name = next((name for name, one in COLUMNS.items() if folded in one.heads), None)
        if name is not None:
            found.setdefault(name, place)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Reader:
    """The cells of one line by column, and what is wrong with them."""

    def __init__(self, number: int, cells: Sequence[str], places: Mapping[str, int]) -> None:
        self.number, self.cells, self.places = number, cells, places
        self.faults: list[str] = []

    def cell(self, name: str) -> str:
        place = self.places.get(name)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def fault(self, name: str, sentence: str) -> None:
        place = self.places.get(name)
        at = f"{_letter(place)}{self.number}" if place is not None else str(self.number)
        self.faults.append(f"{at}: {sentence}")

    def count(self, name: str, least: int, most: int) -> int | None:
        typed = self.cell(name)
        if not typed:
            return None
        try:
            value = parse_count(typed, maximum=most)
        except NumberError as wrong:
            self.fault(name, wrong.sentence)
            return None
        if value < least:
            self.fault(name, _("Ghi số từ %(least)d.") % {"least": least})
            return None
        return value

    def choice(
        self, name: str, words: Mapping[str, str], choices: Sequence[tuple[str, str | Promise]]
    ) -> str:
        """The value that the cell names, "" where it is empty or unknown."""
        typed = folding_key(self.cell(name))
        if not typed:
            return ""
        named = {folding_key(str(label)): value for value, label in choices}
        value = named.get(typed) or words.get(typed, "")
        if not value:
            labels = ", ".join(str(label) for _value, label in choices)
            sentence = _("Không rõ «%(typed)s». Ghi một trong: %(labels)s.")
            self.fault(name, sentence % {"typed": self.cell(name)[:60], "labels": labels})
        return value


def _line(
    row: tuple[int, Sequence[str]], places: Mapping[str, int], today: date, units: Mapping[str, str]
) -> Line:
    reader = _Reader(*row, places)
    unit = units.get(folding_key(reader.cell("unit")), "")
    if reader.cell("unit") and not unit:
        reader.fault("unit", _("Anh/chị không ghi sổ cho «%(unit)s».") % {"unit": reader.cell("unit")[:60]})
    title = reader.cell("title")
    if looks_empty(title):
        reader.fault("title", _("Chưa ghi tên hoạt động."))
    if len(title) > LONGEST_TITLE:
        reader.fault("title", _("Tên dài quá %(most)d ký tự.") % {"most": LONGEST_TITLE})
    day = None
    try:
        day = parse_day(reader.cell("day"))
    except DateError as wrong:
        reader.fault("day", wrong.sentence)
    if not reader.cell("kind"):
        reader.fault("kind", _("Chưa ghi hình thức."))
    kind = reader.choice("kind", KINDS, OutreachKind.choices)
    usual = USUAL_CHANNEL.get(OutreachKind(kind), Channel.ON_SITE) if kind else Channel.ON_SITE
    channel = reader.choice("channel", CHANNELS, Channel.choices)
    audience = reader.choice("audience", AUDIENCES, Audience.choices)
    pieces = reader.count("pieces", 1, MOST_PIECES) or 1
    if pieces > 1 and kind and kind not in COUNTED_IN_PIECES:
        reader.fault("pieces", _("Chỉ tin, bài và chương trình phát mới ghi nhiều trong một dòng."))
    reach = reader.count("reach", 0, MOST_REACH)
    measure = reader.choice("measure", MEASURES, ReachMeasure.choices)
    if reach is not None and not reader.cell("measure"):
        reader.fault("reach", _("Chưa ghi con số đếm bằng gì. Thêm cột Đếm bằng: người dự, bản in…"))
    if measure and reach is None and not reader.cell("reach"):
        measure = ""
    link = reader.cell("link")
    if link:
        try:
            check_link(link)
        except Refused as refusal:
            reader.fault("link", refusal.sentence)
    return Line(
        reader.number,
        title,
        OutreachKind(kind) if kind else None,
        day,
        OutreachState.PLANNED if day is not None and day > today else OutreachState.HELD,
        Channel(channel) if channel else usual,
        Audience(audience) if audience else Audience.BOTH,
        pieces,
        reach,
        measure,
        link,
        unit,
        tuple(reader.faults),
    )


def _twice_marked(lines: Sequence[Line]) -> list[Line]:
    """A line that says again what one above it says gets a fault."""
    first: dict[tuple[str, str, date | None], int] = {}
    marked = []
    for line in lines:
        place = first.setdefault((line.unit, folding_key(line.title), line.day), line.number)
        if place != line.number and not looks_empty(line.title):
            sentence = _("Dòng %(number)d: trùng tên và ngày với dòng %(first)d.")
            fault = sentence % {"number": line.number, "first": place}
            line = replace(line, faults=(*line.faults, fault))
        marked.append(line)
    return marked
