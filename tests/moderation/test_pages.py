from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.catalogue import make_solution
from tests.factories.directory import make_municipality
from tests.factories.moderation import make_report
from tests.factories.needs import make_need

from lysning.catalogue.models import Solution
from lysning.moderation.models import Report
from lysning.needs.models import Need

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUEUE = "/indberetning/"
SAID = {"reason": "misleading", "text": "Det passer ikke."}
HIDE = {"hide": "yes", "decision_reason": "Nævner en person"}


def address(name, report):
    return reverse(f"moderation:{name}", args=[report.pk])


def report_of(need):
    return f"/indberetning/behov/{need.slug}/"


def decided(need=None, **values):
    facts = {"decided_at": NOW, "is_upheld": True, "decision_reason": "Nævner en person"}
    report = make_report(need=need, **(facts | values))
    if report.is_upheld:
        Need.objects.filter(pk=report.need_id).update(hidden_at=NOW, hidden_reason=report.decision_reason)
    return report


def test_a_visitor_reports_from_the_needs_own_page():
    need = make_need(title="Fald om natten")
    client = client_for()
    assert report_of(need) in client.get(f"/behov/{need.slug}/").text
    page = client.get(report_of(need))
    assert "Indberet »Fald om natten«" in page.text
    answer = client.post(report_of(need), SAID | {"email": "jeg@eksempel.dk"})
    assert (answer.status_code, answer.url) == (303, f"/behov/{need.slug}/")
    assert "Tak. En moderator" in client.get(answer.url).text
    report = Report.objects.get()
    assert (report.need, report.reporter, report.reporter_email) == (need, None, "jeg@eksempel.dk")
    assert (len(report.address_hash), "127.0.0.1" in report.address_hash) == (64, False)


def test_who_is_signed_in_reports_without_a_place():
    solution, person = make_solution(published=True), make_user()
    answer = client_for(person).post(f"/indberetning/loesning/{solution.slug}/", SAID)
    assert (answer.status_code, answer.url) == (303, f"/loesninger/{solution.slug}/")
    report = Report.objects.get()
    assert (report.solution, report.reporter, report.address_hash) == (solution, person, "")


def test_a_wrong_report_is_told_at_its_field():
    need, client = make_need(), client_for()
    for wrong, field in [
        ({"reason": "vejret"}, "reason"),
        ({"text": ""}, "text"),
        ({"text": "010190-1234"}, "text"),
        ({"email": "x"}, "email"),
    ]:
        answer = client.post(report_of(need), SAID | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.post(report_of(need), {}).status_code == 422
    assert Report.objects.count() == 0


def test_the_sixth_within_an_hour_waits():
    need, client = make_need(), client_for()
    assert [client.post(report_of(need), SAID).status_code for _number in range(6)] == [303] * 5 + [429]
    forged = client.post(report_of(need), SAID, headers={"X-Forwarded-For": "6.6.6.6"})
    assert forged.status_code == 429


def test_one_who_owns_a_network_is_one_sender():
    need, client = make_need(), client_for()

    def send(address):
        return client.post(report_of(need), SAID, REMOTE_ADDR=address).status_code

    assert [send(f"2001:db8:1:2::{number}") for number in range(6)] == [303] * 5 + [429]
    assert send("2001:db8:1:3::1") == 303
    assert [send(f"::ffff:80.1.2.{number}") for number in range(6)] == [303] * 6


def test_what_is_not_public_cannot_be_reported():
    hidden = make_need(hidden_at=NOW, hidden_reason="x")
    draft = make_solution(published=False)
    client = client_for(make_member(role="moderator"))
    for url in (report_of(hidden), f"/indberetning/loesning/{draft.slug}/", "/indberetning/andet/x/"):
        assert client.get(url).status_code == 404


def test_the_queue_asks_the_same_for_one_and_three(django_assert_num_queries):
    client = client_for(make_member(role="moderator"))
    assert "Intet venter" in client.get(QUEUE).text
    make_report(need=make_need(title="Venter"))
    decided(make_need(title="Afgjort"))
    client.get(QUEUE)
    with django_assert_num_queries(8):
        page = client.get(QUEUE)
    assert [report.title for report in page.context["waiting"]] == ["Venter"]
    assert [report.title for report in page.context["settled"]] == ["Afgjort"]
    for _number in range(2):
        make_report(solution=make_solution(published=True))
        decided()
    client.get(QUEUE)
    with django_assert_num_queries(8):
        page = client.get(QUEUE)
    assert (len(page.context["waiting"]), len(page.context["settled"])) == (3, 3)


def test_only_moderators_see_the_queue_and_decide():
    report = make_report()
    assert client_for().get(QUEUE).status_code == 302
    for person in (make_member(role="operator"), make_member(report.need.municipality, role="coordinator")):
        client = client_for(person)
        assert client.get(QUEUE).status_code == 403
        assert client.get(address("case", report)).status_code == 404
        assert client.post(address("decide", report), HIDE).status_code == 404
    assert Need.objects.get().hidden_at is None


def test_a_moderator_reads_decides_and_sees_what_others_said():
    need = make_need()
    report, other = make_report(need=need, text="Nævner en person"), make_report(need=need, text="Samme her")
    client = client_for(make_member(role="moderator"))
    page = client.get(address("case", report))
    assert "Den er vildledende" in page.text
    assert list(page.context["others"]) == [other]
    assert client.get(f"/behov/{need.slug}/").status_code == 200
    missing = client.post(address("decide", report), {"hide": "yes", "decision_reason": ""})
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["decision_reason"])
    assert client.post(address("decide", report), HIDE).status_code == 303
    again = client.post(address("decide", report), HIDE)
    assert again.status_code == 422
    assert "Indberetningen er allerede afgjort." in again.text
    assert "Nævner en person" in client.get(f"/behov/{need.slug}/").text


def test_a_moderator_reads_the_text_itself_beside_what_was_said_of_it():
    client = client_for(make_member(role="moderator"))
    need = make_need(description="Nattevagter går forgæves.")
    solution = make_solution(published=True, problem="Borgere falder om natten.")
    for report, words in [
        (make_report(need=need), "Nattevagter går forgæves."),
        (make_report(solution=solution), "Borgere falder om natten."),
    ]:
        assert words in client.get(address("case", report)).text


def test_the_owner_reads_the_decision_without_the_reporters_words_and_appeals():
    report = decided(text="Hemmelige ord", reporter_email="hemmelig@eksempel.dk")
    owner = client_for(make_member(report.need.municipality, role="coordinator"))
    assert address("case", report) in owner.get(f"/behov/{report.need.slug}/").text
    page = owner.get(address("case", report))
    assert "Nævner en person" in page.text
    assert "Hemmelige ord" not in page.text
    assert "hemmelig@eksempel.dk" not in page.text
    assert owner.post(address("appeal", report), {"appeal_text": ""}).status_code == 422
    assert owner.post(address("appeal", report), {"appeal_text": "Det gør den ikke"}).status_code == 303
    assert owner.post(address("appeal", report), {"appeal_text": "Igen"}).status_code == 422
    assert owner.post(address("decide_appeal", report), {"grant": "yes", "appeal_reason": "x"}).status_code == 403
    stranger = client_for(make_member(make_municipality(), role="coordinator"))
    assert stranger.post(address("appeal", report), {"appeal_text": "x"}).status_code == 404


def test_a_supplier_appeals_for_its_solution():
    solution = make_solution(published=True)
    report = make_report(solution=solution, decided_at=NOW, is_upheld=True, decision_reason="Reklame")
    owner = client_for(make_member(solution.supplier, role="supplier_editor"))
    page = owner.get(address("case", report))
    assert page.context["step"] == "appeal"
    assert f"/loesninger/{solution.slug}/" in page.text
    assert address("case", report) not in owner.get(f"/loesninger/{solution.slug}/").text
    Solution.objects.filter(pk=solution.pk).update(hidden_at=NOW, hidden_reason=report.decision_reason)
    assert address("case", report) in owner.get(f"/loesninger/{solution.slug}/").text


def test_another_moderator_judges_the_appeal():
    first, second = make_member(role="moderator"), make_member(role="moderator")
    report = decided(decided_by=first, appealed_at=NOW, appeal_text="Nej")
    mine = client_for(first)
    assert "Du skjulte selv teksten." in mine.get(address("case", report)).text
    judgement = {"grant": "yes", "appeal_reason": "Enig"}
    refused = mine.post(address("decide_appeal", report), judgement)
    assert refused.status_code == 422
    assert "En anden moderator end den, der skjulte teksten, afgør anken." in refused.text
    client = client_for(second)
    assert client.post(address("decide_appeal", report), {"grant": "maybe"}).status_code == 422
    assert client.post(address("decide_appeal", report), judgement).status_code == 303
    assert Need.objects.get().hidden_at is None
    assert "Omgjort efter en anke" in client.get(QUEUE).text


def test_nothing_is_changed_by_reading():
    report = make_report()
    client = client_for(make_member(role="moderator"))
    for name in ("decide", "decide_appeal", "appeal"):
        assert client.get(address(name, report)).status_code == 405
    assert Report.objects.get().decided_at is None


def test_the_owner_sees_which_decision_still_hides_the_text():
    need = make_need()
    owner = client_for(make_member(need.municipality, role="coordinator"))
    other = make_report(need=need, decided_at=NOW, is_upheld=True, decision_reason="Nævner en person")
    facts = {"appealed_at": NOW, "appeal_text": "Nej", "appeal_decided_at": NOW, "appeal_reason": "Enig"}
    case = make_report(
        need=need, decided_at=NOW, is_upheld=True, decision_reason="Reklame", is_appeal_granted=True, **facts
    )
    page = owner.get(address("case", case))
    assert "Medhold, men en anden afgørelse skjuler stadig teksten" in page.text
    assert "Teksten er skjult" in page.text
    assert f'href="{address("case", other)}"' in page.text
    assert "Nævner en person" in page.text
