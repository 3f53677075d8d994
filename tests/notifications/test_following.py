"""Following with an account and by an address alone: nothing counts before it is confirmed, and all of it can be ended."""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse
from tests.factories.accounts import client_for, make_user
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality
from tests.factories.notifications import make_subscription
from tests.factories.taxonomy import make_area, make_topic

from lysning.accounts.actions import delete_account, suppress_address
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.models import AuditEntry
from lysning.notifications.actions import end_all, forget_unconfirmed, send, unsubscribe
from lysning.notifications.actions.subscribe import Link
from lysning.notifications.actions.write import following_url
from lysning.notifications.models import Mail, Subscription
from lysning.notifications.rules import MOST_FOLLOWED
from lysning.taxonomy.queries import areas, topics

ADDRESS = "borger@eksempel.dk"
FOLLOW = "/foelg/"
LINK = re.compile(r"http://testserver(/foelg/bekraeft/[^\s\"<]+)")


@pytest.fixture(autouse=True)
def _forget():
    areas.forget(), topics.forget()
    yield
    areas.forget(), topics.forget()


def things():
    """One of each kind that can be followed, as an address asks for it."""
    area = make_area("aeldre")
    topic, place, solution = make_topic("sensor", areas=[area]), make_municipality("Testby"), make_solution()
    return {
        "area": {"slags": "area", "hvad": area.key},
        "topic": {"slags": "topic", "hvad": topic.key},
        "municipality": {"slags": "municipality", "hvad": place.slug},
        "solution": {"slags": "solution", "hvad": solution.slug},
        "search": {"slags": "search", "q": "fald  om natten", "area": "aeldre", "maturity": ["tested", "idea"]},
    }


def ask(client, email=ADDRESS, **asked):
    return client.post(FOLLOW, {"slags": "search", "q": "fald", **asked, "email": email})


def confirm_path(mail):
    return LINK.search(mail.text).group(1)


# --- with an account ----------------------------------------------------------------------------------------------------------


def test_a_person_follows_each_kind_of_thing_once():
    user, wanted = make_user(), things()
    client = client_for(user)
    for asked in wanted.values():
        page = client.get(FOLLOW, asked)
        assert page.status_code == 200
        assert 'type="email"' not in page.content.decode()
        for _ in range(2):
            assert client.post(FOLLOW, asked).status_code == 303
    rows = Subscription.objects.filter(user=user)
    assert sorted(rows.values_list("kind", flat=True)) == sorted(wanted)
    assert rows.get(kind="search").marks == ["area:aeldre", "maturity:idea", "maturity:tested"]
    assert AuditEntry.objects.filter(verb="notifications.follow").count() == len(wanted)
    assert Mail.objects.count() == 0


def test_the_page_shows_all_and_ends_one_or_all_of_it():
    user, wanted = make_user(), things()
    client = client_for(user)
    for asked in wanted.values():
        client.post(FOLLOW, asked)
    page = client.get(reverse("notifications:mine"))
    assert len(page.context["lines"]) == 5
    for _row, _name, path in page.context["lines"]:
        assert client.get(path).status_code == 200
    one = page.context["lines"][0][0]
    assert client.post(reverse("notifications:end", args=[one.pk])).status_code == 303
    assert Subscription.objects.count() == 4
    assert client.post(reverse("notifications:end_all")).status_code == 303
    assert Subscription.objects.count() == 0


def test_nobody_ends_what_another_follows():
    row = make_subscription(make_user(), area=make_area())
    assert client_for(make_user()).post(reverse("notifications:end", args=[row.pk])).status_code == 404
    assert client_for().post(reverse("notifications:end", args=[row.pk])).status_code == 302
    assert Subscription.objects.count() == 1


def test_there_is_an_end_to_how_much_one_may_follow():
    user = make_user()
    for number in range(MOST_FOLLOWED):
        make_subscription(user, query=f"ord {number}")
    assert client_for(user).post(FOLLOW, {"slags": "search", "q": "et mere"}).status_code == 422
    assert Subscription.objects.count() == MOST_FOLLOWED


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"slags": "area"},
        {"slags": "area", "hvad": "x"},
        {"slags": "solution", "hvad": "kladde"},
        {"slags": "no", "hvad": "x"},
    ],
)
def test_what_is_not_there_cannot_be_followed(asked):
    make_solution(published=False)
    assert client_for().get(FOLLOW, asked).status_code == 404
    assert client_for().post(FOLLOW, {**asked, "email": ADDRESS}).status_code == 404


# --- by an address alone ---------------------------------------------------------------------------------------------------


def test_nothing_counts_before_the_owner_of_the_address_presses_the_button():
    client = client_for()
    assert ask(client).status_code == 302
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.kind, mail.state) == (ADDRESS, "follow", "queued")
    assert "fald" not in mail.subject + mail.text, "a stranger's words do not travel in our mails"
    assert Subscription.objects.confirmed().count() == 0
    page = client.get(confirm_path(mail))
    assert "»fald«" in page.content.decode()
    assert Subscription.objects.confirmed().count() == 0, "a mail robot that opens the link confirms nothing"
    assert client.post(confirm_path(mail)).status_code == 303
    assert Subscription.objects.confirmed().get().email == ADDRESS
    assert client.post(confirm_path(mail)).status_code == 303
    assert AuditEntry.objects.filter(verb="notifications.confirm_following").count() == 1


def test_the_answer_is_the_same_whether_the_address_is_known_or_not():
    make_user("kendt@eksempel.dk"), make_subscription("foelger@eksempel.dk", query="fald")
    suppress_address(email="stoppet@eksempel.dk", reason="bounced", by=SYSTEM, at=clock.now())
    emails = ("kendt@eksempel.dk", "foelger@eksempel.dk", "stoppet@eksempel.dk", "ny@eksempel.dk")
    answers = [ask(client_for(), email) for email in emails]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    assert Mail.objects.count() == 4


def test_who_follows_it_already_is_told_so_in_the_mail():
    make_subscription(ADDRESS, query="fald")
    ask(client_for())
    assert "følger det allerede" in Mail.objects.get().text
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("token", ["gaettet", "WzEsImEiXQ:1xVRuU:7hveSf", ":::"])
def test_a_made_up_link_confirms_nothing(token):
    assert client_for().get(reverse("notifications:confirm", args=[token])).status_code == 410
    assert client_for().post(reverse("notifications:confirm", args=[token])).status_code == 422
    assert client_for().get(reverse("notifications:following", args=[token])).status_code == 404


def test_a_link_is_bound_to_its_address():
    ask(client_for())
    Subscription.objects.update(email="en-anden@eksempel.dk")
    assert client_for().post(confirm_path(Mail.objects.get())).status_code == 422
    assert Subscription.objects.confirmed().count() == 0


def test_after_seven_days_the_link_has_ended_and_the_address_is_gone(settings):
    ask(client_for())
    path, at = confirm_path(Mail.objects.get()), clock.now()
    assert forget_unconfirmed(at=at + timedelta(days=7) - timedelta(minutes=1)) == 0
    settings.CLOCK_OFFSET = timedelta(days=7, minutes=1)
    assert client_for().get(path).status_code == 410
    assert client_for().post(path).status_code == 422
    make_subscription("bekraeftet@eksempel.dk", query="fald", at=at - timedelta(days=30))
    assert forget_unconfirmed(at=clock.now()) == 1
    assert Subscription.objects.get().email == "bekraeftet@eksempel.dk"


def test_asking_again_gives_a_link_that_works_anew(settings):
    ask(client_for())
    settings.CLOCK_OFFSET = timedelta(days=6)
    ask(client_for())
    settings.CLOCK_OFFSET = timedelta(days=8)
    assert client_for().post(confirm_path(Mail.objects.first())).status_code == 303


def test_an_address_gets_five_such_mails_an_hour_and_a_place_asks_twenty_times():
    for number in range(5):
        assert ask(client_for(), q=f"ord {number}").status_code == 302
    refused = ask(client_for(), q="et mere")
    assert refused.status_code == 429
    assert "mange forsøg" in refused.content.decode()
    for number in range(14):
        assert ask(client_for(), f"en{number}@eksempel.dk").status_code == 302
    assert ask(client_for(), "en-mere@eksempel.dk").status_code == 429
    assert Mail.objects.count() == 19


@pytest.mark.parametrize("email", ["", "ikke en adresse", "a@b", "a" * 250 + "@eksempel.dk", "a\nb@eksempel.dk"])
def test_what_is_no_address_is_refused_at_its_field(email):
    page = ask(client_for(), email)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"email"}
    assert Subscription.objects.count() == 0


# --- stopping -----------------------------------------------------------------------------------------------------------------


def test_opening_the_page_ends_nothing_and_its_buttons_end_one_or_all():
    rows = [make_subscription(ADDRESS, query=f"ord {number}") for number in range(3)]
    other = make_subscription("en-anden@eksempel.dk", query="fald")
    client, path = client_for(), following_url(ADDRESS).removeprefix("http://testserver")
    assert len(client.get(path).context["lines"]) == 3
    assert client.post(path, {"what": "one", "pk": rows[0].pk}).status_code == 303
    assert client.post(path, {"what": "one", "pk": other.pk}).status_code == 303
    assert client.post(path, {"what": "one", "pk": "x"}).status_code == 303
    assert Subscription.objects.count() == 3
    assert client.post(path, {"what": "all"}).status_code == 303
    assert list(Subscription.objects.all()) == [other]


def test_the_mail_programs_own_button_ends_it_in_one_click(settings):
    from lysning.notifications.actions import write_message
    from lysning.notifications.actions.write import Words

    settings.EXAMPLE_MODE = False
    user = make_user()
    make_subscription(user, query="fald")
    words = Words("Emne", "Tekst")
    mail = write_message(cause="x", kind="followed", to=user.email, language="da", words=words, at=clock.now())
    assert send(mail_id=mail.pk, at=clock.now()) == "sent"
    headers = django_mail.outbox[-1].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    program = Client(enforce_csrf_checks=True)
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert Subscription.objects.count() == 0


def test_from_the_weekly_mail_stopping_ends_what_the_address_follows_too():
    make_subscription(ADDRESS, query="fald"), make_subscription("en-anden@eksempel.dk", query="fald")
    unsubscribe(link=Link(ADDRESS, is_weekly=False), by=SYSTEM, at=clock.now())
    assert Subscription.objects.count() == 2
    unsubscribe(link=Link(ADDRESS, is_weekly=True), by=SYSTEM, at=clock.now())
    assert Subscription.objects.get().email == "en-anden@eksempel.dk"


def test_ending_nothing_leaves_no_trace():
    assert end_all(rows=Subscription.objects.of_address(ADDRESS), by=SYSTEM, at=clock.now()) == 0
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_queries(count, django_assert_num_queries):
    make_topic()
    for number in range(count):
        make_subscription(ADDRESS, query=f"ord {number}")
        make_subscription(ADDRESS, solution=make_solution())
        make_subscription(ADDRESS, municipality=make_municipality())
    path = following_url(ADDRESS).removeprefix("http://testserver")
    client = client_for()
    client.get(path)
    with django_assert_num_queries(1):
        client.get(path)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_in_both_languages(language):
    client = client_for(language=language)
    ask(client)
    mail = Mail.objects.get()
    assert mail.language == language
    paths = [f"{FOLLOW}?slags=search&q=fald", reverse("notifications:follow_sent"), confirm_path(mail)]
    for path in (*paths, following_url(ADDRESS).removeprefix("http://testserver")):
        page = client.get(path).content.decode()
        assert f'<html lang="{language}">' in page
        assert page.count("<h1>") == 1


# --- a person's own data ------------------------------------------------------------------------------------------------------


def follower():
    """A person who follows with the account, with the account's address, and an address of somebody else beside them."""
    user, area = make_user(), make_area("aeldre", name_da="Ældre")
    make_subscription(user, area=area)
    make_subscription(user, query="fald", marks=["area:aeldre"])
    make_subscription(user.email, topic=make_topic("sensor", name_da="Sensor"))
    make_subscription(ADDRESS, area=area)
    make_subscription(make_user(), area=area)
    return user


def test_what_a_person_follows_is_in_the_persons_own_data():
    user = follower()
    answer = client_for(user).get(reverse("accounts:export"))
    followed = {row["kind"]: row for row in answer.json()["followed"]}
    assert len(answer.json()["followed"]) == 3
    assert (followed["area"]["name"], followed["area"]["email"]) == ("Ældre", None)
    assert (followed["topic"]["name"], followed["topic"]["email"]) == ("Sensor", user.email)
    assert (followed["search"]["words"], followed["search"]["choices"]) == ("fald", ["area:aeldre"])
    assert ADDRESS not in answer.text


def test_an_address_that_is_not_shown_to_be_theirs_is_not_theirs():
    user = make_user(verified=False)
    make_subscription(user.email, area=make_area("aeldre"))
    assert client_for(user).get(reverse("accounts:export")).json()["followed"] == []


def test_it_goes_with_the_account_and_nobody_elses():
    user = follower()
    delete_account(user=user, by=SYSTEM, at=clock.now())
    assert sorted(row.email for row in Subscription.objects.all()) == ["", ADDRESS]
    assert AuditEntry.objects.filter(verb="notifications.end_all_following").get().facts["count"] == 3
