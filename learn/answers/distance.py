"""Distance: how many slips lie between two words. A slip is a letter left out, added, taken for another, or a swap.

F. J. Damerau, "A technique for computer detection and correction of spelling errors", Communications of the ACM 7(3),
1964: these four made up four fifths of the errors he found. No letter is moved twice (optimal string alignment).
"""


def distance(one: str, other: str, limit: int) -> int:
    """The number of slips between two texts, or limit + 1 where there are more than `limit`; the same both ways."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _without_what_they_share(one, other)
    if not one or not other:
        return min(len(one) + len(other), limit + 1)
    return min(_aligned(one, other, limit), limit + 1)


def _without_what_they_share(one: str, other: str) -> tuple[str, str]:
    """Both without their common beginning and end, which no shortest way changes."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _aligned(one: str, other: str, limit: int) -> int:
    """The table of distances, row by row, only as far from its diagonal as the limit reaches."""
    too_far = limit + 1
    width = len(other)
    beyond: list[int] = [too_far] * (width + 1)
    before: list[int] = beyond
    above: list[int] = [*range(min(width, limit) + 1), *beyond[limit + 1 :]]
    for row, letter in enumerate(one, start=1):
        here = beyond.copy()
        here[0] = row if row < too_far else too_far
        least = here[0]
        for column in range(max(1, row - limit), min(width, row + limit) + 1):
            slips = above[column - 1]
            if letter != other[column - 1]:
                slips = 1 + min(slips, above[column], here[column - 1])
                is_swap = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == other[column - 1]
                if is_swap and before[column - 2] + 1 < slips:
                    slips = before[column - 2] + 1
            if slips < too_far:
                here[column] = slips
                least = min(least, slips)
        if least == too_far:
            return too_far
        before, above = above, here
    return above[width]
