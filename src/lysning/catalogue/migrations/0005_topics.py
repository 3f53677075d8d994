from django.db import migrations, models

# What a version was frozen with stays; the marks say what its topics count as today.
FOLLOW = """
CREATE OR REPLACE FUNCTION catalogue_marks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.marks := ARRAY(
        SELECT mark FROM (
            SELECT unnest(ARRAY['maturity:' || maturity, 'personal:' || personal_data, 'ai:' || ai_use])
            FROM catalogue_solutionversion WHERE id = NEW.current_version_id
            UNION ALL
            SELECT 'area:' || area.key
            FROM catalogue_solutionversion_areas link JOIN taxonomy_servicearea area ON area.id = link.servicearea_id
            WHERE link.solutionversion_id = NEW.current_version_id
            UNION
            SELECT 'topic:' || current.key
            FROM catalogue_solutionversion_topics link
            JOIN taxonomy_topic topic ON topic.id = link.topic_id JOIN taxonomy_topic current ON current.id = topic.current_id
            WHERE link.solutionversion_id = NEW.current_version_id
        ) AS found (mark) ORDER BY mark
    );
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION catalogue_marks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.marks := ARRAY(
        SELECT mark FROM (
            SELECT unnest(ARRAY['maturity:' || maturity, 'personal:' || personal_data, 'ai:' || ai_use])
            FROM catalogue_solutionversion WHERE id = NEW.current_version_id
            UNION ALL
            SELECT 'area:' || area.key
            FROM catalogue_solutionversion_areas link JOIN taxonomy_servicearea area ON area.id = link.servicearea_id
            WHERE link.solutionversion_id = NEW.current_version_id
        ) AS found (mark) ORDER BY mark
    );
    RETURN NEW;
END $$;
"""
FROZEN = """
CREATE TRIGGER catalogue_solutionversion_topics_frozen BEFORE INSERT OR UPDATE OR DELETE ON catalogue_solutionversion_topics
    FOR EACH ROW EXECUTE FUNCTION catalogue_around_frozen_stays('solutionversion_id');
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_changes"), ("taxonomy", "0002_topics")]
    operations = [
        migrations.AddField(
            model_name="solutionversion",
            name="topics",
            field=models.ManyToManyField(related_name="versions", to="taxonomy.topic"),
        ),
        migrations.RunSQL(
            FROZEN, "DROP TRIGGER catalogue_solutionversion_topics_frozen ON catalogue_solutionversion_topics"
        ),
        migrations.RunSQL(FOLLOW, BEFORE),
    ]
