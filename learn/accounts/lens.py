"""What of the content a learner may be shown."""

from cards.lens import SHIPPED, Lens
from learn.accounts.granting import libraries_of
from learn.accounts.models import Path, User

_AUDIENCES = {
    Path.NURSING: frozenset({"nursing"}),
    Path.CAREGIVER: frozenset({"caregivers"}),
}


def lens_for(learner: User) -> Lens:
    """The learner's lens: audience and register by their path, survival figures as they chose, libraries as granted."""
    preferences = learner.preferences
    return Lens(
        audiences=_AUDIENCES.get(Path(preferences.path), frozenset({"nursing", "caregivers"})),
        register=preferences.register,
        survival=preferences.shows_survival,
        libraries=libraries_of(learner) | {SHIPPED},
    )
