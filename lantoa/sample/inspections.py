"""Each inspection of the story, as far as it has come."""

from datetime import date

from lantoa.oversight.models import ProgrammeItem
from lantoa.sample.inspection_steps import (
    check_remedy,
    conclude,
    decide,
    present,
    report_remedy,
    send_self_report,
    shortcoming,
    sit_with,
    strength,
    write_findings,
)
from lantoa.sample.story import Story


def supervise_hospital(story: Story, item: ProgrammeItem) -> None:
    """Concluded; one of its two remedies was checked, the other is late on the day of the story."""
    made = decide(story, item, date(2020, 11, 2), date(2020, 11, 18), date(2020, 11, 6), 61, 4)
    send_self_report(made, date(2020, 11, 5))
    sit_with(made, date(2020, 11, 10))
    write_findings(
        made,
        date(2020, 11, 12),
        strength("hoc-tap", "Các chi bộ học đủ chuyên đề năm; có sổ ghi và bài thu hoạch."),
        shortcoming(
            "lam-theo",
            "Thời gian chờ khám chưa được niêm yết ở hai trong bốn khu khám.",
            "Chưa phân công người cập nhật.",
            "Niêm yết thời gian chờ khám ở cả bốn khu và cập nhật hằng tuần.",
            "Bí thư chi bộ Khoa Khám bệnh",
            "Ảnh bảng niêm yết bốn khu",
            date(2020, 12, 31),
        ),
        shortcoming(
            "lam-theo",
            "Việc làm theo của ba chi bộ ghi chung chung, không có kết quả đo được.",
            "Cấp ủy chưa hướng dẫn cách ghi.",
            "Hướng dẫn các chi bộ ghi việc làm theo có kết quả thấy được; rà lại sổ của ba chi bộ.",
            "Phó Bí thư Đảng ủy",
            "Hướng dẫn đã gửi, sổ đã rà",
            date(2021, 3, 31),
        ),
    )
    made = present(made, date(2020, 11, 13))
    conclude(
        made,
        date(2020, 11, 17),
        {3: "Đơn vị nhận thiếu sót, xin làm cùng kế hoạch năm 2021."},
        "Đơn vị thực hiện nghiêm túc, có nền nếp. Cần khắc phục hai việc trong các nhận xét kèm theo.",
        47,
    )
    done = report_remedy(
        made,
        2,
        date(2020, 12, 22),
        "Đã niêm yết ở bốn khu, cập nhật thứ Hai hằng tuần; ảnh gửi kèm công văn 31.",
    )
    check_remedy(done, date(2020, 12, 29), "Đã xem ảnh bốn bảng và đến xem khu B: đúng như báo.")


def conclude_office(story: Story, item: ProgrammeItem) -> None:
    """One remedy was checked, one waits to be."""
    made = decide(story, item, date(2021, 2, 1), date(2021, 2, 20), date(2021, 2, 5), 8, 3)
    send_self_report(made, date(2021, 2, 4))
    sit_with(made, date(2021, 2, 18))
    write_findings(
        made,
        date(2021, 2, 19),
        strength("lanh-dao", "Kế hoạch năm có việc, có người, có hạn; giao ban tuần có kiểm điểm từng việc."),
        strength("lam-theo", "Rút ngắn thời gian giải quyết ba thủ tục, người dân theo dõi được."),
        shortcoming(
            "sinh-hoat",
            "Hai chi bộ sinh hoạt chuyên đề còn đọc tài liệu là chính.",
            "Chưa chọn được câu chuyện gắn với việc của chi bộ.",
            "Mỗi chi bộ chọn một việc thật để thảo luận trong buổi chuyên đề quý I.",
            "Bí thư hai chi bộ",
            "Biên bản buổi chuyên đề",
            date(2021, 3, 31),
        ),
        shortcoming(
            "bao-cao",
            "Sổ theo dõi việc làm theo không khớp với báo cáo quý IV.",
            "Cộng từ tin nhắn, không từ sổ.",
            "Lập một sổ chung, đối chiếu với báo cáo trước khi gửi.",
            "",
            "Sổ chung và bản đối chiếu quý I",
            date(2021, 4, 20),
        ),
    )
    made = present(made, date(2021, 2, 22))
    conclude(
        made,
        date(2021, 2, 26),
        {4: "Đơn vị đã lập sổ chung từ ngày 22/02."},
        "Cấp ủy lãnh đạo sát, có kết quả người dân thấy được. Hai việc cần sửa nêu trong nhận xét.",
        9,
    )
    first = report_remedy(
        made, 3, date(2021, 3, 22), "Hai chi bộ đã sinh hoạt theo việc thật, biên bản ngày 15 và 18/3."
    )
    check_remedy(first, date(2021, 3, 26), "Đã xem hai biên bản; nội dung bám việc của chi bộ.")
    report_remedy(made, 4, date(2021, 4, 2), "Đã lập sổ chung; bản đối chiếu quý I kèm công văn 09.")


def present_findings(story: Story, item: ProgrammeItem) -> None:
    """The unit is asked for its word."""
    made = decide(story, item, date(2021, 3, 19), date(2021, 4, 7), date(2021, 3, 24), 15, 2)
    send_self_report(made, date(2021, 3, 24))
    sit_with(made, date(2021, 3, 30))
    write_findings(
        made,
        date(2021, 3, 31),
        strength("hoc-tap", "Đảng viên dự học đông đủ, có học bù."),
        shortcoming(
            "hoc-tap",
            "Kế hoạch học chép gần nguyên kế hoạch cấp trên.",
            "Chưa bàn trong cấp ủy.",
            "Bổ sung kế hoạch bằng việc của chính đơn vị.",
            "Bí thư chi bộ",
            "Kế hoạch đã bổ sung",
            date(2021, 5, 14),
        ),
    )
    present(made, date(2021, 4, 2))


def sit_with_unit(story: Story, item: ProgrammeItem) -> None:
    """The team has sat with the unit and writes."""
    made = decide(story, item, date(2021, 3, 29), date(2021, 4, 16), date(2021, 4, 2), 17, 0)
    send_self_report(made, date(2021, 4, 2))
    sit_with(made, date(2021, 4, 5))
    write_findings(made, date(2021, 4, 5), strength("sinh-hoat", "Chi bộ họp đúng ngày, biên bản đủ."))


def decide_on_hospital(story: Story, item: ProgrammeItem) -> None:
    """The unit is to send its self-report."""
    decide(story, item, date(2021, 4, 5), date(2021, 4, 23), date(2021, 4, 12), 18)
