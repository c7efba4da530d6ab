"""How long somebody may take, in percent of the time that others have. Pure."""

ORDINARY_TIME_PERCENT, MOST_TIME_PERCENT = 100, 400
