"""What other rooms may hear of classes. All are sent inside the transaction of what they tell of.

classroom_copied: a class was opened as a copy of another, with its sections and without its people; with `original`,
`copy` and `now`. A room copies its own rows.
enrollments_joining: two rows turn out to be one person of one class; with `kept`, `dropped` and `now`. A room moves
what points at dropped to kept; the row itself is deleted afterwards.
enrollments_retimed: students of one class have another extra time or section now, or are in the class, or in a section,
who were not; with `enrollments` and `now`, once for all of an act. A room brings what follows from it up to date.
"""

from django.dispatch import Signal

classroom_copied = Signal()
enrollments_joining = Signal()
enrollments_retimed = Signal()
