"""When a card comes back: the SM-2 step, the fold of a card's log, and the study day. Pure: no Django, no clock."""
