import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.setup.processes import gone, lives, within
from workforce import embedded
from workforce.leash import Leashed

START_AND_WAIT = """
import sys, time
from pathlib import Path
from workforce import embedded
server = embedded.start(Path(sys.argv[1]), durable=True)
print(server.url, flush=True)
time.sleep(100)
"""


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def server(var: Path) -> Iterator[embedded.Server]:
    with embedded.start(var, durable=False) as running:
        yield running


@pytest.fixture
def own_var(var: Path, server: embedded.Server, tmp_path: Path) -> Path:
    return tmp_path


def test_the_url_is_one_that_sqlalchemy_understands(server: embedded.Server):
    assert server.url.startswith("postgresql+psycopg://workforce@/workforce?host=/")


def test_the_product_is_not_a_superuser(server: embedded.Server):
    assert ask(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_the_product_may_create_databases(server: embedded.Server):
    assert ask(server.url, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True


def test_text_is_utf8_and_case_knows_accents(server: embedded.Server):
    assert ask(server.url, "SHOW server_encoding") == "UTF8"
    assert ask(server.url, "SELECT lower('ÉCHÉANCE À VENIR')") == "échéance à venir"


def test_instants_are_utc(server: embedded.Server):
    assert ask(server.url, "SHOW timezone") == "UTC"


def test_french_words_are_stemmed(server: embedded.Server):
    assert ask(
        server.url, "SELECT to_tsvector('french', 'médiatrices') @@ to_tsquery('french', 'médiatrice')"
    )


def test_no_network_port_is_open(server: embedded.Server):
    assert ask(server.url, "SHOW listen_addresses") == ""


def test_other_accounts_are_shut_out(server: embedded.Server, var: Path):
    assert (var / "postgres").stat().st_mode & 0o077 == 0


def test_a_second_start_joins_the_server_and_leaves_it_running(server: embedded.Server, var: Path):
    with embedded.start(var) as guest:
        assert guest.url == server.url
        assert not isinstance(guest, embedded.OwnServer)
    assert ask(server.url, "SELECT 1") == 1


def test_who_wants_its_own_server_is_told_that_one_runs(server: embedded.Server, var: Path):
    with pytest.raises(embedded.EmbeddedError, match="Une autre commande se sert"):
        embedded.start(var, own=True, patience=0.1)


def test_the_owner_waits_for_its_guests(tmp_path: Path):
    owner = embedded.start(tmp_path, durable=False)
    guest = embedded.start(tmp_path)
    leaving = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=[guest._lock]
    )
    guest.stop()  # The process above still holds the guest's lock.
    assert owner.cluster.lock("guests") is None
    leaving.communicate()
    owner.stop(patience=30)
    assert owner.process.poll() == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ['l\'élan, le "pas"', "x" * 120])
def test_any_folder_name_will_do(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    with embedded.start(tmp_path / name, durable=False) as server:
        sockets = Path(server.url.partition("host=")[2].partition("&")[0])
        assert ask(server.url, "SELECT 1") == 1
    assert not sockets.exists()


@pytest.mark.slow
def test_data_survives_the_murder_of_everything(tmp_path: Path):
    url, owner, postmaster = _elsewhere(tmp_path)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer", rows=False)
    with owner:
        os.kill(postmaster, signal.SIGKILL)
        owner.kill()
    assert gone(postmaster)
    assert (tmp_path / "postgres" / "data" / "postmaster.pid").exists()
    with embedded.start(tmp_path) as server:
        assert ask(server.url, "SELECT answer FROM kept") == 42


@pytest.mark.slow
def test_a_server_whose_owner_is_killed_ends_and_leaves_nothing_to_recover(tmp_path: Path):
    _, owner, postmaster = _elsewhere(tmp_path)
    with owner:
        owner.kill()
    assert gone(postmaster)
    assert not (tmp_path / "postgres" / "data" / "postmaster.pid").exists()


@pytest.mark.slow
def test_a_start_during_the_end_of_a_killed_run_waits_for_it(tmp_path: Path):
    url, owner, postmaster = _elsewhere(tmp_path)
    with owner:
        owner.kill()
    with embedded.start(tmp_path, own=True) as server:
        assert server.url == url
        assert not lives(postmaster)
        assert ask(server.url, "SELECT 1") == 1


@pytest.mark.slow
def test_the_number_of_a_dead_server_may_belong_to_another_process(tmp_path: Path):
    with embedded.start(tmp_path, durable=False) as server:
        marks = server.cluster.postmaster()
    stranger = Leashed(["sleep", "100"], account=server.cluster.account)
    marks[0] = str(stranger.pid)
    (tmp_path / "postgres" / "data" / "postmaster.pid").write_text("\n".join(marks))
    with embedded.start(tmp_path, durable=False) as server:
        assert ask(server.url, "SELECT 1") == 1
    assert lives(stranger.pid)
    stranger.end()


@pytest.mark.slow
def test_a_folder_that_was_half_made_is_made_again(tmp_path: Path):
    half_made = tmp_path / "postgres" / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18")
    with embedded.start(tmp_path, durable=False) as server:
        assert ask(server.url, "SELECT 1") == 1


@pytest.mark.slow
def test_a_server_that_is_killed_can_be_revived_at_the_same_url(tmp_path: Path):
    with embedded.start(tmp_path, own=True) as server:
        assert isinstance(server, embedded.OwnServer)
        os.kill(server.process.pid, signal.SIGKILL)
        within(5, lambda: server.process.poll() is not None)
        server.process.end()
        server.revive()
        assert ask(server.url, "SELECT 1") == 1


def test_data_of_another_version_is_refused_and_left_alone(tmp_path: Path):
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(embedded.EmbeddedError, match="vient de PostgreSQL 12"):
        embedded.start(tmp_path)
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_a_server_that_cannot_start_says_how_its_log_ends(own_var: Path, server: embedded.Server):
    data = own_var / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    with pytest.raises(embedded.EmbeddedError, match=r"Le journal .* se termine ainsi"):
        embedded.start(own_var)


def ask(url: str, question: str, *, rows: bool = True) -> object:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        answer = connection.execute(question)  # type: ignore[arg-type]
        return answer.fetchone()[0] if rows else None  # type: ignore[index]


def _elsewhere(var: Path) -> tuple[str, subprocess.Popen[str], int]:
    """Start a server from another process; return its URL, that process and the server's."""
    owner = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(var)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert owner.stdout is not None
    url = owner.stdout.readline().strip()
    return url, owner, int((var / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
