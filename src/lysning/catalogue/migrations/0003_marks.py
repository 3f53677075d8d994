import django.contrib.postgres.fields
from django.db import migrations, models

# A frozen version and its areas never change, so the marks are true from the moment it becomes the current one.
FOLLOW = """
CREATE FUNCTION catalogue_marks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER catalogue_marks_follow BEFORE INSERT OR UPDATE OF current_version_id, marks ON catalogue_solution
    FOR EACH ROW EXECUTE FUNCTION catalogue_marks_follow();
UPDATE catalogue_solution SET marks = '{}';
"""
BACK = "DROP TRIGGER catalogue_marks_follow ON catalogue_solution; DROP FUNCTION catalogue_marks_follow();"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_frozen")]
    operations = [
        migrations.AddField(
            model_name="solution",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                editable=False,
                help_text="what a list is narrowed by, read off the current version by the database: rules.facets",
                size=None,
            ),
        ),
        migrations.RunSQL(FOLLOW, BACK),
    ]
