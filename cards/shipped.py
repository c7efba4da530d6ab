"""Where the facts that come with the app stand."""

from pathlib import Path

_FACTS = Path(__file__).resolve().parent / "facts"


def shipped_bases() -> list[Path]:
    """The shipped bases: a folder or a TOML file each, in name order."""
    folders = (path for path in _FACTS.iterdir() if path.is_dir() and any(path.glob("*.toml")))
    return sorted([*folders, *_FACTS.glob("*.toml")])
