"""The bytes of a file as text: UTF-8 with or without mark, UTF-16 with mark, else Windows-1252."""

import codecs

from learn.classrooms.roster.refusal import RefusedError

MOST_BYTES = 2 * 1024 * 1024

_KINDS = (
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
)


def decoded(data: bytes, *, most_bytes: int = MOST_BYTES) -> str:
    """The text of a file. Raises RefusedError for an empty or too large one, and for what is no text."""
    if len(data) > most_bytes:
        raise RefusedError("too_large", most=most_bytes // (1024 * 1024))
    for start, code in _KINDS:
        if data.startswith(start):
            raise RefusedError(code)
    text = _text(data)
    if not text.strip("\ufeff \t\r\n,;"):
        raise RefusedError("empty")
    return text


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _strictly(data, "utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            # It has a letter for nearly every byte: what was meant otherwise is seen in the preview.
            text = _strictly(data, "cp1252")
    if "\x00" in text:
        raise RefusedError("not_text")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("not_text") from error
