"""Entry: a fact, item or other table of a library, as it is being written. EntryVersion: what it was at one time.

Publication: the library as it was given to its learners once. Picture: one that items may show. ImportUpload: a file
that an author uploaded, before and while it is taken in.

An entry is a table of the project's own TOML, so that one reader (cards.facts.reader) reads what was typed into a form,
pasted or uploaded. Learners see nothing of an entry before it is published: what they see stands in the tables of
cards, which a publication brings in line with the entries.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from learn.libraries.models import Library

LONGEST_NOTE = 300
LONGEST_ALT = 300
"""Characters in what students are told of a publication, and in what a picture shows in words."""


class What(models.TextChoices):
    """Which table of the TOML it is. The source's own table is made of the library itself."""

    TOPIC = "topic"
    STUDY = "study"
    DECK = "deck"
    POOL = "pool"
    FACT = "fact"
    QUESTION = "question"
    GRID = "grid"
    PASSAGE = "passage"
    ITEM = "item"


FORMLESS = (What.GRID, What.PASSAGE, What.POOL, What.QUESTION)
"""What comes with a file alone and has no form."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Chainable reads of entries."""

    def of(self, library: Library) -> "EntryQuerySet":
        return self.filter(library=library)

    def live(self) -> "EntryQuerySet":
        """Those that the next publication gives to learners."""
        return self.filter(retired_at=None)

    def unpublished(self) -> "EntryQuerySet":
        """Those that learners have otherwise, or not at all, or still have although they are retired."""
        return self.filter(~Q(published_version=F("version")) | Q(published_version=None, retired_at=None))


class Entry(models.Model):
    """uid: its name within the library, for ever (cards.facts.scoping makes it the world's); position: its order.

    table: as TOML has it, uid among it. version: the number of its newest version; published_version: of the one that
    learners have, None for none. words: what it says, as search compares it; topic: of the table, where it has one.
    """

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="entries", db_index=False)
    what = models.CharField(max_length=10, choices=What)
    uid = models.SlugField(max_length=80, db_index=False)
    position = models.PositiveIntegerField()
    table = models.JSONField()
    words = models.TextField(default="")
    topic = models.CharField(max_length=80, default="", blank=True)
    version = models.PositiveIntegerField(default=1)
    published_version = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    retired_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["library", "what", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "what", "uid"], name="entry_uid_once_in_a_library"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="entry_what_valid"),
        ]
        indexes = [
            models.Index(fields=["library", "what", "position"], name="entry_in_order"),
            models.Index(fields=["library", "what", "topic", "position"], name="entry_of_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.uid}"


class Act(models.TextChoices):
    """What made a version."""

    WRITTEN = "written"
    EDITED = "edited"
    IMPORTED = "imported"
    RETIRED = "retired"
    RETURNED = "returned"
    RESTORED = "restored"


class EntryVersion(models.Model):
    """What an entry was from one time on. Never changed. by: None once that account is gone."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    table = models.JSONField()
    act = models.CharField(max_length=10, choices=Act)
    is_retired = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_version_numbered_once"),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="entry_version_act_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} version {self.number}"


class Status(models.TextChoices):
    """How far a publication is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


PENDING = (Status.WAITING, Status.RUNNING)


class Publication(models.Model):
    """The library as it was given to its learners once, by a job or at once.

    publication_id: made with the page that asks for it, so that two clicks are one. number: counts the library's.
    versions: [[entry's key, version number], ...] of every live entry. note: what students are told; empty tells them
    of each changed card by itself. stage, done, total: how far the job is. report: what it did, in counts by word;
    problem: why it failed, in words. undoes: this one brought the state before that one back. touched_at: the last sign
    of life of whoever carries it out.
    """

    publication_id = models.UUIDField(primary_key=True, default=uuid4)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="publications", db_index=False)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    versions = models.JSONField(default=list)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    tells_students = models.BooleanField(default=True)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["library", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["library", "number"], name="publication_numbered_once"),
            models.UniqueConstraint(
                fields=["library"],
                condition=Q(status__in=["waiting", "running"]),
                name="publication_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="publication_status_valid"),
        ]

    def __str__(self) -> str:
        return f"publication {self.number} of {self.library_id}"

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING


class Picture(models.Model):
    """A picture that a library's items may show, as it was made anew on upload: without what else the file held.

    alt: what it shows, in words. content: the encoded picture; in the database, so that it is private to the library,
    goes with it and is there on every machine. digest: of content, so that one picture uploaded twice is one.
    """

    picture_id = models.UUIDField(primary_key=True, default=uuid4)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    alt = models.CharField(max_length=LONGEST_ALT)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "digest"], name="picture_once_in_a_library"),
            models.CheckConstraint(condition=~Q(alt=""), name="picture_says_what_it_shows"),
        ]

    def __str__(self) -> str:
        return self.alt


class ImportStatus(models.TextChoices):
    """How far an upload is. read: it is shown and waits to be confirmed."""

    READ = "read"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportUpload(models.Model):
    """What was read of a file or a paste. upload_id: made with the page.

    incoming: learn.authoring.sheets.Incoming as data, emptied once it is taken in; defaults: {"topic": uid, "study":
    uid, "as_of": words} for new facts that name none. report: what taking it in did, in counts by word; touched_at:
    the last sign of life of whoever takes it in.
    """

    upload_id = models.UUIDField(primary_key=True, default=uuid4)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+", db_index=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    incoming = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.READ)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="import_status_valid")]
        indexes = [
            models.Index(fields=["library", "learner"], name="import_of_author"),
            # The worker's question: it is empty most of the time.
            models.Index(
                fields=["status", "made_at"], name="import_pending", condition=Q(status__in=["waiting", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename}: {self.status}"

    @property
    def is_pending(self) -> bool:
        return self.status in (ImportStatus.WAITING, ImportStatus.RUNNING)
