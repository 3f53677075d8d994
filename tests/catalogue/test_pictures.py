import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from tests.factories.accounts import client_for, make_member, make_user
from tests.factories.catalogue import make_supplier, make_version, picture_bytes

from lysning.catalogue import actions, picture_files
from lysning.catalogue.models import SolutionImage
from lysning.catalogue.queries import answers_of
from lysning.catalogue.rules.pictures import LARGEST_BYTES, BadPicture, redrawn
from lysning.core import clock
from lysning.core.actors import SYSTEM
from lysning.core.refusal import Refused


def png_claiming(width, height):
    """A PNG of a few kilobytes whose header and data are those of a picture of this size, all black."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + (width + 7) // 8)) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.png", picture_bytes())
    return target.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png_claiming(13_000, 13_000), "picture_too_many_pixels"),
        (png_claiming(5_001, 5_000), "picture_too_many_pixels"),
        (png_claiming(40, 39), "picture_too_small"),
        (b"<html><body>picture.png</body></html>", "picture_not_one"),
        (SVG, "picture_not_one"),
        (b"%PDF-1.7\n1 0 obj", "picture_not_one"),
        (zipped(), "picture_not_one"),
        (b"", "picture_not_one"),
        (picture_bytes()[:-60], "picture_broken"),
        (picture_bytes(kind="JPEG")[:400], "picture_broken"),
        (picture_bytes(kind="BMP"), "picture_not_one"),
        (picture_bytes(kind="TIFF"), "picture_not_one"),
        (b"GIF89a" + bytes(LARGEST_BYTES), "picture_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_picture_for_us_is_refused_by_its_content(content, code):
    with pytest.raises(BadPicture) as caught:
        redrawn(content)
    assert caught.value.code == code


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(13_000, 13_000), (5_001, 5_000)])
def test_the_number_of_pixels_is_judged_before_one_is_decoded(size):
    bomb = png_claiming(*size)
    unreadable = bomb[:60] + b"not packed pixels" + bomb[80:]
    assert len(bomb) < 40_000
    with pytest.raises(BadPicture) as caught:
        redrawn(unreadable)
    assert caught.value.code == "picture_too_many_pixels"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_becomes_webp_of_at_most_1600_pixels(kind):
    picture = redrawn(picture_bytes((3_200, 800), kind))
    with Image.open(io.BytesIO(picture.content)) as drawn, Image.open(io.BytesIO(picture.thumbnail)) as small:
        assert (drawn.format, drawn.size, small.format, small.size) == ("WEBP", (1_600, 400), "WEBP", (400, 100))
    assert (picture.width, picture.height) == (1_600, 400)


def test_a_small_picture_is_not_blown_up():
    picture = redrawn(picture_bytes((120, 80)))
    assert (picture.width, picture.height) == (120, 80)


def test_place_and_profile_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "Hemmelig adresse"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture_bytes((100, 60), "JPEG", exif=exif, icc_profile=b"profile" * 20, comment=b"Hemmelig")
    assert b"Hemmelig" in content
    picture = redrawn(content)
    with Image.open(io.BytesIO(picture.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif()), drawn.info.get("icc_profile")) == ((60, 100), {}, None)
    assert b"Hemmelig" not in picture.content


def test_only_the_first_picture_of_a_moving_one_is_kept():
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue", "green")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    picture = redrawn(target.getvalue())
    with Image.open(io.BytesIO(picture.content)) as drawn:
        red, _green, blue = drawn.convert("RGB").getpixel((30, 30))
        assert (getattr(drawn, "n_frames", 1), red > 200, blue < 60) == (1, True, True)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_every_way_of_keeping_colours_can_be_read(mode):
    target = io.BytesIO()
    Image.new(mode, (50, 50)).save(target, "JPEG" if mode == "CMYK" else "PNG")
    assert redrawn(target.getvalue()).width == 50


# --- kept, shown, forgotten ---------------------------------------------------------------------------------------------


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def add(version, **options):
    facts = {"content": picture_bytes(), "alt": "En sål", "by": SYSTEM, "at": clock.now(), **options}
    return actions.add_image(version=version, **facts)


def files(media):
    return sorted(path.name for path in Path(media).rglob("*") if path.is_file())


@pytest.mark.django_db
def test_pictures_are_kept_once_in_order_and_copied_to_the_next_version(media):
    version = make_version()
    images = [add(version, content=picture_bytes(colour=colour)) for colour in ("red", "blue")]
    version.refresh_from_db()
    assert [image.position for image in images] == [1, 2]
    assert files(media) == sorted(f"{i.sha256}{ending}.webp" for i in images for ending in ("", "-400"))
    actions.publish_solution(version=version, by=SYSTEM, at=clock.now())
    draft = make_version(version.solution)
    assert answers_of(draft)["images"] == tuple((i.sha256, "En sål") for i in images)
    assert len(files(media)) == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"alt": " "}, ("picture_alt_missing", "alt")),
        ({"alt": "Fru Jensen 010203-1234"}, ("personal_number", "alt")),
        ({"content": SVG}, ("picture_not_one", "picture")),
        ({}, ("picture_twice", "picture")),
    ],
)
def test_a_picture_that_is_not_taken_leaves_nothing_behind(media, options, expected):
    version = make_version()
    add(version)
    with pytest.raises(Refused) as caught:
        add(version, **options)
    assert (caught.value.code, caught.value.field) == expected
    assert (version.images.count(), len(files(media))) == (1, 2)


@pytest.mark.django_db
def test_there_is_room_for_six_pictures_and_none_in_what_is_published(media):
    version = make_version()
    for shade in range(6):
        last = add(version, content=picture_bytes(colour=(shade * 40, 0, 0)))
    with pytest.raises(Refused, match="6"):
        add(version)
    version.refresh_from_db()
    actions.publish_solution(version=version, by=SYSTEM, at=clock.now())
    with pytest.raises(Refused) as caught:
        actions.remove_image(image=last, by=SYSTEM, at=clock.now())
    assert caught.value.code == "version_is_frozen"


@pytest.mark.django_db
def test_a_file_is_forgotten_a_day_after_nobody_has_it_any_more(media):
    version = make_version()
    kept, gone = add(version), add(version, content=picture_bytes(colour="red"))
    actions.remove_image(image=gone, by=SYSTEM, at=clock.now())
    assert actions.forget_unused_pictures(at=clock.now()) == 0
    assert actions.forget_unused_pictures(at=clock.now() + actions.pictures.KEPT_UNUSED * 2) == 2
    assert files(media) == [f"{kept.sha256}-400.webp", f"{kept.sha256}.webp"]


def test_half_a_file_is_never_left(media, monkeypatch):
    picture = redrawn(picture_bytes())
    monkeypatch.setattr("os.fsync", lambda _handle: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        picture_files.keep(picture)
    assert files(media) == []


def address(image, name="picture"):
    return reverse(f"catalogue:{name}", args=[image.sha256])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["picture", "thumbnail"])
def test_a_public_picture_is_for_everyone_and_can_do_nothing(media, name):
    version = make_version()
    image = add(version)
    version.refresh_from_db()
    actions.publish_solution(version=version, by=SYSTEM, at=clock.now())
    response = client_for().get(address(image, name))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=2592000, immutable"
    with Image.open(io.BytesIO(response.content)) as shown:
        assert shown.size == (120, 80)


@pytest.mark.django_db
def test_a_drafts_picture_is_only_for_its_own_supplier(media):
    supplier = make_supplier()
    image = add(make_version(supplier=supplier))
    own = client_for(make_member(supplier, "supplier_editor"))
    others = [
        client_for(),
        client_for(make_user()),
        client_for(make_member(make_supplier())),
        client_for(make_member(role="moderator")),
        client_for(make_member(role="operator")),
    ]
    mine = own.get(address(image))
    assert (mine.status_code, mine["Cache-Control"]) == (200, "no-store, private")
    assert [client.get(address(image)).status_code for client in others] == [404] * 5
    assert [client.head(address(image)).status_code for client in others] == [404] * 5


@pytest.mark.django_db
def test_what_a_newer_version_left_out_is_not_shown_any_more(media):
    version = make_version()
    image = add(version)
    version.refresh_from_db()
    actions.publish_solution(version=version, by=SYSTEM, at=clock.now())
    draft = make_version(version.solution)
    actions.remove_image(image=draft.images.get(), by=SYSTEM, at=clock.now())
    assert client_for().get(address(image)).status_code == 200
    draft.refresh_from_db()
    actions.publish_solution(version=draft, by=SYSTEM, at=clock.now())
    assert client_for().get(address(image)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("act", [actions.hide_solution, actions.withdraw_solution])
def test_a_hidden_or_withdrawn_solutions_picture_is_gone(media, act):
    version = make_version()
    image = add(version)
    version.refresh_from_db()
    actions.publish_solution(version=version, by=SYSTEM, at=clock.now())
    act(solution=version.solution, reason="Grund", by=SYSTEM, at=clock.now())
    assert client_for().get(address(image)).status_code == 404
    assert client_for(make_member(role="moderator")).get(address(image)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/billeder/x.webp", f"/billeder/{'a' * 64}.webp", f"/billeder/{'A' * 64}.webp"])
def test_an_address_of_no_picture_is_404(path):
    assert client_for().get(path).status_code == 404


@pytest.mark.django_db
def test_a_picture_whose_file_is_lost_is_404_and_only_get_is_answered(media):
    version = make_version()
    image = add(version)
    version.refresh_from_db()
    actions.publish_solution(version=version, by=SYSTEM, at=clock.now())
    assert client_for().post(address(image)).status_code == 405
    picture_files.path_of(image.sha256).unlink()
    assert client_for().get(address(image)).status_code == 404
    assert SolutionImage.objects.visible_to(SYSTEM).count() == 1
