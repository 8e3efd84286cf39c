import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.migrations.state import StateApps

import lantoa.core.clock
from lantoa.core.text import folding_key

# Constant for the same texts, so that columns can be made from them: everything they call is named with its schema. The
# lower case is that of ICU, for the lower case of a C locale knows no «Đ».
FUNCTIONS = """
CREATE FUNCTION practices_titled(key text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.to_tsvector('pg_catalog.simple', pg_catalog.split_part(key, pg_catalog.chr(10), 1))
$$;
CREATE FUNCTION practices_spelled(
    named text, first text, second text DEFAULT '', third text DEFAULT '', fourth text DEFAULT '', fifth text DEFAULT ''
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.setweight(
               pg_catalog.to_tsvector('pg_catalog.simple', pg_catalog.lower(named COLLATE pg_catalog."und-x-icu")), 'A')
        || pg_catalog.to_tsvector('pg_catalog.simple', pg_catalog.lower(
               (first || ' ' || second || ' ' || third || ' ' || fourth || ' ' || fifth) COLLATE pg_catalog."und-x-icu"))
$$;
"""
GONE = """
DROP FUNCTION practices_titled(text);
DROP FUNCTION practices_spelled(text, text, text, text, text, text);
"""
ALWAYS = DateRange(None, None)


def fold_abbreviations(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Those that are there hold since ever."""
    rows = apps.get_model("practices", "Abbreviation")
    for row in rows.objects.all():
        row.search_key = f"{folding_key(row.short)} = {folding_key(row.meaning)}"
        row.save(update_fields=["search_key"])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("practices", "0008_booklets"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, GONE),
        migrations.AddField(
            model_name="practice",
            name="titled",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("search_key"), function="practices_titled"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="practice",
            name="spelled",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("title"),
                    models.F("problem"),
                    models.F("goal"),
                    models.F("method"),
                    models.F("result"),
                    models.F("lesson"),
                    function="practices_spelled",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="practice",
            index=django.contrib.postgres.indexes.GinIndex(fields=["titled"], name="practice_titled"),
        ),
        migrations.CreateModel(
            name="FileWords",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "reading",
                    models.CharField(
                        choices=[
                            ("read", "Tìm được theo chữ trong tệp."),
                            ("picture", "Ảnh: tìm được theo chú thích."),
                            (
                                "wordless",
                                "Tệp là bản chụp, không có lớp chữ: chỉ tìm được theo chú thích.",
                            ),
                            (
                                "unreadable",
                                "Không đọc được chữ trong tệp này: chỉ tìm được theo chú thích. Tệp vẫn tải về được.",
                            ),
                            (
                                "lost",
                                "Kho tệp không còn nội dung của tệp này. Báo quản trị để khôi phục từ bản sao lưu.",
                            ),
                        ],
                        max_length=12,
                    ),
                ),
                ("named", models.TextField()),
                ("text", models.TextField(blank=True)),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=110), default=list, size=None
                    ),
                ),
                ("is_cut", models.BooleanField(default=False)),
                ("search_key", models.TextField()),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("search_key"), function="practices_words"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "spelled",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("named"), models.F("text"), function="practices_spelled"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("read_at", models.DateTimeField(default=lantoa.core.clock.now)),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file_words",
                        to="practices.evidence",
                    ),
                ),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="file_words")],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100)),
                ("query", models.CharField(max_length=600)),
                (
                    "found",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("opened_at", models.DateTimeField(default=lantoa.core.clock.now)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "indexes": [models.Index(fields=["owner"], name="saved_search_owner")],
            },
        ),
        migrations.AddField(
            model_name="abbreviation",
            name="in_force",
            field=django.contrib.postgres.fields.ranges.DateRangeField(default=ALWAYS),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="abbreviation",
            name="search_key",
            field=models.CharField(default="", max_length=130),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="abbreviation", name="abbreviation_once"),
        migrations.RunPython(fold_abbreviations, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="abbreviation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("search_key", "="), ("in_force", "&&")], name="abbreviation_no_overlap"
            ),
        ),
    ]
