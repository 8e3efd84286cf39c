"""Invented names. Whoever bears one of them by chance is not meant."""

import random

SURNAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Phan",
    "Trương",
    "Mai",
    "Lâm",
    "Châu",
    "Thạch",
    "Danh",
    "Tô",
    "Cao",
]
MALE = [
    "Văn",
    "Hữu",
    "Minh",
    "Quốc",
    "Thanh",
    "Hoàng",
    "Công",
    "Đức",
    "Trọng",
    "Phúc",
    "Chí",
    "Tấn",
    "Anh",
    "Xuân",
    "Nhật",
]
FEMALE = [
    "Thị",
    "Ngọc",
    "Kim",
    "Bích",
    "Thanh",
    "Mỹ",
    "Thu",
    "Hồng",
    "Diễm",
    "Tuyết",
    "Cẩm",
    "Phương",
    "Như",
    "Xuân",
    "Ánh",
]
GIVEN_MALE = [
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Đạt",
    "Hải",
    "Hiếu",
    "Hòa",
    "Hùng",
    "Khải",
    "Khoa",
    "Lâm",
    "Lộc",
    "Long",
    "Mẫn",
    "Nam",
    "Nghĩa",
    "Nhân",
    "Phong",
    "Phước",
    "Quân",
    "Sang",
    "Sơn",
    "Tài",
    "Tâm",
    "Thành",
    "Thắng",
    "Thịnh",
    "Toàn",
    "Trí",
    "Trung",
    "Tuấn",
    "Vinh",
]
GIVEN_FEMALE = [
    "Anh",
    "Chi",
    "Diệu",
    "Dung",
    "Duyên",
    "Đào",
    "Giang",
    "Hà",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hoa",
    "Hương",
    "Khánh",
    "Lan",
    "Liên",
    "Linh",
    "Loan",
    "Mai",
    "Ngân",
    "Nga",
    "Nhung",
    "Oanh",
    "Phượng",
    "Quyên",
    "Tâm",
    "Thảo",
    "Thoa",
    "Thủy",
    "Trang",
    "Trinh",
    "Uyên",
    "Vân",
    "Yến",
]


class Names:
    """Distinct full names with the honorific that fits, the same at every load."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()

    def next(self) -> tuple[str, bool]:
        """A name not given before, and whether it is a woman's."""
        while True:
            woman = self.random.random() < 0.45
            middle, given = (FEMALE, GIVEN_FEMALE) if woman else (MALE, GIVEN_MALE)
            name = f"{self.random.choice(SURNAMES)} {self.random.choice(middle)} {self.random.choice(given)}"
            if name not in self.used:
                self.used.add(name)
                return name, woman
