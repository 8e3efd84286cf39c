"""What the units' profiles say: how many Party members, as their reports have it; of two units also posts and functions."""

from datetime import date

from lantoa.core import periods
from lantoa.organisation.choices import ProfileKind
from lantoa.organisation.services.profile import NewValue, enter_values
from lantoa.organisation.services.reference import NewProfileField, enter_profile_fields
from lantoa.sample.reports import members_in, size_of
from lantoa.sample.story import ACTOR, ESTABLISHED, LAST_YEAR, Story

SOURCE = "Dữ liệu minh họa"
FUNCTIONS = {
    "HG-048": "Khám, chữa bệnh cho nhân dân trong tỉnh; đào tạo cán bộ y tế; chỉ đạo tuyến về chuyên môn kỹ thuật.",
    "HG-019": "Tham mưu về tổ chức bộ máy, cán bộ, công chức, thi đua, khen thưởng và cải cách hành chính.",
}
STAFF = {"HG-048": 620, "HG-019": 64}
OFFICE = 38  # of the bloc


def build_profiles(story: Story) -> None:
    fields = enter_profile_fields(
        actor=ACTOR,
        fields=[
            NewProfileField("so-dang-vien", "Số đảng viên", ProfileKind.COUNT, ESTABLISHED, "đảng viên"),
            NewProfileField("bien-che", "Biên chế được giao", ProfileKind.COUNT, ESTABLISHED, "người"),
            NewProfileField("chuc-nang", "Chức năng", ProfileKind.TEXT, ESTABLISHED),
        ],
    )
    last = periods.quarter(LAST_YEAR, 4)
    since = date(LAST_YEAR + 1, 1, 1)
    values = [
        NewValue(unit, fields["so-dang-vien"], members_in(size_of(story, code), last), since, SOURCE)
        for code, unit in story.units.items()
    ]
    for code, words in FUNCTIONS.items():
        unit = story.units[code]
        values.append(NewValue(unit, fields["bien-che"], STAFF[code], since, SOURCE))
        values.append(NewValue(unit, fields["chuc-nang"], words, ESTABLISHED, SOURCE))
    values.append(NewValue(story.bloc, fields["bien-che"], OFFICE, ESTABLISHED, SOURCE))
    enter_values(actor=ACTOR, entries=values)
