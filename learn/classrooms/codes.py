"""Join codes: eight letters and digits that cannot be taken for one another, however they are written. Pure."""

import secrets

# Without what looks alike by hand or in print (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and without vowels: no word comes out.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
LENGTH = 8


def made_code() -> str:
    """A new code, which nobody can guess: some 5 * 10^10 are possible, and tries are counted."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def tidied(typed: str) -> str:
    """What was typed as a code is kept: large letters, nothing between them. Empty where it cannot be a code."""
    code = "".join(each for each in typed.upper() if each.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
