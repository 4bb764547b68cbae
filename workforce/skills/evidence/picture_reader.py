"""The door of Pillow, in a process of its own that may be killed: a picture in, the same picture without what it hides out.

Run as `python -m workforce.skills.evidence.picture_reader`; `pictures` has `apart` start it, feed it and kill it.
"""

import base64
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from workforce import answering

LONGEST_SIDE = 2400  # Pixels: enough to read a page that was photographed.
MOST_PIXELS = 80_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses twice as much.


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:
    """Return the picture drawn anew: turned upright, no wider than needed, nothing kept of place, date or device."""
    kind = FORMATS[question["media_type"]]
    with Image.open(BytesIO(document), formats=[kind]) as found:
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = Image.new(_mode(upright, kind), upright.size)
        plain.paste(upright.convert(plain.mode))
    drawn = BytesIO()
    plain.save(drawn, kind, **({} if kind == "PNG" else {"quality": 85}))
    return {"picture": base64.b64encode(drawn.getvalue()).decode()}


def _mode(picture: Image.Image, kind: str) -> str:
    """Return how the pixels are kept: with what shows through, where the format and the picture have it."""
    return "RGBA" if kind != "JPEG" and picture.has_transparency_data else "RGB"


if __name__ == "__main__":
    answering.serve(answer)
