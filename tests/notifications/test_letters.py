"""What leaders, coordinators and suppliers read, in both languages."""

import re
from datetime import timedelta

import pytest
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.directory import make_municipality, make_post, make_supplier
from tests.factories.enquiries import OFFERED_AT, make_enquiry, make_published
from tests.factories.taxonomy import make_area, make_role

from lysning.accounts.actions import suppress_address
from lysning.core import clock
from lysning.core.actors import SYSTEM, Actor
from lysning.enquiries import actions as enquiries
from lysning.enquiries.models import Enquiry
from lysning.enquiries.rules.answers import Answer, AnswerKind
from lysning.enquiries.words import STATES, reason_sentences
from lysning.matching.queries.synonyms import synonyms_now
from lysning.notifications.actions import letters, write_digests
from lysning.notifications.models import Mail

AT = OFFERED_AT
LINK = re.compile(r"http://testserver/svar/[^\s\"<]+")


@pytest.fixture(autouse=True)
def march(settings):
    settings.CLOCK_OFFSET = AT - clock.now()


@pytest.fixture
def version():
    supplier = make_supplier("Sål ApS")
    return make_published(supplier, title="Sål <b>der</b> mærker faldrisiko", at=AT - timedelta(days=2))


def offered(version, **post):
    post = {"email": "leder@randers.dk", **post}
    return make_enquiry(version=version, post=make_post(make_municipality("Randers"), **post))


def offer(enquiry):
    return letters.write_offer(enquiry_id=enquiry.pk, at=AT)


def test_the_offer_in_danish(version):
    enquiry = offered(version)
    mail = offer(enquiry)
    assert (mail.to, mail.language) == ("leder@randers.dk", "da")
    assert mail.subject == "Er det noget for jer? Sål <b>der</b> mærker faldrisiko"
    assert "Sål ApS tilbyder: Sål <b>der</b> mærker faldrisiko" in mail.text
    assert "Ældre falder, og det opdages for sent." in mail.text
    assert "Beboere på plejehjem." in mail.text
    with translation.override("da"):
        reasons = reason_sentences(enquiry.reasons, to_leader=True)
    assert len(reasons) == 3
    assert all(f"* {reason}\n" in mail.text for reason in reasons)
    assert "\n\n\n" not in mail.text
    assert "80.000 kr. om året" in mail.text
    assert "Svar senest mandag d. 16. marts (14 dage tilbage)." in mail.text
    assert "<b>" not in mail.html


def test_the_offer_in_english(version):
    mail = offer(offered(version, language="en"))
    assert mail.subject.startswith("Is this something for you?")
    assert "Answer no later than Monday 16 March (14 days left)." in mail.text
    assert "DKK 80,000 a year" in mail.text
    assert "Problemet" not in mail.text


def test_the_five_answers_open_a_page_and_change_nothing(version):
    enquiry = offered(version)
    mail = offer(enquiry)
    links = LINK.findall(mail.text)
    assert len(set(links)) == 5
    assert sorted(set(LINK.findall(mail.html))) == sorted(set(links))
    for link in links:
        assert client_for().get(link.removeprefix("http://testserver")).status_code == 200
    assert not Enquiry.objects.exclude(answered_at=None, seen_at=None).exists()


def test_a_supplier_cannot_put_links_into_our_mail():
    words = {"problem": "Se http://ond.dk/login nu", "audience": "www.ond.dk", "title": "ond.dk/penge"}
    mail = offer(offered(make_published(make_supplier("Ond.dk"), at=AT - timedelta(days=2), **words)))
    for body in (mail.text, mail.html):
        assert not re.search(r"(http://|www\.)?ond\.dk", body, re.IGNORECASE)


def test_without_address_and_holder_the_coordinator_gets_it_and_is_told_why(version):
    post = make_post(make_municipality("Randers"), title="Ældrechef")
    coordinator = make_member(post.municipality, "coordinator")
    mail = offer(make_enquiry(version=version, post=post))
    assert mail.to == coordinator.email
    assert "Du får den som koordinator" in mail.text
    assert "Ældrechef" in mail.text


def test_nobody_to_reach_no_mail(version):
    assert offer(make_enquiry(version=version)) is None
    enquiry = offered(version)
    suppress_address(email="leder@randers.dk", reason="unsubscribed", by=SYSTEM, at=AT)
    assert offer(enquiry) is None
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("state", ["interested", "withdrawn", "handed_over"])
def test_what_has_ended_meanwhile_is_not_offered(state, version):
    assert offer(make_enquiry(state, version=version, post=make_post(email="x@y.dk"))) is None


def test_the_event_puts_one_job_in_the_queue_and_the_job_writes_one_mail(version):
    from lysning.core import events
    from lysning.enquiries.events import EnquiryOffered

    enquiry = offered(version)
    events.announce(EnquiryOffered(enquiry.pk))
    job = ProcrastinateJob.objects.get(task_name="notifications.write_offer")
    assert job.args == {"enquiry_id": enquiry.pk}
    assert [offer(enquiry).pk for _ in range(3)] == [Mail.objects.get().pk] * 3


def test_handed_over_with_the_note(version):
    enquiry = offered(version, title="Rektor")
    to = make_post(enquiry.municipality, email="anden@randers.dk")
    new = enquiries.hand_over(enquiry=enquiry, post=to, note="Den er vist din.", by=SYSTEM, at=AT)
    mail = offer(new)
    assert (mail.to, mail.kind) == ("anden@randers.dk", "handed_over")
    assert "Rektor har sendt den videre til dig." in mail.text
    assert "> Den er vist din." in mail.text


def test_an_english_mail_calls_areas_and_posts_by_their_english_names(version):
    role = make_role(
        make_area(name_da="Ældre og pleje", name_en="Elderly care"), title_da="Ældrechef", title_en="Head of Care"
    )
    first = offered(version, role=role)
    to = make_post(first.municipality, make_role(role.area), email="second@randers.dk", language="en")
    mail = offer(enquiries.hand_over(enquiry=first, post=to, by=SYSTEM, at=AT))
    assert "Head of Care has handed this over to you." in mail.text
    assert ": Elderly care." in mail.text
    assert "Its words are those of the post Head of Care." in mail.text
    assert "Ældre og pleje" not in mail.text + mail.html
    assert "Ældrechef" not in mail.text + mail.html


def test_the_answer_reaches_each_of_the_suppliers_people_in_their_language(version):
    supplier = version.solution.supplier
    dane, brit = make_member(supplier), make_member(supplier, "supplier_editor", language="en")
    enquiry = offered(version)
    enquiries.answer_enquiry(
        enquiry=enquiry, answer=Answer(AnswerKind.TOGETHER, text="Ring gerne."), by=Actor(), at=AT + timedelta(days=1)
    )
    danish, english = Mail.objects.get(to=dane.email), Mail.objects.get(to=brit.email)
    for mail, language in ((danish, "da"), (english, "en")):
        with translation.override(language):
            assert mail.subject == f"Randers: {STATES[AnswerKind.TOGETHER]}"
    assert "> Ring gerne." in danish.text
    assert (danish.reply_to, english.reply_to) == ("leder@randers.dk",) * 2
    assert f"http://testserver/leverandoer/{supplier.slug}/{version.solution.slug}/svar/" in danish.text


def test_after_a_no_the_supplier_does_not_get_the_leaders_address(version):
    make_member(version.solution.supplier)
    enquiry = offered(version)
    answer = Answer(AnswerKind.HAS_IT, what="En måtte")
    enquiries.answer_enquiry(enquiry=enquiry, answer=answer, by=Actor(), at=AT + timedelta(days=1))
    mail = Mail.objects.get()
    assert (mail.reply_to, mail.subject.endswith(": En måtte")) == ("", True)
    assert "leder@randers.dk" not in mail.text + mail.html


def test_a_changed_answer_is_a_new_mail(version):
    make_member(version.solution.supplier)
    enquiry, at = offered(version), AT + timedelta(days=1)
    enquiries.answer_enquiry(enquiry=enquiry, answer=Answer(AnswerKind.INTERESTED), by=Actor(), at=at)
    enquiries.change_answer(enquiry=enquiry, answer=Answer(AnswerKind.TOGETHER), revision=0, by=Actor(), at=at)
    assert Mail.objects.filter(kind="answer").count() == 2


def test_a_supplier_without_people_is_reached_at_its_contact_address():
    version = make_published(contact_email="salg@saal.dk", at=AT - timedelta(days=2))
    enquiry = offered(version)
    enquiries.answer_enquiry(enquiry=enquiry, answer=Answer(AnswerKind.INTERESTED), by=Actor(), at=AT)
    assert Mail.objects.get().to == "salg@saal.dk"


def test_question_and_reply(version):
    owner = make_member(version.solution.supplier)
    enquiry = offered(version)
    question = enquiries.ask_question(enquiry=enquiry, text="Kan den vaskes?\nSe www.x.dk", by=Actor(), at=AT)
    asked = Mail.objects.get(kind="question")
    assert asked.to == owner.email
    assert "> Kan den vaskes?\n> Se www. x. dk" in asked.text
    assert f"http://testserver/henvendelser/{enquiry.key}/" in asked.text
    enquiries.answer_question(question=question, text="Ja, ved 60 grader.", by=Actor(), at=AT + timedelta(hours=1))
    reply = Mail.objects.get(kind="reply")
    assert reply.to == "leder@randers.dk"
    assert "> Ja, ved 60 grader." in reply.text
    assert len(set(LINK.findall(reply.text))) == 5


def test_reminder_and_escalation(version):
    enquiry = offered(version)
    first, second = (make_member(enquiry.municipality, "coordinator", language=lang) for lang in ("da", "en"))
    enquiries.remind_due(at=AT + timedelta(days=8))
    assert list(Mail.objects.values_list("to", "kind")) == [("leder@randers.dk", "reminder")]
    enquiries.escalate_due(at=AT + timedelta(days=20))
    subjects = dict(Mail.objects.filter(kind="escalation").values_list("to", "subject"))
    assert subjects == {
        first.email: "Intet svar endnu: Sål <b>der</b> mærker faldrisiko",
        second.email: "No answer yet: Sål <b>der</b> mærker faldrisiko",
    }
    enquiries.escalate_due(at=AT + timedelta(days=21))
    assert Mail.objects.filter(kind="escalation").count() == 2


# --- the weekly digest ------------------------------------------------------------------------------------------------------


def weekly(number, **post):
    post = make_post(**{"email": "leder@randers.dk", "mail_mode": "weekly", **post})
    return [
        make_enquiry(version=make_published(title=f"Løsning nr. {each}", at=AT - timedelta(days=2)), post=post)
        for each in range(number)
    ]


def test_single_mails_are_left_out_for_those_who_have_the_digest():
    (enquiry,) = weekly(1)
    assert offer(enquiry) is None
    assert letters.write_reminder(enquiry_id=enquiry.pk, days=5, at=AT) is None


def test_one_digest_a_week_with_ten_lines_at_most():
    weekly(12)
    assert write_digests(at=AT).written_count == 1
    mail = Mail.objects.get()
    assert mail.subject == "Denne uge: 12 henvendelser venter"
    assert len(set(LINK.findall(mail.text))) == 50
    assert "Og 2 mere." in mail.text
    write_digests(at=AT + timedelta(days=2))
    assert Mail.objects.get() == mail
    assert write_digests(at=AT + timedelta(days=7)).written_count == 1
    assert Mail.objects.count() == 2


def test_two_posts_of_one_address_are_one_mail():
    weekly(1), weekly(1)
    write_digests(at=AT)
    assert "2 henvendelser venter" in Mail.objects.get().text


def test_a_quiet_week_sends_nothing():
    (enquiry,) = weekly(1)
    enquiries.answer_enquiry(enquiry=enquiry, answer=Answer(AnswerKind.INTERESTED), by=Actor(), at=AT)
    Mail.objects.all().delete()
    weekly(1, mail_mode="single")
    assert write_digests(at=AT).address_count == 0
    assert Mail.objects.count() == 0


def test_the_coordinator_in_the_posts_place_gets_single_mails():
    post = make_post(mail_mode="weekly")
    coordinator = make_member(post.municipality, "coordinator")
    mail = offer(make_enquiry(version=make_published(at=AT - timedelta(days=2)), post=post))
    assert mail.to == coordinator.email
    assert write_digests(at=AT).address_count == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_digest_asks_a_fixed_number_of_queries_to_read(number, django_assert_num_queries):
    weekly(number)
    synonyms_now()  # read once in each process
    with django_assert_num_queries(56):
        assert write_digests(at=AT).written_count == 1


# --- moderation -------------------------------------------------------------------------------------------------------------


def test_a_hidden_solution_its_report_and_its_appeal(version):
    from tests.factories.moderation import make_report

    from lysning.moderation import actions as moderation

    owner = make_member(version.solution.supplier, language="en")
    report = make_report(version.solution, reporter=make_user("eva@kl.dk"))
    moderation.decide(report=report, hide=True, reason="Den lover for meget.", by=Actor(), at=AT)
    assert dict(Mail.objects.values_list("to", "kind")) == {owner.email: "hidden", "eva@kl.dk": "report_decided"}
    hidden = Mail.objects.get(kind="hidden")
    assert hidden.subject.startswith("Hidden: ")
    assert f"/indberetning/sag/{report.pk}/" in hidden.text
    moderation.appeal(report=report, text="Nej.", by=Actor(), at=AT)
    moderation.decide_appeal(report=report, grant=True, reason="I har ret.", by=Actor(), at=AT)
    assert "can be seen again" in Mail.objects.get(kind="appeal_decided").text


def test_an_appeal_that_is_granted_while_another_decision_stands_tells_why(version):
    from tests.factories.moderation import make_report

    from lysning.moderation import actions as moderation

    make_member(version.solution.supplier, language="da")
    cases = [make_report(version.solution) for _number in range(2)]
    for case, reason in zip(cases, ("Den lover for meget.", "Den nævner en borger."), strict=True):
        moderation.decide(report=case, hide=True, reason=reason, by=Actor(), at=AT)
    for case in cases:
        moderation.appeal(report=case, text="Nej.", by=Actor(), at=AT)
        moderation.decide_appeal(report=case, grant=True, reason="Enig.", by=Actor(), at=AT)
    first, last = Mail.objects.filter(kind="appeal_decided").order_by("pk")
    assert "Du har fået medhold. Begrundelsen:\n\n> Enig." in first.text
    assert "er stadig skjult på grund af en anden afgørelse. Dens begrundelse:\n\n> Den nævner en borger." in first.text
    assert f"/indberetning/sag/{cases[1].pk}/" in first.text
    assert "Den nævner en borger." in first.html
    assert "kan ses igen" in last.text
    assert "medhold" not in last.text


def test_who_reported_without_address_is_not_written_to(version):
    from tests.factories.moderation import make_report

    from lysning.moderation import actions as moderation

    make_member(version.solution.supplier)
    moderation.decide(report=make_report(version.solution), hide=False, reason="Den må stå.", by=Actor(), at=AT)
    assert Mail.objects.count() == 0
