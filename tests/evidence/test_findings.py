from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, transaction
from tests.factories.accounts import actor_of, make_member
from tests.factories.directory import make_municipality
from tests.factories.findings import AT, BAD, GOOD, UNCLEAR, make_finding, make_measured_trial, make_study, measure_site
from tests.factories.taxonomy import make_topic
from tests.factories.trials import make_measure, make_seat, make_site

from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.evidence import actions, queries
from lysning.evidence.models import Adoption, Finding, FindingVersion
from lysning.evidence.rules.texts import FindingWords
from lysning.web.demo.clearing import clear

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(finding, **changed):
    said = {name: getattr(finding, name) for name in FindingWords.__dataclass_fields__}
    return FindingWords(**{**said, **changed})


def edit(finding, by=SYSTEM, **changed):
    return actions.edit_finding(
        finding=finding, revision=finding.revision, words=words_of(finding, **changed), by=by, at=AT
    )


def publish(finding, note="", **more):
    return actions.publish_finding(
        finding=finding, revision=finding.revision, note=note, **{"by": SYSTEM, "at": AT, **more}
    )


def test_a_trial_becomes_a_finding(announced):
    finding = make_finding()
    version = finding.current_version
    assert (version.number, version.verdict, finding.is_public) == (1, "worked", True)
    assert version.reckoned.k == 3
    assert "Det virkede." in version.generated_da
    assert "It worked." in version.generated_en
    assert finding.population == finding.trial.versions.get().protocol.population
    assert announced == [("FindingPublished", finding.pk, 1)]
    assert AuditEntry.objects.filter(verb="evidence.publish_finding").count() == 1


@pytest.mark.parametrize(("counts", "verdict"), [(GOOD, "worked"), (BAD, "did_not"), (UNCLEAR, "unknown")])
def test_good_and_bad_go_the_same_way(counts, verdict):
    finding = make_finding([counts] * 3)
    assert finding.current_version.verdict == verdict


def test_beginning_twice_gives_the_first():
    trial, measure = make_measured_trial()
    one, two = (actions.start_finding(trial=trial, measure=measure, by=SYSTEM, at=AT) for _ in range(2))
    assert one.pk == two.pk


def test_what_cannot_begin():
    trial, _measure = make_measured_trial()
    with pytest.raises(Refused, match="protokol") as refusal:
        actions.start_finding(trial=trial, measure=make_measure(), by=SYSTEM, at=AT)
    assert refusal.value.code == "finding_not_of_trial"
    small, measure = make_measured_trial([(4, 3)])
    with pytest.raises(Refused) as refusal:
        actions.start_finding(trial=small, measure=measure, by=SYSTEM, at=AT)
    assert refusal.value.code == "finding_nothing"
    empty, measure = make_measured_trial([])
    with pytest.raises(Refused) as refusal:
        actions.start_finding(trial=empty, measure=measure, by=SYSTEM, at=AT)
    assert refusal.value.code == "finding_nothing"


def test_nothing_is_published_while_the_trial_runs():
    finding = make_finding(state="running", published=False)
    with pytest.raises(Refused) as refusal:
        publish(finding)
    assert refusal.value.code == "finding_trial_runs"
    assert not Finding.objects.public().exists()


def test_both_conclusions_are_kept_with_who_and_when():
    person = actor_of(make_member(make_municipality(), "coordinator"))
    finding = publish(edit(make_finding(published=False), by=person, words_da="Det hjalp om natten, ikke om dagen."))
    version = finding.current_version
    assert version.conclusion == version.own_words == "Det hjalp om natten, ikke om dagen."
    assert "Det virkede." in version.generated
    assert (version.edited_by_id, version.edited_at) == (person.user_id, AT)


def test_b4_later_versions_say_what_is_new_and_the_first_stays(announced):
    finding = make_finding()
    measure_site(make_site(make_seat(finding.trial)), finding.measure, *BAD)
    with pytest.raises(Refused) as refusal:
        publish(finding)
    assert (refusal.value.code, refusal.value.field) == ("finding_note", "note")
    finding = publish(finding, "Et sted mere har målt.", at=AT + DAY)
    first, second = finding.versions.all()
    assert (first.reckoned.k, second.reckoned.k, finding.current_version) == (3, 4, second)
    assert (finding.published_at, finding.renewed_at) == (AT, AT + DAY)
    assert [event[2] for event in announced] == [1, 2]


def test_the_database_keeps_versions_as_they_were():
    version = make_finding().current_version
    for act in ({"title": "Andet"},):
        with pytest.raises((InternalError, ProgrammingError), match="never changed"), transaction.atomic():
            FindingVersion.objects.filter(pk=version.pk).update(**act)
    with pytest.raises((InternalError, ProgrammingError), match="never changed"), transaction.atomic():
        FindingVersion.objects.filter(pk=version.pk)._raw_delete("default")
    with pytest.raises(TypeError):
        version.save()


def test_who_saves_on_an_older_revision_loses_nothing_of_the_others():
    finding = make_finding(published=False)
    edit(finding, title="Den første")
    with pytest.raises(Refused) as refusal:
        edit(finding, title="Den anden")
    assert refusal.value.code == "stale"
    assert Finding.objects.get(pk=finding.pk).title == "Den første"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"title": " "}, "title", "evidence_text_missing"),
        ({"citizen": "Borger 010190-1234 faldt"}, "citizen", "evidence_text_has_cpr"),
        ({"economy": "x" * 3001}, "economy", "evidence_text_too_long"),
        ({"sponsor": "ingen"}, "sponsor", "evidence_sponsor"),
    ],
)
def test_words_that_are_refused(changed, field, code):
    finding = make_finding(published=False)
    with pytest.raises(Refused) as refusal:
        edit(finding, **changed)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_b11_money_from_the_supplier_is_told_and_makes_one_less_sure():
    finding = make_finding(published=False)
    before = finding.reckoned.sureness
    finding = publish(edit(finding, sponsor="supplier"))
    assert "supplier_paid" in finding.current_version.reckoned.doubts
    assert finding.current_version.sureness != before or before == "very_low"
    assert "leverandøren har betalt" in finding.current_version.generated_da


def test_the_order_of_the_list_does_not_hang_on_what_was_found():
    """Whatever the verdicts, the newest stands first: all six orders of three verdicts give the same list."""
    for number, counts in enumerate([GOOD, BAD, UNCLEAR, BAD, GOOD, UNCLEAR]):
        make_finding([counts] * 3, at=AT + number * DAY)
    rows = list(queries.public_findings())
    assert [row.published_at for row in rows] == sorted((row.published_at for row in rows), reverse=True)
    assert [row.current_version.verdict for row in rows] == [
        "unknown",
        "worked",
        "did_not",
        "unknown",
        "did_not",
        "worked",
    ]
    assert queries.verdict_counts(queries.Narrowed()) == {"worked": 2, "did_not": 2, "unknown": 2}
    only = queries.public_findings(queries.Narrowed(verdict="did_not"))
    assert {row.current_version.verdict for row in only} == {"did_not"}


def test_b12_one_trial_is_one_study_whatever_its_municipalities():
    topic, measure = make_topic(), make_measure()
    make_finding([GOOD] * 5, topic=topic, measure=measure)
    found = queries.answer_on(topic, measure)
    assert found.independent.k == 1
    assert found.independent.pooled is None
    make_study(topic=topic, measure=measure)
    make_study(topic=topic, measure=measure, title="Det samme igen")
    found = queries.answer_on(topic, measure)
    assert found.independent.k == 2, "the same address is the same study"


def test_b11_studies_of_suppliers_stand_apart():
    topic, measure = make_topic(), make_measure()
    make_finding(topic=topic, measure=measure)
    alone = queries.answer_on(topic, measure).independent
    make_study(topic=topic, measure=measure, sponsor="supplier", effect=(0.1, 0.05, 0.2))
    found = queries.answer_on(topic, measure)
    assert found.independent == alone
    assert found.studies.suppliers.k == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"effect": (0.6, 0.6, 0.6)}, "estimate"),
        ({"effect": (0.6, 0.7, 0.8)}, "estimate"),
        ({"effect": (0.6, 0.0, 0.8)}, "estimate"),
        ({"effect": (0.6, 0.5, 1e308)}, "estimate"),
        ({"effect": (float("nan"), 0.5, 0.7)}, "estimate"),
        ({"places": 0}, "places"),
        ({"matters": 1.0}, "matters"),
        ({"source": " "}, "source"),
        ({"link": "http://example.org"}, "link"),
        ({"link": "https://[ond"}, "link"),
    ],
)
def test_b13_studies_that_are_refused(changed, field):
    with pytest.raises(Refused) as refusal:
        make_study(**changed)
    assert refusal.value.field == field
    assert str(refusal.value)
    assert not Finding.objects.exists()


def adopt(finding, municipality, **said):
    facts = {"reservations": "Ældre boliger.", "decided_by": "Udvalget", **said}
    return actions.adopt_finding(finding=finding, municipality=municipality, by=SYSTEM, at=AT, **facts)


def test_a_municipality_adopts_and_withdraws(announced):
    finding, home = make_finding(), make_municipality()
    adoption = adopt(finding, home)
    assert adoption.version == finding.current_version
    assert announced[-1] == ("FindingAdopted", adoption.pk)
    with pytest.raises(Refused) as refusal:
        adopt(finding, home)
    assert refusal.value.code == "adopted_already"
    with pytest.raises(Refused) as refusal:
        actions.withdraw_adoption(adoption=adoption, reason=" ", by=SYSTEM, at=AT)
    assert refusal.value.field == "reason"
    gone = actions.withdraw_adoption(adoption=adoption, reason="Nye boliger.", by=SYSTEM, at=AT + DAY)
    assert gone.withdrawn_reason == "Nye boliger."
    with pytest.raises(Refused) as refusal:
        actions.withdraw_adoption(adoption=adoption, reason="Igen", by=SYSTEM, at=AT)
    assert refusal.value.code == "adoption_withdrawn"
    adopt(finding, home)
    assert Adoption.objects.standing().count() == 1


def test_only_what_is_published_is_adopted():
    with pytest.raises(Refused) as refusal:
        adopt(make_finding(published=False), make_municipality())
    assert refusal.value.code == "finding_not_public"
    with pytest.raises(Refused) as refusal:
        adopt(make_finding(), make_municipality(), decided_by="")
    assert refusal.value.field == "decided_by"


def test_what_is_hidden_is_not_public_and_not_changed():
    finding = actions.hide_finding(finding=make_finding(), reason="Personhenførbart", by=SYSTEM, at=AT)
    assert not queries.public_findings().exists()
    with pytest.raises(Refused) as refusal:
        publish(finding, "igen")
    assert refusal.value.code == "finding_hidden"
    assert actions.show_finding(finding=finding, by=SYSTEM, at=AT).is_public


def test_examples_go_and_real_ones_stay():
    kept, example = make_finding(), make_finding(is_example=True)
    adopt(example, make_municipality())
    assert clear(Finding) == 1
    assert list(Finding.objects.all()) == [kept]
    assert FindingVersion.objects.count() == 1
