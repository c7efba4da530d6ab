"""A progress bar in letters."""


def bar(done: int, total: int, width: int = 30) -> str:
    """How many of how many learners are done, as a line."""
    filled = width * done // total
    return f"[{'#' * filled}{'.' * (width - filled)}] {done} of {total} learners"
