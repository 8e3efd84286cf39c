"""Papers with and without the mark of a state secret, made while the tests run.

Nothing here is or was secret: the words are invented. The honest ones are what offices write every day about keeping
secrets, about honey, density, intimacy, and people and places called Mật.
"""

import unicodedata
from collections.abc import Callable

from tests.badinput import files

LABELS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
IN_TCVN3 = {"MẬT": "MËT", "TỐI MẬT": "TèI MËT", "TUYỆT MẬT": "TUYÖT MËT"}
IN_VNI = {"MẬT": "MAÄT", "TỐI MẬT": "TOÁI MAÄT", "TUYỆT MẬT": "TUYEÄT MAÄT"}
PLAIN = {"MẬT": "MAT", "TỐI MẬT": "TOI MAT", "TUYỆT MẬT": "TUYET MAT"}
LETTERHEAD = ["ĐẢNG BỘ TỈNH HẬU GIANG\tĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG ỦY KHỐI", "Số: 12-BC/ĐUK"]
BODY = ["BÁO CÁO", "tình hình quý II năm 2021", "Thực hiện chương trình công tác, Đảng ủy báo cáo như sau:"]


def sentence_case(label: str) -> str:
    return label.capitalize()


def spread(label: str, by: str) -> str:
    return "   ".join(by.join(word) for word in label.split())


LINES: dict[str, Callable[[str], str]] = {
    "plain": lambda label: label,
    "indented": lambda label: f"        {label}   ",
    "brackets": lambda label: f"[ {label} ]",
    "round_brackets": lambda label: f"({label})",
    "quoted": lambda label: f"«{label}»",
    "stars": lambda label: f"*** {label} ***",
    "box": lambda label: f"║  {label}  ║",
    "bars": lambda label: f"| {label} |",
    "spaced": lambda label: spread(label, " "),
    "dotted": lambda label: spread(label, "."),
    "dashed": lambda label: spread(label, "-"),
    "widely_spaced": lambda label: spread(label, "   "),
    "decomposed": lambda label: unicodedata.normalize("NFD", label),
    "full_width": lambda label: "".join(chr(ord(c) + 0xFEE0) if "A" <= c <= "Z" else c for c in label),
    "cyrillic": lambda label: label.replace("M", "М").replace("T", "Т"),
    "zero_width": lambda label: "\u200b".join(label),
    "no_break_space": lambda label: f"\xa0{label.replace(' ', chr(0xA0))}\xa0",
    "copy": lambda label: f"{label} - Bản số: 03",
    "beside_the_date": lambda label: f"{label}\tHậu Giang, ngày 05 tháng 7 năm 2021",
    "right_of_the_name": lambda label: f"ĐẢNG ỦY KHỐI                    {label}",
    "field": lambda label: f"Độ mật: {sentence_case(label)}",
    "field_in_capitals": lambda label: f"ĐỘ MẬT: {label}",
    "level": lambda label: f"Mức độ mật: {sentence_case(label)}; độ khẩn: thường",
    "copy_and_field": lambda label: f"Bản số: 1 / Độ mật: {sentence_case(label)}",
    "number": lambda label: f"Số: 05-BC/ĐUK/{label}",
    "number_in_brackets": lambda label: f"Số 05/BC-ĐUK ({sentence_case(label)})",
    "number_then_gap": lambda label: f"Số: 05-BC/ĐUK          {label}",
    "titled": lambda label: f"TÀI LIỆU {label}",
    "tcvn3": lambda label: IN_TCVN3[label],
    "vni": lambda label: IN_VNI[label],
    "plain_letters": lambda label: PLAIN[label],
    "plain_field": lambda label: f"Do mat: {PLAIN[label].capitalize()}",
}


def marked_texts() -> dict[str, list[str]]:
    """Name → the lines of a paper with a mark in its head."""
    found = {}
    for label in LABELS:
        for name, write in LINES.items():
            head = LETTERHEAD
            if name == "plain_letters":
                head = ["DANG BO TINH HAU GIANG", "DANG CONG SAN VIET NAM", "So: 12-BC/DUK"]
            found[f"{name}, {label}"] = [*head, write(label), *BODY]
    found["small letters, Tối mật"] = [*LETTERHEAD, "Tối mật", *BODY]
    found["small letters, Tuyệt mật"] = [*LETTERHEAD, "Tuyệt mật", *BODY]
    found["at the end"] = [*LETTERHEAD, *BODY, "", "MẬT"]
    found["envelope"] = [*LETTERHEAD, "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", *BODY]
    found["tcvn3 number"] = ["Sè: 12-BC/§UK MËT", *BODY]
    return found


WORD = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
VML = "xmlns:v='urn:schemas-microsoft-com:vml'"


def _inside_word(xml: str) -> bytes:
    """A paragraph more, written as Word writes it."""
    return files.changed(
        files.docx(*BODY), more=("word/document.xml", b"<w:sectPr", xml.encode() + b"<w:sectPr")
    )


def _box(words: str) -> bytes:
    text = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    return _inside_word(
        f"<w:p><w:r><w:t>Kính gửi: </w:t></w:r><w:r><w:pict {VML}><v:shape><v:textbox><w:txbxContent>{text}</w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r></w:p>"
    )


def _custom_property(value: str) -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006"
    body = (
        f"<Properties xmlns='{space}/custom-properties' xmlns:vt='{space}/docPropsVTypes'>"
        f"<property name='DoMat'><vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
    )
    return files.added(files.docx(*BODY), p=("docProps/custom.xml", body.encode()))


def marked_files() -> dict[str, tuple[str, bytes]]:
    """Name → (kind, bytes): the mark in every place that holds text."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    return {
        "word, body": ("docx", files.docx("MẬT", *BODY)),
        "word, body, spaced": ("docx", files.docx("T Ố I  M Ậ T", *BODY)),
        "word, letters in runs": (
            "docx",
            _inside_word(f"<w:p>{run.format('M')}{run.format('Ậ')}{run.format('T')}</w:p>"),
        ),
        "word, after a break": (
            "docx",
            _inside_word("<w:p><w:r><w:t>Số: 5</w:t><w:br/><w:t>MẬT</w:t></w:r></w:p>"),
        ),
        "word, header": ("docx", files.docx(*BODY, header="TUYỆT MẬT")),
        "word, footer": ("docx", files.docx(*BODY, footer="MẬT")),
        "word, text box": ("docx", _box("TỐI MẬT")),
        "word, watermark": (
            "docx",
            _inside_word(
                f"<w:p><w:r><w:pict {VML}><v:shape><v:textpath string='MẬT'/></v:shape></w:pict></w:r></w:p>"
            ),
        ),
        "word, table": (
            "docx",
            _inside_word(f"<w:tbl><w:tr><w:tc><w:p>{run.format('MẬT')}</w:p></w:tc></w:tr></w:tbl>"),
        ),
        "word, deleted": (
            "docx",
            _inside_word("<w:p><w:del><w:r><w:delText>MẬT</w:delText></w:r></w:del></w:p>"),
        ),
        "word, footnote": (
            "docx",
            files.added(
                files.docx(),
                f=("word/footnotes.xml", f"<w:f {WORD}><w:p>{run.format('MẬT')}</w:p></w:f>".encode()),
            ),
        ),
        "word, comment": (
            "docx",
            files.added(
                files.docx(),
                f=("word/comments.xml", f"<w:c {WORD}><w:p>{run.format('MẬT')}</w:p></w:c>".encode()),
            ),
        ),
        "word, title": ("docx", files.docx(*BODY, title="Báo cáo; Tối mật")),
        "word, keywords": ("docx", files.docx(*BODY, keywords="báo cáo, Mật")),
        "word, own property": ("docx", _custom_property("Tuyệt mật")),
        "word, tcvn3": ("docx", files.docx("TUYÖT MËT", "B¸o c¸o")),
        "word, vni": ("docx", files.docx("TOÁI MAÄT")),
        "word, field": ("docx", files.docx("Độ mật: Mật")),
        "pdf, first page": ("pdf", files.pdf("ĐẢNG ỦY KHỐI\nMẬT\nBÁO CÁO")),
        "pdf, third page": ("pdf", files.pdf("Một", "Hai", "TỐI MẬT\nPhụ lục")),
        "pdf, spaced": ("pdf", files.pdf("T U Y Ệ T  M Ậ T\nBÁO CÁO")),
        "pdf, field": ("pdf", files.pdf("Mức độ mật: Tối mật\nBÁO CÁO")),
        "pdf, title": ("pdf", files.pdf("BÁO CÁO", about={"Title": "Tuyệt mật"})),
        "pdf, note": ("pdf", files.pdf_with_note("FreeText", Contents="MẬT")),
        "pdf, stamp": ("pdf", files.pdf_with_note("Stamp", Name="/TopSecret")),
        "pdf, box of a form": ("pdf", files.pdf_with_note("Widget", V="TỐI MẬT")),
        "pdf, beside other columns": ("pdf", files.typeset("#table(columns: 3, [MẬT], [Số 5], [ngày 3])")),
        "pdf, corner of the page": (
            "pdf",
            files.typeset("#place(top + right, dy: -20pt)[TỐI MẬT]\n#lorem(60)"),
        ),
        "pdf, running head": ("pdf", files.typeset("#set page(header: [MẬT #h(1fr) Trang 1])\n#lorem(60)")),
        "pdf, watermark": ("pdf", files.typeset("#set page(background: rotate(45deg)[MẬT])\n#lorem(60)")),
        "pdf, two columns of the head": (
            "pdf",
            files.typeset(
                "#grid(columns: (1fr, 1fr), [ĐẢNG ỦY KHỐI \\ Số: 5 \\ MẬT], [ĐẢNG CỘNG SẢN \\ a \\ ngày 5])"
            ),
        ),
        "excel, cell": ("xlsx", files.xlsx(("ĐẢNG ỦY KHỐI",), ("", "", "MẬT"), ("STT", "Đơn vị"))),
        "excel, header": ("xlsx", files.xlsx(("STT",), header='&"Times New Roman,Bold"&14TUYỆT MẬT')),
        "excel, cell of lines": ("xlsx", files.xlsx(("ĐẢNG ỦY KHỐI\nMẬT\nSố: 5",))),
        "excel, field": ("xlsx", files.xlsx(("Độ mật: Tối mật",))),
        "csv": ("csv", "ĐẢNG ỦY KHỐI\nMẬT\nSTT,Đơn vị\n1,A\n".encode()),
    }


HONEST: tuple[str, ...] = (
    "Cấp ủy gắn bó mật thiết với Nhân dân, lắng nghe ý kiến Nhân dân.",
    "Giữ gìn mối quan hệ mật thiết giữa Đảng với Nhân dân",
    "GẮN BÓ MẬT THIẾT VỚI NHÂN DÂN",
    "mật thiết",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "BÍ MẬT NHÀ NƯỚC",
    "CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC NĂM 2021",
    "CÔNG TÁC BẢO MẬT",
    "BẢO MẬT",
    "Bảo mật",
    "BẢO MẬT THÔNG TIN",
    "QUY CHẾ BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Quy chế bảo vệ bí mật nhà nước của Đảng ủy Khối",
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15",
    "Tập huấn Luật Bảo vệ bí mật nhà nước cho 120 cán bộ.",
    "Không để lộ, lọt bí mật nhà nước.",
    "LỘ BÍ MẬT",
    "Bí mật",
    "BÍ MẬT",
    "bí mật kinh doanh",
    "Cán bộ cơ mật",
    "CƠ MẬT",
    "cơ mật viện",
    "Ban Cơ yếu, cơ mật của tỉnh",
    "Mật độ dân số 460 người/km²",
    "MẬT ĐỘ DÂN SỐ",
    "MẬT ĐỘ XÂY DỰNG",
    "Mật độ nuôi tôm: 60 con/m²",
    "mật ong",
    "MẬT ONG",
    "Mật ong rừng tràm",
    "Hợp tác xã nuôi ong lấy mật",
    "NUÔI ONG LẤY MẬT",
    "Sản lượng mật hoa dừa nước tăng 12 %",
    "mật mía, đường phèn",
    "Số lượng mật ong: 120 lít",
    "Số hộ nuôi ong lấy mật",
    "Số 12 về nuôi ong lấy mật",
    "túi mật, sỏi mật",
    "Khám sỏi mật miễn phí cho 300 hộ",
    "Viêm đường mật",
    "MẬT KHẨU",
    "Mật khẩu: đổi ba tháng một lần",
    "Đổi mật khẩu hệ thống báo cáo",
    "MẬT MÃ",
    "Chứng thư số, mật mã dân sự",
    "Mật danh chiến dịch năm 1968",
    "Mật",
    "mật",
    "Mật.",
    "xã Mật Sơn",
    "Ấp Mật Cật",
    "Phường Bến Mật",
    "Đồng chí Nguyễn Văn Mật",
    "NGUYỄN VĂN MẬT",
    "1\tNGUYỄN THỊ\tMẬT\tBí thư chi bộ",
    "12.\tTRẦN VĂN\tMẬT\tĐảng viên",
    "Trần Thị Mật\tChi bộ 3",
    "GIẢI MẬT",
    "Đã giải mật từ 01/01/2020",
    "Danh mục bí mật nhà nước độ Tuyệt mật, Tối mật, Mật",
    "Độ mật gồm ba mức: Tuyệt mật, Tối mật và Mật.",
    "Độ mật: Tuyệt mật, Tối mật, Mật",
    "Độ mật: Mật/Tối mật/Tuyệt mật",
    "Độ mật: không",
    "Độ mật: Thường",
    "Độ mật: ……",
    "Độ mật của văn bản do người ký quyết định.",
    "Văn bản có độ mật phải gửi qua văn thư.",
    "Tài liệu mật gửi riêng, không đính kèm ở đây.",
    "Đã báo cáo riêng theo chế độ mật.",
    "QUẢN LÝ TÀI LIỆU MẬT",
    "SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN",
    "Tuyệt mật là độ mật cao nhất.",
    "Tối mật: 20 năm; Mật: 10 năm",
    "Tuyệt mật\t30 năm",
    "Tối mật\t20 năm",
    "Mật\t10 năm",
    "BÍ   MẬT   NHÀ   NƯỚC",
    "B Ả O  M Ậ T",
    "THÂN MẬT",
    "Gặp mặt thân mật đầu xuân",
    "TIỆC THÂN MẬT",
    "BỎ PHIẾU KÍN, BẢO ĐẢM BÍ MẬT",
    "trật tự, kỷ luật, mật thiết",
    "Hội nghị trù mật, đông đủ",
    "làng xóm trù mật",
    "Tôi mất thẻ đảng viên",
    "TOI MUON HOI",
    "MAT TRAN TO QUOC",
    "MẶT TRẬN TỔ QUỐC",
    "MẤT",
    "MẶT",
    "MAT",
    "MAX",
    "mat ma",
    "Bao mat thong tin",
    "BAO MAT",
    "BAO VE BI MAT NHA NUOC",
    "Số: 12-BC/ĐUK về bảo vệ bí mật",
    "Số: 15-KH/ĐUK",
    "Số 117/2025/QH15 về bảo vệ bí mật nhà nước",
    "HỎA TỐC",
    "TÀI LIỆU HỌC TẬP",
    "LƯU HÀNH NỘI BỘ",
    "Không phổ biến",
)

HONEST_TEXTS: dict[str, list[str]] = {
    "heading that breaks before mật": ["KẾ HOẠCH CÔNG TÁC BẢO", "MẬT", "năm 2021"],
    "heading that breaks after bí": ["TUYÊN TRUYỀN LUẬT BẢO VỆ BÍ", "MẬT NHÀ NƯỚC"],
    "narrow head of a table": ["STT", "MẬT", "ĐỘ DÂN SỐ", "DIỆN TÍCH"],
    "list of the labels": ["Các độ mật:", "Tuyệt mật", "Tối mật", "Mật"],
    "list with numbers": ["a) Tuyệt mật;", "b) Tối mật;", "c) Mật."],
    "report on keeping secrets": [
        *LETTERHEAD,
        "BÁO CÁO",
        "kết quả công tác bảo vệ bí mật nhà nước",
        "Đã tập huấn cho 98 đơn vị; không có vụ lộ, lọt bí mật.",
        "Văn bản độ Mật: 12; Tối mật: 3; Tuyệt mật: 0.",
    ],
    "names in columns": ["STT\tHọ và tên đệm\tTên", "1\tLÊ VĂN\tMẬT", "2\tLÊ THỊ\tNGỌC"],
    "honey": ["Mô hình nuôi ong", "Mật", "Sáp", "Phấn hoa"],
}


def honest_texts() -> dict[str, list[str]]:
    return {line: [*LETTERHEAD[:2], line, *BODY[:1]] for line in HONEST} | HONEST_TEXTS


def honest_files() -> dict[str, tuple[str, bytes]]:
    return {
        "word": (
            "docx",
            files.docx(*(line for line in HONEST if "\t" not in line), header="BẢO VỆ BÍ MẬT NHÀ NƯỚC"),
        ),
        "word, title": (
            "docx",
            files.docx(title="Quy chế bảo vệ bí mật nhà nước", keywords="bảo mật, bí mật"),
        ),
        "pdf": (
            "pdf",
            files.pdf("CÔNG TÁC BẢO MẬT\nGắn bó mật thiết với Nhân dân", about={"Title": "Bảo mật"}),
        ),
        "pdf, names in columns": (
            "pdf",
            files.typeset(
                "#table(columns: (1fr, 3fr, 3fr), [STT], [Họ], [Tên], [1], [LÊ VĂN], [MẬT], [2], [LÊ THỊ], [MAI])"
            ),
        ),
        "pdf, justified": (
            "pdf",
            files.typeset("#set par(justify: true)\nBảo vệ bí MẬT nhà nước #lorem(60)"),
        ),
        "pdf, spaced heading": ("pdf", files.typeset("#set text(tracking: 8pt)\nBẢO VỆ BÍ MẬT NHÀ NƯỚC")),
        "excel": (
            "xlsx",
            files.xlsx(("STT", "Họ", "Tên"), (1, "LÊ VĂN", "MẬT"), (2, "Mật độ", 460), header="BẢO MẬT"),
        ),
        "csv": ("csv", "Chỉ tiêu,Số\nMật độ dân số,460\nMật ong,12\n".encode()),
    }
