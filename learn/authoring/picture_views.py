"""The pictures of a library: their page, and each picture itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learn.accounts.requests import LearnerRequest
from learn.authoring import pictures as kept
from learn.authoring.changes import stem_in_words
from learn.authoring.models import Picture
from learn.authoring.picture_files import MOST_BYTES, PictureRefusedError, Why
from learn.authoring.picture_forms import AltForm, PictureForm
from learn.libraries.access import Authorship, for_authors, read_only_if_archived, unarchived

PER_PAGE = 24

REFUSED = {
    Why.EMPTY: gettext_lazy("The file is empty."),
    Why.TOO_HEAVY: gettext_lazy("The file is larger than 2 MB. Save the picture smaller, or as JPEG."),
    Why.SVG: gettext_lazy("This is an SVG drawing, which can hold more than a picture. Save it as PNG."),
    Why.NO_PICTURE: gettext_lazy("This is no PNG, JPEG, WebP or GIF picture, whatever its name says."),
    Why.TOO_LARGE: gettext_lazy(
        "The picture has too many pixels: at most 6000 a side and 24 million in all. Save it smaller."
    ),
    Why.BROKEN: gettext_lazy("The picture cannot be read: the file is damaged. Save it anew and try again."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_authors
@read_only_if_archived
def pictures(request: LearnerRequest, author: Authorship) -> HttpResponse:
    """The pictures of a library, and one more."""
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # A byte more than may be tells that there are too many.
            added, is_new = kept.keep_picture(
                library=author.library,
                data=file.read(MOST_BYTES + 1),
                alt=form.cleaned_data["alt"],
                by=request.user,
                now=timezone.now(),
            )
        except PictureRefusedError as error:
            form.add_error("file", str(REFUSED[error.why]))
        except kept.TooManyPicturesError:
            said = _("The library holds %(n)d pictures, as many as it may. Delete some that no question shows.")
            form.add_error("file", said % {"n": kept.MOST_PICTURES})
        else:
            if is_new:
                messages.success(request, _("The picture is here. Questions can show it now."))
            else:
                messages.info(request, _("This picture was here already; it is kept once."))
            return _to_pictures(author, added.pk)
    return _page(request, author, form)


@never_cache
@require_POST
@for_authors
@unarchived
def describe(request: LearnerRequest, author: Authorship, picture_id: UUID) -> HttpResponse:
    """Says anew what a picture shows."""
    form = AltForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for each in form.errors["alt"]))
        return _to_pictures(author, picture_id)
    try:
        kept.describe(library=author.library, picture_id=picture_id, alt=form.cleaned_data["alt"])
    except Picture.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Saved. Questions that show it keep the words they have."))
    return _to_pictures(author, picture_id)


@never_cache
@require_POST
@for_authors
@unarchived
def delete(request: LearnerRequest, author: Authorship, picture_id: UUID) -> HttpResponse:
    """Deletes a picture that nothing shows."""
    try:
        kept.delete_picture(library=author.library, picture_id=picture_id)
    except Picture.DoesNotExist as error:
        raise Http404 from error
    except kept.PictureInUseError:
        messages.error(request, _("A question shows this picture, or showed it to somebody: it stays."))
        return _to_pictures(author, picture_id)
    messages.success(request, _("The picture is deleted."))
    return HttpResponseRedirect(reverse("authoring:pictures", args=[author.library.pk]))


@require_safe
def picture(request: LearnerRequest, picture_id: UUID) -> HttpResponseBase:
    """A picture itself, for who may see it. It never changes, so that a browser need not ask again."""
    try:
        found = kept.seen_by(request.user, picture_id)
    except Picture.DoesNotExist as error:
        raise Http404 from error
    return HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={
            "Cache-Control": "private, max-age=31536000, immutable",
            # Opened by itself it is a document of its own, in which nothing may run.
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": "inline",
        },
    )


def _page(request: LearnerRequest, author: Authorship, form: PictureForm) -> HttpResponse:
    page = Paginator(kept.described(author.library), PER_PAGE).get_page(request.GET.get("page"))
    used = kept.uses(author.library, [each.pk for each in page])
    context: dict[str, Any] = {
        "author": author,
        "here": "pictures",
        "form": form,
        "page": page,
        "rows": [(each, [(entry.uid, stem_in_words(entry.table)) for entry in used[each.pk]]) for each in page],
        "most": kept.MOST_PICTURES,
    }
    return render(request, "authoring/pictures.html", context, status=422 if form.errors else 200)


def _to_pictures(author: Authorship, picture_id: UUID) -> HttpResponse:
    address = reverse("authoring:pictures", args=[author.library.pk])
    return HttpResponseRedirect(f"{address}#picture-{picture_id}")
