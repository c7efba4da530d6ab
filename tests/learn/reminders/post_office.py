"""PostOffice: a mail backend that keeps what it is given, and can refuse, break down, or be shut."""

import threading
import time
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend


class PostOffice(BaseEmailBackend):
    """mails: what was taken. opened: how often a line was opened. is_shut: none can be.

    troubles: what the next mails meet, one each: an exception to raise instead of taking it, or None. seconds: that
    taking a mail lasts.
    """

    mails: ClassVar[list[EmailMultiAlternatives]] = []
    troubles: ClassVar[list[BaseException | None]] = []
    opened: ClassVar[int] = 0
    is_shut: ClassVar[bool] = False
    seconds: ClassVar[float] = 0
    _lock: ClassVar[Any] = threading.Lock()

    @classmethod
    def clear(cls) -> None:
        cls.mails, cls.troubles, cls.opened, cls.is_shut, cls.seconds = [], [], 0, False, 0

    @classmethod
    def addresses(cls) -> list[str]:
        return sorted(address for mail in cls.mails for address in mail.to)

    def open(self) -> bool:
        if PostOffice.is_shut:
            raise ConnectionRefusedError("ada@example.org was not reached")
        PostOffice.opened += 1
        return True

    def send_messages(self, email_messages: Sequence[EmailMultiAlternatives]) -> int:
        for message in email_messages:
            time.sleep(PostOffice.seconds)
            with self._lock:
                trouble = PostOffice.troubles.pop(0) if PostOffice.troubles else None
                if trouble is not None:
                    raise trouble
                PostOffice.mails.append(message)
        return len(email_messages)
