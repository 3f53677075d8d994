from datetime import UTC, datetime

import pytest
from tests.factories.taxonomy import make_cpv_code, make_kle_group

from lysning.core.actors import Actor
from lysning.core.models import AuditEntry
from lysning.taxonomy import actions
from lysning.taxonomy.models import CpvCode, KleGroup
from lysning.taxonomy.rules import Problem

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPERATOR = Actor(user_id=7)

pytestmark = pytest.mark.django_db


def kle(text, apply=True):
    return actions.import_kle(content=text.encode(), file_name="kle.csv", apply=apply, by=OPERATOR, at=NOW)


def cpv(text, apply=True):
    return actions.import_cpv(content=text.encode(), file_name="cpv.csv", apply=apply, by=OPERATOR, at=NOW)


def figures(report):
    return report.new, report.changed, report.unchanged


def test_subjects_find_their_parents_and_keep_what_is_equal():
    old = make_kle_group("27", "Social service", source="før")
    report = kle("nummer;titel\n27.36.04;Omsorg\n27.36;Pleje\n27;Social service\n")
    assert figures(report) == (2, 0, 1)
    old.refresh_from_db()
    assert (old.source, old.imported_at) == ("før", None)
    topic = KleGroup.objects.get(number="27.36.04")
    assert (topic.level, topic.parent.number, topic.parent.parent.number) == (3, "27.36", "27")
    assert (topic.source, topic.imported_at) == ("© KL, kle.csv", NOW)
    assert AuditEntry.objects.get(verb="taxonomy.import_kle").facts == {"new": 2, "changed": 0}


def test_a_trial_writes_nothing():
    assert figures(kle("nummer;titel\n27;Social\n", apply=False)) == (1, 0, 0)
    assert KleGroup.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_bad_subjects_are_told_and_stop_the_list():
    report = kle("nummer;titel\n27;Social\n27;Andet\n2736;Pleje\n28.01;Ø\n29;\n")
    assert report.problems == (
        Problem(3, "", "row_twice", {"first": 2}),
        Problem(4, "nummer", "kle_number", {"value": "2736"}),
        Problem(5, "nummer", "kle_parent", {"value": "28.01", "parent": "28"}),
        Problem(6, "titel", "cell_empty", {}),
    )
    assert KleGroup.objects.count() == 0


GAP = "nummer;titel\n27;Social\n27.36;Pleje\n27.36.04;Omsorg\n27.42.08;Botilbud\n"
WARNED = Problem(5, "nummer", "kle_gap", {"value": "27.42.08", "parent": "27.42", "above": "27"})


def place_of(number):
    parent = KleGroup.objects.get(number=number).parent
    return parent and parent.number


def test_a_topic_without_its_group_stands_under_the_main_group_and_is_told_each_time():
    tried = kle(GAP, apply=False)
    assert (figures(tried), tried.problems, tried.warnings) == ((4, 0, 0), (), (WARNED,))
    written = kle(GAP)
    assert (figures(written), written.warnings, written.is_applied) == ((4, 0, 0), (WARNED,), True)
    assert (place_of("27.42.08"), place_of("27.36.04"), place_of("27")) == ("27", "27.36", None)
    again = kle(GAP)
    assert (figures(again), again.warnings) == ((0, 0, 4), (WARNED,))
    assert AuditEntry.objects.filter(verb="taxonomy.import_kle").count() == 1


def test_the_topic_moves_to_its_group_when_a_list_brings_it():
    kle(GAP)
    whole = GAP + "27.42;Voksne\n"
    tried = kle(whole, apply=False)
    written = kle(whole)
    assert (figures(tried), figures(written), written.warnings) == ((1, 1, 3), (1, 1, 3), ())
    assert place_of("27.42.08") == "27.42"
    assert figures(kle(GAP)) == (0, 0, 4)
    assert place_of("27.42.08") == "27.42"


def test_the_group_may_be_known_from_before():
    kle(GAP + "27.42;Voksne\n")
    assert kle("nummer;titel\n27.42.10;Midlertidige botilbud\n").warnings == ()
    assert place_of("27.42.10") == "27.42"


def test_a_number_with_nothing_above_it_is_refused():
    report = kle("nummer;titel\n27.42.08;Botilbud\n")
    assert report.problems == (Problem(2, "nummer", "kle_parent", {"value": "27.42.08", "parent": "27.42"}),)
    assert KleGroup.objects.count() == 0


def test_an_imported_title_outlives_the_seed():
    actions.seed_reference(at=NOW)
    kle("nummer;titel\n27;Socialt arbejde\n")
    again = actions.seed_reference(at=NOW)
    assert (again.new, again.changed) == (0, 0)
    assert KleGroup.objects.get(number="27").title == "Socialt arbejde"


def test_a_list_without_english_keeps_the_english():
    make_cpv_code("33196100", "Ting til ældre", name_en="Devices for the elderly", is_light_regime=True)
    assert figures(cpv("code,name_da\n33196100-4,Hjælpemidler til ældre\n33196200,=Hjælp\n")) == (1, 1, 0)
    changed = CpvCode.objects.get(code="33196100")
    assert (changed.name_da, changed.name_en, changed.is_light_regime) == (
        "Hjælpemidler til ældre",
        "Devices for the elderly",
        True,
    )
    assert CpvCode.objects.get(code="33196200").name_da == "Hjælp"
    assert figures(cpv("code,name_da,light_regime\n33196100,Hjælpemidler til ældre,0\n")) == (0, 1, 0)


def test_bad_codes_are_told():
    assert cpv("kode;navn\n3319;Ting\n33196100;\n").problems == (
        Problem(2, "kode", "cpv_code", {"value": "3319"}),
        Problem(3, "navn", "cell_empty", {}),
    )


def test_an_import_that_changes_something_is_announced(announced):
    kle("nummer;titel\n27;Social\n", apply=False)
    kle("nummer;titel\n27;Social\n")
    kle("nummer;titel\n27;Social\n")
    cpv("kode;navn\n33196100;Ting\n")
    assert announced == [("KleImported",)]
