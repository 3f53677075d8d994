"""A web process answers its first pages to nobody, and starts also where it cannot."""

import pytest
from django.conf import settings
from django.http import HttpResponse

from lysning.operations.warming import warm_up


def answer(status=200, closed=None):
    """A page that tells nobody but `closed` that it is done: the signal would close the connections of this test run."""
    response = HttpResponse("så", status=status)
    response.close = lambda: closed is not None and closed.append(True)
    return response


def test_each_address_is_asked_as_a_visitor_would():
    asked, closed = [], []

    def application(environment, _start):
        asked.append(
            {name: environment[name] for name in ("PATH_INFO", "QUERY_STRING", "HTTP_HOST", "wsgi.url_scheme")}
        )
        return answer(closed=closed)

    warm_up(application, ["/", "/loesninger/?q=fald"], base_url="https://lysning.example:8443")
    place = {"HTTP_HOST": "lysning.example:8443", "wsgi.url_scheme": "https"}
    assert asked == [
        {"PATH_INFO": "/", "QUERY_STRING": "", **place},
        {"PATH_INFO": "/loesninger/", "QUERY_STRING": "q=fald", **place},
    ]
    assert closed == [True, True]


@pytest.mark.parametrize(("status", "said"), [(200, []), (503, ["/ was answered 503 beforehand"])])
def test_an_answer_that_is_no_page_is_told(status, said, caplog):
    warm_up(lambda *_: answer(status), ["/"], base_url="http://localhost:8000")
    assert [record.getMessage() for record in caplog.records] == said


def test_a_process_that_cannot_answer_starts_all_the_same(caplog):
    def application(*_):
        raise ConnectionError

    warm_up(application, ["/", "/loesninger/"], base_url="http://localhost:8000")
    assert [record.getMessage() for record in caplog.records] == ["/ could not be answered beforehand"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", settings.WARM_UP)
def test_the_pages_that_are_answered_beforehand_are_there(client, address):
    assert client.get(address).status_code == 200
