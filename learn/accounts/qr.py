"""QR codes as what an SVG needs: one path over the dark squares."""

from dataclasses import dataclass
from typing import Any

from qrcode.main import QRCode


@dataclass(frozen=True, slots=True)
class Squares:
    """size: squares along one side, the quiet margin included. path: an SVG path over the dark ones, each 1 by 1."""

    size: int
    path: str


def qr_squares(text: str) -> Squares:
    code: QRCode[Any] = QRCode(border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    path = "".join(
        f"M{column},{row}h1v1h-1z" for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    )
    return Squares(len(matrix), path)
