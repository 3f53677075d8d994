"""What counts as sent again, and what does not."""

import time
from threading import Thread
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect

from lysning.core.resending import REMEMBERED_SECONDS, once

pytestmark = pytest.mark.django_db
SLOW = "/langsom/"
SENT = {"text": "Vi sender dem på fredag.", "key": "a", "csrfmiddlewaretoken": "x"}


@pytest.fixture
def send(rf, settings):
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    acts = []

    @once
    def view(request):
        acts.append(request.POST.get("text"))
        if not request.POST.get("text"):
            return HttpResponse(status=422)
        if request.path == SLOW:
            time.sleep(0.3)
        return HttpResponseRedirect(f"/kom-til/{len(acts)}/", status=303)

    def call(sent=SENT, *, person=1, address="/samtale/", method="post"):
        request = getattr(rf, method)(address, sent)
        request.actor = SimpleNamespace(user_id=person)
        request._messages = SimpleNamespace(add=lambda *_args: None)
        return view(request)

    call.acts = acts
    cache.clear()
    yield call
    cache.clear()


def test_the_same_words_again_show_what_came_of_them(send):
    first, again = send(), send({**SENT, "key": "b", "csrfmiddlewaretoken": "y"})
    assert (first["Location"], again["Location"], again.status_code) == ("/kom-til/1/", "/kom-til/1/", 303)
    assert len(send.acts) == 1


@pytest.mark.parametrize(
    "other", [{"sent": {**SENT, "text": "Og resten på mandag."}}, {"person": 2}, {"address": "/samtale/?x=1"}]
)
def test_other_words_another_person_and_another_place_are_another_act(send, other):
    send(), send(**other)
    assert len(send.acts) == 2


def test_another_file_of_the_same_name_is_another_act_and_is_read_from_its_beginning(send):
    for content in (b"1", b"2", b"2"):
        send({"text": "tal", "file": SimpleUploadedFile("tal.csv", content)})
    assert len(send.acts) == 2


def test_what_was_refused_and_what_is_only_looked_at_are_not_remembered(send):
    for _again in range(2):
        send({"text": ""}), send(method="get")
    assert len(send.acts) == 4


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_are_one_act(send):
    """G8: while the first is at work nothing is remembered, so the others wait for it."""
    places = []

    def tab():
        places.append(send(address=SLOW)["Location"])
        connection.close()

    tabs = [Thread(target=tab) for _each in range(3)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert (len(send.acts), places) == (1, ["/kom-til/1/"] * 3)


def test_it_is_forgotten(send, monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "set", lambda _name, _value, seconds: kept.append(seconds))
    send(), send()
    assert (len(send.acts), kept) == (2, [REMEMBERED_SECONDS] * 2)
