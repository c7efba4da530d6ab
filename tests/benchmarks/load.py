"""A load that costs little itself: requests made beforehand, sent over a few kept connections, each after its reply."""

import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode


def request(port: int, fields: dict[str, str], headers: dict[str, str], path: str = "/study/answer/") -> bytes:
    """A POST of a form, ready to be sent."""
    body = urlencode(fields).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


PER_CONNECTION = 20
"""Requests sent over one connection before the next is opened: with connections kept for good, all of them could
stay with the one of gunicorn's workers that happened to accept them first."""


@dataclass
class Outcome:
    """What a load came to. waits: seconds from sending to the whole reply."""

    seconds: float = 0
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.waits)

    @property
    def p99(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.99)]


class _Client:
    """One connection at a time. waits count from before a new one is opened."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self._port = port
        self._requests = requests
        self._left = 0
        self._received = b""
        self.socket: socket.socket | None = None
        self.sent_at = 0.0

    def send_next(self, selector: selectors.BaseSelector) -> None:
        """Sends the next request, over a new connection if this one has had enough."""
        following = next(self._requests, None)
        assert following is not None, "the requests made beforehand ran out"
        self.sent_at = time.perf_counter()
        if self._left == 0:
            self.close(selector)
            self.socket = socket.create_connection(("127.0.0.1", self._port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(self.socket, selectors.EVENT_READ, self)
            self._left = PER_CONNECTION
        self._left -= 1
        self._received = b""
        assert self.socket is not None
        self.socket.sendall(following)

    def close(self, selector: selectors.BaseSelector) -> None:
        if self.socket is not None:
            selector.unregister(self.socket)
            self.socket.close()
            self.socket = None

    def receive(self) -> int | None:
        """The reply's status once all of it is there."""
        assert self.socket is not None
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed a kept connection")
        self._received += chunk
        head, gap, body = self._received.partition(b"\r\n\r\n")
        if not gap or len(body) < _content_length(head):
            return None
        return int(head[9:12])


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("a reply without Content-Length")


def run(port: int, requests: Sequence[Iterator[bytes]], seconds: float) -> Outcome:
    """Sends each client's requests, one after the other, for so many seconds."""
    outcome = Outcome()
    with selectors.DefaultSelector() as selector:
        clients = [_Client(port, own) for own in requests]
        start = time.perf_counter()
        for client in clients:
            client.send_next(selector)
        while selector.get_map():
            for key, _ in selector.select(timeout=30):
                client = key.data
                status = client.receive()
                if status is None:
                    continue
                now = time.perf_counter()
                outcome.waits.append(now - client.sent_at)
                outcome.statuses[status] += 1
                if now - start > seconds:
                    client.close(selector)
                else:
                    client.send_next(selector)
        outcome.seconds = time.perf_counter() - start
    return outcome
