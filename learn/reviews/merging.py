"""What a guest studied goes to an account: two logs become one, and the fold says what that comes to.

Nothing is lost and nothing doubled: every row keeps its client id, its time and its study date. A card that both had
studied is folded from the rows of both in the order of their times, as if one person had given them all.
"""

from collections import defaultdict
from datetime import date, datetime
from itertools import islice

from django.db.models import Max

from learn.accounts.models import User
from learn.reviews import bookkeeping, statements, tallying
from learn.reviews.marks import both_notes
from learn.reviews.models import CardMark, CardState, ReviewLog, Stage, Subscription
from learn.scheduling.fold import LogRow, fold

_CARDS_AT_ONCE = 300


def merge(*, guest: User, account: User, now: datetime) -> None:
    """Adds the guest's log and decks to the account's. The account's states, tallies and day follow from the fold."""
    for learner_id in sorted((guest.pk, account.pk)):
        bookkeeping.lock_learner(learner_id)
    today = account.preferences.study_date(now)
    card_ids = ReviewLog.objects.filter(learner_id=guest.pk).order_by("card_id").values_list("card_id", flat=True)
    waiting = iter(list(card_ids.distinct()))
    while chunk := list(islice(waiting, _CARDS_AT_ONCE)):
        _merge_cards(guest.pk, account.pk, chunk, today, now)
    _merge_subscriptions(guest.pk, account.pk)
    _merge_marks(guest.pk, account.pk)
    # Today's plan was made without what has come: it is made anew when it is next asked for.
    account.preferences.content_changed_at = now
    account.preferences.save(update_fields=["content_changed_at"])


def _merge_cards(guest_id: int, account_id: int, card_ids: list[int], today: date, now: datetime) -> None:
    kept = _rows_by_card(account_id, card_ids)
    brought = _rows_by_card(guest_id, card_ids)
    ids = [row.client_id for rows in brought.values() for row in rows]
    known = set(ReviewLog.objects.filter(learner_id=account_id, client_id__in=ids).values_list("client_id", flat=True))
    topics = bookkeeping.topics_of(brought)
    change = tallying.Tally()
    new_rows, states = [], []
    for card_id, rows in brought.items():
        added = [row for row in rows if row.client_id not in known]
        new_rows += [ReviewLog.made_of(account_id, card_id, row) for row in added]
        change.count(fold(kept[card_id])[1], topics[card_id], times=-1)
        state, outcomes = fold([*kept[card_id], *added])
        change.count(outcomes, topics[card_id])
        states.append(CardState(learner_id=account_id, card_id=card_id, **CardState.columns(state)))
        stage = bookkeeping.stage_after(state, outcomes, today)
        if stage != Stage.WAITING:
            statements.put_stage(account_id, today, card_id, stage, bookkeeping.drill_place(now))
    ReviewLog.objects.bulk_create(new_rows, batch_size=500)
    CardState.objects.filter(learner_id=account_id, card_id__in=[state.card_id for state in states]).delete()
    CardState.objects.bulk_create(states, batch_size=500)
    tallying.add(account_id, change)


def _rows_by_card(learner_id: int, card_ids: list[int]) -> dict[int, list[LogRow]]:
    rows: dict[int, list[LogRow]] = defaultdict(list)
    for log in ReviewLog.objects.filter(learner_id=learner_id, card_id__in=card_ids):
        rows[log.card_id].append(log.row)
    return rows


def _merge_subscriptions(guest_id: int, account_id: int) -> None:
    """Decks that only the guest studied come after the account's own; of those that both had, the account's stays."""
    own = Subscription.objects.filter(learner_id=account_id)
    last = own.aggregate(last=Max("position"))["last"]
    first_free = 0 if last is None else last + 1
    decks = set(own.values_list("deck_id", flat=True))
    theirs = Subscription.objects.filter(learner_id=guest_id).exclude(deck_id__in=decks).order_by("position", "deck_id")
    Subscription.objects.bulk_create(
        Subscription(
            learner_id=account_id,
            deck_id=subscription.deck_id,
            position=first_free + place,
            is_paused=subscription.is_paused,
            created_at=subscription.created_at,
        )
        for place, subscription in enumerate(theirs)
    )
    # What was known of where each deck's new cards begin is so no more.
    own.update(new_from=0, new_from_key="")


def _merge_marks(guest_id: int, account_id: int) -> None:
    """The guest's marks go to the account. Of two flags on a card the account's stays; of two notes, both texts."""
    own = {mark.card_id: mark for mark in CardMark.objects.of(account_id)}
    brought = []
    for mark in CardMark.objects.of(guest_id):
        mine = own.get(mark.card_id)
        if mine is None:
            mine = CardMark(learner_id=account_id, card_id=mark.card_id, updated_at=mark.updated_at)
        brought.append(
            CardMark(
                learner_id=account_id,
                card_id=mark.card_id,
                flag=mine.flag or mark.flag,
                note=both_notes(mine.note, mark.note),
                updated_at=max(mine.updated_at, mark.updated_at),
            )
        )
    CardMark.objects.of(account_id).filter(card_id__in=[mark.card_id for mark in brought]).delete()
    CardMark.objects.bulk_create(brought, batch_size=500)
