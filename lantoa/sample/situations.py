"""What a handful of units told by theme in the last three quarters. All of it invented, and said to be.

The smallest unit tells nothing of its own: the bloc tells for it. The hospital has written and not sent: its report is not sent either.
"""

from datetime import date, timedelta

from lantoa.core import clock
from lantoa.core.periods import Period, from_code
from lantoa.organisation.models import Unit
from lantoa.reporting.queries.sheets import latest_version
from lantoa.reporting.queries.situations.own import report_with
from lantoa.reporting.services.situations.sending import send_situation
from lantoa.reporting.services.situations.sheets import carry_situation
from lantoa.reporting.services.situations.writing import NewLine, save_situation
from lantoa.sample.reports import HOME_AFFAIRS, HOSPITAL
from lantoa.sample.sheets import QUARTERLY
from lantoa.sample.story import ACTOR, STORY_DAY, Story

INVENTED = "(dữ liệu minh họa)"
CARRIED_SINCE = date(2020, 7, 1)
BLOC = "HG-DUK"
SEPARATELY = {("HG-009", "2020Q4")}
# Unit, quarter → theme and words.
TOLD: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("HG-009", "2020Q3"): (("ha-tang", "Đường truyền chậm vào giờ cao điểm, gửi tin ảnh lên trang bị trễ."),),
    ("HG-009", "2020Q4"): (("dieu-kien", "Thiếu một máy ảnh dự phòng cho phòng thời sự."),),
    ("HG-009", "2021Q1"): (("ha-tang", "Đường truyền đã nâng cấp nhưng còn chập chờn buổi tối."),),
    (HOME_AFFAIRS, "2020Q3"): (("thu-tuc", "Một số biểu báo cáo hỏi trùng số liệu, cần rà để bỏ bớt."),),
    (HOME_AFFAIRS, "2020Q4"): (
        ("thu-tuc", "Biểu thống kê cuối năm của hai nơi hỏi cùng một số liệu."),
        ("dao-tao", "Lớp bồi dưỡng ngạch dồn vào tháng 12, khó bố trí người học."),
    ),
    (HOME_AFFAIRS, "2021Q1"): (("dao-tao", "Đề nghị chia lớp bồi dưỡng thành hai đợt trong năm."),),
    ("HG-025", "2020Q4"): (("nha-o", "Đoạn đường vào trạm kiểm tra ngập khi triều cường, đi làm khó."),),
    ("HG-025", "2021Q1"): (
        ("nha-o", "Đường vào trạm chưa được nâng nền, mùa mưa tới sẽ còn ngập."),
        ("an-toan", "Trụ cứu hỏa sân sau không còn nước, cần sửa."),
    ),
    (HOSPITAL, "2020Q3"): (
        ("dieu-kien", "Khoa khám thiếu quạt, người bệnh chờ lâu trong phòng nóng."),
        ("to-chuc", "Trực đêm dày do thiếu điều dưỡng, cần xếp lại ca."),
    ),
    (HOSPITAL, "2020Q4"): (
        ("to-chuc", "Ca trực đã xếp lại, khoa cấp cứu còn thiếu người dịp lễ."),
        ("truong-hoc", "Nơi giữ trẻ gần bệnh viện đóng cửa trước giờ tan ca."),
    ),
    (HOSPITAL, "2021Q1"): (
        ("tien-luong", "Phụ cấp trực quý trước trả chậm, cần báo rõ ngày trả."),
        ("truong-hoc", "Đề nghị mở thêm giờ giữ trẻ buổi chiều cho người trực."),
    ),
    ("HG-052", "2020Q4"): (("dieu-kien", "Kho lạnh vắc-xin chạy hết công suất, cần thêm một tủ."),),
    ("HG-052", "2021Q1"): (("tien-luong", "Chế độ cho người trực chống dịch ngày Tết chưa được chi."),),
    ("HG-088", "2020Q3"): (("viec-lam", "Đơn hàng quý IV giảm, công nhân lo thiếu việc trước Tết."),),
    ("HG-088", "2020Q4"): (
        ("tien-luong", "Cần công bố sớm mức thưởng Tết để công nhân yên tâm làm việc."),
        ("nha-o", "Khu nhà trọ gần xưởng thiếu nước sạch vào mùa khô."),
    ),
    ("HG-088", "2021Q1"): (
        ("nha-o", "Khu nhà trọ vẫn thiếu nước sạch, đề nghị kéo đường ống."),
        ("viec-lam", "Đơn hàng đã có lại, cần tuyển thêm thợ may."),
    ),
    (BLOC, "2020Q4"): (("thu-tuc", "Đơn vị nhỏ phải lập nhiều báo cáo như đơn vị lớn, cần gọn hơn."),),
    (BLOC, "2021Q1"): (
        ("dieu-kien", "Phòng họp trực tuyến chưa đủ thiết bị cho điểm cầu cơ sở."),
        ("thu-tuc", "Đề nghị biểu báo cáo rút gọn cho chi bộ ít người."),
    ),
}


def build_situations(story: Story) -> None:
    with clock.set_to(CARRIED_SINCE):
        carry_situation(actor=ACTOR, sheet=latest_version(QUARTERLY.code).sheet)
    for (code, quarter), lines in TOLD.items():
        unit = story.bloc if code == BLOC else story.units[code]
        _tell(unit, from_code(quarter), lines, separately=(code, quarter) in SEPARATELY)


def _tell(unit: Unit, period: Period, lines: tuple[tuple[str, str], ...], *, separately: bool) -> None:
    """Written and sent in the last days of the quarter; written alone while the unit's report waits to be sent."""
    with clock.set_to(min(period.end - timedelta(days=9), STORY_DAY)):
        save_situation(
            actor=ACTOR,
            unit=unit,
            period=period,
            lines=[NewLine(theme, f"{words} {INVENTED}") for theme, words in lines],
            told_separately=separately,
            row_version=0,
        )
    with clock.set_to(min(period.end + timedelta(days=4), STORY_DAY)):
        if not report_with(unit, period):
            send_situation(actor=ACTOR, unit=unit, period=period)
