from django.db import migrations, models

from lantoa.duties.waits import kept_below

# Measured in the measure of what the unit took up, where that has one, and with evidence: told in words, or as a file.
PROVED = """
CREATE FUNCTION practices_is_proved(adoption uuid, taken_up uuid, result numeric, told text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (result IS NOT NULL OR coalesce((SELECT measure FROM practices_practice WHERE id = taken_up), '') = '')
        AND (told <> '' OR EXISTS (
            SELECT 1 FROM practices_adoptionevidence WHERE adoption_id = adoption AND removed_at IS NULL))
$$;
CREATE FUNCTION practices_prove() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.proved := practices_is_proved(NEW.id, coalesce(NEW.learned_as_id, NEW.practice_id), NEW.result_value, NEW.evidence);
    RETURN NEW;
END $$;
CREATE TRIGGER adoption_proved
    BEFORE INSERT OR UPDATE OF proved, result_value, evidence, practice_id, learned_as_id ON practices_adoption
    FOR EACH ROW EXECUTE FUNCTION practices_prove();
"""
NOT_PROVED = """
DROP TRIGGER adoption_proved ON practices_adoption;
DROP FUNCTION practices_prove();
DROP FUNCTION practices_is_proved(uuid, uuid, numeric, text);
"""

# Written even where nothing seems to change: of two who each take away one of the last two files, the second waits here for the
# first and then sees what it left.
BY_FILES = """
CREATE FUNCTION practices_files_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        UPDATE practices_adoption SET proved = proved WHERE id IN (SELECT adoption_id FROM became);
    ELSE
        UPDATE practices_adoption SET proved = proved WHERE id IN (SELECT adoption_id FROM was);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER proof_came AFTER INSERT ON practices_adoptionevidence REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION practices_files_changed();
CREATE TRIGGER proof_changed AFTER UPDATE ON practices_adoptionevidence REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION practices_files_changed();
CREATE TRIGGER proof_went AFTER DELETE ON practices_adoptionevidence REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION practices_files_changed();

CREATE FUNCTION practices_measure_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE practices_adoption a SET proved = proved
    FROM became n JOIN was b ON b.id = n.id AND (b.measure = '') <> (n.measure = '')
    WHERE a.practice_id = n.id OR a.learned_as_id = n.id;
    RETURN NULL;
END $$;
CREATE TRIGGER measure_changed AFTER UPDATE ON practices_practice REFERENCING NEW TABLE AS became OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION practices_measure_changed();
UPDATE practices_adoption SET proved = proved;
"""
NOT_BY_FILES = """
DROP TRIGGER proof_came ON practices_adoptionevidence;
DROP TRIGGER proof_changed ON practices_adoptionevidence;
DROP TRIGGER proof_went ON practices_adoptionevidence;
DROP FUNCTION practices_files_changed();
DROP TRIGGER measure_changed ON practices_practice;
DROP FUNCTION practices_measure_changed();
"""

# Registered practices by year, in whose hands they are.
REGISTERED = """
SELECT y.year::varchar(36) AS matter, coalesce(p.holder_id, p.unit_id) AS unit, y.state::varchar(16) AS standing
FROM {rows} y JOIN {beside} p ON p.id = y.practice_id WHERE y.state = 'registered' AND NOT y.set_aside
"""
# Results to be verified, by practice; what was sent back waits for its unit.
RESULTS = """
SELECT a.practice_id::varchar(36) AS matter, coalesce(a.holder_id, a.unit_id) AS unit,
    CASE WHEN a.proved THEN 'proved' ELSE 'lacking' END::varchar(16) AS standing
FROM {rows} a WHERE a.state = 'applied' AND a.returned_on IS NULL AND NOT a.set_aside
"""
# How far those who take a practice up have come.
TAKEN_UP = """
SELECT a.practice_id::varchar(36) AS matter, a.unit_id AS unit, a.state::varchar(16) AS standing
FROM {rows} a WHERE a.state IN ('planned', 'applied', 'verified') AND NOT a.set_aside
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0019_in_hands"), ("duties", "0003_below_and_recount")]

    operations = [
        migrations.AddField("adoption", "proved", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(PROVED, NOT_PROVED),
        migrations.RunSQL(BY_FILES, NOT_BY_FILES),
        *kept_below("registered", "practices_practiceyear", REGISTERED, beside="practices_practice"),
        *kept_below("result", "practices_adoption", RESULTS),
        *kept_below("taken_up", "practices_adoption", TAKEN_UP, anywhere_only=True),
    ]
