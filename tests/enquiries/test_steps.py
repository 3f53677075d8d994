"""What the pages where the day begins say of the direction, the coalitions and the trials of their reader."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from tests.factories.accounts import actor_of, client_for, make_member
from tests.factories.community import make_coalition
from tests.factories.direction import make_direction
from tests.factories.directory import make_municipality, make_partner, make_post
from tests.factories.trials import make_measure, make_measurement, make_seat, make_site, make_trial

from lysning.community.models import Coalition, Participant, Task
from lysning.core import clock
from lysning.enquiries.views.steps import steps_of
from lysning.trials.queries.measures import measures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)
TODAY = date(2026, 5, 6)
FAR = date(2030, 1, 1)


@pytest.fixture(autouse=True)
def _in_may(settings):
    settings.CLOCK_OFFSET = NOW - clock.now()
    measures.forget()
    yield
    measures.forget()


@pytest.fixture
def post():
    return make_post(email="leder@kommune.example")


@pytest.fixture
def leader(post):
    return make_member(role="leader", post=post)


def page_of(user, address="/i-dag/"):
    return unescape(client_for(user).get(address).content.decode())


def steps(user):
    return [(step.title, step.words, step.day, step.is_asked) for step in steps_of(actor_of(user), today=TODAY).lines]


def test_a_leader_without_a_direction_is_led_to_set_one(post, leader):
    address = f"/retning/{post.municipality.slug}/{post.area.key}/"
    assert f'href="{address}ny/"' in page_of(leader)
    assert client_for(leader).get(f"{address}ny/").status_code == 200
    direction = make_direction(post.municipality, post.area, published=False, review_by=FAR)
    draft = page_of(leader)
    assert (f'href="{address}ny/"' in draft, f'href="{address}"' in draft) == (False, True)
    direction.published_at = NOW
    direction.save()
    assert address not in page_of(leader)


def test_who_leads_one_institution_is_not_asked_for_the_direction_of_all(post):
    school = make_post(post.municipality, area=post.area, institution="Skovskolen")
    assert "/retning/" not in page_of(make_member(role="leader", post=school)).split("<main")[1].split("</main>")[0]


def test_each_coalition_says_what_is_next_and_an_own_task_comes_first(leader, post):
    first = make_coalition(post.municipality, by=leader, next_step="Vi mødes.", next_step_on=date(2026, 5, 20))
    second = make_coalition(post.municipality, by=leader, next_step="Vi deler tal.", next_step_on=date(2026, 5, 9))
    assert steps(leader) == [
        (second.title, "Næste skridt: Vi deler tal.", date(2026, 5, 9), False),
        (first.title, "Næste skridt: Vi mødes.", date(2026, 5, 20), False),
    ]
    me = Participant.objects.get(user=leader, member__coalition=first)
    for title, due_on in [
        ("Skriv dagsorden", None),
        ("Hent tal", date(2026, 5, 1)),
        ("Ring til Odder", date(2026, 5, 2)),
    ]:
        Task.objects.create(coalition=first, title=title, owner=me, due_on=due_on, created_at=NOW)
    assert steps(leader)[0] == (first.title, "Din opgave: Hent tal", date(2026, 5, 1), True)
    page = page_of(leader)
    assert ("Din opgave: Hent tal" in page, "Skriv dagsorden" in page, "Forsinket" in page) == (True, False, True)
    Task.objects.update(done_at=NOW)
    Coalition.objects.filter(pk=first.pk).update(closed_at=NOW, closing_note="Færdig")
    assert [title for title, *_rest in steps(leader)] == [second.title]


def test_nobody_is_told_of_what_they_take_no_part_in(leader, post):
    coalition = make_coalition(make_municipality())
    make_seat(make_trial(area=post.area))
    assert (steps(leader), coalition.title in page_of(leader)) == ([], False)
    assert "Sammen med andre" not in page_of(leader)


def test_a_report_is_asked_for_until_it_is_there(leader, post):
    measure = make_measure()
    trial = make_trial(area=post.area, measures=[measure], state="running")
    seat = make_seat(trial, post.municipality)
    assert steps(leader)[0][1:] == ("Skriv, hvor I måler", date(2026, 4, 1), True)
    site = make_site(seat)
    assert steps(leader)[0][2:] == (date(2026, 2, 28), True)
    for phase, first, last in [
        ("baseline", date(2026, 2, 1), date(2026, 2, 28)),
        ("baseline", date(2026, 3, 1), date(2026, 3, 31)),
        ("follow-up", date(2026, 4, 1), date(2026, 4, 30)),
    ]:
        assert steps(leader)[0] == (trial.title, "Indberet det, I har målt", last, True)
        assert f'href="/afproevninger/{trial.slug}/maalinger/indberet/"' in page_of(leader)
        make_measurement(site, measure, phase=phase, period=(first, last))
    assert steps(leader) == [(trial.title, "Denne periode slutter", date(2026, 5, 31), False)]


def test_trials_of_other_areas_concern_the_coordinator_and_not_every_leader(leader, post):
    trial = make_trial(measures=[make_measure()], state="running")
    make_seat(trial, post.municipality)
    coordinator = make_member(post.municipality, "coordinator")
    assert (steps(leader), [title for title, *_rest in steps(coordinator)]) == ([], [trial.title])
    assert trial.title in page_of(coordinator, f"/kommune/{post.municipality.slug}/overblik/")


def test_an_evaluator_is_asked_when_it_is_its_turn():
    partner = make_partner()
    user = make_member(partner, "partner")
    trial = make_trial(registered=False, state="proposed", evaluator=partner)
    assert steps(user) == [(trial.title, "Læs protokollen, og godkend den eller send den tilbage", None, True)]


def test_a_few_lines_at_most_and_one_number_of_queries(leader, post, django_assert_max_num_queries):
    measure = make_measure()

    def one_more():
        make_coalition(post.municipality, by=leader)
        make_site(make_seat(make_trial(area=post.area, measures=[measure], state="running"), post.municipality))

    actor = actor_of(leader)
    measures()
    one_more()
    with django_assert_max_num_queries(8) as one:
        steps_of(actor, today=TODAY)
    one_more()
    one_more()
    with django_assert_max_num_queries(8) as three:
        found = steps_of(actor, today=TODAY)
    assert (len(one), len(found.lines), found.left) == (len(three), 4, 2)
    assert "Og 2 mere" in page_of(leader)
