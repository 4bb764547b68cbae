"""What a worried reader looks for first in an employer's own offer: what its words say, and what its form states. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from workforce.offers.shown import Advertised, labels_shown
from workforce.offers.understanding.precarity import CODES, Label, label
from workforce.wording import date_fr


class Stated(Protocol):
    """What the form of an own offer states beside its terms."""

    pay_scale: str
    funded_until: date | None


def own_labels(offer: Advertised, stated: Stated) -> tuple[Label, ...]:
    """Return the labels of an own offer; what the form states wins over what is read in the words."""
    told = {one.code: one for one in _stated(offer, stated)}
    read = [one for one in labels_shown(offer) if one.code not in told and not _is_answered(one, stated)]
    return (*read, *told.values())


def codes_of(labels: tuple[Label, ...]) -> list[str]:
    """Return the codes that lists and searches keep."""
    return [one.code for one in labels if one.code in CODES]


def _stated(offer: Advertised, stated: Stated) -> Iterator[Label]:
    if stated.pay_scale and offer.pay_min is None:
        yield label("pay_scale", stated.pay_scale)
    if stated.funded_until:
        yield label("funded_until", words=f"financé jusqu’au {date_fr(stated.funded_until)}")


def _is_answered(one: Label, stated: Stated) -> bool:
    return one.code == "pay_unstated" and bool(stated.pay_scale)
