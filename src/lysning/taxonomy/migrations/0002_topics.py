import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# A topic's `current` follows `merged_into` to its end, whoever writes. One lock for all merges: two at once that would close
# a circle wait for each other, and the second sees what the first has done.
SETTLE = """
CREATE FUNCTION taxonomy_topic_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.current_id := NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER taxonomy_topic_begins BEFORE INSERT ON taxonomy_topic
    FOR EACH ROW EXECUTE FUNCTION taxonomy_topic_begins();

CREATE FUNCTION taxonomy_topics_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('taxonomy.topics'));
    RETURN NULL;
END $$;
CREATE TRIGGER taxonomy_topics_wait BEFORE INSERT OR UPDATE OF merged_into_id ON taxonomy_topic
    FOR EACH STATEMENT EXECUTE FUNCTION taxonomy_topics_wait();

CREATE FUNCTION taxonomy_topics_settle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH RECURSIVE way (id, leads_to) AS (
        SELECT id, id FROM taxonomy_topic WHERE merged_into_id IS NULL
        UNION ALL
        SELECT topic.id, way.leads_to FROM taxonomy_topic topic JOIN way ON topic.merged_into_id = way.id
    )
    UPDATE taxonomy_topic topic SET current_id = way.leads_to
    FROM way WHERE topic.id = way.id AND topic.current_id <> way.leads_to;
    IF EXISTS (
        SELECT FROM taxonomy_topic topic JOIN taxonomy_topic last ON last.id = topic.current_id
        WHERE last.merged_into_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'topics are merged in a circle' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER taxonomy_topics_settle AFTER INSERT OR UPDATE OF merged_into_id ON taxonomy_topic
    FOR EACH STATEMENT EXECUTE FUNCTION taxonomy_topics_settle();
"""
BACK = """
DROP TRIGGER taxonomy_topics_settle ON taxonomy_topic; DROP FUNCTION taxonomy_topics_settle();
DROP TRIGGER taxonomy_topics_wait ON taxonomy_topic; DROP FUNCTION taxonomy_topics_wait();
DROP TRIGGER taxonomy_topic_begins ON taxonomy_topic; DROP FUNCTION taxonomy_topic_begins();
"""
STATUSES = [("verified", "verified"), ("secondary", "secondary"), ("estimate", "estimate"), ("memory", "memory")]
TEXTS = ("name_da", "name_en", "explanation_da", "explanation_en")


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("status", models.TextField(choices=STATUSES)),
                ("valid_from_date", models.DateField(null=True)),
                ("valid_to_date", models.DateField(null=True)),
                ("key", models.SlugField(max_length=60, unique=True)),
                *((name, models.TextField()) for name in TEXTS),
                ("proposed_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("merged_at", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "edited_at",
                    models.DateTimeField(help_text="by the operator, whose word the seed leaves alone", null=True),
                ),
                ("areas", models.ManyToManyField(related_name="topics", to="taxonomy.servicearea")),
                ("kle_groups", models.ManyToManyField(related_name="topics", to="taxonomy.klegroup")),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="taxonomy.topic",
                    ),
                ),
                (
                    "current",
                    models.ForeignKey(
                        db_default=models.Value(0),
                        editable=False,
                        help_text="where merged_into leads in the end; the database follows it and refuses a circle",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="taxonomy.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(valid_from_date__isnull=True)
                        | Q(valid_to_date__isnull=True)
                        | Q(valid_from_date__lt=F("valid_to_date")),
                        name="taxonomy_topic_validity",
                    ),
                    models.CheckConstraint(
                        condition=~Q(key="")
                        & ~Q(name_da="")
                        & ~Q(name_en="")
                        & ~Q(explanation_da="")
                        & ~Q(explanation_en=""),
                        name="taxonomy_topic_has_words",
                    ),
                    models.CheckConstraint(
                        condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                        | Q(merged_into__isnull=False, merged_at__isnull=False),
                        name="taxonomy_topic_merged_then",
                    ),
                    models.CheckConstraint(
                        condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("proposed_at")),
                        name="taxonomy_topic_accepted_after",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SETTLE, BACK),
    ]
