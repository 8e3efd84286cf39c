"""Build the sample organisation, chapter by chapter, through the same services as real use."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import transaction

from lantoa.accounts.queries import sample_accounts_exist
from lantoa.core import clock
from lantoa.core.errors import Refused
from lantoa.organisation.models import Unit
from lantoa.organisation.services.statistics import refresh_statistics
from lantoa.sample import (
    adoptions,
    awards,
    duties,
    earlier,
    issues,
    issuing,
    notices,
    organisation,
    outreach,
    oversight,
    plans,
    pledges,
    practices,
    profiles,
    reports,
    review,
    selection,
    situations,
    study,
    targets,
)
from lantoa.sample.story import STORY_DAY, Story

Chapter = tuple[str, Callable[[Story], None]]
CHAPTERS: list[Chapter] = [
    ("Cây tổ chức, 98 đơn vị", organisation.build_organisation),
    ("Người dùng và vai trò", organisation.build_people),
    ("Văn bản, nhiệm kỳ", organisation.build_papers),
    ("Phát động Chỉ thị 05", issuing.build_issuing),
    ("Mô hình 2016 - 2021", lambda story: practices.build_practices(story, practices.build_fields())),
    ("Đợt chọn 22 mô hình in tập", selection.build_selection),
    ("Nhân rộng tập 22 mô hình", adoptions.build_adoptions),
    ("Nhân rộng tập năm 2018 của tỉnh, hỏi lại sau 6 và 12 tháng", earlier.build_earlier_order),
    ("Hoạt động tuyên truyền", outreach.build_outreach),
    ("Số người ký cam kết 2016 - 2020", pledges.build_counts),
    ("Biểu mẫu, báo cáo quý và năm", reports.build_reports),
    ("Chuyên đề, buổi học", study.build_study),
    ("Kế hoạch của các đơn vị", plans.build_plans),
    ("Cam kết 2020, 2021", pledges.build_pledges),
    ("Chỉ tiêu theo nghị quyết", targets.build_targets),
    ("Hồ sơ đơn vị", profiles.build_profiles),
    ("Tình hình theo chủ đề, ba quý", situations.build_situations),
    ("Vấn đề bức xúc, nổi cộm", issues.build_issues),
    ("Đợt khen, quyết định, giấy khen", awards.build_awards),
    ("Hội nghị sơ kết", review.build_review),
    ("Nhiệm vụ quý II từ kết luận", duties.build_duties),
    ("Kiểm tra, giám sát 2020, 2021", oversight.build_oversight),
    ("Thông báo", notices.read_old_notices),
]


def load(told: Callable[[int, str], None] = lambda done, chapter: None) -> bool:
    """Build everything in one transaction; False if the sample is already there.

    `told(chapters done, name of the chapter begun)` follows the progress. Raises Refused where the database holds another organisation.
    """
    if sample_accounts_exist():
        return False
    if Unit.objects.exists():
        raise Refused(
            "Cơ sở dữ liệu này đã có tổ chức khác. Dữ liệu minh họa chỉ nạp vào cơ sở dữ liệu trống."
        )
    with transaction.atomic(), clock.set_to(STORY_DAY):
        story = Story()
        for done, (name, chapter) in enumerate(CHAPTERS):
            told(done, name)
            chapter(story)
        told(len(CHAPTERS), "Xong")
    refresh_statistics()
    set_clock(STORY_DAY)
    return True


def set_clock(day: date) -> None:
    """From now on the installation's clock goes on from eight in the morning of that day at the real pace (core.clock)."""
    offset = clock.instant(day) - datetime.now(UTC)
    path = settings.STATE / "sample_clock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(offset.total_seconds()))
