"""What a phone loads, cold and compressed, to study its first card: from the site as it is served."""

import re
import shutil
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.served import Site, Visitor

pytestmark = pytest.mark.embedded

MOST_BYTES = 30 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, served_data: Path):
    data = shutil.copytree(served_data, tmp_path_factory.mktemp("weighed") / "data")
    with Site(data, workers=1, arguments=["--no-worker"]) as site:
        yield site


def on_the_wire(site: Site, address: str, visitor: Visitor) -> tuple[int, dict[str, str]]:
    """Bytes of a response with its headers, as a browser that takes brotli and gzip gets it."""
    connection = HTTPConnection("127.0.0.1", site.port)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    connection.request("GET", address, headers={"Accept-Encoding": "gzip, deflate, br", "Cookie": cookies})
    response = connection.getresponse()
    assert response.status == 200
    headers = dict(response.headers.items())
    size = sum(len(f"{name}: {value}\r\n") for name, value in headers.items()) + len(response.read())
    connection.close()
    return size, headers


def test_the_review_page_weighs_at_most_30_kb(site: Site) -> None:
    visitor = Visitor(site.port)
    visitor.start()
    html = visitor.get("/study/").text
    parts = [
        address for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html) if address.endswith((".css", ".js"))
    ]
    assert len(parts) == 4, "its look, htmx, and two scripts of its own"
    weights = {}
    for address in ("/study/", *parts):
        weights[address], headers = on_the_wire(site, address, visitor)
        assert headers.get("Content-Encoding") in ("br", "gzip"), address
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_what_is_loaded_once_is_kept_for_good(site: Site) -> None:
    visitor = Visitor(site.port)
    address = re.search(r'href="(/static/[^"]+\.css)"', visitor.get("/help/").text)[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", address), "its name changes with what it holds"
    _, headers = on_the_wire(site, address, visitor)
    assert "immutable" in headers["Cache-Control"]


def test_the_stylesheet_is_about_6_kb_compressed() -> None:
    import brotli

    sheet = Path(__file__).resolve().parents[3] / "learn" / "static" / "learn" / "osteon.css"
    assert len(brotli.compress(sheet.read_bytes())) < 6 * 1024
