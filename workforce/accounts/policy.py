"""Who may see and do what: the one place that decides. Pure: it is handed who asks and what is asked for."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Grant:
    """One role and its bounds."""

    role: str
    network_id: int | None = None
    departement: str | None = None
    adviser_id: int | None = None
    employer_id: int | None = None
    body_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Who asks: an account and what it was granted."""

    account_id: int
    name: str
    email: str
    grants: tuple[Grant, ...]

    def roles(self) -> set[str]:
        """Return the roles held."""
        return {grant.role for grant in self.grants}

    def of(self, role: str) -> tuple[Grant, ...]:
        """Return the grants of one role."""
        return tuple(grant for grant in self.grants if grant.role == role)

    @property
    def adviser_id(self) -> int | None:
        """Return the file of the adviser that this person is."""
        return next((grant.adviser_id for grant in self.of("adviser")), None)

    @property
    def employer_ids(self) -> tuple[int, ...]:
        """Return the employers this person answers for."""
        return tuple(grant.employer_id for grant in self.of("employer") if grant.employer_id)

    @property
    def body_ids(self) -> tuple[int, ...]:
        """Return the training bodies this person answers for."""
        return tuple(grant.body_id for grant in self.of("trainer") if grant.body_id)


@dataclass(frozen=True)
class Place:
    """Where a thing belongs: what the bounds of a grant are held against."""

    adviser_id: int | None = None
    network_id: int | None = None
    departement: str | None = None
    employer_id: int | None = None
    body_id: int | None = None
    account_id: int | None = None
    published: bool = False
    adviser_ids: frozenset[int] = frozenset()  # Of those who counted on a thing that is no longer published.
    other_departement: str | None = None  # Of the second of two things that are looked at together.
    name: str = ""  # Of a network, for the page to say.


def anyone(actor: Actor | None, place: Place) -> bool:  # noqa: ARG001 - Every rule is asked the same way.
    """Open to all, signed in or not."""
    return True


def signed_in(actor: Actor, place: Place) -> bool:  # noqa: ARG001
    """Open to whoever is signed in, for what is theirs alone."""
    return True


def is_operator(actor: Actor, place: Place) -> bool:  # noqa: ARG001
    """Open to those who run the platform."""
    return "operator" in actor.roles()


def owns_file(actor: Actor, place: Place) -> bool:
    """Say whether this is the adviser's own file."""
    return place.adviser_id is not None and actor.adviser_id == place.adviser_id


def coordinates(actor: Actor, place: Place) -> bool:
    """Say whether the thing is in a network, and a département where bounded, that this person coordinates."""
    return place.network_id is not None and any(
        grant.network_id == place.network_id and grant.departement in (None, place.departement)
        for grant in actor.of("coordinator")
    )


def coordinates_network(actor: Actor, place: Place) -> bool:
    """Say whether this person coordinates a network, or a part of it: what they see is bounded again, row by row."""
    return place.network_id is not None and any(
        g.network_id == place.network_id for g in actor.of("coordinator")
    )


def may_see_import(actor: Actor, place: Place) -> bool:
    """Say whether an imported file may be read: one's own, or any of a network coordinated as a whole.

    A file speaks of everybody in it: whoever follows one département does not read another's.
    """
    whole = any(g.network_id == place.network_id and g.departement is None for g in actor.of("coordinator"))
    return coordinates_network(actor, place) and (whole or actor.account_id == place.account_id)


def answers_for_employer(actor: Actor, place: Place) -> bool:
    """Say whether this person answers for the employer."""
    return place.employer_id is not None and place.employer_id in actor.employer_ids


def may_write_handover(actor: Actor, place: Place) -> bool:
    """Say whether a handover sheet may be written: by whoever leaves, and by the structure that stays."""
    return owns_file(actor, place) or answers_for_employer(actor, place)


def may_see_handover(actor: Actor, place: Place) -> bool:
    """Say whether a handover sheet may be read: by those who write it, and by the coordinator of whoever leaves."""
    return may_write_handover(actor, place) or coordinates(actor, place)


def answers_for_body(actor: Actor, place: Place) -> bool:
    """Say whether this person answers for the training body."""
    return place.body_id is not None and place.body_id in actor.body_ids


def may_run_body(actor: Actor, place: Place) -> bool:
    """Say whether sessions may be posted for a training body: by its people, and by the operators for any body."""
    return place.body_id is not None and (answers_for_body(actor, place) or "operator" in actor.roles())


def may_see_file(actor: Actor, place: Place) -> bool:
    """Say whether an adviser's file may be read: their own, or one of the coordinator's territory."""
    return owns_file(actor, place) or coordinates(actor, place)


def may_change_contract(actor: Actor, place: Place) -> bool:
    """Say whether a contract may be recorded or changed: by its adviser, and by their coordinator."""
    return owns_file(actor, place) or coordinates(actor, place)


def may_see_offer(actor: Actor, place: Place) -> bool:
    """Say whether an offer's page may be read: published, it is everybody's; before, its employer's and the moderators'."""
    return place.published or answers_for_employer(actor, place) or "operator" in actor.roles()


def may_answer_offer(actor: Actor, place: Place) -> bool:  # noqa: ARG001
    """Say whether an offer may be written about, to its employer or to the moderators: by whoever may read it."""
    return place.published


def may_see_session(actor: Actor, place: Place) -> bool:
    """Say whether a training session may be read: open, it is everybody's.

    Withdrawn, it is its body's, the operators', and theirs who counted on it.
    """
    return place.published or actor.adviser_id in place.adviser_ids or may_run_body(actor, place)


def is_adviser(actor: Actor, place: Place) -> bool:  # noqa: ARG001
    """Open to advisers, for what is theirs alone."""
    return actor.adviser_id is not None


def may_tell_interest(actor: Actor, place: Place) -> bool:
    """Say whether this person may tell a training body that its session interests them: an adviser, of an open session."""
    return place.published and actor.adviser_id is not None


def owns_channel(actor: Actor, place: Place) -> bool:
    """Say whether this is one of the person's own channels."""
    return place.account_id is not None and place.account_id == actor.account_id


def owns_calendar(actor: Actor, place: Place) -> bool:
    """Say whether this is one of the person's own calendars."""
    return owns_channel(actor, place)


def owns_search(actor: Actor, place: Place) -> bool:
    """Say whether this is one of the searches that the person keeps."""
    return owns_channel(actor, place)


def owns_offer_feed(actor: Actor, place: Place) -> bool:
    """Say whether this is one of the secret addresses that the person opened for a list of offers."""
    return owns_channel(actor, place)


def may_settle_duplicate(actor: Actor, place: Place) -> bool:
    """Say whether two records may be compared, merged and parted: by who follows both, and by the operators."""
    other = replace(place, departement=place.other_departement)
    return "operator" in actor.roles() or (coordinates(actor, place) and coordinates(actor, other))


def departements_followed(actor: Actor, network_id: int) -> frozenset[str] | None:
    """Return the départements this coordinator is bounded to in a network; None for the whole of it."""
    bounds = {grant.departement for grant in actor.of("coordinator") if grant.network_id == network_id}
    return None if None in bounds else frozenset(bound for bound in bounds if bound)
