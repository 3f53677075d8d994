from django.db import migrations

# A change is written once. Only what is marked as an example can be taken away, with all that belongs to it.
GUARD = """
CREATE FUNCTION direction_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.is_example THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the history of a direction only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER direction_history_only_grows BEFORE UPDATE OR DELETE ON direction_directionchange
    FOR EACH ROW EXECUTE FUNCTION direction_history_only_grows();
CREATE TRIGGER direction_history_only_grows BEFORE UPDATE OR DELETE ON direction_placementchange
    FOR EACH ROW EXECUTE FUNCTION direction_history_only_grows();
"""
BACK = """
DROP TRIGGER direction_history_only_grows ON direction_placementchange;
DROP TRIGGER direction_history_only_grows ON direction_directionchange;
DROP FUNCTION direction_history_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("direction", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, BACK)]
