"""A library that the instructor wrote for the class: published, mended once since, with drafts that wait.

Plain meanings of everyday words of the ward, in our own words; nothing of it is a claim about care.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from learn.accounts.models import User
from learn.authoring import actions, publishing
from learn.authoring.models import Entry
from learn.classrooms.models import Classroom
from learn.libraries.actions import open_library
from learn.libraries.models import Library

_NAMES = UUID("3a1f5d0c-6f0e-4d43-9a7b-2f5a0a9c7d11")
_WORDS = {
    "Lying and moving": {
        "supine": "lying on the back, face up",
        "prone": "lying on the belly, face down",
        "ambulation": "walking about, with or without help",
        "proximal": "nearer to the trunk of the body",
        "distal": "farther away from the trunk of the body",
        "lateral": "toward the side of the body",
    },
    "Looking and listening": {
        "palpation": "examining by touch",
        "auscultation": "listening to sounds inside the body",
        "inspection": "examining by looking at the body",
        "pallor": "paleness of the skin",
        "afebrile": "without fever",
        "edema": "swelling from fluid in the tissue",
    },
}
_HANDOUT = "Course handout “Words of the ward”, written for this demonstration"
_MENDED = {"ambulation": "walking about, be it alone, with aids or with help"}
_DRAFTS = {"erythema": "redness of the skin", "medial": "toward the middle of the body"}


def make(*, classroom: Classroom, author: User, began: datetime, now: datetime) -> Library:
    """Writes the library, publishes it to the class when the term began, and mends it three weeks before now."""
    library = open_library(
        learner=author, library_id=uuid5(_NAMES, str(classroom.pk)), title="Words of the ward", now=began
    )
    for topic, words in _WORDS.items():
        for term, meaning in words.items():
            _write(library, author, topic, term, meaning, began)
    _publish(library, author, classroom, began + timedelta(hours=1))
    mended = now - timedelta(weeks=3)
    for topic, words in _WORDS.items():
        for term in words.keys() & _MENDED.keys():
            uid = Entry.objects.of(library).get(what="fact", table__term=term).uid
            _write(library, author, topic, term, _MENDED[term], mended, uid=uid)
    _publish(library, author, classroom, mended, note="Walking with aids counts, too.")
    for term, meaning in _DRAFTS.items():
        _write(library, author, next(iter(_WORDS)), term, meaning, now - timedelta(days=2))
    return library


def _write(library: Library, by: User, topic: str, term: str, meaning: str, now: datetime, *, uid: str = "") -> None:
    table = {
        "kind": "definition",
        "audiences": ["nursing"],
        "as_of": f"{now.year}",
        "term": term,
        "meaning": meaning,
        "wording": f"{term.capitalize()} means {meaning}.",
    }
    actions.save_fact(library=library, table=table, by=by, now=now, uid=uid, topic_title=topic, citation=_HANDOUT)


def _publish(library: Library, by: User, classroom: Classroom, now: datetime, *, note: str = "") -> None:
    asked = publishing.ask_to_publish(
        library=library, publication_id=uuid5(library.pk, now.isoformat()), by=by, now=now, note=note,
        classes=[classroom],
    )  # fmt: skip
    publishing.carry_out(publication_id=asked.pk, now=now)
