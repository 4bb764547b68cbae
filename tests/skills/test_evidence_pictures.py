"""Pictures are drawn anew before anybody reads them: claim, draw in a process apart, note."""

from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from tests import given
from workforce.skills.evidence import actions, attaching, pictures
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.evidence.models import Attachment

LATITUDE = {0x8825: {1: "N", 2: (43.0, 7.0, 0.0)}}


def photo(kind: str, size=(3000, 1200)) -> bytes:
    """A photo that says where it was taken, lying on its side."""
    drawn, hidden = BytesIO(), Image.Exif()
    hidden[0x0112] = 6  # To be turned by a quarter.
    hidden[0x0110] = "Appareil de Mme Durand"
    hidden.get_ifd(0x8825).update(LATITUDE[0x8825])
    Image.new("RGB", size, (120, 30, 60)).save(drawn, kind, exif=hidden)
    return drawn.getvalue()


def attached(session, name: str, content: bytes) -> Attachment:
    one = actions.note(session, given.adviser(session).id, EvidenceDraft(what="Atelier"))
    attaching.attach(session, one, name, content)
    return session.exec(select(Attachment)).one()


def drawn(session, row: Attachment) -> Attachment:
    picture = pictures.claim(session, row.id)
    pictures.note(session, picture, pictures.draw_anew(picture))
    session.refresh(row)
    return row


@pytest.mark.parametrize(
    ("name", "kind"), [("photo.jpg", "JPEG"), ("photo.png", "PNG"), ("photo.webp", "WEBP")]
)
def test_a_photo_loses_what_it_hides_is_turned_upright_and_made_smaller(session, moment, name, kind):
    before = photo(kind)
    row = attached(session, name, before)
    assert (row.state, row.due_at is None) == ("waiting", False)
    assert attaching.content_of(session, row.id) is None
    drawn(session, row)
    assert (row.state, row.due_at, row.size) == ("ready", None, len(row.content))
    with Image.open(BytesIO(row.content)) as found:
        assert found.format == kind
        assert not dict(found.getexif())
        assert found.size == (960, 2400)
    assert b"Durand" in before
    assert b"Durand" not in row.content


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0<script>", b"\xff\xd8\xff" + b"\x00" * 500])
def test_a_photo_that_cannot_be_read_says_so_and_keeps_nothing(session, moment, content):
    row = drawn(session, attached(session, "photo.jpg", content))
    assert (row.state, row.content, row.due_at) == ("refused", b"", None)
    assert "enregistrez-la de nouveau" in row.refusal


def test_a_bomb_of_pixels_is_refused(session, moment):
    bomb = BytesIO()
    Image.new("1", (10_000, 9_000)).save(bomb, "PNG")
    row = drawn(session, attached(session, "plan.png", bomb.getvalue()))
    assert row.state == "refused"


def test_what_is_claimed_is_not_claimed_twice(session, moment):
    row = attached(session, "photo.jpg", photo("JPEG", (40, 40)))
    assert pictures.claim(session, row.id)
    assert pictures.claim(session, row.id) is None
