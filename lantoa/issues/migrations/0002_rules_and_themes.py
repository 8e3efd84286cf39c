from datetime import date
from typing import Any

from django.db import migrations

SINCE = date(2016, 1, 1)
BASIS = "Quy ước của phần mềm; cơ quan thay bằng quy chế của mình từ ngày có hiệu lực"
THEMES = [
    ("tien-luong", "Tiền lương, phụ cấp, bảo hiểm", "trả chậm, tính thiếu, chế độ chưa hưởng"),
    ("dieu-kien-lam-viec", "Điều kiện làm việc", "chỗ làm, giờ trực, trang bị, khối lượng việc"),
    ("thu-tuc", "Thủ tục hành chính", "trễ hẹn, giấy tờ thừa, đi lại nhiều lần"),
    ("nha-o", "Nhà ở, nước sạch, vệ sinh", "nhà công vụ, nhà trọ, nước, rác"),
    ("an-toan", "An toàn, trật tự", "lao động, điện, phòng cháy, giao thông"),
    ("dat-dai", "Đất đai, bồi thường, quy hoạch", "giấy chứng nhận, giá bồi thường, quy hoạch treo"),
    ("y-te", "Khám, chữa bệnh", "chờ lâu, thiếu thuốc, thiếu máy"),
    ("giao-duc", "Trường lớp, học phí", "thiếu phòng, khoản thu, trường xuống cấp"),
    ("giao-thong", "Đường, cầu, điện, thoát nước", "hư hỏng, ngập, chưa sửa"),
    ("moi-truong", "Môi trường", "khói bụi, nước thải, tiếng ồn"),
    ("cong-khai-dan-chu", "Công khai, dân chủ ở cơ sở", "thu chi, quy chế, đối thoại"),
    ("sinh-ke", "Việc làm, sản xuất, vốn", "mất việc, tiêu thụ, vay vốn, giống"),
]


def enter(apps: Any, schema_editor: Any) -> None:
    """What an office may end and follow with its own."""
    apps.get_model("issues", "IssueRule").objects.create(
        valid=(SINCE, None),
        own_days=15,
        above_days=20,
        higher_days=30,
        silence_days=15,
        near_days=5,
        early_units=3,
        early_days=90,
        least_people=10,
        people_field="so-dang-vien",
        basis=BASIS,
    )
    themes = apps.get_model("issues", "IssueTheme").objects
    for position, (code, name, covers) in enumerate(THEMES, 1):
        themes.create(code=code, name=name, covers=covers, position=position, valid=(SINCE, None))


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
