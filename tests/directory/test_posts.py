from datetime import UTC, datetime

import pytest
from tests.factories.directory import make_municipality, make_post
from tests.factories.taxonomy import make_area, make_role

from lysning.core.actors import Actor
from lysning.core.models import AuditEntry
from lysning.core.refusal import Refused
from lysning.directory import actions, queries
from lysning.directory.models import Post

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LEADER = Actor(user_id=5)


def edit(post, revision=None, **changes):
    return actions.edit_post(post=post, revision=revision or post.revision, changes=changes, by=LEADER, at=NOW)


@pytest.mark.django_db
def test_settings_are_cleaned_and_kept():
    post = edit(make_post(), email=" Leder@Kommune.DK ", interests="Fald\r\npå natten\u200b", weekly_room=0)
    assert (post.email, post.interests, post.weekly_room) == ("leder@kommune.dk", "Fald\npå natten", 0)
    assert post.revision == 2
    assert AuditEntry.objects.get(verb="directory.edit_post").facts == {
        "changed": ["email", "interests", "weekly_room"]
    }


@pytest.mark.django_db
def test_saving_what_stands_there_writes_nothing():
    post = make_post(email="a@b.dk")
    assert edit(post, email="a@b.dk").revision == 1
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"email": "ikke en adresse"}, "post_email_wrong", "email"),
        ({"interests": "Ring til 010190-1234"}, "post_has_cpr", "interests"),
        ({"title": "0101901234"}, "post_has_cpr", "title"),
        ({"weekly_room": 11}, "post_room_wrong", "weekly_room"),
        ({"weekly_room": -1}, "post_room_wrong", "weekly_room"),
    ],
)
def test_what_a_post_cannot_be(changes, code, field):
    post = make_post()
    with pytest.raises(Refused) as refused:
        edit(post, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Post.objects.get().revision == 1


@pytest.mark.django_db
def test_two_who_save_at_once_do_not_lose_a_word():
    post = make_post()
    edit(Post.objects.get(), title="Den første")
    with pytest.raises(Refused) as refused:
        edit(post, revision=1, title="Den anden")
    assert refused.value.code == "stale"
    assert Post.objects.get().title == "Den første"


@pytest.mark.django_db
def test_the_same_post_cannot_stand_twice():
    first = make_post(institution="Solgården")
    other = make_post(first.municipality, first.role)
    for attempt in (
        lambda: edit(other, institution="SOLGÅRDEN"),
        lambda: actions.add_post(
            municipality=first.municipality,
            role=first.role,
            changes={"institution": "solgården"},
            by=LEADER,
            at=NOW,
        ),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert (refused.value.code, refused.value.field) == ("post_taken", "institution")


@pytest.mark.django_db
def test_a_closed_post_is_closed_once_and_not_edited():
    post = actions.close_post(post=make_post(), by=LEADER, at=NOW)
    assert actions.close_post(post=post, by=LEADER, at=datetime(2027, 1, 1, tzinfo=UTC)).closed_at == NOW
    assert AuditEntry.objects.filter(verb="directory.close_post").count() == 1
    with pytest.raises(Refused) as refused:
        edit(post, title="Igen")
    assert refused.value.code == "post_closed"
    assert actions.add_post(municipality=post.municipality, role=post.role, changes={}, by=LEADER, at=NOW).pk


@pytest.mark.django_db
def test_posts_are_narrowed_to_area_and_words():
    municipality = make_municipality()
    schools = make_area("skoler")
    principal = make_role(schools, title_da="Skoleleder", title_en="Principal")
    wanted = make_post(municipality, principal, institution="Ellevang Skole")
    make_post(municipality, principal, institution="Lukket Skole", closed_at=NOW)
    make_post(municipality, institution="Ellevang Plejehjem")
    make_post(make_municipality(), principal, institution="Ellevang Skole")
    assert list(queries.posts_of(municipality, area_key="skoler", text="skoleleder ELLEVANG")) == [wanted]
    assert queries.posts_of(municipality, text="ellevang").count() == 2
    assert queries.posts_of(municipality, text="%").count() == 0


@pytest.mark.django_db
def test_domains_are_plain_not_open_and_belong_to_one():
    municipality = make_municipality()

    def add(domain):
        return actions.add_domain(municipality=municipality, domain=domain, source="brev", by=LEADER, at=NOW)

    row = add(" @Kommune.DK ")
    assert row.domain == "kommune.dk"
    for domain, code in [
        ("kommune", "domain_wrong"),
        ("http://kommune.dk", "domain_wrong"),
        ("kommune.dk", "domain_taken"),
        ("gmail.com", "domain_is_open"),
    ]:
        with pytest.raises(Refused) as refused:
            add(domain)
        assert (refused.value.code, refused.value.field) == (code, "domain")
    actions.remove_domain(domain=row, by=LEADER, at=NOW)
    assert queries.email_domains().count() == 0
    assert AuditEntry.objects.filter(verb="directory.remove_domain").count() == 1


@pytest.mark.django_db
def test_what_happens_to_a_post_is_announced_once(announced):
    post = make_post()
    edit(post, title="Ny")
    edit(Post.objects.get(), title="Ny")
    actions.close_post(post=post, by=LEADER, at=NOW)
    actions.close_post(post=post, by=LEADER, at=NOW)
    added = actions.add_post(municipality=post.municipality, role=post.role, changes={}, by=LEADER, at=NOW)
    assert announced == [("PostChanged", post.pk), ("PostChanged", post.pk), ("PostChanged", added.pk)]
