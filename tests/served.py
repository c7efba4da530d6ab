"""The site as it runs for real, for tests and benchmarks: `manage.py serve` in a process group of its own.

Site: one data folder, served at one port. Visitor: one person with a cookie jar, who fills in the forms of a page.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60
# The site closes a connection that was idle for five seconds; on a busy machine it would be closed under a request.
MOST_IDLE_SECONDS = 2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, **extra: str) -> dict[str, str]:
    """This process's environment with no setting of Osteon's but the data folder and those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OSTEON_", "DJANGO_"))}
    return kept | {"OSTEON_DATA_DIR": str(data)} | extra


def manage(data: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Runs one management command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data, **extra),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


class Site:
    """A data folder being served. A context: at its end nothing of it runs any more."""

    def __init__(
        self, data: Path, *, workers: int = 2, cwd: Path = ROOT, arguments: Sequence[str] = (), **extra: str
    ) -> None:
        self.data = data
        self.extra = extra
        self.port = free_port()
        self._command = [
            sys.executable,
            str(ROOT / "manage.py"),
            "serve",
            f"--port={self.port}",
            f"--workers={workers}",
            *arguments,
        ]
        self._environment = environment(data, **extra)
        self._process: subprocess.Popen[bytes] | None = None
        self._cwd = cwd
        self._log = (cwd / data).with_name(f"{data.name}-{self.port}.log")

    def __enter__(self) -> "Site":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None and self.is_running:
            self.kill()

    def start(self) -> None:
        """Starts the site and returns once it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._cwd, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self._process.poll() is None, f"serve ended: {self.said()}"
            assert time.monotonic() < deadline, f"serve does not answer: {self.said()}"
            time.sleep(0.05)

    def said(self) -> str:
        """Everything it wrote to stdout and stderr, over all its starts."""
        return self._log.read_text()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not started"
        return self._process

    @property
    def is_running(self) -> bool:
        """Whether any process of its group is left."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def interrupt(self) -> int:
        """Ctrl-C: SIGINT to all of the group. Returns the exit code once nothing of it runs."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self._end()

    def kill(self) -> None:
        """Kills all of the group at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self._end()

    def _end(self) -> int:
        code = self.process.wait(PATIENCE_SECONDS)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.is_running:
            assert time.monotonic() < deadline, "a child of serve is still there"
            time.sleep(0.02)
        return code

    def _answers(self) -> bool:
        try:
            page = Visitor(self.port, timeout=PATIENCE_SECONDS).get("/help/")
        except (OSError, HTTPException):
            return False
        assert page.status == 200, f"serve answers with {page.status}: {self.said()}"
        return True


@dataclass
class Form:
    """A form of a page: where it goes, its fields with their values, and the named buttons (name, value)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._is_inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(values.get("action", "")))
            self._is_inside = True
        elif self._is_inside and tag == "input" and values.get("name"):
            if values.get("type") not in ("checkbox", "radio") or "checked" in values:
                self.found[-1].fields[values["name"]] = values.get("value", "")
        elif tag == "select":
            self._select = values.get("name", "")
        elif self._is_inside and tag == "option" and "selected" in values:
            self.found[-1].fields[self._select] = values.get("value", "")
        elif self._is_inside and tag == "button" and values.get("name"):
            self.found[-1].buttons.append((values["name"], values.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


@dataclass(frozen=True)
class Page:
    """A response, read."""

    status: int
    text: str
    location: str = ""

    def form(self, action: str) -> Form | None:
        """The first form that goes to this address, if there is one."""
        parser = _Forms()
        parser.feed(self.text)
        return next((form for form in parser.found if form.action == action), None)


class Visitor:
    """One person's browser, without the browser: cookies are kept, redirects are not followed."""

    def __init__(self, port: int, *, timeout: float = PATIENCE_SECONDS) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._timeout = timeout
        self._connection: HTTPConnection | None = None
        self._last_used = 0.0

    def get(self, address: str) -> Page:
        return self._request("GET", address, None)

    def post(self, address: str, fields: dict[str, str]) -> Page:
        return self._request("POST", address, urlencode(fields))

    def start(self, path: str = "nursing") -> Page:
        """Chooses a path on the welcome page: from then on this is a guest who studies."""
        form = self.get("/").form("/start/")
        assert form is not None, "the welcome page has no form"
        return self.post(form.action, form.fields | {"path": path})

    def another(self) -> "Visitor":
        """The same person in a second window: same cookies, a connection of its own."""
        twin = Visitor(self.port, timeout=self._timeout)
        twin.cookies = dict(self.cookies)
        return twin

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _request(self, method: str, address: str, body: str | None) -> Page:
        if time.monotonic() - self._last_used > MOST_IDLE_SECONDS:
            self.close()
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, address, body, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
            self._last_used = time.monotonic()
        except BaseException:
            self.close()
            raise
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Page(response.status, text, response.headers.get("Location", ""))
