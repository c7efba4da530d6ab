"""The sample base: small, of every kind, read anew from its text so that a test can spoil it first."""

from pathlib import Path

import pytest

from cards.facts.kinds import Base
from cards.facts.reader import read_base, read_base_text

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def sample_text() -> str:
    return (Path(__file__).parent / "sample.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sample(sample_text: str) -> Base:
    return read_base_text(sample_text)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    return REPOSITORY / "cards" / "facts" / "bone-metastases"


@pytest.fixture(scope="session")
def shipped(shipped_folder: Path) -> Base:
    """The base that Osteon ships."""
    return read_base(shipped_folder)
