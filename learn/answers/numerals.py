"""Numeral: a number as somebody writes it, in digits or in English words. Amount: it, and what stands after it.

Read are 330,000 and 330 000 and 330k, 0.33 million, three hundred and thirty thousand, fifty-one, half a, 1/2 and
10 of 100.
Refused, with the reason, is what is not one number: a range, an inequality, two numbers.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from learn.answers.folding import ONES, TEENS, TENS, plain

NO_NUMBER = "there is no number in it that can be read"
ONE_NUMBER = "give one number"
NO_RANGE = "give one number, not a range"
NO_INEQUALITY = "give the number itself, not what it is more or less than"

_ONES = {word: Fraction(value) for value, word in enumerate(ONES)}
_TEENS = {word: Fraction(value) for value, word in enumerate(TEENS, start=10)}
_TENS = {word: Fraction(value * 10) for value, word in enumerate(TENS, start=2)}
_PARTS = {"half": Fraction(1, 2), "third": Fraction(1, 3), "quarter": Fraction(1, 4)}
_SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mio": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
}
_MULTIPLIERS = {**_SCALES, "hundred": 100, "dozen": 12}
_COUNTING = {*_ONES, *_TEENS, *_TENS, *_MULTIPLIERS, "half"} - {"k", "mn", "bn"}
"""Words that make what stands after an amount another number."""

_LEAD = re.compile(
    r"(?:(?:it|that|this)(?:'s| is)|its|they are|about|approximately|approx\.?|around|roughly|circa|ca\.?|an estimated"
    r"|estimated|some|within|the|(?:in\s+)?(?:the\s+)?first)\s+|[=~≈]\s*"
)
_INEQUALITY = re.compile(
    r"[<>≤≥]|\b(?:less|more|fewer|greater|under|over|above|below|at least|at most|up to|almost|nearly|not)\b"
)
_RANGE = re.compile(r"\d\s*-\s*\.?\d|\b(?:to|or|between|until|through)\b|±|\d\s*\.\.|…")
_JOINING_DASH = re.compile(r"(?<=[^\W_])-(?=[^\W\d_])")
_DASH = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")

_NUMERAL = (
    r"\d{1,3}(?:(?P<gap>[ ,'])\d{3})(?:(?P=gap)\d{3})*(?!\d)(?:\.\d+)?"  # 330,000  330 000  1,234.5
    r"|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?"  # 330.000
    r"|\d*[.,]\d+|\d+"
)
_TOKEN = re.compile(rf"(?P<numeral>{_NUMERAL})|(?P<word>[^\W\d_]+)|(?P<sign>\S)")
_POINTS_BETWEEN_THREES = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")

_RATIO = re.compile(r"(?:out of|of|in|per|from)(?: every| each)?(?: the)? ")


class UnreadableNumberError(ValueError):
    """What was typed is not one number. notice: why, as a clause for the one who typed it."""

    def __init__(self, notice: str) -> None:
        super().__init__(notice)
        self.notice = notice


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the text after it.

    is_share: it was given as so many of so many, and `value` is their ratio; is_part: as 1/10 or as a half.
    """

    value: Fraction
    rest: str
    is_share: bool = False
    is_part: bool = False


def read_amount(text: str, *, points_are_thousands: bool) -> Amount:
    """The number that a text begins with, after "about" and the like. Raises UnreadableNumberError.

    points_are_thousands: 330.000 is read as 330,000; otherwise as 330. Two points (1.234.567) can be nothing else.
    """
    text = _prepared(text)
    if _INEQUALITY.search(text):
        raise UnreadableNumberError(NO_INEQUALITY)
    if _RANGE.search(text):
        raise UnreadableNumberError(NO_RANGE)
    reader = _Reader(_JOINING_DASH.sub(" ", text), points_are_thousands)
    amount = reader.amount()
    if any(is_counting(word) for word in re.findall(r"\d|[^\W\d_]+", amount.rest)):
        raise UnreadableNumberError(ONE_NUMBER)
    return amount


def is_counting(word: str) -> bool:
    """Whether a word of the rest is another number."""
    return word in _COUNTING or word[0].isdecimal()


def _prepared(text: str) -> str:
    """The text with plain signs and without what may stand before a number. Raises UnreadableNumberError."""
    letters = []
    for letter in text:
        if unicodedata.category(letter) == "No":
            # A fraction is spelled out; 10² must not become 102.
            if not unicodedata.decomposition(letter).startswith("<fraction>"):
                raise UnreadableNumberError(NO_NUMBER)
            letter = f" {unicodedata.normalize('NFKC', letter).replace(chr(0x2044), '/')} "
        letters.append(letter)
    text = " ".join(plain(_DASH.sub("-", "".join(letters))).replace("\u2044", "/").split())
    text = text.rstrip(" .!?,;:")
    while found := _LEAD.match(text):
        text = text[found.end() :]
    return text


class _Reader:
    """Reads tokens one after another; `place` is the next one."""

    def __init__(self, text: str, points_are_thousands: bool) -> None:
        self.text = text
        self.points_are_thousands = points_are_thousands
        self.found = list(_TOKEN.finditer(text))
        self.place = 0
        self.is_part = False

    def amount(self) -> Amount:
        sign = self._sign()
        value = self._value()
        if value is None:
            raise UnreadableNumberError(NO_NUMBER)
        ratio = _RATIO.match(self.rest())
        if ratio:
            before = self.place
            self._skip(len(ratio.group().split()))
            whole = self._value()
            if whole is not None:
                if whole <= 0:
                    raise UnreadableNumberError(NO_NUMBER)
                return Amount(sign * value / whole, self.rest(), is_share=True)
            self.place = before
        return Amount(sign * value, self.rest(), is_part=self.is_part)

    def rest(self) -> str:
        return self.text[self.found[self.place].start() :] if self.place < len(self.found) else ""

    def _word(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.found[place].group() if place < len(self.found) else ""

    def _skip(self, number: int = 1) -> None:
        self.place += number

    def _sign(self) -> int:
        if self._word() in ("-", "minus", "negative"):
            self._skip()
            return -1
        if self._word() in ("+", "plus"):
            self._skip()
        return 1

    def _value(self) -> Fraction | None:
        """A numeral or number words, with their multipliers: 0.33 million, six and a half."""
        value = self._in_digits()
        if value is None:
            value = self._in_words()
        if value is None:
            return None
        value += self._and_a_part()
        while self._word() in _MULTIPLIERS:
            value *= _MULTIPLIERS[self._word()]
            self._skip()
        return value

    def _in_digits(self) -> Fraction | None:
        value = self._numeral()
        if value is None:
            return None
        over = self._over()
        if over is not None:
            self.is_part = True
            return value / over
        before = self.place
        upper = self._numeral()
        lower = None if upper is None else self._over()
        if upper is not None and lower is not None:
            return value + upper / lower
        self.place = before
        return value

    def _over(self) -> Fraction | None:
        """What stands after a slash."""
        if self._word() != "/":
            return None
        before = self.place
        self._skip()
        lower = self._numeral()
        if lower is None:
            self.place = before
        elif not lower:
            raise UnreadableNumberError(NO_NUMBER)
        return lower

    def _numeral(self) -> Fraction | None:
        if self.place >= len(self.found) or self.found[self.place].lastgroup != "numeral":
            return None
        text = self.found[self.place].group()
        self._skip()
        return _value_of(text, self.points_are_thousands)

    def _and_a_part(self) -> Fraction:
        """The half of "and a half", or nothing."""
        if self._word() == "and" and self._word(1) == "a" and self._word(2) in _PARTS:
            part = _PARTS[self._word(2)]
            self._skip(3)
            return part
        return Fraction(0)

    def _in_words(self) -> Fraction | None:
        """English number words up to billions, by the usual grammar; half a, a quarter of a."""
        is_one = self._word() in ("a", "an")
        if self._word(is_one) in _PARTS:
            return self._part(is_one)
        if is_one and self._word(1):
            self._skip()
            return Fraction(1)
        total, scale = Fraction(0), 10**12
        below: Fraction | None = None
        while word := self._word():
            if word == "and" and _is_small(self._word(1)):
                self._skip()
                continue
            if below is not None and _SCALES.get(word, scale) < scale:
                scale = _SCALES[word]
                total, below = total + below * scale, None
            elif word == "hundred" and below is not None and 0 < below < 100:
                below *= 100
            elif (fits := _added(word, below)) is not None:
                below = fits
            else:
                break
            self._skip()
        if below is None and not total:
            return None
        return total + (below or 0) + self._after_point()

    def _part(self, is_one: bool) -> Fraction:
        part = _PARTS[self._word(is_one)]
        self.is_part = True
        self._skip(1 + is_one)
        # Half a million, a quarter of a year.
        if self._word() == "of" and self._word(1) in ("a", "an"):
            self._skip()
        if self._word() in ("a", "an"):
            self._skip()
        return part

    def _after_point(self) -> Fraction:
        """The decimals of "zero point three three"."""
        if self._word() != "point" or self._word(1) not in _ONES:
            return Fraction(0)
        self._skip()
        decimals, worth = Fraction(0), Fraction(1)
        while self._word() in _ONES:
            worth /= 10
            decimals += _ONES[self._word()] * worth
            self._skip()
        return decimals


def _is_small(word: str) -> bool:
    return word in _ONES or word in _TEENS or word in _TENS


def _added(word: str, below: Fraction | None) -> Fraction | None:
    """The number below a thousand that this word makes of it; None if the word does not continue it."""
    value = _ONES.get(word, _TEENS.get(word, _TENS.get(word)))
    if value is None or below is None:
        return value
    if below >= 100 and below % 100 == 0 and value:
        return below + value
    if word in _ONES and value and below % 100 >= 20 and below % 10 == 0:
        return below + value
    return None


def _value_of(text: str, points_are_thousands: bool) -> Fraction:
    """The value of a numeral in digits with its points, commas and gaps."""
    has_points = _POINTS_BETWEEN_THREES.fullmatch(text) is not None
    if has_points and (points_are_thousands or text.count(".") > 1 or "," in text):
        return Fraction(text.replace(".", "").replace(",", "."))
    if re.search(r"[ ']", text) or re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return Fraction(re.sub(r"[ ,']", "", text))
    # One comma that does not part thousands is a decimal one: 0,33.
    return Fraction(text.replace(",", "."))
