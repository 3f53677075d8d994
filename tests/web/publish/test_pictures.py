import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.accounts import client_for, make_member
from tests.factories.catalogue import make_supplier, make_version, picture_bytes

from lysning.catalogue.models import SolutionImage
from lysning.catalogue.rules.pictures import LARGEST_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def version():
    return make_version(supplier=make_supplier())


@pytest.fixture
def own(version):
    return client_for(make_member(version.solution.supplier))


def path(version):
    return reverse("publish:pictures", args=[version.solution.slug])


def upload(content=None, name="billede.png"):
    return SimpleUploadedFile(name, picture_bytes() if content is None else content, "image/png")


def test_a_picture_is_added_and_removed(own, version):
    added = own.post(path(version), {"picture": upload(), "alt": "En sål"})
    assert (added.status_code, added["Location"]) == (303, path(version))
    image = SolutionImage.objects.get()
    assert (image.alt, own.get(path(version)).context["images"].count()) == ("En sål", 1)
    assert own.get(reverse("catalogue:thumbnail", args=[image.sha256])).status_code == 200
    removal = reverse("publish:remove_picture", args=[version.solution.slug, image.pk])
    assert own.get(removal).status_code == 405
    assert own.post(removal).status_code == 303
    assert (SolutionImage.objects.exists(), own.post(removal).status_code) == (False, 404)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "picture"),
        ({"picture": upload(b"")}, "picture"),
        ({"picture": upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, "picture"),
        ({"picture": upload(b"<html>", "x.png")}, "picture"),
        ({"picture": upload(), "alt": " "}, "alt"),
        ({"picture": upload(), "alt": "Cpr 010203-1234"}, "alt"),
    ],
)
def test_what_is_not_taken_is_said_at_its_field_and_the_words_stay(own, version, sent, field):
    for file in sent.values():
        if not isinstance(file, str):
            file.seek(0)
    response = own.post(path(version), {"alt": "En sål", **sent})
    form = response.context["form"]
    assert (response.status_code, list(form.errors), SolutionImage.objects.exists()) == (422, [field], False)
    assert form["alt"].value() == sent.get("alt", "En sål")


def test_no_more_of_a_file_is_stored_than_it_takes_to_refuse_it(own, version):
    response = own.post(path(version), {"picture": upload(b"\x89PNG" + bytes(3 * LARGEST_BYTES)), "alt": "Stor"})
    kept = response.wsgi_request.FILES["picture"].size
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["picture"])
    assert LARGEST_BYTES < kept <= LARGEST_BYTES + 2**17


def test_anothers_picture_cannot_be_removed(own, version):
    other = make_version()
    client_for(make_member(other.solution.supplier)).post(path(other), {"picture": upload(), "alt": "En sål"})
    image = SolutionImage.objects.get()
    for slug in (version.solution.slug, other.solution.slug):
        assert own.post(reverse("publish:remove_picture", args=[slug, image.pk])).status_code == 404
    assert SolutionImage.objects.exists()


def test_when_there_is_no_room_no_form_is_shown(own, version):
    for shade in range(6):
        file = upload(picture_bytes(colour=(shade * 40, 9, 9)))
        assert own.post(path(version), {"picture": file, "alt": "En sål"}).status_code == 303
    assert b'type="file"' not in own.get(path(version)).content
    assert own.post(path(version), {"picture": upload(), "alt": "En sål"}).status_code == 422
