"""Workbooks of reports in the hands of the tests: downloaded, changed as people change them, sent back."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.badinput.refusal import words_of

SEND = "/bao-cao/bang-tinh/"
NAME = "BCQ-2021Q1-VPTU.xlsx"


def download(client: Client, address: str = "/bao-cao/BCQ-2021Q1/VPTU/bang-tinh/") -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:400]
    return bytes(answer.content)


def changed(raw: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook as somebody leaves it; formulas stay formulas."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def place(page: Worksheet, code: str, column: str = "lantoa:figure") -> str:
    """Where a line's cell stands: «E9»."""
    head = next(row for row in page.iter_rows() if any(cell.value == column for cell in row))
    letter = next(cell.column_letter for cell in head if cell.value == column)
    row = next(row[0].row for row in page.iter_rows() for cell in row if cell.value == code)
    return f"{letter}{row}"


def put(code: str, value: Any, column: str = "lantoa:figure") -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        page = book["Lời văn" if column == "lantoa:text" else "Số liệu"]
        page[place(page, code, column)] = value

    return change


def typed(*rows: tuple[object, ...], collection: str = "BCQ-2021Q1", unit: str = "VPTU") -> bytes:
    """A workbook that somebody typed from nothing, without a key."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Mã đợt:", collection])
    page.append(["Mã đơn vị", unit])
    page.append(["Mã dòng", "Số kỳ này"])
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: Client, *files: bytes, names: tuple[str, ...] = ()) -> Any:
    sent = [
        SimpleUploadedFile(names[number] if names else f"bang-{number}.xlsx", content)
        for number, content in enumerate(files)
    ]
    return client.post(SEND, {"workbooks": sent, "no_secrets": "on"})


def sent(client: Client, *files: bytes, names: tuple[str, ...] = ()) -> str:
    """The address of the page that tells the differences."""
    answer = send(client, *files, names=names)
    assert answer.status_code == 302, re.findall(r"field__error[^<]*<[^>]*>[^<]*", answer.content.decode())
    return str(answer["Location"])


def words(answer: Any) -> str:
    """What a person reads on the page."""
    return words_of(answer)


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def apply(client: Client, address: str, *boxes: str) -> Any:
    mark = mark_of(client.get(address).content.decode())
    return client.post(f"{address}ghi/", {"mark": mark, **dict.fromkeys(boxes, "on")})


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def saved_by_office(raw: bytes, folder: Path, suffix: str = "xlsx") -> bytes:
    """The file as LibreOffice opens and saves it."""
    source, target = folder / "in" / "bang.xlsx", folder / "out"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(raw)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", suffix, "--outdir", str(target), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (target / f"bang.{suffix}").read_bytes()
