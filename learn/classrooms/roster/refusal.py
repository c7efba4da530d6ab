"""RefusedError: nothing can be read from the file as a whole."""

from typing import Any


class RefusedError(Exception):
    """code: what is wrong with the file; values: what the words for it need."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
