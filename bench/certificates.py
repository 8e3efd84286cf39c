"""The 120 certificates of the sample: from the records to one PDF, as a whole process.

The peer is LibreOffice without its window: its mail merge of the same records where the machine has it (libreoffice-base-nogui,
python3-uno), else the drawing of one Word file into which they were merged. Its pages carry neither the QR code nor the frame,
which is in its favour.
"""

import csv
import dataclasses
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench.measuring import median_of, milliseconds, run, table
from lantoa.config.env import PROJECT
from lantoa.printing.certificates import CertificateSheet, certificates_pdf

DEBIAN_PYTHON = "/usr/bin/python3"
# Column → size in points, for both ways of the peer.
SIZES = {
    "party": 14,
    "giver": 14,
    "title": 34,
    "receiver": 18,
    "detail": 14,
    "citation": 14,
    "place": 12,
    "authority": 12,
    "post": 12,
    "name": 12,
    "register": 10,
}


def measure() -> str:
    import pypdf

    sheets = _sheets()
    with tempfile.TemporaryDirectory(prefix="lantoa-bench-") as name:
        folder = Path(name)
        _write_records(folder, sheets)
        peer = _mail_merge if _has_mail_merge() else _word_file
        mine, theirs = median_of(lambda: _ours(folder), lambda: peer(folder))
        pages = [len(pypdf.PdfReader(folder / file).pages) for file in ("ours.pdf", "merged.pdf")]
    if pages != [len(sheets)] * 2:
        raise RuntimeError(f"the two sides drew {pages} pages")
    again = _set_again(sheets)
    rows = [
        ["Lan Tỏa (typst), QR and frame", milliseconds(mine.wall), milliseconds(mine.cpu), "1.0"],
        [
            str(peer.__doc__),
            milliseconds(theirs.wall),
            milliseconds(theirs.cpu),
            f"{theirs.wall / mine.wall:.1f}",
        ],
    ]
    return (
        f"{len(sheets)} certificates, records to one PDF, process start included; median of {mine.runs}\n"
        + table(["", "wall", "CPU", "ratio"], rows)
        + f"\nIn a running worker the same file takes {milliseconds(again)}."
    )


def _ours(folder: Path) -> None:
    run([sys.executable, "-m", "bench.certificates", "ours", str(folder)], PROJECT)


def _mail_merge(folder: Path) -> None:
    """LibreOffice mail merge, text only"""
    run([DEBIAN_PYTHON, str(Path(__file__).with_name("mail_merge.py")), str(folder)], folder)
    (folder / "merged0.pdf").replace(folder / "merged.pdf")


def _word_file(folder: Path) -> None:
    """LibreOffice, merged Word file, text only"""
    run([sys.executable, "-m", "bench.certificates", "merge", str(folder)], PROJECT)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    run([*convert, str(folder / "merged.docx")], folder)


def _has_mail_merge() -> bool:
    if not Path("/usr/lib/libreoffice/program/libdbaxmllo.so").exists():
        return False
    asked = subprocess.run([DEBIAN_PYTHON, "-c", "import uno"], check=False, capture_output=True)
    return asked.returncode == 0


def _write_records(folder: Path, sheets: list[CertificateSheet]) -> None:
    """The same records for both sides: JSON with everything, CSV with the lines that are printed."""
    (folder / "records.json").write_text(json.dumps([_plain(one) for one in sheets], ensure_ascii=False))
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(SIZES)
        writer.writerows(_lines(one) for one in sheets)


def _lines(sheet: CertificateSheet) -> list[str]:
    """The printed lines in the order of SIZES."""
    return [
        sheet.party_line,
        " ".join(sheet.giver_lines),
        sheet.title,
        sheet.receiver,
        sheet.receiver_detail,
        sheet.citation,
        f"{sheet.place}, {sheet.decided_on:%d/%m/%Y}",
        sheet.authority,
        sheet.post,
        sheet.name,
        f"Quyết định số {sheet.decision}. Vào sổ số {sheet.register_number}. {sheet.code}",
    ]


def _sheets() -> list[CertificateSheet]:
    from lantoa.commendation.models import Decision
    from lantoa.commendation.printouts import certificate_sheets
    from lantoa.commendation.queries import certificates_of

    return certificate_sheets(certificates_of(Decision.objects.get()))


def _plain(sheet: CertificateSheet) -> dict[str, object]:
    return dataclasses.asdict(sheet) | {"decided_on": sheet.decided_on.isoformat()}


def _set_again(sheets: list[CertificateSheet]) -> float:
    """Seconds in a process that has drawn before; the citation differs each time, so no drawn page is reused."""
    place = iter(range(100))

    def work() -> None:
        mark = f" ({next(place)})"
        certificates_pdf([dataclasses.replace(one, citation=one.citation + mark) for one in sheets])

    [timing] = median_of(work)
    return timing.wall


# --- what the child processes do ----------------------------------------------------------------------------


def _read(folder: Path) -> list[CertificateSheet]:
    rows = json.loads((folder / "records.json").read_text())
    return [
        CertificateSheet(
            **row
            | {"decided_on": date.fromisoformat(row["decided_on"]), "giver_lines": tuple(row["giver_lines"])}
        )
        for row in rows
    ]


def _draw(folder: Path) -> None:
    (folder / "ours.pdf").write_bytes(certificates_pdf(_read(folder)))


def _merge(folder: Path) -> None:
    """What a mail merge gives: one Word page for each record."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.shared import Mm, Pt

    book = docx.Document()
    page = book.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    sheets = _read(folder)
    for place, sheet in enumerate(sheets, start=1):
        for text, size in zip(_lines(sheet), SIZES.values(), strict=True):
            paragraph = book.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Pt(0)
            run_ = paragraph.add_run(text)
            run_.font.size, run_.font.name = Pt(size), "Liberation Serif"
        if place < len(sheets):
            paragraph.add_run().add_break(WD_BREAK.PAGE)
    book.save(str(folder / "merged.docx"))


if __name__ == "__main__":
    {"ours": _draw, "merge": _merge}[sys.argv[1]](Path(sys.argv[2]))
