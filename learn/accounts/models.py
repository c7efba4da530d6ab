"""User: anyone who studies, a guest included. Preferences: how that person wants to study.

A guest is a User without a password: the session cookie is the only way back in. Every choice a learner makes about
studying stands in Preferences, never on the User.
"""

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from learn.accounts import granting
from learn.accounts.zones import validate_zone
from learn.scheduling import study_day

MAXIMUM_NEW_PER_DAY = 999
MAXIMUM_REVIEWS_PER_DAY = 9999
LATEST_DAY_END_HOUR = 12


class LearnerManager(UserManager["User"]):
    """Users read together with their preferences and the libraries they may see, which every page needs."""

    def with_preferences(self) -> models.QuerySet["User"]:
        return self.select_related("preferences").annotate(**granting.annotations())


class User(AbstractUser):
    """Anyone who studies. is_guest: came without an account; has no password and no email."""

    is_guest = models.BooleanField(default=False)

    objects: ClassVar[LearnerManager] = LearnerManager()

    preferences: "Preferences"

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")


class Path(models.TextChoices):
    """What someone came for; blank until they said."""

    NOT_CHOSEN = "", _("Not chosen")
    NURSING = "nursing", _("Nursing student")
    CAREGIVER = "caregiver", _("Caregiver")
    BOTH = "both", _("Both")


class Buttons(models.IntegerChoices):
    """How many grade buttons the review screen shows."""

    TWO = 2, _("Two: Again, Good")
    FOUR = 4, _("Four: Again, Hard, Good, Easy")
    SIX = 6, _("Six: the grades 0 to 5")


class Theme(models.TextChoices):
    """Light or dark, or as the device is set."""

    AUTO = "auto", _("As on my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class TextSize(models.IntegerChoices):
    """Size of all text, in percent of the browser's own."""

    NORMAL = 100, _("Normal")
    LARGE = 115, _("Large")
    LARGER = 135, _("Larger")
    LARGEST = 160, _("Largest")


class VoiceSpeed(models.IntegerChoices):
    """Speed of reading aloud, in percent of the voice's own."""

    SLOW = 70, _("Slow")
    CALM = 85, _("Calm")
    NORMAL = 100, _("Normal")
    FAST = 125, _("Fast")


class Preferences(models.Model):
    """How one person studies.

    zone: IANA name; zone_is_chosen: set by hand, so the browser no longer moves it.
    day_end_hour: the local hour at which the study day ends.
    survival: whether survival figures are shown; None leaves it to the path.
    voice: name of the browser's voice that reads aloud, empty for the browser's choice.
    exam_date: the day everything is to be known by; new cards are then brought at the pace it asks for.
    streak: whether days studied in a row are counted.
    rest_days: ISO weekdays (1 Monday to 7 Sunday) on which nothing new is planned, as sorted digits: "67".
    content_changed_at: when a choice that decides what a day holds last changed; a day's plan made before is remade.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="preferences")
    path = models.CharField(max_length=16, choices=Path, blank=True, default=Path.NOT_CHOSEN)
    zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    zone_is_chosen = models.BooleanField(default=False)
    day_end_hour = models.PositiveSmallIntegerField(
        default=study_day.DEFAULT_DAY_END_HOUR, validators=[MaxValueValidator(LATEST_DAY_END_HOUR)]
    )
    new_per_day = models.PositiveSmallIntegerField(default=10, validators=[MaxValueValidator(MAXIMUM_NEW_PER_DAY)])
    reviews_per_day = models.PositiveSmallIntegerField(
        default=100, validators=[MinValueValidator(1), MaxValueValidator(MAXIMUM_REVIEWS_PER_DAY)]
    )
    buttons = models.PositiveSmallIntegerField(choices=Buttons, default=Buttons.FOUR)
    shortcuts = models.BooleanField(default=True)
    survival = models.BooleanField(null=True, blank=True, default=None)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.AUTO)
    text_size = models.PositiveSmallIntegerField(choices=TextSize, default=TextSize.NORMAL)
    voice = models.CharField(max_length=200, blank=True, default="")
    voice_speed = models.PositiveSmallIntegerField(choices=VoiceSpeed, default=VoiceSpeed.NORMAL)
    rest_days = models.CharField(max_length=7, blank=True, default="", validators=[RegexValidator("^1?2?3?4?5?6?7?$")])
    exam_date = models.DateField(null=True, blank=True)
    streak = models.BooleanField(default=True)
    content_changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(condition=models.Q(buttons__in=Buttons.values), name="preferences_buttons_valid"),
            models.CheckConstraint(condition=models.Q(path__in=Path.values), name="preferences_path_valid"),
            models.CheckConstraint(condition=models.Q(theme__in=Theme.values), name="preferences_theme_valid"),
            models.CheckConstraint(condition=models.Q(text_size__in=TextSize.values), name="preferences_text_valid"),
            models.CheckConstraint(
                condition=models.Q(voice_speed__in=VoiceSpeed.values), name="preferences_voice_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(day_end_hour__lte=LATEST_DAY_END_HOUR), name="preferences_day_end_hour_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"

    @property
    def shows_survival(self) -> bool:
        """Whether survival figures may be shown: as chosen, else on for nursing students and off for everyone else."""
        if self.survival is not None:
            return self.survival
        return self.path in (Path.NURSING, Path.BOTH)

    @property
    def register(self) -> str:
        """The register of the faces shown: plain for caregivers, nursing for everyone else."""
        return "plain" if self.path == Path.CAREGIVER else "nursing"

    def rests_on(self, study_date: date) -> bool:
        """Whether this is one of the weekdays on which the learner wants nothing new."""
        return str(study_date.isoweekday()) in self.rest_days

    def study_date(self, now: datetime) -> date:
        """The study date of this person that the instant `now` belongs to."""
        return study_day.study_date_at(now, ZoneInfo(self.zone), self.day_end_hour)

    def hour(self, now: datetime) -> int:
        """The hour, 0-23, that this person's clock shows at the instant `now`."""
        return now.astimezone(ZoneInfo(self.zone)).hour

    def day_start(self, study_date: date) -> datetime:
        """The instant at which this person's study date begins."""
        return study_day.day_start(study_date, ZoneInfo(self.zone), self.day_end_hour)
