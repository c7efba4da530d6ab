"""Line: the line to the mail server, one for a whole run of mails. Delivery: what became of one mail."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

_logger = logging.getLogger(__name__)


class CutOffError(Exception):
    """The mail server cannot be reached; nothing was sent."""


class Fate(StrEnum):
    """refused: the mail server said no, so it did not arrive. lost: the line broke meanwhile, so it may have or not."""

    SENT = "sent"
    REFUSED = "refused"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Delivery:
    """reason: what the mail server or the line said, without any address; empty where it was sent."""

    fate: Fate
    reason: str = ""


class Line:
    """A line to the mail server; a context, which closes it. Opened when first needed, and anew after each trouble."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def open(self) -> None:
        """Raises CutOffError. Asked before a mail is claimed: a server that is away costs nobody their mail."""
        if self._is_open:
            return
        try:
            self._connection.open()
        except (SMTPException, OSError) as error:
            _logger.error("Mail cannot be sent (%s). See OSTEON_EMAIL_URL.", type(error).__name__)
            raise CutOffError from error
        self._is_open = True

    def deliver(self, message: EmailMessage) -> Delivery:
        """Sends a mail and says what came of it; raises nothing."""
        message.connection = self._connection
        try:
            message.send()
        except (SMTPRecipientsRefused, SMTPResponseException) as error:
            self._close()
            return Delivery(Fate.REFUSED, _reason(error))
        except Exception as error:
            # Perhaps it arrived: to send it again might send it twice.
            self._close()
            return Delivery(Fate.LOST, _reason(error))
        return Delivery(Fate.SENT)

    def _close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        try:
            self._connection.close()
        except (SMTPException, OSError):
            pass


def _reason(error: Exception) -> str:
    """The kind of error and the server's number. Its words are left out: most repeat the address."""
    codes: list[int] = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _said in error.recipients.values()]
    elif isinstance(error, SMTPResponseException):
        codes = [error.smtp_code]
    return " ".join([type(error).__name__, *map(str, codes)])[:100]
