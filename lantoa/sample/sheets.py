"""The two sheets that the bloc's units fill: quarterly and yearly. Codes are those of the indicators' lasting identity."""

from lantoa.reporting.choices import LineKind, Operator, PeriodLength, TimeRule, TreeRule
from lantoa.reporting.design import LineSpec, QuestionSpec, RelationSpec, SectionSpec, SheetSpec

LAST, MAX = TimeRule.LAST, TimeRule.MAX

QUARTERLY = SheetSpec(
    code="BCQ",
    name="Báo cáo quý về học tập và làm theo Bác",
    period_kind=PeriodLength.QUARTER,
    sections=[
        SectionSpec(
            "I",
            "Chỉ đạo",
            [
                LineSpec(
                    "D01",
                    "Văn bản chỉ đạo",
                    "văn bản",
                    help="Nghị quyết, kế hoạch, công văn, thông báo đơn vị ban hành trong quý để thực hiện Chỉ thị.",
                ),
                LineSpec(
                    "U02",
                    "Chi bộ trực thuộc",
                    "chi bộ",
                    time_rule=LAST,
                    help="Số chi bộ thuộc đơn vị vào ngày cuối quý. Chi bộ cơ sở ghi 1.",
                ),
            ],
        ),
        SectionSpec(
            "II.1",
            "Học tập, quán triệt",
            [
                LineSpec(
                    "U03",
                    "Tổng số đảng viên",
                    "đảng viên",
                    time_rule=LAST,
                    help="Đảng viên chính thức và dự bị vào ngày cuối quý.",
                ),
                LineSpec(
                    "T01",
                    "Hội nghị, lớp quán triệt",
                    "cuộc",
                    help="Hội nghị, lớp học do đơn vị tổ chức, trực tiếp hoặc trực tuyến.",
                ),
                LineSpec("T02", "Lượt người tham gia", "lượt", help="Một người dự hai lớp tính hai lượt."),
                LineSpec(
                    "T03",
                    "Đảng viên được quán triệt",
                    "đảng viên",
                    time_rule=MAX,
                    help="Mỗi đảng viên tính một lần, dù dự nhiều lớp.",
                ),
                LineSpec(
                    "T04",
                    "Tỷ lệ đảng viên được quán triệt",
                    "%",
                    LineKind.RATIO,
                    TreeRule.RATIO,
                    TimeRule.RATIO,
                    "T03",
                    "U03",
                    help="Máy tính từ hai dòng trên.",
                ),
                LineSpec(
                    "T06",
                    "Kỳ sinh hoạt chuyên đề",
                    "kỳ",
                    help="Kỳ sinh hoạt chi bộ theo chuyên đề về học tập và làm theo Bác.",
                ),
                LineSpec(
                    "T07",
                    "Buổi chào cờ, kể chuyện về Bác",
                    "buổi",
                    help="Buổi chào cờ, sinh hoạt có phần kể chuyện về Bác.",
                ),
            ],
        ),
        SectionSpec(
            "II.2",
            "Nêu gương",
            [
                LineSpec(
                    "C06",
                    "Vấn đề bức xúc, nổi cộm được xác định",
                    "vấn đề",
                    help="Chỉ ghi số lượng theo vấn đề; không ghi tên người.",
                ),
                LineSpec(
                    "C07",
                    "Vấn đề bức xúc, nổi cộm đã giải quyết",
                    "vấn đề",
                    help="Giải quyết xong trong quý, kể cả vấn đề xác định từ quý trước.",
                ),
                LineSpec(
                    "G02",
                    "Cuộc đối thoại của người đứng đầu",
                    "cuộc",
                    help="Đối thoại với đảng viên, người lao động, người dân.",
                ),
            ],
        ),
        SectionSpec(
            "II.3",
            "Mô hình",
            [
                LineSpec(
                    "M04",
                    "Mô hình đăng ký mới",
                    "mô hình",
                    source="practices.registered",
                    help="Mô hình đăng ký lần đầu trong quý; lấy từ sổ đăng ký.",
                ),
                LineSpec(
                    "M05",
                    "Mô hình duy trì từ năm trước",
                    "mô hình",
                    time_rule=LAST,
                    source="practices.maintained",
                    help="Mô hình đăng ký từ các năm trước còn thực hiện; lấy từ sổ đăng ký.",
                ),
                LineSpec(
                    "M09",
                    "Lượt áp dụng mô hình của đơn vị khác",
                    "lượt",
                    source="practices.adopted",
                    help="Mỗi mô hình đơn vị đã áp dụng là một lượt; lấy từ sổ nhân rộng.",
                ),
            ],
        ),
        SectionSpec(
            "II.4",
            "Tuyên truyền",
            [
                LineSpec(
                    "P01",
                    "Tin, bài tuyên truyền",
                    "tin, bài",
                    source="outreach.pieces",
                    help="Tin, bài của đơn vị trên báo, đài, trang tin, mạng xã hội; lấy từ sổ tuyên truyền. "
                    "Một bài đăng nhiều nơi tính một lần.",
                ),
                LineSpec(
                    "P02",
                    "Hội thi, hội diễn",
                    "cuộc",
                    source="outreach.contests",
                    help="Hội thi, hội diễn, tọa đàm do đơn vị tổ chức; lấy từ sổ tuyên truyền.",
                ),
                LineSpec(
                    "P04",
                    "Tài liệu, tập sách phát hành",
                    "cuốn",
                    source="outreach.copies",
                    help="Số bản in, không tính bản điện tử; lấy từ sổ tuyên truyền.",
                ),
            ],
        ),
        SectionSpec(
            "II.5",
            "Kiểm tra, giám sát",
            [
                LineSpec(
                    "I01",
                    "Tổ chức đảng được kiểm tra",
                    "tổ chức",
                    help="Tổ chức đảng cấp dưới được kiểm tra trong quý.",
                ),
                LineSpec(
                    "I03",
                    "Tổ chức đảng được giám sát chuyên đề",
                    "tổ chức",
                    help="Giám sát chuyên đề, không tính giám sát thường xuyên.",
                ),
                LineSpec(
                    "I05",
                    "Cuộc có nội dung Chỉ thị 05",
                    "cuộc",
                    help="Trong các cuộc kiểm tra, giám sát trên.",
                ),
            ],
        ),
        SectionSpec(
            "II.6",
            "Khen thưởng",
            [
                LineSpec(
                    "A01",
                    "Tập thể được đơn vị khen",
                    "tập thể",
                    help="Khen của chính đơn vị, không tính khen của cấp trên.",
                ),
                LineSpec("A02", "Cá nhân được đơn vị khen", "cá nhân", help="Đảng viên và quần chúng."),
                LineSpec("X05", "Đảng viên mới kết nạp", "đảng viên", help="Kết nạp trong quý."),
            ],
        ),
        SectionSpec("III", "Hạn chế", questions=[QuestionSpec("Hạn chế và nguyên nhân trong quý")]),
        SectionSpec("IV", "Nhiệm vụ", questions=[QuestionSpec("Nhiệm vụ trọng tâm quý tới")]),
    ],
    relations=[
        RelationSpec("T03", Operator.AT_MOST, "U03", sentence="Sửa số này, hoặc sửa tổng số đảng viên."),
        RelationSpec(
            "I05",
            Operator.AT_MOST,
            "I01",
            "I03",
            sentence="Số cuộc có nội dung Chỉ thị không lớn hơn tổng số tổ chức được kiểm tra, giám sát.",
        ),
        RelationSpec(
            "T03",
            Operator.AT_MOST,
            "T02",
            hard=False,
            sentence="Lượt người thường không ít hơn số đảng viên được quán triệt.",
        ),
    ],
)

YEARLY = SheetSpec(
    code="BCN",
    name="Báo cáo năm về học tập và làm theo Bác",
    period_kind=PeriodLength.YEAR,
    sections=[
        SectionSpec(
            "I",
            "Cam kết, nêu gương",
            [
                LineSpec(
                    "C00",
                    "Đảng viên phải ký cam kết",
                    "đảng viên",
                    time_rule=LAST,
                    source="commitments.due",
                    help="Tổng số đảng viên trừ đảng viên được miễn sinh hoạt.",
                ),
                LineSpec(
                    "C01",
                    "Đảng viên ký cam kết tu dưỡng",
                    "đảng viên",
                    time_rule=LAST,
                    source="commitments.members",
                    help="Số bản cam kết đã ký; không ghi nội dung cam kết.",
                ),
                LineSpec(
                    "C02",
                    "Tỷ lệ đảng viên ký cam kết",
                    "%",
                    LineKind.RATIO,
                    TreeRule.RATIO,
                    TimeRule.RATIO,
                    "C01",
                    "C00",
                    help="Máy tính từ hai dòng trên.",
                ),
                LineSpec(
                    "C03",
                    "Người đứng đầu, cán bộ lãnh đạo đăng ký nêu gương",
                    "người",
                    time_rule=LAST,
                    source="commitments.leaders",
                ),
                LineSpec(
                    "C04",
                    "Quần chúng đăng ký làm theo",
                    "người",
                    time_rule=LAST,
                    source="commitments.others",
                ),
                LineSpec(
                    "C05",
                    "Cá nhân thực hiện tốt cam kết",
                    "người",
                    time_rule=LAST,
                    source="commitments.fulfilled",
                    help="Đơn vị đếm; phần mềm không giữ kết luận về một người nào.",
                ),
            ],
        ),
        SectionSpec(
            "II",
            "Mô hình trong năm",
            [
                LineSpec(
                    "M03",
                    "Mô hình được công nhận",
                    "mô hình",
                    source="practices.recognised",
                    help="Công nhận trong năm; lấy từ sổ đăng ký.",
                ),
                LineSpec(
                    "M12",
                    "Người hưởng lợi",
                    "người",
                    help="Số người được hưởng lợi từ các mô hình trong năm, đơn vị ước tính.",
                ),
            ],
        ),
        SectionSpec(
            "III",
            "Xây dựng Đảng",
            [
                LineSpec("H01", "Sáng kiến cải cách hành chính", "sáng kiến"),
                LineSpec(
                    "A04",
                    "Tiền thưởng",
                    "đồng",
                    LineKind.AMOUNT,
                    help="Tổng tiền thưởng theo quyết định của đơn vị trong năm.",
                ),
            ],
        ),
        SectionSpec("IV", "Nhận xét", questions=[QuestionSpec("Bài học kinh nghiệm trong năm")]),
    ],
    relations=[
        RelationSpec("C01", Operator.AT_MOST, "C00", sentence="Số người ký không lớn hơn số phải ký."),
        RelationSpec(
            "C03",
            Operator.AT_MOST,
            "C01",
            sentence="Người đứng đầu, cán bộ lãnh đạo là một phần của số đảng viên ký cam kết.",
        ),
    ],
)


def registered_lines(sheet: SheetSpec) -> list[str]:
    """Codes of the lines that a register fills: whoever sends a report has confirmed them."""
    return [line.code for section in sheet.sections for line in section.lines if line.source]
