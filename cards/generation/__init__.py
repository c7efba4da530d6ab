"""From facts to what a learner sees, purely: no database, no clock, no chance. The same base makes the same cards."""
