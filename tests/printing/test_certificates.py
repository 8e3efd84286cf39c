from io import BytesIO

import pypdf
import pytest
import zxingcpp

from lantoa.printing.certificates import certificate_files, certificates_pdf, certificates_png
from lantoa.printing.frames import frame_svg
from lantoa.printing.wrapping import wrap_by_meaning
from tests.printing.samples import grey_of_png, pdf_pages, sheet


def page_count(made):
    return len(pypdf.PdfReader(BytesIO(made)).pages)


def test_each_sheet_is_a_page_in_the_order_of_the_list():
    pages = pdf_pages(certificates_pdf([sheet(n) for n in (3, 1, 2)]))
    registers = [next(line for line in page.splitlines() if "Vào sổ số" in line) for page in pages]
    assert registers == ["Vào sổ số 03", "Vào sổ số 01", "Vào sổ số 02"]


def test_page_reads_in_the_order_of_the_paper():
    text = [
        line.strip() for line in pdf_pages(certificates_pdf([sheet(name="Nguyễn Văn Mẫu")]))[0].splitlines()
    ]
    wanted = [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "BAN THƯỜNG VỤ ĐẢNG ỦY KHỐI",
        "CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH SÔNG LAM",
        "tặng",
        "GIẤY KHEN",
        "Tập thể Chi bộ số 1",
        "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng,",
        "đạo đức, phong cách Hồ Chí Minh giai đoạn 2016 - 2020",
        "Vị Thanh, ngày 30 tháng 3 năm 2021",
        "T/M BAN THƯỜNG VỤ",
        "BÍ THƯ",
        "Nguyễn Văn Mẫu",
        "Quyết định số 142-QĐ/ĐUK",
        "ngày 30 tháng 3 năm 2021",
        "Vào sổ số 01",
        "Mã tra cứu: GK 7K4M 0001",
    ]
    assert [line for line in text if line in wanted] == wanted


def test_qr_of_a_drawn_page_opens_its_address():
    pages = certificates_png([sheet(1), sheet(2)], ppi=84)
    read = [zxingcpp.read_barcode(grey_of_png(page), zxingcpp.BarcodeFormat.QRCode) for page in pages]
    assert [code.text for code in read] == [sheet(1).address, sheet(2).address]


def test_mark_is_printed_only_when_given():
    plain, marked = pdf_pages(certificates_pdf([sheet(1), sheet(2, mark="Dữ liệu minh họa")]))
    assert ["Dữ liệu minh họa" in page for page in (plain, marked)] == [False, True]


def test_text_only_leaves_out_frame_and_place_of_the_emblem():
    whole, bare = certificates_pdf([sheet()]), certificates_pdf([sheet()], text_only=True)
    assert ["Nơi in" in pdf_pages(made)[0] for made in (whole, bare)] == [True, False]
    assert len(bare) < len(whole)


def test_same_sheets_give_the_same_bytes():
    assert certificates_pdf([sheet(1), sheet(2)]) == certificates_pdf([sheet(1), sheet(2)])


def test_hundred_and_twenty_sheets_are_as_many_pages():
    assert page_count(certificates_pdf([sheet(n) for n in range(1, 121)])) == 120


def test_list_over_the_limit_is_refused_and_split_into_files():
    sheets = [sheet(n) for n in range(1, 503)]
    with pytest.raises(ValueError, match="not 502"):
        certificates_pdf(sheets)
    sizes = [
        made.count(b"/Type /Page\n") or made.count(b"/Type/Page\n") for made in certificate_files(sheets)
    ]
    assert len(sizes) == 2


def test_empty_list_is_refused():
    with pytest.raises(ValueError, match="not 0"):
        certificates_pdf([])


def test_frame_waves_meet_the_corners_they_run_between():
    drawn = frame_svg(297, 210)
    assert drawn.count("<ellipse") == 4 * 18
    assert drawn.count("<path") == 4 * 4
    assert f"{297 - 2 * 6.8 - 2 * 11.5:.3f} " in drawn


@pytest.mark.parametrize(
    ("text", "longest", "lines"),
    [
        ("Tập thể Chi bộ", 50, ["Tập thể Chi bộ"]),
        (
            "Tập thể Đảng bộ cơ sở Công ty Cổ phần Cấp thoát nước và Công trình đô thị tỉnh",
            50,
            ["Tập thể Đảng bộ cơ sở Công ty Cổ phần", "Cấp thoát nước và Công trình đô thị tỉnh"],
        ),
        ("làm theo phong cách Hồ Chí Minh năm nay", 24, ["làm theo phong cách", "Hồ Chí Minh năm nay"]),
        ("mộttừrấtdàikhôngcắt được", 10, ["mộttừrấtdàikhôngcắt", "được"]),
    ],
)
def test_wrap_by_meaning(text, longest, lines):
    assert wrap_by_meaning(text, longest) == lines
