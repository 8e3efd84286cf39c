"""Old lists as officers keep them, made as the files they are."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from lantoa.attachments.choices import TABLES
from lantoa.attachments.gate import AcceptedFile, admit

HEAD = [
    "STT",
    "Tên mô hình",
    "Đơn vị",
    "Năm",
    "Lĩnh vực",
    "Tập thể/Cá nhân",
    "Nội dung",
    "Kết quả",
    "Ghi chú",
]
Cells = Sequence[Sequence[Any]]


def workbook(*sheets: tuple[str, Cells], merged: Sequence[str] = ()) -> bytes:
    """Sheets in order; `merged` are ranges of the first."""
    book = Workbook()
    for at, (name, rows) in enumerate(sheets):
        sheet: Any = book.active if at == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        if at == 0:
            for cells in merged:
                sheet.merge_cells(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(content: bytes, name: str = "danh-sach.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def accepted(content: bytes, name: str = "danh-sach.xlsx") -> AcceptedFile:
    """Through the gate, as a form takes it."""
    return admit(uploaded(content, name), allowed=TABLES)


def row(title: str, unit: str = "Văn phòng Tỉnh ủy", year: Any = 2019, **more: Any) -> list[Any]:
    """A row under HEAD."""
    return [
        more.get("number", 1),
        title,
        unit,
        year,
        more.get("field", "Y tế"),
        more.get("subject", "Tập thể"),
        more.get("content", ""),
        more.get("result", ""),
        more.get("note", ""),
    ]
