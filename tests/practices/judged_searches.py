"""A small registry and searches over it, with the order in which a person would want the answers.

Made by reading the practices, not by running the search: for each search the practices that answer it, the best first. What comes
after them (other words of the same letters) was not judged.
"""

# title, problem, method
REGISTRY: tuple[tuple[str, str, str], ...] = (
    ("Phiếu màu theo khoa", "Người bệnh chờ lâu.", "Mỗi khoa một màu, người bệnh đi theo vạch."),
    ("Phiếu mẫu gửi chi bộ", "Báo cáo mỗi nơi một kiểu.", "Gửi mẫu thống nhất cho từng nơi."),
    (
        "Tiếp dân thứ Bảy",
        "Dân bận giờ hành chính.",
        "Phát phiếu có màu để xếp lượt, mỗi buổi trực hai người.",
    ),
    (
        "Hộp thư góp ý",
        "Ý kiến chậm tới nơi.",
        "Phiếu góp ý bỏ vào hộp; mỗi tuần mở một lần, ghi sổ, sơn hộp đủ màu.",
    ),
    ("Sổ tay người bán hàng", "Chợ còn cân thiếu.", "Cân đối chứng ở cổng chợ, phát sổ tay."),
    ("Cổng trường an toàn", "Tắc đường giờ tan học.", "Phụ huynh chờ theo ô, có sổ tay chỉ lối vào."),
    ("Bàn giao ca mười phút", "Sót việc giữa hai ca.", "Đọc sổ giao ca, ký hai bên."),
    ("Ca trực không bàn trống", "Bàn tiếp dân vắng người.", "Giao người thay ca trước mười phút."),
    ("Ngày thứ Tư không hẹn", "Dân đi lại nhiều lần.", "Giải quyết thủ tục hành chính ngay trong buổi."),
    (
        "Một cửa lưu động",
        "Xã xa trung tâm.",
        "Cải cách hành chính đến tận ấp; thủ tục đơn giản, hành khách đi đò cũng nộp được.",
    ),
    ("Tổ hòa giải ở ấp", "Mâu thuẫn nhỏ thành lớn.", "Hoà giải tại nhà, không ghi biên bản khi chưa xong."),
    ("Chợ lầu văn minh", "Bán lấn lòng đường.", "Kẻ vạch, mỗi tổ giữ một đoạn."),
    (
        "Vườn rau nhà trường",
        "Bếp ăn mua rau xa, giá cao, có hôm không kịp giờ.",
        "Mỗi lớp một luống, tưới theo lịch.",
    ),
    ("Góc xanh", "Đất bỏ không.", " ".join(["Vườn rau trước, vườn rau sau, vườn rau bên."] * 6)),
    (
        "Biển chỉ lối",
        "Khách hỏi nhiều.",
        "Vẽ đường đi từ cổng vào từng phòng, treo ở nơi dễ thấy nhất của trụ sở.",
    ),
    ("Giờ cao điểm", "Đi đường đông.", "Đi đường vòng, đi đường tắt, đi đường khác giờ."),
    ("Hoa giải nhiệt", "Sân trường nắng.", "Trồng hoa và cây cho bóng mát."),
)

# what is typed → titles, the best first
SEARCHES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Accents as written before others, though both stand in a title.
    ("phiếu màu", ("Phiếu màu theo khoa", "Tiếp dân thứ Bảy", "Hộp thư góp ý", "Phiếu mẫu gửi chi bộ")),
    ("phiếu mẫu", ("Phiếu mẫu gửi chi bộ", "Phiếu màu theo khoa", "Tiếp dân thứ Bảy", "Hộp thư góp ý")),
    ("chờ lâu", ("Phiếu màu theo khoa", "Chợ lầu văn minh")),
    # Without accents: the title first, then together before apart.
    ("phieu mau", ("Phiếu màu theo khoa", "Phiếu mẫu gửi chi bộ", "Tiếp dân thứ Bảy", "Hộp thư góp ý")),
    ("so tay", ("Sổ tay người bán hàng", "Cổng trường an toàn")),
    ("sổ tay", ("Sổ tay người bán hàng", "Cổng trường an toàn")),
    # Words in the order of the search before the same words in another.
    ("bàn giao ca", ("Bàn giao ca mười phút", "Ca trực không bàn trống")),
    ("thu tuc hanh chinh", ("Ngày thứ Tư không hẹn", "Một cửa lưu động")),
    ("duong di", ("Biển chỉ lối", "Giờ cao điểm")),
    # Once in the title before many times in the text.
    ("vuon rau", ("Vườn rau nhà trường", "Góc xanh")),
    # An abbreviation stands for its meaning, word by word.
    ("TTHC", ("Ngày thứ Tư không hẹn",)),
    ("CCHC", ("Một cửa lưu động",)),
    # Either place of the tone is the same spelling; another word of the same letters comes after.
    ("hoà giải", ("Tổ hòa giải ở ấp", "Hoa giải nhiệt")),
    ("hòa giải", ("Tổ hòa giải ở ấp", "Hoa giải nhiệt")),
    ("hoa giải", ("Hoa giải nhiệt", "Tổ hòa giải ở ấp")),
    # One word: as it is spelled, the title before the text.
    (
        "chợ",
        (
            "Chợ lầu văn minh",
            "Sổ tay người bán hàng",
        ),
    ),
    ("người bệnh", ("Phiếu màu theo khoa",)),
    ("cổng", ("Cổng trường an toàn", "Sổ tay người bán hàng")),
)
