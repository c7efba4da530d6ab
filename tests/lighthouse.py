"""Lighthouse on home, review and glossary: python -m tests.lighthouse [--least 98] [--keep FOLDER].

Serves a fresh site and asks Google's Lighthouse (installed by npm into a folder of its own, Debian's chromium) for its
four scores, cold, as a phone; then says what the review page weighs on the wire. Ends with 1 if a score is too low.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.served import Site, Visitor

RUNS = 3
TRIES = 4
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--least", type=int, default=98, help="the lowest score, of 100, that will do")
    parser.add_argument("--only", default="", help="only pages whose name holds this text")
    parser.add_argument("--keep", type=Path, help="where the reports go")
    chosen = parser.parse_args()
    if shutil.which("npm") is None:
        sys.exit("npm is not installed (Debian: apt-get install npm).")
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder) / "data") as site:
        tools = Path(folder) / "tools"
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--prefix", tools, "lighthouse"], check=True)
        visitor = Visitor(site.port)
        visitor.start()
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        is_low = False
        for name, path, cookie in (
            ("home", "/", ""),
            ("home of a learner", "/", cookies),
            ("review", "/study/", cookies),
            ("glossary", "/glossary/", ""),
        ):
            if chosen.only not in name:
                continue
            address = f"http://127.0.0.1:{site.port}{path}"
            reports = [_report(tools, Path(folder), address, cookie) for _ in range(RUNS)]
            # The middle one, as Lighthouse advises: a single run says as much of the machine as of the page.
            report = sorted(reports, key=lambda each: each["categories"]["performance"]["score"])[RUNS // 2]
            if chosen.keep:
                chosen.keep.mkdir(parents=True, exist_ok=True)
                (chosen.keep / f"{name}.json").write_text(json.dumps(report))
            scores = {category: round(100 * report["categories"][category]["score"]) for category in CATEGORIES}
            told = ", ".join(f"{category} {score}" for category, score in scores.items())
            sys.stdout.write(f"{name}: {told}; {_weight(report)}\n")
            sys.stdout.flush()
            is_low = is_low or min(scores.values()) < chosen.least
    return int(is_low)


def _report(tools: Path, folder: Path, address: str, cookie: str) -> dict:
    headers = folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}))
    command = [
        str(tools / "node_modules" / ".bin" / "lighthouse"),
        address,
        "--quiet",
        "--output=json",
        f"--extra-headers={headers}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu",
    ]
    chromium = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    for _ in range(TRIES):
        result = subprocess.run(command, env=chromium, capture_output=True, text=True, check=False)
        # Its own words where the browser gave it no trace to read.
        if "Please run Lighthouse again" not in result.stderr:
            break
    if result.returncode:
        sys.exit(f"Lighthouse could not look at {address}:\n{result.stderr}")
    return json.loads(result.stdout)


def _weight(report: dict) -> str:
    """What went over the wire: of everything, and of what the page needs (its icons and the worker left out)."""
    requests = report["audits"]["network-requests"]["details"]["items"]
    needed = [each for each in requests if each["resourceType"] in ("Document", "Stylesheet", "Script")]
    total = sum(each["transferSize"] for each in requests)
    return f"{sum(each['transferSize'] for each in needed)} bytes of page, style and script; {total} in all"


if __name__ == "__main__":
    sys.exit(main())
