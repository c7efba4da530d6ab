"""Library: a body of facts and questions of somebody's own. Author: who writes in it. Share: it is open to a class.

What a library holds stands in the tables of cards, under its code; what is being written stands in learn.authoring.
Who may see what of it is decided here: its authors, and whoever came into a class that it is open to. Whoever left
such a class on their own keeps what they study; whoever was removed from it does not.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cards.lens import SHIPPED
from learn.accounts.models import User
from learn.classrooms.models import Classroom, Enrollment, Role

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 500
"""Characters in what a library is called, and in what it says of itself to its authors."""


def new_code() -> str:
    """A code that nobody has: it stands before every uid of the library, for ever."""
    return f"lib{uuid4().hex[:10]}"


class LibraryQuerySet(models.QuerySet["Library"]):
    """Chainable reads of libraries; a view gets one only through these."""

    def written_by(self, learner: User) -> "LibraryQuerySet":
        """The libraries that this learner may write in."""
        return self.filter(pk__in=Author.objects.filter(learner=learner).order_by().values("library_id"))

    def open_to(self, classroom: Classroom) -> "LibraryQuerySet":
        """The libraries that are open to this class."""
        return self.filter(pk__in=Share.objects.current().filter(classroom=classroom).order_by().values("library_id"))

    def answered_by(self, learner: User) -> "LibraryQuerySet":
        """The libraries whose learners' reports this learner answers: those they write in or teach a class with."""
        taught = Enrollment.objects.present().filter(learner=learner, role=Role.INSTRUCTOR).order_by()
        shares = Share.objects.current().filter(classroom_id__in=taught.values("classroom_id")).order_by()
        written = Author.objects.filter(learner=learner).order_by()
        return self.filter(Q(pk__in=written.values("library_id")) | Q(pk__in=shares.values("library_id")))


class Library(models.Model):
    """A body of facts and questions. code: what cards calls it (Source.uid and library), made once and never changed.

    library_id: made with the page that opens it, so that two clicks open one. An archived library is read only: who
    studies it goes on studying it. One without authors is so for good: its last author left the site.
    """

    library_id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=20, unique=True, default=new_code)
    title = models.CharField(max_length=LONGEST_TITLE)
    description = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="library_has_a_title"),
            models.CheckConstraint(condition=~Q(code__in=["", SHIPPED]), name="library_code_is_its_own"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("libraries:library", args=[self.pk])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class AuthorRole(models.TextChoices):
    """What an author may do: an owner decides who else writes, too."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")


class Author(models.Model):
    """Somebody who writes in a library. At least one of its authors is an owner, as long as there is any."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="authors", db_index=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authorships", db_index=False
    )
    role = models.CharField(max_length=10, choices=AuthorRole, default=AuthorRole.EDITOR)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "library"], name="author_once"),
            models.CheckConstraint(condition=Q(role__in=AuthorRole.values), name="author_role_valid"),
        ]
        indexes = [models.Index(fields=["library"], name="author_of_library")]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.role} of {self.library_id}"


class ShareQuerySet(models.QuerySet["Share"]):
    """Chainable reads of shares."""

    def current(self) -> "ShareQuerySet":
        return self.filter(ended_at=None)

    def closable_by(self, author: User) -> "ShareQuerySet":
        """Those that an author of the library may end: with classes they teach, and what they opened themselves."""
        taught = Classroom.objects.taught_by(author).order_by().values("pk")
        return self.filter(Q(classroom__in=taught) | Q(by=author))


class Share(models.Model):
    """A library is open to a class. ended_at: when it was closed again; what was begun there is no longer shown."""

    share_id = models.UUIDField(primary_key=True, default=uuid4)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="shares", db_index=False)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    shared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "classroom"], name="library_shared_once_with_a_class")
        ]
        indexes = [models.Index(fields=["classroom"], name="share_of_class", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.library_id} open to {self.classroom_id}"
