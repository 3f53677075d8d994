from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests.factories.catalogue import TEXTS, make_area, make_solution, make_supplier, make_version
from tests.factories.taxonomy import make_topic

from lysning.catalogue import actions
from lysning.catalogue.models import Solution, SolutionVersion
from lysning.catalogue.queries import answers_of, content_of, fingerprints_of, missing_answers
from lysning.catalogue.rules.versions import content_hash
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.taxonomy.actions import merge_topic

pytestmark = pytest.mark.django_db


def save(version, revision=None, seen=None, **changes):
    return actions.save_draft(
        version=version, revision=revision or version.revision, changes=changes, by=SYSTEM, at=clock.now(), seen=seen
    )


def publish(version, **options):
    return actions.publish_solution(version=version, by=SYSTEM, at=clock.now(), **options)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code, caught.value.field


def test_a_draft_keeps_answers_cleaned_and_says_what_changed():
    version = make_version(empty=True)
    make_area("boern-unge-skole")
    fresh = save(
        version,
        title=" Sål\u202e  der\nmåler ",
        problem="a\r\nb",
        areas=["boern-unge-skole"],
        price_amount=Decimal("2.5"),
    )
    assert (fresh.title, fresh.problem, fresh.revision) == ("Sål der måler", "a\nb", 2)
    assert answers_of(fresh)["areas"] == ("boern-unge-skole",)
    assert AuditEntry.objects.latest("pk").facts == {"answers": ["title", "problem", "areas", "price_amount"]}


def test_saving_what_is_there_already_changes_nothing():
    version = make_version()
    assert save(version, title=TEXTS["title"], areas=["aeldre-sundhed"]).revision == version.revision


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "x" * 121}, ("text_too_long", "title")),
        ({"problem": "Ring til 010203-1234"}, ("personal_number", "problem")),
        ({"title": "Hr. Hansen 0102031234"}, ("personal_number", "title")),
        ({"website": "ftp://a.dk"}, ("bad_website", "website")),
        ({"website": "javascript:alert(1)"}, ("bad_website", "website")),
        ({"contact_email": "nobody"}, ("bad_email", "contact_email")),
        ({"price_amount": Decimal(-1)}, ("bad_amount", "price_amount")),
        ({"price_units": 0}, ("bad_units", "price_units")),
        ({"maturity": "excellent"}, ("unknown_choice", "maturity")),
        ({"areas": ["astronomy"]}, ("unknown_choice", "areas")),
        ({"areas": list("abcde")}, ("too_many_areas", "areas")),
        ({"kle_groups": [f"{n:02}" for n in range(13)]}, ("too_many_kle_groups", "kle_groups")),
        ({"topics": [f"emne-{n}" for n in range(6)]}, ("too_many_topics", "topics")),
    ],
)
def test_an_answer_that_is_not_allowed_is_refused_at_its_field(changes, expected):
    version = make_version()
    assert refused(save, version, **changes) == expected
    version.refresh_from_db()
    assert version.revision == 2


@pytest.mark.parametrize("name", ["frozen_at", "solution_id", "content_hash", "revision", "score"])
def test_only_answers_can_be_written(name):
    version = make_version()
    with pytest.raises(ValueError, match=name):
        actions.save_draft(version=version, revision=2, changes={name: "1"}, by=SYSTEM, at=clock.now())


def test_two_who_change_the_same_answer_get_one_winner_and_one_refusal():
    version = make_version()
    seen = fingerprints_of(version)
    save(version, title="Den ene")
    assert refused(save, version, seen=seen, title="Den anden") == ("stale", None)
    assert refused(save, version, title="Den anden") == ("stale", None)
    assert SolutionVersion.objects.get(pk=version.pk).title == "Den ene"


def test_two_who_change_different_answers_both_win():
    version = make_version()
    seen = fingerprints_of(version)
    save(version, title="Den ene")
    fresh = save(version, seen=seen, title=TEXTS["title"], audience="Den anden", areas=["aeldre-sundhed"])
    assert (fresh.title, fresh.audience, fresh.revision) == ("Den ene", "Den anden", 4)


def test_publishing_freezes_names_and_shows():
    at = clock.now()
    solution = make_solution(at=at)
    solution.refresh_from_db()
    version = solution.current_version
    assert (solution.slug, solution.published_at) == ("indlaegssaal-der-maerker-faldrisiko", at)
    assert (version.frozen_at, len(version.content_hash)) == (at, 64)
    assert list(Solution.objects.public()) == [solution]
    assert make_solution().slug == "indlaegssaal-der-maerker-faldrisiko-2"


@pytest.mark.parametrize("number", [1, 2])
def test_publishing_announces_the_version(number, announced):
    solution = make_solution()
    if number == 2:
        publish(make_version(solution, title="Ny sål"))
    solution.refresh_from_db()
    expected = ("SolutionPublished", {"solution_id": solution.pk, "version_id": solution.current_version_id})
    assert announced[-1] == expected


def test_what_is_missing_stops_publishing():
    version = make_version(empty=True, title="Sål")
    with pytest.raises(Refused) as caught:
        publish(version)
    required = ("problem", "audience", "description", "areas", "maturity", "price_model", "personal_data", "ai_use")
    assert caught.value.facts == {"count": 9, "answers": (*required, "medical_device")}
    assert {m.answer for m in missing_answers(version) if not m.is_required} == {
        "kle_groups",
        "topics",
        "evidence",
        "images",
        "contact_email",
    }


def test_publishing_refuses_the_stale_the_frozen_the_unchanged_and_the_withdrawn():
    version = make_version()
    assert refused(publish, version, revision=version.revision - 1) == ("stale", None)
    publish(version, revision=version.revision)
    assert refused(publish, version) == ("version_is_frozen", None)
    draft = make_version(version.solution)
    assert refused(publish, draft) == ("nothing_changed", None)
    actions.withdraw_solution(solution=version.solution, reason="Slut", by=SYSTEM, at=clock.now())
    assert refused(publish, draft) == ("solution_is_withdrawn", None)
    begin = actions.start_new_version
    assert refused(begin, solution=version.solution, by=SYSTEM, at=clock.now()) == ("solution_is_withdrawn", None)


def test_a_new_version_copies_everything_and_starts_once():
    solution = make_solution(kle_groups=[], evidence="Afprøvet i 2025")
    first = make_version(solution)
    again = actions.start_new_version(solution=solution, by=SYSTEM, at=clock.now())
    assert (again.pk, again.number) == (first.pk, 2)
    assert answers_of(first) == answers_of(solution.versions.get(number=1))


def test_the_old_version_stays_in_sight_until_the_new_one_is_published():
    solution = make_solution()
    draft = make_version(solution, title="Ny sål")
    solution.refresh_from_db()
    assert solution.current_version.title == TEXTS["title"]
    publish(draft)
    solution.refresh_from_db()
    assert (solution.current_version.title, solution.slug) == ("Ny sål", "indlaegssaal-der-maerker-faldrisiko")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE catalogue_solutionversion SET title = 'x' WHERE id = {0}",
        "UPDATE catalogue_solutionversion SET title = 'x', created_by_id = NULL WHERE id = {0}",
        "UPDATE catalogue_solutionversion SET frozen_at = NULL WHERE id = {0}",
        "DELETE FROM catalogue_solutionversion_areas WHERE solutionversion_id = {0}",
        "UPDATE catalogue_solutionversion_areas SET solutionversion_id = {1} WHERE solutionversion_id = {0}",
        "UPDATE catalogue_solutionversion_areas SET solutionversion_id = {0} WHERE solutionversion_id = {1}",
        "INSERT INTO catalogue_solutionimage (version_id, sha256, width, height, alt, position) VALUES ({0}, '', 1, 1, 'x', 0)",
        "DELETE FROM catalogue_solutionversion WHERE id = {0}",
    ],
)
def test_the_database_keeps_a_frozen_version_as_it_is(change, run_sql):
    frozen, draft = make_solution().versions.get(), make_version(areas=("boern-unge-skole",))
    with pytest.raises(IntegrityError, match="a frozen version"), transaction.atomic():
        run_sql(change.format(frozen.pk, draft.pk))


def test_the_author_of_a_frozen_version_can_be_forgotten_and_an_example_deleted(run_sql):
    frozen = make_solution().versions.get()
    run_sql(f"UPDATE catalogue_solutionversion SET created_by_id = NULL WHERE id = {frozen.pk}")
    example = make_solution(supplier=make_supplier(is_example=True))
    example.current_version = None
    Solution.objects.filter(pk=example.pk).update(current_version=None, published_at=None)
    Solution.objects.get(pk=example.pk).delete()
    assert list(Solution.objects.all()) == [frozen.solution]


def test_an_unfinished_version_cannot_be_frozen_in_the_database(run_sql):
    version = make_version(price_model="per_user", price_units=None)
    with pytest.raises(IntegrityError, match="catalogue_frozen_has_units"), transaction.atomic():
        run_sql(
            "UPDATE catalogue_solutionversion SET frozen_at = now() + interval '1 day', content_hash = 'x' "
            f"WHERE id = {version.pk}"
        )


def test_withdrawing_takes_it_out_of_sight_for_good(announced):
    solution = make_solution()
    for _ in range(2):
        actions.withdraw_solution(solution=solution, reason=" Vi stopper ", by=SYSTEM, at=clock.now())
    solution.refresh_from_db()
    assert (solution.withdrawn_reason, list(Solution.objects.public())) == ("Vi stopper", [])
    assert announced[1:] == [("SolutionWithdrawn", {"solution_id": solution.pk})]


def test_a_reason_is_demanded():
    solution = make_solution()
    withdraw, hide = actions.withdraw_solution, actions.hide_solution
    assert refused(withdraw, solution=solution, reason=" ", by=SYSTEM, at=clock.now()) == ("reason_missing", "reason")
    assert refused(hide, solution=solution, reason="010203-1234", by=SYSTEM, at=clock.now()) == (
        "personal_number",
        "reason",
    )


def test_hiding_and_showing_again(announced):
    solution = make_solution()
    for _ in range(2):
        actions.hide_solution(solution=solution, reason="Reklame", by=SYSTEM, at=clock.now())
    assert list(Solution.objects.public()) == []
    since = Solution.objects.get().hidden_at
    again = actions.hide_solution(solution=solution, reason="Vildledende", by=SYSTEM, at=clock.now())
    assert (again.hidden_at, again.hidden_reason) == (since, "Vildledende")
    for _ in range(2):
        actions.unhide_solution(solution=solution, by=SYSTEM, at=clock.now())
    assert list(Solution.objects.public()) == [solution]
    assert [name for name, _facts in announced[1:]] == ["SolutionHidden", "SolutionShown"]


def test_a_draft_is_thrown_away_but_never_what_was_published():
    never = make_version()
    actions.discard_draft(version=never, by=SYSTEM, at=clock.now())
    assert not Solution.objects.exists()
    solution = make_solution()
    draft = make_version(solution, title="Ny")
    actions.discard_draft(version=draft, by=SYSTEM, at=clock.now())
    assert list(solution.versions.values_list("number", flat=True)) == [1]
    published = solution.versions.get()
    discard = actions.discard_draft
    assert refused(discard, version=published, by=SYSTEM, at=clock.now()) == ("version_is_frozen", None)
    assert refused(save, published, title="x") == ("version_is_frozen", None)


def test_a_supplier_has_room_for_thirty_drafts_and_fifty_published(monkeypatch):
    supplier = make_supplier()
    monkeypatch.setattr(actions.drafts, "MOST_DRAFTS", 2)
    monkeypatch.setattr(actions.publishing, "MOST_PUBLISHED", 1)
    make_solution(supplier=supplier)
    second = make_version(supplier=supplier)
    make_version(supplier=supplier)
    start = actions.start_solution
    assert refused(start, supplier=supplier, by=SYSTEM, at=clock.now()) == ("too_many_drafts", None)
    assert refused(publish, second) == ("too_many_published", None)
    make_solution()


def test_topics_are_frozen_with_the_version_and_go_on_to_the_next_as_chosen():
    old, new = make_topic("gammel"), make_topic("ny")
    solution = make_solution(topics=["gammel"])
    version = solution.versions.get()
    for write in (lambda: version.topics.add(new), version.topics.clear):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            write()
    merge_topic(topic=old, into=new, revision=1, by=SYSTEM, at=clock.now())
    draft = make_version(solution)
    assert answers_of(draft)["topics"] == ("gammel",)
    assert refused(publish, draft) == ("nothing_changed", None)
    assert refused(save, draft, topics=["ukendt"]) == ("unknown_choice", "topics")
    make_topic("forslag", accept=False)
    assert refused(save, draft, topics=["forslag"]) == ("unknown_choice", "topics")
    assert answers_of(save(draft, topics=["ny", "gammel"]))["topics"] == ("gammel", "ny")


def test_a_version_from_before_there_were_topics_keeps_its_hash():
    version = make_solution().versions.get()
    assert "topics" not in content_of(version)
    assert version.content_hash == content_hash(content_of(version))
