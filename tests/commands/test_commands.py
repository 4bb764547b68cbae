"""Every command, as the operator types it: what it says, what `--json` gives, how a mistake ends."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from tests import given
from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.flows.test_contract_thread import AWA, team_file
from tests.flows.test_offer_thread import feed_of
from workforce import clock
from workforce.accounts.models import Account
from workforce.contracts.models import Contract
from workforce.database import transaction
from workforce.offers.models import Feed, Offer
from workforce.offers.sources.outlines.models import OutlineImport

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(own_database):
    def run(*words, **environment):
        return subprocess.run(
            [sys.executable, "-c", "from workforce.cli import main; main()", *map(str, words)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": own_database} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def ask(run):
    def ask(*words, **environment):
        done = run(*words, "--json", **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def count(model) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_a_team_file_is_compared_then_written_then_changes_nothing(run, ask, tmp_path):
    with transaction() as session:
        given.network(session)
    bad = (*AWA[:4], "31/02/2025", *AWA[5:6], "autre@exemple.fr", *AWA[7:])
    file = tmp_path / "equipe.xlsx"
    file.write_bytes(team_file(AWA, bad))
    words = ("import", file, "--network", "Réseau du Var")
    seen = ask(*words)
    assert (seen["written"], seen["counts"], count(Contract)) == (False, {"new": 1, "refused": 1}, 0)
    assert "31/02/2025" in str(seen["rows"])
    assert ask(*words, "--write")["counts"] == {"new": 1, "refused": 1}
    assert ask(*words, "--write")["counts"] == {"unchanged": 1, "refused": 1}
    assert count(Contract) == 1
    assert "31/02/2025" in run(*words).stdout


def test_a_first_import_makes_the_first_network_and_two_networks_want_a_name(ask, run, tmp_path):
    file = tmp_path / "equipe.xlsx"
    file.write_bytes(team_file(AWA))
    assert ask("import", file, "--write")["counts"] == {"new": 1}
    with transaction() as session:
        given.network(session, "Un autre réseau")
    done = run("import", file)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "Dites quel réseau, avec --network : Mon réseau, Un autre réseau.",
    )


def test_a_file_that_is_no_such_file_is_refused_in_words(run, tmp_path):
    with transaction() as session:
        given.network(session)
    file = tmp_path / "page.xlsx"
    file.write_text("<html><body>Bonjour</body></html>")
    done = run("import", file, "--network", "Réseau du Var")
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    done = run("import", file, "--network", "Ailleurs")
    assert (done.returncode, done.stderr.strip()) == (2, "Aucun réseau ne s’appelle « Ailleurs ».")


def test_feeds_come_and_go_as_opml(ask, run, tmp_path):
    outlines = "".join(f'<outline text="{name}" xmlUrl="{url}"/>' for name, url in
                       (("A", "https://a.fr/rss"), ("B", "adresse"), ("C", "https://c.fr/rss")))  # fmt: skip
    (file := tmp_path / "flux.opml").write_text(f"<opml><body>{outlines}</body></opml>", "utf-8")
    seen = ask("feeds", "import-opml", file)
    assert (seen["lignes"], seen["ajoutées"], count(Feed), count(OutlineImport)) == (
        {"new": 2, "refused": 1},
        0,
        0,
        0,
    )
    assert seen["refusées"][0]["adresse"] == "adresse"
    assert ask("feeds", "import-opml", file, "--write")["ajoutées"] == 2
    assert ask("feeds", "import-opml", file, "--write")["lignes"] == {"known": 2, "refused": 1}
    ask("feeds", "export-opml", out := tmp_path / "sortie.opml")
    printed = run("feeds", "export-opml").stdout
    assert re.findall("xmlUrl=.*", out.read_text("utf-8")) == re.findall("xmlUrl=.*", printed) != []
    (file := tmp_path / "page.html").write_text("<html></html>", "utf-8")
    assert "n’est pas un fichier OPML" in run("feeds", "import-opml", file).stderr


def test_a_feed_is_added_polled_and_listed(ask, run, site):  # noqa: F811
    url = site.says(http(200, feed_of("Médiateur numérique", "Opérateur sur commande numérique"), ETag='"a"'))
    allowed = {"FEED_HOSTS_ALLOWED": site.place}
    feed = ask("feeds", "add", url)["source"]
    (first,) = ask("feeds", "poll", feed, **allowed)
    assert [first[name] for name in ("status", "new", "updated", "unchanged", "refused")] == [
        "lue",
        1,
        0,
        0,
        1,
    ]
    assert "commande numérique" in first["reasons"][0]
    (second,) = ask("feeds", "poll", "--all", **allowed)
    assert second["status"] == "inchangée"  # The site answered again, with the same bytes.
    assert count(Offer) == 1
    assert [one["title"] for one in ask("offers", "list", "--feed", feed, "--query", "médiateur")] == [
        "Médiateur numérique"
    ]
    assert ask("offers", "list", "--query", "boulanger") == []
    assert [one["state"] for one in ask("feeds", "list")] == ["active"]
    assert run("feeds", "add", url).stderr.strip() == "Cette source est déjà suivie."
    assert run("feeds", "add", "ftp://exemple.fr/flux").returncode == 2
    assert run("feeds", "poll", 999).stderr.strip() == "Aucune source ne porte le numéro 999."
    (refused,) = ask("feeds", "poll", feed)  # No longer allowed: the private network stays shut.
    assert "réseau privé" in refused["status"]


def test_people_are_invited_and_come_in_by_a_link(ask, run):
    asked = ask("users", "invite", "Odile@Exemple.fr", "--name", "Odile Roy", "--role", "operator")
    assert asked["adresse"] == "odile@exemple.fr"
    assert count(Account) == 1
    assert "/connexion/lien/" in ask("sign-in-link", "odile@exemple.fr")["lien"]
    assert run("sign-in-link", "personne@exemple.fr").returncode == 2
    assert run("users", "invite", "pas une adresse", "--name", "X", "--role", "operator").returncode == 2
    no_network = run("users", "invite", "b@exemple.fr", "--name", "B", "--role", "coordinator")
    assert (no_network.returncode, no_network.stderr.strip()) == (2, "Dites quel réseau, avec --network.")


def test_the_clock_is_played_forward_and_nothing_is_kept(ask, run):
    with transaction() as session:
        adviser = given.adviser(session)
        given.account(session, "adviser", "awa@exemple.fr", adviser_id=adviser.id, seen=True)
        end = clock.today() + timedelta(days=100)
        given.contract(session, adviser, starts=end - timedelta(days=500), ends=end)
    told = ask("simulate", "--from", clock.today(), "--until", end)
    mine = [
        (one["day"], one["occasion"].rsplit(":", 1)[1], one["state"])
        for one in told
        if one["recipient"] == "awa@exemple.fr" and one["occasion"].startswith("contract:")
    ]
    assert mine == [
        (str(end - timedelta(days=days)), str(step), "sent")
        for days, step in ((100, 180), (90, 90), (60, 60), (30, 30), (15, 15), (7, 7))
    ]
    others = {one["title"].split(" :")[0] for one in told if not one["occasion"].startswith("contract:")}
    assert others <= {
        "Récupération de vos données avant la fermeture des accès",
        "Inscription à France Travail",
    }
    assert ask("alerts", "list") == []
    backwards = run("simulate", "--from", date(2027, 1, 2), "--until", date(2027, 1, 1))
    assert (backwards.returncode, backwards.stderr.strip()) == (2, "Le dernier jour vient après le premier.")


def test_status_says_what_waits(ask):
    tables = {row["name"]: row["due"] for row in ask("status")}
    assert tables["event"] == 0
    assert {"alert", "contract", "delivery", "feed", "import"} - tables.keys() == {"alert"}


def test_a_demonstration_is_not_mixed_with_real_people(run):
    with transaction() as session:
        given.adviser(session)
    done = run("demo", "--small")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
