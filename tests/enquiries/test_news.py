from datetime import timedelta

import pytest
from tests.factories.accounts import actor_of, client_for, make_member
from tests.factories.direction import make_direction, make_placement
from tests.factories.directory import make_post
from tests.factories.enquiries import OFFERED_AT, ONE_DAY, make_enquiry
from tests.factories.needs import make_need

from lysning.accounts.actions import note_visit
from lysning.accounts.rules import VISIT_GAP
from lysning.core import clock
from lysning.enquiries import queries

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def leader():
    post = make_post(email="leder@kommune.dk")
    return make_member(role="leader", post=post), post


def visit(user, at):
    return note_visit(user_id=user.pk, at=at)


def test_a_visit_ends_when_somebody_has_been_away(leader):
    user, _ = leader
    assert visit(user, OFFERED_AT) is None
    assert visit(user, OFFERED_AT + HOUR) is None
    back = OFFERED_AT + HOUR + VISIT_GAP
    assert visit(user, back) is None, "just within the gap"
    again = back + VISIT_GAP + timedelta(seconds=1)
    assert visit(user, again) == back
    assert visit(user, again + HOUR) == back, "the same visit tells of the same news"
    assert visit(user, again - ONE_DAY) == back, "a clock that goes back undoes nothing"
    assert note_visit(user_id=0, at=again) is None


def lines_of(news):
    return [words for words, _ in news.lines]


def test_a_leader_is_told_what_came_for_the_own_posts_and_field(leader):
    user, post = leader
    other = make_post(area=post.area)
    make_enquiry(post=post, offered_at=OFFERED_AT - ONE_DAY)
    assert lines_of(queries.leader_news(actor_of(user), OFFERED_AT)) == []
    make_enquiry(post=post, offered_at=OFFERED_AT + ONE_DAY)
    make_enquiry(post=other, offered_at=OFFERED_AT + ONE_DAY)
    make_need(other.municipality, post.area, post=other, created_at=OFFERED_AT + ONE_DAY)
    make_need(post.municipality, post.area, post=post, created_at=OFFERED_AT + ONE_DAY)
    assert lines_of(queries.leader_news(actor_of(user), OFFERED_AT)) == [
        "1 ny henvendelse",
        "1 nyt behov på dit område",
    ]


def test_a_supplier_is_told_of_answers_and_offers(django_assert_num_queries):
    enquiry = make_enquiry("interested")
    supplier = enquiry.version.solution.supplier
    with django_assert_num_queries(2):
        news = queries.supplier_news(supplier, OFFERED_AT - ONE_DAY)
    assert lines_of(news) == ["1 nyt svar", "tilbudt til 1 leder mere"]
    assert lines_of(queries.supplier_news(supplier, enquiry.answered_at)) == []


def test_a_coordinator_is_told_what_became_overdue(django_assert_num_queries):
    enquiry = make_enquiry("escalated")
    with django_assert_num_queries(1):
        news = queries.municipality_news(enquiry.municipality, enquiry.offered_at)
    assert news.lines == (("1 er kommet over fristen", "?vis=for-sent"),)


def test_the_start_page_says_it_from_the_second_visit(leader):
    user, post = leader
    client = client_for(user)
    assert "Siden du var her" not in client.get("/i-dag/").content.decode()
    make_enquiry(post=post, offered_at=clock.now())
    type(user).objects.filter(pk=user.pk).update(seen_at=clock.now() - ONE_DAY)
    client.get("/i-dag/", headers={"sec-purpose": "prefetch"})
    page = client.get("/i-dag/").content.decode()
    assert "Siden du var her" in page
    assert "1 ny henvendelse" in page
    type(user).objects.filter(pk=user.pk).update(seen_at=clock.now(), visited_at=clock.now())
    assert "intet nyt" in client.get("/i-dag/").content.decode()


def test_today_names_what_is_to_be_looked_at_again(leader):
    user, post = leader
    placement = make_placement(
        make_direction(post.municipality, post.area), own_title="Natlys", review_by=clock.today() - ONE_DAY
    )
    page = client_for(user).get("/i-dag/").content.decode()
    assert placement.slug in page
    assert "Forsinket" in page
