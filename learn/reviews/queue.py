"""Reading the day: the card that comes next, how far the day is, and what the last step was that can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Sum
from django.utils.translation import gettext as _

from cards.lens import Lens
from cards.models import Card, Face
from learn.accounts.lens import lens_for
from learn.accounts.models import User
from learn.reviews import statements
from learn.reviews.mark_models import Mark
from learn.reviews.models import CardState, DayPlan, DayTally, PlannedCard, Stage
from learn.reviews.planning import plan_for, studied_cards
from learn.scheduling.fold import CardFold, Kind, kind_now


@dataclass(frozen=True, slots=True)
class Question:
    """A card to answer: its face, its state, what an answer given now would be logged as, the learner's own mark."""

    card: Card
    face: Face
    state: CardFold
    kind: Kind
    mark: Mark


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the day is, in cards."""

    waiting: int
    drill: int
    done: int

    @property
    def left(self) -> int:
        return self.waiting + self.drill

    @property
    def total(self) -> int:
        return self.left + self.done


@dataclass(frozen=True, slots=True)
class Step:
    """The last thing done today that can be undone."""

    client_id: UUID
    kind: Kind
    grade: int | None

    @property
    def name(self) -> str:
        """What was done, for the one who may want to undo it."""
        steps = {Kind.SUSPEND: _("Set aside"), Kind.BURY: _("Not today")}
        grades = {1: _("Again"), 3: _("Hard"), 4: _("Good"), 5: _("Easy")}
        return steps.get(self.kind) or grades.get(self.grade or 0) or _("grade %(grade)s") % {"grade": self.grade}


def next_question(*, learner: User, now: datetime) -> Question | None:
    """The card that comes next today, or None when the day is done."""
    plan_for(learner=learner, now=now)
    today = learner.preferences.study_date(now)
    lens = lens_for(learner)
    shown = _next_planned(learner.pk, today, lens)
    return question_of(shown, lens, today) if shown is not None else None


def question_of(shown: statements.Shown, lens: Lens, today: date) -> Question:
    """The card as it is asked: in the face that the lens shows."""
    card, state, mark = shown
    return Question(card, nearest_face(statements.faces(card), lens), state, kind_now(state, today), mark)


def nearest_face(faces: Iterable[Face], lens: Lens) -> Face:
    """The face in the lens's language and register, or the nearest there is: English, nursing."""

    def distance(face: Face) -> tuple[bool, bool, bool]:
        return face.language != lens.language, face.register != lens.register, face.register != "nursing"

    return min(faces, key=distance)


def _next_planned(learner_id: int, today: date, lens: Lens) -> statements.Shown | None:
    while (found := statements.next_planned(learner_id, today)) is not None:
        stage, shown = found
        card = shown.card
        if card.retired_at is None and lens.admits(card.fact) and _is_wanted(stage, shown.state, today):
            return shown
        # Changed since the plan was made: it leaves the day, and its schedule stays as it is.
        PlannedCard.objects.filter(learner_id=learner_id, study_date=today, card_id=card.pk).delete()
    return None


def _is_wanted(stage: Stage, state: CardFold, today: date) -> bool:
    """Whether a planned card is still to be asked.

    A study date can come again (the zone or the day's end was changed): what was set aside or answered in between has
    moved on, though this day's plan did not hear of it.
    """
    if state.suspended or (state.buried_until is not None and state.buried_until > today):
        return False
    return stage == Stage.DRILL or state.scheduled_date is None or state.due_date is None or state.due_date <= today


def progress(*, learner_id: int, today: date) -> Progress:
    """How many cards of the day wait, are in the drill, are done."""
    counts = statements.count_stages(learner_id, today)
    return Progress(counts.get(Stage.WAITING, 0), counts.get(Stage.DRILL, 0), counts.get(Stage.DONE, 0))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is left of the day: due reviews, new cards, drill; cards done; and about how many minutes it will take."""

    due: int
    new: int
    drill: int
    done: int
    minutes: int

    @property
    def left(self) -> int:
        return self.due + self.new + self.drill

    @property
    def percent(self) -> int:
        """How much of the day is done, in percent of its cards."""
        total = self.left + self.done
        return 100 * self.done // total if total else 0


REVIEW_SECONDS = 10
NEW_SECONDS = 25
"""What an answer takes someone of whom nothing is known yet; a new card is read, not only recalled."""

_PACE_DAYS = 14
_PACE_ANSWERS = 20
"""How many days a pace is taken from, and how many answers make one."""


def ahead(*, learner_id: int, today: date) -> Ahead:
    """The day as the plan has it now."""
    stages = progress(learner_id=learner_id, today=today)
    due = due_today(learner_id=learner_id, today=today)
    new = stages.waiting - due
    review, first, _is_own = seconds_an_answer(learner_id, today)
    # Each new card comes back once in the day's drill, more or less.
    seconds = (due + stages.drill) * review + new * (first + review)
    return Ahead(due, new, stages.drill, stages.done, max(1, round(seconds / 60)) if stages.left else 0)


def due_today(*, learner_id: int, today: date) -> int:
    """How many reviews the plan of today still asks; new cards and the drill are not among them."""
    known = CardState.objects.of(learner_id).filter(card_id=OuterRef("card_id"), scheduled_date__isnull=False)
    waiting = PlannedCard.objects.filter(learner_id=learner_id, study_date=today, stage=Stage.WAITING)
    return waiting.filter(Exists(known)).count()


def seconds_an_answer(learner_id: int, today: date) -> tuple[float, float, bool]:
    """The seconds that a review and a new card take: the learner's own over the last days, or what is taken of others.

    The third says whether they are the learner's own.
    """
    recent = DayTally.objects.filter(learner_id=learner_id, study_date__gte=today - timedelta(days=_PACE_DAYS))
    sums = recent.aggregate(
        answers=Sum(F("new_cards") + F("reviews") + F("early") + F("drills")), time_ms=Sum("time_ms")
    )
    if (sums["answers"] or 0) < _PACE_ANSWERS:
        return REVIEW_SECONDS, NEW_SECONDS, False
    seconds = float(sums["time_ms"]) / 1000 / float(sums["answers"])
    return seconds, seconds * NEW_SECONDS / REVIEW_SECONDS, True


def last_step(*, learner_id: int, today: date) -> Step | None:
    """The last answer, suspension or burial of today that was not undone."""
    found = statements.last_step(learner_id, today)
    return Step(*found) if found is not None else None


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done today and what comes next. tomorrow: cards due by then; next_date: the first later due date."""

    tally: DayTally
    backlog: int
    tomorrow: int
    next_date: date | None

    @property
    def remembered_percent(self) -> int | None:
        """Of today's due reviews, those remembered; None without any."""
        if not self.tally.reviews:
            return None
        return round(100 * self.tally.reviews_passed / self.tally.reviews)


def summary(*, learner: User, now: datetime) -> Summary:
    """The learner's study day in figures."""
    today = learner.preferences.study_date(now)
    tomorrow = today + timedelta(days=1)
    plan = DayPlan.objects.filter(learner_id=learner.pk, study_date=today).first()
    tally = DayTally.objects.filter(learner_id=learner.pk, study_date=today).first()
    shown = Exists(studied_cards(learner.pk, lens_for(learner)).filter(pk=OuterRef("card_id")))
    states = CardState.objects.of(learner.pk).filter(shown, is_suspended=False, scheduled_date__isnull=False)
    return Summary(
        tally=tally or DayTally(),
        backlog=plan.backlog if plan else 0,
        tomorrow=states.filter(due_date__lte=tomorrow).count(),
        next_date=states.filter(due_date__gt=today).aggregate(next=Min("due_date"))["next"],
    )
