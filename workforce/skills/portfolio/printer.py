"""The door of Typst, in a process of its own that may be killed: a portfolio as plain values in, its PDF out.

Run as `python -m workforce.skills.portfolio.printer`; `printing` has `apart` start it, feed it and end it. The words of the
person are data for the page, never a part of its program: nothing in them is read as a command or a path.
"""

import base64
from pathlib import Path
from typing import Any

import typst

from workforce import answering

HERE = Path(__file__).parent


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:  # noqa: ARG001 - Every reader is asked the same way.
    """Return the PDF of a portfolio, tagged (PDF/UA-1): headings and links as a screen reader follows them."""
    drawn = typst.compile(
        HERE / "portfolio.typ", root=HERE, sys_inputs={"portfolio": document.decode()}, pdf_standards=["ua-1"]
    )
    return {"pdf": base64.b64encode(drawn).decode()}


if __name__ == "__main__":
    answering.serve(answer)
