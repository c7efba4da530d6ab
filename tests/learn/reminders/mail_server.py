"""MailServer: a mail server of its own process's, that keeps what it is given, and can fall silent over a mail."""

import socketserver
import threading


class _Line(socketserver.StreamRequestHandler):
    server: "MailServer"

    def handle(self) -> None:
        self._say("220 here")
        address = ""
        while words := self.rfile.readline().decode().split():
            verb = words[0].upper()
            if verb == "RCPT":
                address = words[1].partition("<")[2].rstrip(">")
                self._say("250 fine")
            elif verb == "DATA":
                self._say("354 go on")
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.decode())
                self.server.take(address, "".join(lines))
                self._say("250 taken")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """taken: the addresses of the mails it took; texts: those as they came. A context; url: for OSTEON_EMAIL_URL."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.taken: list[str] = []
        self.texts: list[str] = []
        self.answers = threading.Event()
        self.answers.set()
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.answers.set()
        self.shutdown()
        self.server_close()

    def take(self, address: str, text: str) -> None:
        """Takes a mail, and says so unless it is to be silent."""
        self.texts.append(text)
        self.taken.append(address)
        self.answers.wait()
