from django.db import migrations

AUDIT = """
CREATE FUNCTION core_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER core_audit_only_grows BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_only_grows();
"""
AUDIT_BACK = "DROP TRIGGER core_audit_only_grows ON core_auditentry; DROP FUNCTION core_audit_only_grows();"

CACHE = """
CREATE TABLE core_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(AUDIT, AUDIT_BACK),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
    ]
