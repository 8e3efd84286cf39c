"""Accepted reports keep their unit's names and place; rollups and their queue follow those places."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

# Where each accepted report's unit stood on the tree day of its collection, as far as it is known now: the version in force, else
# the last before, else the first after. Rollups and queued nodes were computed on that tree.
PLACES = """
UPDATE reporting_submission s
SET placed_at = coalesce(s.decided_at, s.submitted_at, s.created_at), name_then = p.name, short_name_then = p.short_name,
    tree_path = p.path
FROM (
    SELECT one.id, v.name, v.short_name, (
        SELECT array_agg(a.ancestor_id ORDER BY a.depth DESC) FROM organisation_ancestry a
        WHERE a.descendant_id = one.unit_id
            AND a.valid @> greatest(lower(v.valid), least(c.period_end - 1, upper(v.valid) - 1))) AS path
    FROM reporting_submission one
    JOIN reporting_collection c ON c.id = one.collection_id
    JOIN LATERAL (
        SELECT nearest.* FROM organisation_unitversion nearest WHERE nearest.unit_id = one.unit_id
        ORDER BY (lower(nearest.valid) < c.period_end) DESC, abs(lower(nearest.valid) - (c.period_end - 1))
        LIMIT 1) v ON true
    WHERE one.state = 'accepted'
) p
WHERE p.id = s.id;
"""
NODES = """
UPDATE {table} r SET path = coalesce((
    SELECT array_agg(a.ancestor_id ORDER BY a.depth DESC)
    FROM reporting_collection c JOIN organisation_ancestry a ON a.descendant_id = r.unit_id AND a.valid @> (c.period_end - 1)
    WHERE c.id = r.collection_id), '{{}}');
DELETE FROM {table} WHERE path = '{{}}';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0002_refresh_statistics'),
        ('reporting', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rollup',
            name='rollup_once',
        ),
        migrations.AddField(
            model_name='dirtynode',
            name='path',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='rollup',
            name='path',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='submission',
            name='name_then',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='submission',
            name='placed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='short_name_then',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='submission',
            name='tree_path',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.RunSQL(NODES.format(table="reporting_rollup"), migrations.RunSQL.noop),
        migrations.RunSQL(NODES.format(table="reporting_dirtynode"), migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='rollup',
            index=models.Index(fields=['collection', 'unit'], name='rollup_unit'),
        ),
        migrations.AddConstraint(
            model_name='rollup',
            constraint=models.UniqueConstraint(fields=('collection', 'path'), name='rollup_once'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(models.Q(('tree_path', []), _negated=True), ('placed_at__isnull', False)), _connector='OR'), name='submission_accepted_has_place'),
        ),
    ]
