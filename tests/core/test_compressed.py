"""Texts travel compressed to whoever takes that, and are the same when unpacked."""

import gzip

import pytest
from tests.factories.accounts import client_for
from tests.factories.direction import make_placement

pytestmark = pytest.mark.django_db
TAKES = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("address", ["/loesninger/", "/data/emner.json", "/loesninger/atom.xml"])
def test_a_text_is_sent_compressed(address):
    plain, packed = client_for().get(address), client_for().get(address, headers=TAKES)
    assert plain.headers.get("Content-Encoding") is None
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    body = packed.getvalue() if not packed.streaming else b"".join(packed.streaming_content)
    assert gzip.decompress(body)[:40] == (plain.getvalue())[:40]


def test_a_first_visit_of_a_long_list_stays_small():
    page = client_for().get("/loesninger/", headers=TAKES)
    assert len(page.content) < len(client_for().get("/loesninger/").content) / 3


@pytest.mark.parametrize(("kind", "packing"), [("svg", "gzip"), ("png", None), ("pdf", None)])
def test_what_is_packed_already_is_left_alone(kind, packing):
    direction = make_placement().direction
    address = f"/retning/{direction.municipality.slug}/{direction.area.key}/radar.{kind}"
    assert client_for().get(address, headers=TAKES).headers.get("Content-Encoding") == packing
