from django.db import migrations

# A version of a finding is cited: it is written once. Only what is marked as an example can be taken away.
GUARD = """
CREATE FUNCTION evidence_versions_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.is_example THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a version of a finding is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER evidence_versions_only_grow BEFORE UPDATE OR DELETE ON evidence_findingversion
    FOR EACH ROW EXECUTE FUNCTION evidence_versions_only_grow();
"""
BACK = """
DROP TRIGGER evidence_versions_only_grow ON evidence_findingversion;
DROP FUNCTION evidence_versions_only_grow();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_findings")]
    operations = [migrations.RunSQL(GUARD, BACK)]
