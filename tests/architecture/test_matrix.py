"""Every address × method × role. An address without a case here fails; so does a view without a policy."""

from datetime import date
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.factories.accounts import make_member, make_user
from tests.factories.catalogue import make_solution
from tests.factories.community import World as Coalitions
from tests.factories.direction import make_direction, make_placement, make_removed_placement
from tests.factories.directory import SINCE, make_municipality, make_partner, make_post, make_supplier
from tests.factories.enquiries import make_enquiry
from tests.factories.evidence import make_project
from tests.factories.findings import make_adoption, make_case, make_finding, make_measured_trial
from tests.factories.moderation import make_report
from tests.factories.needs import make_cosignature, make_need
from tests.factories.notifications import make_mail, make_subscription
from tests.factories.taxonomy import make_role, make_topic
from tests.factories.trials import make_measure, make_measurement, make_seat, make_site, make_trial

from lysning.accounts.queries import actor_for
from lysning.core import permissions
from lysning.core.http import PUBLIC, SIGNED_IN

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
"""The last two are refused before anyone asks who it is, so one role tries them."""
ROLES = (
    "visitor",
    "nobody",
    "supplier",
    "other_supplier",
    "leader",
    "other_leader",
    "coordinator",
    "other_coordinator",
    "partner",
    "evaluator",
    "moderator",
    "operator",
)
FOREIGN = ("account_", "admin:")
"""Django's and allauth's own addresses have their own tests; they ask for no verb of ours."""
WITHOUT_POLICY = {"set_language", "health"}


def addresses(patterns=None, namespace=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", pattern.callback


OURS = {name: view for name, view in addresses() if not name.startswith(FOREIGN) and name not in WITHOUT_POLICY}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once, for making it takes longer than asking every role; what a test writes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


class World:
    """One of everything, each with somebody it belongs to and somebody it does not."""

    def __init__(self):
        self.role = make_role()
        self.municipality, self.elsewhere = make_municipality(), make_municipality()
        self.post = make_post(self.municipality, self.role, email="post@kommune.example")
        self.other_post = make_post(self.elsewhere, self.role, email="anden@kommune.example")
        self.supplier, self.rival = make_supplier(), make_supplier()
        self.solution = make_solution(supplier=self.supplier, published=True)
        self.draft = make_solution(supplier=self.supplier, published=False)
        self.need = make_need(self.municipality, self.role.area, post=self.post)
        self.enquiry = make_enquiry(post=self.post, version=self.solution.current_version)
        self.waiting = make_need(self.municipality, self.role.area, is_citizens=True, waiting_since=SINCE)
        self.cosignature = make_cosignature(
            make_need(self.elsewhere, self.role.area), self.municipality, post=self.post
        )
        self.report = make_report(need=self.need)
        self.mail = make_mail()
        self.topic = make_topic(areas=[self.role.area])
        self.project = make_project(areas=[self.role.area], topics=[self.topic])
        self.direction = make_direction(self.municipality, self.role.area)
        self.placement = make_placement(self.direction)
        self.removed = make_removed_placement(self.direction)
        self.evaluator = make_partner()
        measure = make_measure(areas=[self.role.area])
        self.trial = make_trial(self.municipality, self.role.area, measures=[measure], evaluator=self.evaluator)
        self.trial_draft = make_trial(self.municipality, self.role.area, evaluator=self.evaluator, registered=False)
        self.seat = make_seat(self.trial, self.elsewhere)
        self.site = make_site(self.seat)
        self.measurement = make_measurement(self.site, measure)
        self.finding = make_finding(lead=self.municipality, area=self.role.area)
        self.draft_finding = make_finding(lead=self.municipality, area=self.role.area, published=False)
        self.ended, self.measure = make_measured_trial(lead=self.municipality, area=self.role.area)
        self.adoption = make_adoption(self.finding, self.municipality)
        self.case = make_case(self.municipality)
        self.people = {
            "nobody": make_user(),
            "supplier": make_member(role="supplier_owner", organisation=self.supplier),
            "other_supplier": make_member(role="supplier_owner", organisation=self.rival),
            "leader": make_member(role="leader", organisation=self.municipality, post=self.post),
            "other_leader": make_member(role="leader", organisation=self.elsewhere, post=self.other_post),
            "coordinator": make_member(role="coordinator", organisation=self.municipality),
            "other_coordinator": make_member(role="coordinator", organisation=self.elsewhere),
            "evaluator": make_member(role="partner", organisation=self.evaluator),
            "moderator": make_member(role="moderator"),
            "operator": make_member(role="operator"),
        }

        self.people["partner"] = make_member(role="partner", organisation=make_partner())
        coalitions = Coalitions(self.municipality, self.need, self.people["coordinator"])
        self.coalition, self.asked = coalitions.coalition, coalitions.asked
        self.decision, self.task = coalitions.decision, coalitions.task
        self.contribution, self.document = coalitions.post, coalitions.document
        self.removed_document = coalitions.removed_document

        self.waiting.created_by = self.people["nobody"]
        self.waiting.save()
        leader = self.people["leader"]
        self.subscription = make_subscription(getattr(leader, "user", leader), area=self.role.area)

        self.cookies = {role: self.session_of(role) for role in ROLES}

    def session_of(self, role):
        """The cookies of somebody who has signed in; none for a visitor."""
        client = Client()
        if role != "visitor":
            client.force_login(self.user(role))
        return client.cookies.output(header="", sep=";")

    def user(self, role):
        person = self.people.get(role)
        return getattr(person, "user", person) or AnonymousUser()


def expected(mark, methods, method, actor, row):
    """The statuses that the policy mark and the tables allow for this request."""
    if method not in methods:
        return {405}
    if mark == PUBLIC:
        return None
    if mark == SIGNED_IN:
        return None if actor.is_signed_in else {302}
    if permissions.verb(mark).model is None:
        return None if permissions.may(actor, mark) else {403} if actor.is_signed_in else {302}
    if not actor.is_signed_in and not permissions.conceivable(actor, mark):
        return {302}
    if row is None:
        return None
    see = next((name for name in verbs_of(row, mark.partition(".")[0]) if ".view_" in name), mark)
    if permissions.may(actor, mark, row):
        return None
    return {403} if permissions.may(actor, see, row) else {404}


def verbs_of(row, room):
    return [name for name, verb in permissions.tables()[room].items() if verb.model is type(row)]


FINE = {200, 204, 302, 303, 400, 403, 404, 405, 409, 410, 422, 429, 503}
"""What a request that passes the door may be answered with; never a 500, and never a page of what one may not see."""


def test_every_view_has_a_policy():
    assert [name for name, view in OURS.items() if not hasattr(view, "policy")] == []


def test_every_address_has_a_case():
    assert sorted(set(OURS) - set(CASES)) == []
    assert sorted(set(CASES) - set(OURS)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OURS))
def test_each_role_gets_what_the_tables_say(name, world, client):
    view = OURS[name]
    mark, methods = view.policy
    kwargs, row = CASES[name](world)
    url = reverse(name, kwargs=kwargs)
    wrong = []
    for role in ROLES:
        actor = actor_for(world.user(role))
        client.cookies = SimpleCookie(world.cookies[role])
        for method in METHODS if role == "visitor" else METHODS[:3]:
            allowed = expected(mark, methods, method, actor, row)
            with transaction.atomic():
                status = client.generic(method, url).status_code
                transaction.set_rollback(True)
            if status not in (FINE if allowed is None else allowed):
                wrong.append((role, method, status, allowed))
    assert wrong == []


UNKNOWN_KEY = "00000000-0000-4000-8000-000000000000"
NOBODYS = {
    "slug": "findes-ikke",
    "municipality": "findes-ikke",
    "supplier_slug": "findes-ikke",
    "pk": 2**31 - 1,
    "key": UNKNOWN_KEY,
    "trial": "findes-ikke",
}
"""What stands in an address in place of a row when there is no such row."""


def about_rows(mark):
    return mark not in {PUBLIC, SIGNED_IN} and permissions.verb(mark).model is not None


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, view in OURS.items() if about_rows(view.policy[0])))
def test_a_visitor_is_sent_to_sign_in_whether_the_row_exists_or_not(name, world, client):
    _mark, methods = OURS[name].policy
    kwargs, _row = CASES[name](world)
    urls = [reverse(name, kwargs=each) for each in (kwargs, {key: NOBODYS.get(key, kwargs[key]) for key in kwargs})]
    assert urls[0] != urls[1]
    sign_in = {
        url: f"/konto/log-ind/?next={quote(url, safe='')}" if "GET" in methods else "/konto/log-ind/" for url in urls
    }
    for method in set(methods) & {"GET", "HEAD", "POST"}:
        answers = [client.generic(method, url) for url in urls]
        assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, sign_in[url]) for url in urls]


def plain(**kwargs):
    """An address that is about no row."""
    return lambda _world: (kwargs, None)


def about(attribute, *keys, **more):
    """An address about one of the world's rows; `keys` are its fields in the address, `name=field` where they differ."""

    def case(world):
        row = getattr(world, attribute)
        return {
            **{key: getattr(row, key) for key in keys},
            **{key: read(world, row) for key, read in more.items()},
        }, row

    return case


def slug_of_supplier(world, _row):
    return world.supplier.slug


def slug_of_need(_world, row):
    return row.need.slug


def about_direction(attribute="direction"):
    """An address about the world's direction, or about something on its radar."""

    def case(world):
        place = {"municipality": world.municipality.slug, "area": world.role.area.key}
        row = getattr(world, attribute)
        return ({**place, "slug": row.slug} if hasattr(row, "slug") else place), row

    return case


def about_start(world):
    return {"municipality": world.municipality.slug, "area": world.role.area.key}, world.municipality


def about_coalition(attribute, *keys):
    """An address about the world's coalition, or about something in it."""

    def case(world):
        row = getattr(world, attribute)
        return {"slug": world.coalition.slug, **{key: getattr(row, key) for key in keys}}, row

    return case


def within_trial(attribute="trial", **more):
    """An address about a trial of the world; `more` are the other fields of the address."""

    def case(world):
        row = getattr(world, attribute)
        return {"slug": row.slug, **{key: read(world) for key, read in more.items()}}, row

    return case


SHA256 = "0" * 64
CASES = {
    "web:front": plain(),
    "web:home": plain(),
    "web:explore": plain(),
    "web:compare": plain(),
    "web:solutions_feed": plain(),
    "web:words": plain(),
    "web:need_advice": plain(),
    "web:need_feed": about("need", "slug"),
    "web:solution": about("solution", "slug"),
    "web:judge": about("solution", "slug"),
    "web:supplier": lambda world: ({"slug": world.supplier.slug}, None),
    "web:supplier_feed": lambda world: ({"slug": world.supplier.slug}, None),
    "web:areas": plain(),
    "web:area": lambda world: ({"key": world.role.area.key}, None),
    "web:areas_feed": plain(),
    "web:municipalities_feed": plain(),
    "web:area_feed": lambda world: ({"key": world.role.area.key}, None),
    "web:topics": plain(),
    "web:topics_feed": plain(),
    "web:topic": about("topic", "key"),
    "web:topic_feed": about("topic", "key"),
    "web:projects": plain(),
    "web:projects_feed": plain(),
    "web:project": about("project", "slug"),
    "web:edit_topics": plain(),
    "web:new_topic": plain(),
    "web:topics_file": plain(kind="csv"),
    "web:edit_topic": about("topic", "key"),
    "web:accept_topic": about("topic", "key"),
    "web:merge_topic": about("topic", "key"),
    "web:separate_topic": about("topic", "key"),
    "web:municipalities": plain(),
    "web:municipality": lambda world: ({"slug": world.municipality.slug}, None),
    "web:municipality_feed": lambda world: ({"slug": world.municipality.slug}, None),
    "web:promises": plain(),
    "web:promises_json": plain(),
    "web:open_data": plain(),
    "web:data_solutions": plain(),
    "web:data_needs": plain(),
    "web:data_coalitions": plain(),
    "web:data_areas": plain(),
    "web:data_topics": plain(),
    "web:data_topics_csv": plain(),
    "web:data_trials": plain(),
    "web:data_measures": plain(),
    "web:data_findings": plain(),
    "web:data_projects": plain(),
    "web:data_projects_csv": plain(),
    "web:data_municipalities": plain(),
    "web:about": plain(),
    "web:privacy": plain(),
    "web:accessibility": plain(),
    "web:help": plain(),
    "web:robots": plain(),
    "web:favicon": plain(),
    "web:security": plain(),
    "web:operator": plain(),
    "web:partner": plain(),
    "web:jobs": plain(),
    "web:retry_job": plain(job_id=1),
    "accounts:welcome": plain(),
    "accounts:me": plain(),
    "accounts:sign_out_elsewhere": plain(),
    "accounts:export": plain(),
    "accounts:delete": plain(),
    "accounts:new_supplier": plain(),
    "accounts:claim": plain(),
    "accounts:members": lambda world: ({"kind": "supplier", "slug": world.supplier.slug}, None),
    "accounts:invite": lambda world: ({"kind": "supplier", "slug": world.supplier.slug}, None),
    "accounts:end_membership": plain(pk=1),
    "accounts:withdraw_invitation": plain(pk=1),
    "accounts:invitation": plain(token="unknown"),
    "accounts:claims": plain(),
    "accounts:decide_claim": plain(pk=1),
    "accounts:platform_roles": plain(),
    "accounts:examples": plain(),
    "accounts:enter_as_example": plain(pk=1),
    "catalogue:own": plain(),
    "catalogue:history": about("solution", "slug"),
    "catalogue:new_version": about("solution", "slug"),
    "catalogue:withdraw": about("solution", "slug"),
    "catalogue:discard": about("draft", "slug"),
    "catalogue:picture": plain(sha256=SHA256),
    "catalogue:thumbnail": plain(sha256=SHA256),
    "publish:new": plain(),
    "publish:step": about("draft", "slug", step=lambda _world, _row: 1),
    "publish:autosave": about("draft", "slug", step=lambda _world, _row: 1),
    "publish:pictures": about("draft", "slug"),
    "publish:remove_picture": about("draft", "slug", pk=lambda _world, _row: 1),
    "publish:publish": about("draft", "slug"),
    "directory:post": about("post", pk=lambda _world, row: row.pk),
    "directory:close_post": about("post", pk=lambda _world, row: row.pk),
    "directory:posts": lambda world: ({"slug": world.municipality.slug}, None),
    "directory:new_post": lambda world: ({"slug": world.municipality.slug}, None),
    "directory:stand_in": lambda world: ({"slug": world.municipality.slug}, None),
    "directory:domains": plain(),
    "directory:remove_domain": plain(),
    "directory:imports": plain(),
    "directory:import": plain(pk=1),
    "directory:confirm_import": plain(pk=1),
    "directory:discard_import": plain(pk=1),
    "matching:synonyms": plain(),
    "matching:new_synonym": plain(),
    "matching:try_synonym": plain(),
    "matching:export": plain(),
    "matching:bring": plain(),
    "needs:needs": plain(),
    "needs:feed": plain(),
    "needs:new": plain(),
    "needs:need": about("need", "slug"),
    "needs:edit": about("need", "slug"),
    "needs:close": about("need", "slug"),
    "community:coalitions": plain(),
    "community:feed": plain(),
    "community:start": plain(),
    "community:coalition": about_coalition("coalition"),
    "community:decisions_feed": about_coalition("coalition"),
    "community:edit": about_coalition("coalition"),
    "community:next_step": about_coalition("coalition"),
    "community:hand_over": about_coalition("coalition"),
    "community:close": about_coalition("coalition"),
    "community:join": about_coalition("coalition"),
    "community:leave": about_coalition("coalition"),
    "community:take_part": about_coalition("coalition"),
    "community:renew_mandate": about_coalition("coalition"),
    "community:remove_member": about_coalition("asked", "pk"),
    "community:answer": about_coalition("asked", "pk"),
    "community:withdraw": about_coalition("asked", "pk"),
    "community:decide": about_coalition("coalition"),
    "community:decision": about_coalition("decision", "number"),
    "community:revise": about_coalition("decision", "number"),
    "community:add_task": about_coalition("coalition"),
    "community:edit_task": about_coalition("task", "pk"),
    "community:settle_task": about_coalition("task", "pk"),
    "community:discussion": about_coalition("coalition"),
    "community:remove_post": about_coalition("contribution", "pk"),
    "community:documents": about_coalition("coalition"),
    "community:document": about_coalition("document", "pk"),
    "community:remove_document": about_coalition("document", "pk"),
    "community:restore_document": about_coalition("removed_document", "pk"),
    "needs:citizen": plain(),
    "needs:take_back": about("waiting", "slug"),
    "needs:cosign": about("need", "slug"),
    "needs:edit_cosignature": about("cosignature", "pk", slug=slug_of_need),
    "needs:withdraw_cosignature": about("cosignature", "pk", slug=slug_of_need),
    "needs:support": about("need", "slug"),
    "needs:support_sent": about("need", "slug"),
    "needs:confirm_support": plain(token="unknown"),
    "needs:answer": about("need", "slug"),
    "needs:join": about("need", "slug"),
    "needs:separate": about("need", "slug"),
    "trials:trials": plain(),
    "trials:feed": plain(),
    "trials:measures": plain(),
    "trials:sample": plain(),
    "trials:new": plain(),
    "trials:trial": within_trial("trial_draft"),
    "trials:protocol": within_trial("trial_draft"),
    "trials:version": within_trial("trial_draft", number=lambda _world: 1),
    "trials:parties": within_trial("trial_draft"),
    "trials:edit": within_trial("trial_draft", part=lambda _world: "plan"),
    "trials:agreement": within_trial("trial_draft"),
    "trials:agreement_file": within_trial("trial_draft", kind=lambda _world: "pdf"),
    "trials:move": within_trial("trial_draft", key=lambda _world: "cancel"),
    "trials:apply": within_trial(),
    "trials:withdraw": within_trial(),
    "trials:sites": within_trial(),
    "trials:edit_site": within_trial(pk=lambda world: world.site.pk),
    "trials:measured": within_trial(),
    "trials:report": within_trial(),
    "trials:bring": within_trial(),
    "trials:template": within_trial(),
    "trials:sheet_run": within_trial(pk=lambda _world: 1),
    "trials:history": within_trial(pk=lambda world: world.measurement.pk),
    "trials:sheet": within_trial(),
    "trials:days": within_trial(),
    "direction:country": plain(),
    "direction:country_feed": plain(),
    "direction:country_file": lambda world: ({"area": world.role.area.key, "kind": "json"}, None),
    "direction:area_feed": lambda world: ({"area": world.role.area.key}, None),
    "direction:municipality_feed": lambda world: ({"municipality": world.municipality.slug}, None),
    "direction:feed": about_direction(),
    "direction:country_area": lambda world: ({"area": world.role.area.key}, None),
    "direction:compare": lambda world: ({"area": world.role.area.key}, None),
    "direction:compare_file": lambda world: ({"area": world.role.area.key}, None),
    "direction:municipality": lambda world: ({"municipality": world.municipality.slug}, None),
    "direction:direction": about_direction(),
    "direction:file": lambda world: ({**about_start(world)[0], "kind": "json"}, None),
    "direction:memo": about_direction(),
    "direction:memo_file": lambda world: ({**about_start(world)[0], "kind": "pdf"}, None),
    "direction:new": about_start,
    "direction:edit": about_direction(),
    "direction:publish": about_direction(),
    "direction:place": about_direction(),
    "direction:bring": about_direction(),
    "direction:placement": about_direction("placement"),
    "direction:edit_placement": about_direction("placement"),
    "direction:keep_direction": about_direction(),
    "direction:keep_placement": about_direction("placement"),
    "direction:remove": about_direction("placement"),
    "direction:restore": about_direction("removed"),
    "evidence:findings": plain(),
    "evidence:feed": plain(),
    "evidence:finding": about("finding", "slug"),
    "evidence:version": about("finding", "slug", number=lambda _world, _row: 1),
    "evidence:file": about("finding", "slug", number=lambda _world, _row: 1, kind=lambda _world, _row: "json"),
    "evidence:to_write": plain(),
    "evidence:study": plain(),
    "evidence:start": lambda world: ({"trial": world.ended.slug, "measure": world.measure.key}, world.ended),
    "evidence:edit": about("draft_finding", "slug"),
    "evidence:publish": about("draft_finding", "slug"),
    "evidence:adopt": about("finding", "slug"),
    "evidence:withdraw": about("adoption", pk=lambda _world, row: row.pk),
    "evidence:answer": lambda world: ({"topic": world.topic.key, "measure": world.measure.key}, None),
    "evidence:calculator": plain(),
    "evidence:keep_case": plain(),
    "evidence:case": about("case", "key"),
    "evidence:edit_case": about("case", "key"),
    "evidence:check_case": about("case", "key"),
    "moderation:queue": plain(),
    "moderation:case": about("report", pk=lambda _world, row: row.pk),
    "moderation:decide": about("report", pk=lambda _world, row: row.pk),
    "moderation:decide_appeal": about("report", pk=lambda _world, row: row.pk),
    "moderation:appeal": about("report", pk=lambda _world, row: row.pk),
    "moderation:report_direction": about_direction("direction"),
    "moderation:report_post": lambda world: ({"pk": world.contribution.pk}, None),
    "moderation:report": lambda world: ({"kind": "need", "slug": world.need.slug}, None),
    "enquiries:today": plain(),
    "enquiries:enquiry": about("enquiry", "key"),
    "enquiries:answer": about("enquiry", "key", kind=lambda _world, _row: "together"),
    "enquiries:ask": about("enquiry", "key"),
    "enquiries:reply": about("enquiry", "key", question=lambda _world, _row: 1),
    "enquiries:judge": about("enquiry", "key"),
    "enquiries:hand_over": about("enquiry", "key"),
    "enquiries:link": plain(token="unknown"),
    "enquiries:supplier": about("supplier", "slug"),
    "enquiries:municipality": about("municipality", "slug"),
    "enquiries:matrix": about("solution", "slug", supplier_slug=slug_of_supplier),
    "enquiries:allocations": plain(),
    "enquiries:allocate": plain(),
    "enquiries:allocation": plain(run_date=date(2026, 11, 23), number=1),
    "enquiries:no_contact": plain(),
    "notifications:mails": plain(),
    "notifications:mail": about("mail", "key"),
    "notifications:settle": about("mail", "key"),
    "notifications:example_mails": plain(),
    "notifications:example_mail": plain(key=UNKNOWN_KEY),
    "notifications:follow": plain(),
    "notifications:follow_sent": plain(),
    "notifications:confirm": plain(token="unknown"),
    "notifications:mine": plain(),
    "notifications:end_all": plain(),
    "notifications:end": about("subscription", pk=lambda _world, row: row.pk),
    "notifications:following": plain(token="unknown"),
    "notifications:unsubscribe": plain(token="unknown"),
}
