from django.db import migrations

# Four promises that no code may break: the public stamp and what is tried stand still once a trial is registered; a frozen
# version of a protocol is never rewritten; nothing is measured before registration; and the history of what was measured only
# grows. What is marked as an example can be taken away, with all that belongs to it.
GUARDS = """
CREATE FUNCTION trials_registration_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.registered_at IS NOT NULL AND (
        NEW.registered_at IS DISTINCT FROM OLD.registered_at
        OR NEW.solution_id IS DISTINCT FROM OLD.solution_id
        OR NEW.solution_version_id IS DISTINCT FROM OLD.solution_version_id
    ) THEN
        RAISE EXCEPTION 'a registered trial keeps its stamp and what is tried' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trials_registration_stands BEFORE UPDATE ON trials_trial
    FOR EACH ROW EXECUTE FUNCTION trials_registration_stands();

CREATE FUNCTION trials_frozen_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (OLD.is_example OR OLD.frozen_at IS NULL) THEN
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND OLD.frozen_at IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a frozen version of a protocol is not rewritten' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER trials_frozen_stands BEFORE UPDATE OR DELETE ON trials_protocolversion
    FOR EACH ROW EXECUTE FUNCTION trials_frozen_stands();

CREATE FUNCTION trials_registered_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM trials_site site
        JOIN trials_seat seat ON seat.id = site.seat_id
        JOIN trials_trial trial ON trial.id = seat.trial_id
        WHERE site.id = NEW.site_id AND trial.registered_at <= NEW.entered_at
    ) THEN
        RAISE EXCEPTION 'a trial is registered before anything is measured' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trials_registered_first BEFORE INSERT OR UPDATE OF site_id, entered_at ON trials_measurement
    FOR EACH ROW EXECUTE FUNCTION trials_registered_first();

CREATE FUNCTION trials_history_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.is_example THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the history of a measurement only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER trials_history_only_grows BEFORE UPDATE OR DELETE ON trials_measurementchange
    FOR EACH ROW EXECUTE FUNCTION trials_history_only_grows();
"""
BACK = """
DROP TRIGGER trials_history_only_grows ON trials_measurementchange;
DROP FUNCTION trials_history_only_grows();
DROP TRIGGER trials_registered_first ON trials_measurement;
DROP FUNCTION trials_registered_first();
DROP TRIGGER trials_frozen_stands ON trials_protocolversion;
DROP FUNCTION trials_frozen_stands();
DROP TRIGGER trials_registration_stands ON trials_trial;
DROP FUNCTION trials_registration_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("trials", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, BACK)]
