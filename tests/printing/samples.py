"""One report, a few certificates and a small booklet; every name and number is invented."""

import re
import struct
import zlib
from datetime import date
from io import BytesIO
from typing import Any

import pypdf

from lantoa.printing.booklet import Booklet, Chapter, Entry, KeyResult, OtherModel
from lantoa.printing.certificates import CertificateSheet
from lantoa.printing.document import (
    Annex,
    Column,
    Document,
    Figure,
    Header,
    HeaderCell,
    Heading,
    List,
    Metadata,
    Signature,
    Table,
    Text,
    item,
    paragraph,
)
from lantoa.printing.profiles import HD36_2018

DAY = date(2021, 4, 7)


def report(**changes: Any) -> Document:
    counts = paragraph(
        "Toàn Đảng bộ có ",
        Figure("units.count", "98"),
        " chi bộ, đảng bộ trực thuộc; các đơn vị đã xây dựng ",
        Figure("practices.total", "387", bold=True),
        " mô hình hay, cách làm hiệu quả.",
    )
    blocks = (
        Heading(1, "Kết quả đạt được", "I"),
        Heading(2, "Công tác lãnh đạo, chỉ đạo", "1"),
        counts,
        List((item("Nêu gương của người đứng đầu;"), item("Duy trì ", Figure("kept", "12"), " mô hình."))),
        Table(
            (Column("STT", 10, "center"), Column("Đơn vị", 90), Column("Số mô hình", 30, "right")),
            (("1", "Chi bộ Một", Figure("row.1", "1.200")), ("2", "Chi bộ Hai", "7"), ("", "Cộng", "1.207")),
            caption="Bảng 1. Số mô hình theo đơn vị",
            total_rows=1,
        ),
        paragraph(Text("Nhận xét: ", italic=True), "kết quả tốt"),
    )
    annex_table = Table(
        (Column("Đơn vị", 90), Column("2019", 20, "right"), Column("2020", 20, "right")),
        (("Đảng bộ Ba", "61", Figure("annex.1", "72")),),
        header=(
            (HeaderCell("Đơn vị", rows=2), HeaderCell("Năm", columns=2)),
            (HeaderCell("2019"), HeaderCell("2020")),
        ),
    )
    given: dict[str, Any] = {
        "profile": HD36_2018,
        "header": Header(
            ("ĐẢNG BỘ TỈNH SÔNG LAM",), ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN", "VÀ DOANH NGHIỆP TỈNH"), "BC/ĐUK", 5
        ),
        "place": "Vị Thanh",
        "issued_on": DAY,
        "kind_name": "BÁO CÁO",
        "abstract_lines": ("sơ kết 5 năm thực hiện Chỉ thị số 05-CT/TW",),
        "blocks": blocks,
        "signature": Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn Mẫu"),
        "metadata": Metadata("Báo cáo sơ kết", "Đảng ủy Khối"),
        "recipients": ("Như trên", "Lưu Văn phòng"),
        "annexes": (Annex("Danh sách đơn vị", (annex_table,), landscape=True), Annex("Số liệu", (counts,))),
        "issuer_name": "Ban Thường vụ Đảng ủy Khối",
        "marks": ("Dữ liệu minh họa",),
    }
    return Document(**(given | changes))


def sheet(number: int = 1, **changes: Any) -> CertificateSheet:
    given: dict[str, Any] = {
        "giver_lines": ("BAN THƯỜNG VỤ ĐẢNG ỦY KHỐI", "CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH SÔNG LAM"),
        "receiver": f"Tập thể Chi bộ số {number}",
        "citation": "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách "
        "Hồ Chí Minh giai đoạn 2016 - 2020",
        "place": "Vị Thanh",
        "decided_on": date(2021, 3, 30),
        "decision": "142-QĐ/ĐUK",
        "register_number": f"{number:02d}",
        "code": f"GK 7K4M {number:04d}",
        "address": f"https://lantoa.example/giay-khen/GK7K4M{number:04d}/",
    }
    return CertificateSheet(**(given | changes))


def booklet() -> Booklet:
    text = (
        "Chi bộ xác định đây là việc cần làm ngay, gắn với chuyên đề học tập và làm theo Bác hằng năm. " * 6
    )
    key = KeyResult("Thời gian chờ", "45", "5", "phút")

    def entry(number: int, unit: str) -> Entry:
        return Entry(
            f"MH-2020-{number:03d}",
            f"Mô hình số {number}",
            unit,
            "2018 - 2020",
            (text,),
            (text, text),
            (text,),
            (text,),
            key,
            f"https://lantoa.example/mo-hinh/MH-2020-{number:03d}/",
        )

    return Booklet(
        ("ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY KHỐI"),
        "Những mô hình hay",
        "2020",
        DAY,
        (
            Chapter("Xây dựng Đảng", (entry(1, "Sở Y tế"), entry(2, "Đài Phát thanh"))),
            Chapter("Cải cách hành chính", (entry(3, "Sở Y tế"), entry(4, "Ban Dân tộc"))),
        ),
        preface=(text,),
        others=(OtherModel("MH-2020-010", "Tiết kiệm điện", "Cục Thuế", "Tiết kiệm"),),
        marks=("Dữ liệu minh họa",),
    )


# --- reading back ------------------------------------------------------------------------------------------


def pdf_pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages]


def squeezed(text: str) -> str:
    """Without white space: a renderer may break a line anywhere between words."""
    return re.sub(r"\s+", "", text)


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d{3})*", text)


def grey_of_png(png: bytes) -> memoryview:
    """The grey values of an 8-bit RGBA picture, rows by columns."""
    width, height = struct.unpack(">II", png[16:24])
    assert png[24:29] == b"\x08\x06\x00\x00\x00"
    place, packed = 8, b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        packed += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    raw, before, grey = zlib.decompress(packed), bytearray(width * 4), bytearray()
    for y in range(height):
        start = y * (width * 4 + 1)
        before = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * 4]), before)
        grey += before[1::4]
    return memoryview(bytes(grey)).cast("B", (height, width))


def _unfiltered(kind: int, row: bytearray, above: bytearray) -> bytearray:
    for x in range(len(row)):
        left, up = (row[x - 4] if x > 3 else 0), above[x]
        corner = above[x - 4] if x > 3 else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            guess = min((left, up, corner), key=lambda near: abs(left + up - corner - near))
        else:
            return row
        row[x] = (row[x] + guess) & 255
    return row
