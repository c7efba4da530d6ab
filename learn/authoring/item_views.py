"""Writing a question: its form with a preview beside it, in which it can be tried out; copying, retiring it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cards.facts.tables import is_slug
from cards.items.kinds import Format
from cards.items.markup import before_question
from cards.models import Item
from learn.accounts.requests import LearnerRequest
from learn.authoring import drafts, item_reading, reading
from learn.authoring.item_fields import INNER, SHAPE_FORMS
from learn.authoring.item_forms import ItemForm, labels
from learn.authoring.item_making import table_of
from learn.authoring.item_opening import sheet_of, written_table
from learn.authoring.item_previews import TRIED, Preview, preview
from learn.authoring.item_problems import Read, read
from learn.authoring.item_saving import save_item
from learn.authoring.item_sheets import LONGEST_TYPED, Sheet, from_data
from learn.authoring.models import Entry, What
from learn.authoring.problem_words import finding_about, finding_words
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived
from learn.quizzes.forms import FORMAT_EXAMPLES, FORMAT_NAMES, LEVELS, NGN, NotTakenError, check_takeable, given
from learn.quizzes.marking import BadResponseError

_FORMATS = (*SHAPE_FORMS, Format.TREND)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
@unarchived
def new(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """Writes a question: first in which format, then what it asks; or a copy of one there is."""
    made = request.GET.get("format", "")
    sheet = _copied(author, request.GET.get("copy", "")) if "copy" in request.GET else None
    if sheet is None and made not in _FORMATS:
        formats = [(name, FORMAT_NAMES[Format(name)], FORMAT_EXAMPLES[Format(name)], name in NGN) for name in _FORMATS]
        return render(request, "authoring/new_item.html", {"author": author, "here": "items", "formats": formats})
    return _edit(request, author, None, sheet or Sheet(made=made))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
@read_only_if_archived
def item(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """A question in its form."""
    entry = _entry(author, uid)
    return _edit(request, author, entry, sheet_of(entry.table))


@never_cache
@require_POST
@for_authors
@unarchived
def retire(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """Takes a question out of what is published next."""
    drafts.retire_entry(entry=_entry(author, uid), by=request.user, now=timezone.now())
    messages.success(request, _("Retired. Nobody is asked it any more once the library is published."))
    if request.POST.get("from") == "publish":
        return HttpResponseRedirect(reverse("authoring:publish", args=[author.library.pk]))
    return _to_item(author, uid)


@never_cache
@require_POST
@for_authors
@unarchived
def bring_back(request: LearnerRequest, author: Authorship, uid: str) -> HttpResponse:
    """Brings a retired question back."""
    drafts.return_entry(entry=_entry(author, uid), by=request.user, now=timezone.now())
    messages.success(request, _("It is back, and asked again once the library is published."))
    return _to_item(author, uid)


def _entry(author: Authorship, uid: str) -> Entry:
    entry = Entry.objects.of(author.library).filter(what=What.ITEM, uid=uid).first()
    if entry is None:
        raise Http404
    return entry


def _copied(author: Authorship, source: str) -> Sheet:
    """The sheet of a copy: "entry:<uid>" of a written question, "item:<key>" of a published one made from facts."""
    kind, _colon, name = source.partition(":")
    if kind == "entry" and is_slug(name):
        return _fresh(sheet_of(_entry(author, name).table))
    if kind == "item" and name.isascii() and name.isdigit() and len(name) < 19:
        row = Item.objects.filter(library=author.library.code, pk=int(name)).select_related("current").first()
        if row is not None and row.current is not None:
            table = written_table(row.current.typed, local=lambda uid: item_reading.local_uid(author.library, uid))
            return _fresh(sheet_of(table))
    raise Http404


def _fresh(sheet: Sheet) -> Sheet:
    sheet.values["difficulty"] = ""
    return sheet


def _edit(request: LearnerRequest, author: Authorship, entry: Entry | None, sheet: Sheet) -> HttpResponse:
    do = request.POST.get("do", "preview") if request.method == "POST" else ""
    uid = entry.uid if entry else f"q-{(_item_id(request) if do else uuid4()).hex[:16]}"
    if do:
        made, marked_as = sheet.made, request.POST.get("marked_as", "")
        sheet = from_data(dict(request.POST.lists()))
        if sheet.made != made:
            # The format of a question is as it was begun.
            raise BadRequest(_("This page is of another format. Reload it."))
        sheet.marked_as = marked_as if made == Format.TREND and marked_as in INNER else sheet.marked_as
        _insert_picture(request, author, sheet, do)
        if (main := do.removeprefix("main:")) in sheet.facts:
            sheet.facts = [main, *(uid for uid in sheet.facts if uid != main)]
    return _Page(request, author, entry, sheet, uid, do).answer()


def _item_id(request: LearnerRequest) -> UUID:
    try:
        return UUID(request.POST.get("item_id", ""))
    except ValueError as error:
        raise BadRequest(_("This page cannot be saved. Reload it and copy your text over.")) from error


def _insert_picture(request: LearnerRequest, author: Authorship, sheet: Sheet, do: str) -> None:
    """Puts the chosen picture into the text that the button is of: before the question, at the end of another text."""
    name = do.removeprefix("picture:")
    if name == do or name not in ("stem", "rationale", "note"):
        return
    chosen = request.POST.get("picture", "")
    for picture in item_reading.pictures_of(author.library):
        if str(picture.pk) == chosen:
            words = f"![{picture.alt}](picture:{picture.pk})"
            text = sheet.value(name).rstrip()
            sheet.values[name] = before_question(text, words) if name == "stem" else f"{text}\n\n{words}".strip()


class _Page:
    """One answer of the editor: what was typed, read and previewed, and what comes of the button pressed."""

    def __init__(
        self, request: LearnerRequest, author: Authorship, entry: Entry | None, sheet: Sheet, uid: str, do: str
    ) -> None:
        self.request, self.author, self.entry, self.sheet, self.do, self.uid = request, author, entry, sheet, do, uid
        library = author.library
        self.chosen = item_reading.facts_named(library, sheet.facts)
        sheet.facts = [each.uid for each in self.chosen]
        sheet.flags["is_survival"] = any(each.table.get("sensitivity") == "survival" for each in self.chosen)
        self.pictures = list(item_reading.pictures_of(library))
        self.table = table_of(sheet, uid)
        self.read: Read = read(sheet, self.table, pictures={str(each.pk) for each in self.pictures})
        self.is_refused = do == "save" and bool(self.read.problems)
        self.theirs: Entry | None = None
        self.said = ""

    def answer(self) -> HttpResponse:
        shown = self._preview()
        if self.do == "save" and not self.is_refused:
            if "difficulty" not in self.table:
                self.table["difficulty"] = shown.difficulty
            try:
                return self._save()
            except drafts.StaleEntryError as error:
                self.theirs = error.entry
        context = self._context(shown)
        name = "authoring/item.html"
        if self.request.htmx and self.do in ("preview", "try"):
            name += "#preview"
        return render(self.request, name, context, status=422 if self.is_refused or self.theirs else 200)

    def _save(self) -> HttpResponse:
        seen = self.request.POST.get("seen", "")
        entry = save_item(
            library=self.author.library,
            table=self.table,
            by=self.request.user,
            now=timezone.now(),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        )
        messages.success(self.request, _("Saved. Students are asked it once the library is published."))
        return _to_item(self.author, entry.uid)

    def _preview(self) -> Preview:
        facts = item_reading.around(self.author.library, self.chosen, self.sheet.value("topic"))
        answers = given(self.request.POST, prefix=TRIED) if self.do else {}
        is_own = "difficulty" in self.table
        try:
            if self.do == "try" and self.read.item is not None and self.read.is_showable:
                check_takeable(self.read.item, answers)
            return preview(self.read, facts=facts, answers=answers, is_tried=self.do == "try", is_own_difficulty=is_own)
        except NotTakenError as error:
            self.said = (
                _("“%(text)s” is chosen twice.") % {"text": error.text}
                if error.why == "twice"
                else _("Choose %(n)d at most.") % {"n": error.choose}
            )
        except BadResponseError:
            self.said = _("What was answered does not fit the question as it is now. Answer it again.")
        return preview(self.read, facts=facts, is_own_difficulty=is_own)

    def _context(self, shown: Preview) -> dict[str, Any]:
        library, sheet, request = self.author.library, self.sheet, self.request
        form = ItemForm(
            sheet,
            self.read.problems if self.is_refused else (),
            grown=self.do.removeprefix("more:") if self.do.startswith("more:") else "",
        )
        looked_for = request.POST.get("fact_q", "")[:LONGEST_TYPED]
        names = labels(form)
        item = self.read.item
        is_fragment = bool(request.htmx) and self.do in ("preview", "try")
        known_difficulty = self.entry is not None and not self.do and sheet.value("difficulty") == str(shown.difficulty)
        if known_difficulty:
            sheet.values["difficulty"] = ""
        context: dict[str, Any] = {
            "author": self.author,
            "here": "items",
            "entry": self.entry,
            "item_id": request.POST.get("item_id") or uuid4(),
            "form": form,
            "format_name": FORMAT_NAMES[Format(sheet.made)],
            "preview": shown,
            "level": dict(LEVELS).get(shown.level, ""),
            "problems": [(each.at, names.get(each.at, ""), each.message) for each in self.read.problems],
            "advice": [
                (finding_words(each.code, each.message), finding_about(each.code, each.message))
                for each in shown.advice
            ],
            "alike": item_reading.alike(library, item) if item is not None and item.stem.strip() else [],
            "said": self.said,
            "is_begun": bool(self.do) or self.entry is not None,
            "is_refused": self.is_refused,
            "theirs": self.theirs,
            "seen": self._seen(),
        }
        if not is_fragment:
            context |= {
                "topics": [(each.entry.uid, each.title) for each in reading.topics_of(library)],
                "facts": item_reading.fact_choices(library, self.chosen, text=looked_for, topic=sheet.value("topic")),
                "fact_q": looked_for,
                "pictures": self.pictures[: item_reading.MOST_PICTURES_OFFERED],
                "inner": [(name, FORMAT_NAMES[Format(name)]) for name in INNER],
            }
        return context

    def _seen(self) -> int:
        """The version that is being changed: the one that stands now, once its author was told of it."""
        if self.theirs is not None:
            return self.theirs.version if self.theirs.pk else 0
        if self.do:
            sent = self.request.POST.get("seen", "")
            return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
        return self.entry.version if self.entry else 0


def _to_item(author: Authorship, uid: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("authoring:item", args=[author.library.pk, uid]))
