from django.db import migrations, models

# One row per statement that changes what everyone may see. No row is shared, so nobody waits for anybody.
NOTE = """
CREATE FUNCTION catalogue_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue_solutionchange DEFAULT VALUES;
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_note_change
    AFTER INSERT OR DELETE OR UPDATE OF current_version_id, published_at, withdrawn_at, hidden_at, marks
    ON catalogue_solution FOR EACH STATEMENT EXECUTE FUNCTION catalogue_note_change();
"""
BACK = "DROP TRIGGER catalogue_note_change ON catalogue_solution; DROP FUNCTION catalogue_note_change();"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_marks")]
    operations = [
        migrations.CreateModel(
            name="SolutionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
            ],
        ),
        migrations.RunSQL(NOTE, BACK),
    ]
