import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import lantoa.core.sealed_text
import uuid
from datetime import date
from typing import Any

from django.db import migrations, models
from django.db.backends.postgresql.psycopg_any import DateRange


SINCE = DateRange(date(2016, 1, 1), None)
# Matters that a committee or a head can act on. None asks what anybody thinks of anything or anybody.
THEMES = (
    ("tien-luong", "Tiền lương, thu nhập, chế độ", "Trả lương, thưởng, phụ cấp, làm thêm giờ, công tác phí"),
    ("dieu-kien", "Điều kiện làm việc", "Phòng làm việc, máy móc, phương tiện, vật tư, phần mềm"),
    ("to-chuc", "Tổ chức, phân công công việc", "Sắp xếp bộ máy, khối lượng việc, thiếu người, giờ trực"),
    ("thu-tuc", "Thủ tục, giấy tờ", "Thủ tục hành chính, hồ sơ, báo cáo trùng lặp, thời gian giải quyết"),
    ("dao-tao", "Đào tạo, bồi dưỡng", "Lớp học, tập huấn, kinh phí đi học, bố trí thời gian học"),
    ("nha-o", "Nhà ở, đi lại", "Nhà ở công vụ, nhà trọ, đường đến nơi làm việc, phương tiện đi lại"),
    ("y-te", "Khám, chữa bệnh, bảo hiểm", "Khám định kỳ, thuốc, thủ tục bảo hiểm y tế, bảo hiểm xã hội"),
    ("an-toan", "An toàn, phòng cháy, chữa cháy", "An toàn lao động, điện, phòng cháy, trật tự nơi làm việc"),
    ("moi-truong", "Môi trường, vệ sinh", "Rác, nước thải, tiếng ồn, vệ sinh nơi làm việc"),
    ("ha-tang", "Điện, nước, đường, mạng", "Mất điện, thiếu nước, đường hỏng, mạng chậm"),
    ("viec-lam", "Sản xuất, kinh doanh, việc làm", "Đơn hàng, giá, vốn, đất đai, thiếu việc, giữ việc làm"),
    ("truong-hoc", "Trường học, giữ trẻ", "Chỗ học, giờ giữ trẻ, khoản thu của trường, đưa đón"),
)


def enter_themes(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("reporting", "SituationTheme")
    model.objects.bulk_create(
        model(code=code, name=name, covers=covers, position=position, valid=SINCE)
        for position, (code, name, covers) in enumerate(THEMES, start=1)
    )


def enter_rule(apps: Any, schema_editor: Any) -> None:
    apps.get_model("reporting", "SituationRule").objects.create(
        valid=SINCE,
        most_lines=5,
        longest=200,
        least_people=10,
        kept_quarters=4,
        people_indicator="U03",
        people_field="so-dang-vien",
        office_field="bien-che",
        basis="Mức của phần mềm: không để nhận ra người góp ý trong nhóm nhỏ",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0009_unit_profiles_and_decision_files'),
        ('reporting', '0021_counted'),
    ]

    operations = [
        migrations.CreateModel(
            name='SituationTheme',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('covers', models.CharField(max_length=300)),
                ('position', models.PositiveSmallIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Situation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('period_code', models.CharField(max_length=6)),
                ('is_sent', models.BooleanField(default=False)),
                ('told_separately', models.BooleanField(default=False)),
                ('people', models.PositiveIntegerField(null=True)),
                ('row_version', models.PositiveIntegerField(default=1)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
            ],
        ),
        migrations.CreateModel(
            name='SituationRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('most_lines', models.PositiveSmallIntegerField()),
                ('longest', models.PositiveSmallIntegerField()),
                ('least_people', models.PositiveSmallIntegerField()),
                ('kept_quarters', models.PositiveSmallIntegerField()),
                ('people_indicator', models.CharField(max_length=40)),
                ('people_field', models.CharField(max_length=60)),
                ('office_field', models.CharField(max_length=60)),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('valid', '&&')], name='situation_rule_one_a_day'), models.CheckConstraint(condition=models.Q(('kept_quarters__gte', 1), ('least_people__gte', 2), ('longest__gte', 40), ('most_lines__gte', 1)), name='situation_rule_limits')],
            },
        ),
        migrations.CreateModel(
            name='SituationSheet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.sheet')),
            ],
        ),
        migrations.CreateModel(
            name='SituationLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('words', lantoa.core.sealed_text.SealedTextField(purpose='situations')),
                ('situation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='reporting.situation')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.situationtheme')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddIndex(
            model_name='situation',
            index=models.Index(fields=['period_code', 'is_sent'], name='situation_quarter'),
        ),
        migrations.AddConstraint(
            model_name='situation',
            constraint=models.UniqueConstraint(fields=('unit', 'period_code'), name='situation_once'),
        ),
        migrations.AddConstraint(
            model_name='situation',
            constraint=models.CheckConstraint(condition=models.Q(('is_sent', False), ('people__isnull', False), _connector='OR'), name='situation_sent_stands_for_people'),
        ),
        migrations.AddConstraint(
            model_name='situation',
            constraint=models.CheckConstraint(condition=models.Q(('period_code__regex', '^[0-9]{4}Q[1-4]$')), name='situation_of_a_quarter'),
        ),
        migrations.AddConstraint(
            model_name='situationsheet',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('sheet', '='), ('valid', '&&')], name='situation_sheet_once'),
        ),
        migrations.AddConstraint(
            model_name='situationline',
            constraint=models.UniqueConstraint(fields=('situation', 'theme'), name='situation_line_theme'),
        ),
        migrations.AddConstraint(
            model_name='situationline',
            constraint=models.UniqueConstraint(fields=('situation', 'position'), name='situation_line_position'),
        ),
        migrations.RunPython(enter_themes, migrations.RunPython.noop),
        migrations.RunPython(enter_rule, migrations.RunPython.noop),
    ]
