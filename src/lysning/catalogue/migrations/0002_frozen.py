from django.db import migrations

VERSION = """
CREATE FUNCTION catalogue_frozen_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed catalogue_solutionversion := OLD;
BEGIN
    IF NEW.created_by_id IS NULL THEN
        allowed.created_by_id := NULL;
    END IF;
    IF OLD.frozen_at IS NOT NULL AND NEW IS DISTINCT FROM allowed THEN
        RAISE EXCEPTION 'a frozen version does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalogue_frozen_stays BEFORE UPDATE ON catalogue_solutionversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_frozen_stays();

CREATE FUNCTION catalogue_frozen_remains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL
            AND EXISTS (SELECT FROM catalogue_solution WHERE id = OLD.solution_id AND NOT is_example) THEN
        RAISE EXCEPTION 'a frozen version is not deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER catalogue_frozen_remains BEFORE DELETE ON catalogue_solutionversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_frozen_remains();
"""
VERSION_BACK = """
DROP TRIGGER catalogue_frozen_remains ON catalogue_solutionversion; DROP FUNCTION catalogue_frozen_remains();
DROP TRIGGER catalogue_frozen_stays ON catalogue_solutionversion; DROP FUNCTION catalogue_frozen_stays();
"""

# The rows around a version: areas, KLE groups, users, pictures. Those of an example may go with the example.
AROUND = """
CREATE FUNCTION catalogue_around_frozen_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version_id bigint := (to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0])::bigint;
    before_id bigint := (to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END) ->> TG_ARGV[0])::bigint;
BEGIN
    IF EXISTS (
        SELECT FROM catalogue_solutionversion v JOIN catalogue_solution s ON s.id = v.solution_id
        WHERE v.id IN (version_id, before_id) AND v.frozen_at IS NOT NULL AND NOT (TG_OP = 'DELETE' AND s.is_example)
    ) THEN
        RAISE EXCEPTION 'a frozen version does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
TABLES = {
    "catalogue_solutionversion_areas": "solutionversion_id",
    "catalogue_solutionversion_kle_groups": "solutionversion_id",
    "catalogue_solutionversion_used_by": "solutionversion_id",
    "catalogue_solutionimage": "version_id",
}


def trigger(table: str, column: str) -> migrations.RunSQL:
    name = f"{table}_frozen"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION catalogue_around_frozen_stays('{column}')",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        migrations.RunSQL(VERSION, VERSION_BACK),
        migrations.RunSQL(AROUND, "DROP FUNCTION catalogue_around_frozen_stays()"),
        *(trigger(table, column) for table, column in TABLES.items()),
    ]
