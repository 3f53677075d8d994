from django.db import migrations

# Support is given and taken back, never changed: so it can be moved by nobody. An official answer is written once;
# only what is marked as an example, and what goes with its need, can be taken away.
GUARD = """
CREATE FUNCTION needs_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'needs_officialanswer' AND OLD.text = NEW.text AND OLD.number = NEW.number
       AND OLD.need_id = NEW.need_id AND OLD.created_at = NEW.created_at THEN
        RETURN NEW; -- the person who wrote it, or the post, is gone
    END IF;
    RAISE EXCEPTION 'support and official answers are never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER needs_written_once BEFORE UPDATE ON needs_support
    FOR EACH ROW EXECUTE FUNCTION needs_written_once();
CREATE TRIGGER needs_written_once BEFORE UPDATE ON needs_officialanswer
    FOR EACH ROW EXECUTE FUNCTION needs_written_once();
"""
BACK = """
DROP TRIGGER needs_written_once ON needs_officialanswer;
DROP TRIGGER needs_written_once ON needs_support;
DROP FUNCTION needs_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0002_community")]
    operations = [migrations.RunSQL(GUARD, BACK)]
