"""Pictures: what is taken, what of it is kept, and who sees it."""

import struct
import zipfile
import zlib
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cards.models import Item
from learn.accounts.models import User
from learn.assignments.models import Assignment, Quiz
from learn.authoring.models import Entry, Picture, What
from learn.authoring.picture_files import MOST_BYTES, SIDE, PictureRefusedError, Why, make
from learn.classrooms import people
from learn.classrooms.models import Role
from learn.libraries.actions import close_to_class, open_to_class
from learn.quizzes import actions as quizzes
from learn.quizzes.ask import Ask
from learn.quizzes.models import Attempt
from tests.conftest import NOON
from tests.learn.authoring.item_pages import at, question


def encoded(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    """A picture whose upper left quarter is red and whose rest is white."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    file = BytesIO()
    picture.convert(mode).save(file, kind, **more)
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def header(width: int, height: int) -> bytes:
    """A PNG that says to be so large and holds next to nothing."""
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.png", encoded())
    return file.getvalue()


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
VP8X = b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\xff\x03" * 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * MOST_BYTES, Why.TOO_HEAVY),
        (zipped(), Why.NO_PICTURE),
        (b"GIF", Why.NO_PICTURE),
        (b"%PDF-1.7", Why.NO_PICTURE),
        (b"BM" + b"\0" * 60, Why.NO_PICTURE),
        (SVG, Why.SVG),
        (b"\xef\xbb\xbf  " + SVG, Why.SVG),
        (header(60_000, 60_000), Why.TOO_LARGE),
        (header(6_001, 2), Why.TOO_LARGE),
        (header(6_000, 6_000), Why.TOO_LARGE),
        (VP8X, Why.TOO_LARGE),
        (header(10, 10), Why.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Why.BROKEN),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, Why.BROKEN),
        (b"GIF89a\0\0\0\0\0\0\0", Why.BROKEN),
        (b"RIFF\0\0\0\0WEBPVP8 ", Why.BROKEN),
        (encoded("JPEG")[:300], Why.BROKEN),
        (encoded("WEBP")[:40], Why.BROKEN),
    ],
)
def test_what_is_no_picture_of_a_fit_size_is_refused(data, why):
    with pytest.raises(PictureRefusedError) as refused:
        make(data)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("RGB", "L", "P", "RGBA", "LA")),
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
        *(("GIF", mode) for mode in ("L", "P")),
    ],
)
def test_a_picture_of_each_kind_is_made_anew(kind, mode):
    made = make(encoded(kind, mode=mode))
    assert made.media_type == "image/webp"
    with Image.open(BytesIO(made.content)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (40, 20))
        assert picture.convert("L").getpixel((2, 2)) < 200 < picture.convert("L").getpixel((35, 15))


def test_a_large_picture_gets_smaller_and_the_first_of_several_stays():
    assert max(make(encoded("JPEG", (4000, 1000))).width, 0) == SIDE
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(BytesIO(make(file.getvalue()).content)) as picture:
        assert getattr(picture, "n_frames", 1) == 1
        assert picture.convert("RGB").getpixel((4, 4))[0] > 200


def test_what_a_camera_noted_is_gone_and_the_picture_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a secret description"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    data = encoded("JPEG", exif=exif, comment=b"a secret comment")
    assert b"secret" in data
    made = make(data)
    assert (made.width, made.height) == (20, 40)
    assert b"secret" not in made.content
    with Image.open(BytesIO(made.content)) as picture:
        assert not picture.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(picture.info)
        # Turned a quarter to the right, what was above on the left is above on the right.
        assert picture.convert("RGB").getpixel((15, 5))[1] < 100 < picture.convert("RGB").getpixel((5, 5))[1]


def upload(client, library, data=None, alt="A bone under light", name="bone.png"):
    file = SimpleUploadedFile(name, encoded() if data is None else data, "image/png")
    return client.post(at(library, "pictures/"), {"file": file, "alt": alt})


@pytest.fixture
def picture(cast, as_author) -> Picture:
    assert upload(as_author, cast.library).status_code == 302
    return Picture.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(), "whatever its name says"),
        (SVG, "SVG drawing"),
        (header(60_000, 60_000), "too many pixels"),
        (b"", "empty"),
    ],
)
def test_a_refused_file_is_told_of_in_words(cast, as_author, data, said):
    response = upload(as_author, cast.library, data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Picture.objects.exists()


@pytest.mark.django_db
def test_a_picture_says_what_it_shows(cast, as_author):
    for alt in ("", "  ", "[]", "x" * 301):
        assert upload(as_author, cast.library, alt=alt).status_code == 422
    assert as_author.post(at(cast.library, "pictures/"), {"alt": "A bone"}).status_code == 422
    upload(as_author, cast.library, alt="A [hidden] \u202ebone")
    assert Picture.objects.get().alt == "A hidden bone"


@pytest.mark.django_db
def test_one_picture_uploaded_twice_is_one(cast, as_author, picture):
    page = as_author.get(upload(as_author, cast.library, alt="Another name")["Location"]).content.decode()
    assert Picture.objects.get().alt == "A bone under light"
    assert "was here already" in page


@pytest.mark.django_db
def test_a_picture_is_handed_out_as_what_it_is_and_to_its_authors(cast, as_author, enter, picture, client):
    address = f"/pictures/{picture.pk}/"
    response = as_author.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content == bytes(Picture.objects.get().content)
    assert enter(cast.editor).get(address).status_code == 200
    for other in (cast.outsider, cast.student):
        assert enter(other).get(address).status_code == 404
    assert client.get(address).status_code == 302, "to the front door"
    assert as_author.get(f"/pictures/{uuid4()}/").status_code == 404


@pytest.mark.django_db
def test_a_student_sees_a_picture_once_they_are_asked_a_question_with_it(
    cast, as_author, enter, write, publish, picture
):
    fact = write()
    shown = question(
        facts=[fact.uid], topic=fact.table["topic"], stem=f"![A bone](picture:{picture.pk})\n\nWhich bone is it?"
    )
    assert as_author.post(at(cast.library, "items/new/?format=multiple_choice"), shown).status_code == 302
    entry = Entry.objects.get(library=cast.library, what=What.ITEM)
    publish(classes=[cast.classroom])
    student, address = enter(cast.student), f"/pictures/{picture.pk}/"
    assert student.get(address).status_code == 404, "the library is open to them, the question was not asked yet"
    attempt = quizzes.start_attempt(
        learner=User.objects.get(pk=cast.student.pk),
        attempt_id=uuid4(),
        ask=Ask(items=(item_of(cast, entry),), number=1, is_strict=True),
        now=NOON,
        seed=1,
    )
    page = student.get(f"/quizzes/{attempt.attempt_id}/1/").content.decode()
    assert f'<img src="{address}" alt="A bone" loading="lazy">' in page
    assert student.get(address).status_code == 200
    assert enter(cast.outsider).get(address).status_code == 404
    gone = as_author.post(at(cast.library, f"pictures/{picture.pk}/delete/"))
    assert gone.status_code == 302
    assert Picture.objects.exists(), "what was asked is kept"


@pytest.mark.django_db
def test_who_sees_the_students_of_a_class_sees_what_these_were_asked(cast, as_author, enter, account, write, publish):
    picture = Picture.objects.create(
        library=cast.library,
        alt="A bone",
        media_type="image/png",
        width=1,
        height=1,
        size=1,
        content=b"x",
        digest="x",
        added_at=NOON,
    )
    fact = write()
    shown = question(facts=[fact.uid], topic=fact.table["topic"], stem=f"![A bone](picture:{picture.pk})\n\nWhich?")
    assert as_author.post(at(cast.library, "items/new/?format=multiple_choice"), shown).status_code == 302
    publish(classes=[cast.classroom])
    for name, role in (("oda", Role.OBSERVER), ("ivo", Role.INSTRUCTOR)):
        account(name)
        people.add_teacher(classroom=cast.classroom, by=cast.author, who=name, name=name, role=role, now=NOON)
    seers = [enter(User.objects.get(username=name)) for name in ("oda", "ivo", "olga")]
    address = f"/pictures/{picture.pk}/"
    entry = Entry.objects.get(library=cast.library, what=What.ITEM)
    attempt = quizzes.start_attempt(
        learner=User.objects.get(pk=cast.student.pk),
        attempt_id=uuid4(),
        ask=Ask(items=(item_of(cast, entry),), number=1, is_strict=True),
        now=NOON,
        seed=1,
    )
    close_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    assert [seer.get(address).status_code for seer in seers] == [404, 404, 404], "practice is the student's own"
    quiz = Quiz.objects.create(classroom=cast.classroom, title="Week 1", made_at=NOON)
    assigned = Assignment.objects.create(classroom=cast.classroom, kind="quiz", title="Q", quiz=quiz, made_at=NOON)
    Attempt.objects.filter(pk=attempt.pk).update(assignment_id=assigned.pk)
    assert [seer.get(address).status_code for seer in seers] == [200, 200, 404]


def item_of(cast, entry) -> int:
    return Item.objects.get(uid=f"{cast.library.code}-{entry.uid}").pk


@pytest.mark.django_db
def test_who_teaches_a_class_the_library_is_open_to_sees_its_pictures(cast, enter, account, picture):
    people.add_teacher(
        classroom=cast.classroom, by=cast.author, who="olga", name="Olga", role=Role.INSTRUCTOR, now=NOON
    )
    address = f"/pictures/{picture.pk}/"
    assert enter(cast.outsider).get(address).status_code == 404
    open_to_class(library=cast.library, classroom=cast.classroom, by=cast.author, now=NOON)
    assert enter(cast.outsider).get(address).status_code == 200


@pytest.mark.django_db
def test_a_picture_that_nothing_shows_is_described_and_deleted(cast, as_author, enter, picture):
    rest = f"pictures/{picture.pk}/"
    assert enter(cast.outsider).post(at(cast.elsewhere, rest), {"alt": "Mine"}).status_code == 404
    assert as_author.post(at(cast.library, rest), {"alt": "A longer bone"}).status_code == 302
    assert Picture.objects.get().alt == "A longer bone"
    assert as_author.post(at(cast.library, rest), {"alt": ""}).status_code == 302
    assert Picture.objects.get().alt == "A longer bone"
    assert enter(cast.outsider).post(at(cast.elsewhere, f"{rest}delete/")).status_code == 404
    assert as_author.post(at(cast.library, f"{rest}delete/")).status_code == 302
    assert not Picture.objects.exists()


@pytest.mark.django_db
def test_the_page_says_where_a_picture_is_shown_and_the_editor_puts_it_in(cast, as_author, write, picture):
    fact = write()
    sent = question(facts=[fact.uid], topic=fact.table["topic"])
    put = sent | {"do": "picture:stem", "picture": str(picture.pk)}
    page = as_author.post(at(cast.library, "items/new/?format=multiple_choice"), put).content.decode()
    shown = f"![A bone under light](picture:{picture.pk})"
    assert f"thirsty**.\n\n{shown}\n\nWhich value tells most of it?</textarea>" in page
    assert "question mark" not in page, "what a picture shows is no word of the question"
    assert "No question shows it." in as_author.get(at(cast.library, "pictures/")).content.decode()
    rationale = f"See:\n\n![A bone](picture:{picture.pk})"
    as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent | {"rationale": rationale})
    page = as_author.get(at(cast.library, "pictures/")).content.decode()
    assert "Shown in:" in page
    assert "No question shows it." not in page


@pytest.mark.django_db
def test_a_question_with_a_picture_of_elsewhere_is_taken_in_with_a_warning_and_not_published(
    cast, as_author, enter, write, picture, publish
):
    fact = write()
    shown = {"stem": f"![A bone under light](picture:{picture.pk})\n\nWhat **is** this?"}
    sent = question(facts=[fact.uid], topic=fact.table["topic"]) | shown
    assert as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent).status_code == 302
    page = as_author.get(at(cast.library, "publish/")).content.decode()
    assert "Question: What is this?" in page
    assert "picture that this library does not have" not in page
    assert publish().status == "done"
    assert "Pictures do not travel with the file." in as_author.get(at(cast.library, "import/")).content.decode()
    text = as_author.get(reverse("authoring:as_toml", args=[cast.library.pk])).content
    olga = enter(cast.outsider)
    data = {"upload_id": str(uuid4()), "file": SimpleUploadedFile("library.toml", text)}
    preview = olga.post(reverse("authoring:import", args=[cast.elsewhere.pk]), data, follow=True)
    assert "Pictures are missing" in preview.content.decode()
    assert preview.context["without_picture"] == ["What is this?"]
    place = preview.redirect_chain[-1][0]
    olga.post(place, {"seen": preview.context["seen"]})
    uid = Entry.objects.get(library=cast.elsewhere, what="item").uid
    page = olga.get(at(cast.elsewhere, "publish/")).content.decode()
    assert "It shows a picture that this library does not have." in page
    assert f'href="{at(cast.elsewhere, f"items/{uid}/edit/")}"' in page
    refused = publish(cast.elsewhere)
    assert (refused.status, refused.report["problems"]) == ("failed", [["item", uid, "no picture"]])
    assert not Item.objects.filter(library=cast.elsewhere.code).exists()
    retire = at(cast.elsewhere, f"items/{uid}/retire/")
    assert f'action="{retire}"' in page
    back = olga.post(retire, {"from": "publish"})
    assert back["Location"] == at(cast.elsewhere, "publish/")
    assert publish(cast.elsewhere).status == "done"
