import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# What was merged and separated again before this table was, as the log of acts tells it.
REMEMBERED = """
INSERT INTO taxonomy_endedmerge (topic_id, into_id, merged_at, separated_at)
SELECT ended.subject_id, target.id, begun.at, ended.at
FROM core_auditentry ended
JOIN taxonomy_topic topic ON topic.id = ended.subject_id
JOIN taxonomy_topic target ON target.key = ended.facts ->> 'into'
JOIN LATERAL (
    SELECT at FROM core_auditentry
    WHERE verb = 'taxonomy.merge_topic' AND subject_kind = 'taxonomy.topic' AND subject_id = ended.subject_id
        AND (at, id) < (ended.at, ended.id)
    ORDER BY at DESC, id DESC LIMIT 1
) begun ON true
WHERE ended.verb = 'taxonomy.separate_topic' AND ended.subject_kind = 'taxonomy.topic'
"""
GUARD = """
CREATE FUNCTION taxonomy_ended_merge_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was merged and separated is never rewritten' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER taxonomy_ended_merge_stays BEFORE UPDATE OR DELETE ON taxonomy_endedmerge
    FOR EACH ROW EXECUTE FUNCTION taxonomy_ended_merge_stays();
"""
BACK = """
DROP TRIGGER taxonomy_ended_merge_stays ON taxonomy_endedmerge; DROP FUNCTION taxonomy_ended_merge_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("taxonomy", "0002_topics")]
    operations = [
        migrations.CreateModel(
            name="EndedMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merged_at", models.DateTimeField()),
                ("separated_at", models.DateTimeField()),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended_merges",
                        to="taxonomy.topic",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="taxonomy.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["topic", "merged_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(separated_at__gte=F("merged_at")), name="taxonomy_merge_ended_after_it_began"
                    ),
                ],
            },
        ),
        migrations.RunSQL(REMEMBERED, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, BACK),
    ]
