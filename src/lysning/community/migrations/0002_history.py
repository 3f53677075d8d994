from django.db import migrations

# A wording of a decision is written once. Only what is marked as an example can be taken away, with all that belongs to it.
GUARD = """
CREATE FUNCTION community_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.is_example THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the history of a decision only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER community_history_only_grows BEFORE UPDATE OR DELETE ON community_decisionchange
    FOR EACH ROW EXECUTE FUNCTION community_history_only_grows();
"""
BACK = """
DROP TRIGGER community_history_only_grows ON community_decisionchange;
DROP FUNCTION community_history_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, BACK)]
