import io
import re
import subprocess
from pathlib import Path

import pypdf
import pytest
import zxingcpp

from lantoa.accounts.choices import LinkPurpose
from lantoa.accounts.printouts import LinkSheet, link_sheet_pdf
from lantoa.accounts.services import issue_sign_in_link
from tests.cast import Cast


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_the_sheet_is_one_page_whose_picture_leads_to_the_link(
    cast: Cast, purpose: LinkPurpose, tmp_path: Path
) -> None:
    issued = issue_sign_in_link(actor=cast.administrator, user=cast.unit_head, purpose=purpose)
    sheet = LinkSheet(
        username="unit.head",
        code=issued.code,
        address=issued.address,
        expires_at=issued.expires_at,
        purpose=purpose,
        holder="Võ Văn Bí Thư",
        unit="Đảng bộ cơ sở Ban Quản lý các khu công nghiệp và Trung tâm Xúc tiến đầu tư, thương mại và du lịch tỉnh",
        handed_out_by="Dương Văn Quản Trị",
    )
    made = link_sheet_pdf(sheet)
    [page] = pypdf.PdfReader(io.BytesIO(made)).pages
    text = " ".join(page.extract_text().split())
    for said in (
        issued.code,
        "unit.head",
        "Võ Văn Bí Thư",
        "08:00, 09/4/2021",
        "/lien-ket/",
        "Người trao: Dương Văn Quản Trị",
    ):
        assert said in text
    [code] = zxingcpp.read_barcodes(_seen(made, tmp_path), zxingcpp.BarcodeFormat.QRCode)
    assert code.text == issued.address


def _seen(made: bytes, folder: Path) -> memoryview:
    """The page as a camera sees it: rows by columns of grey values."""
    path = folder / "sheet.pdf"
    path.write_bytes(made)
    drawn = subprocess.run(
        ["pdftoppm", "-r", "100", "-gray", str(path)], check=True, capture_output=True
    ).stdout
    head = re.match(rb"P5\n(\d+) (\d+)\n255\n", drawn)
    assert head is not None
    return memoryview(drawn[head.end() :]).cast("B", (int(head[2]), int(head[1])))
