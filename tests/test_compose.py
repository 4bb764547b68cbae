"""compose.yaml is valid, guarded, and every command of ours in it runs."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.setup.processes import within
from workforce import embedded
from workforce.settings import Settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
SETTINGS = set(Settings.model_fields)
ONE_SHOT = {"migrate"}
PORT = "8000"  # The one that the web listens to in its container.


def test_it_follows_the_compose_specification():
    assert _breaches(COMPOSE) == []


def test_the_specification_would_notice_a_misspelt_key():
    assert _breaches({"services": {"web": {"image": "x", "comand": "y"}}})


def test_it_has_the_parts_of_the_product():
    assert set(SERVICES) == {"web", "worker", "tick", "migrate", "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_without_privileges_on_a_disk_it_cannot_write(name: str):
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in {"", "0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))
def test_a_service_that_stays_says_how_it_is(name: str):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(set(OURS) - ONE_SHOT))
def test_nothing_of_ours_starts_before_the_tables_are_there(name: str):
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_web_never_hears_of_the_queue():
    assert "BROKER_URL" not in SERVICES["web"]["environment"]
    assert "redis" not in SERVICES["web"]["depends_on"]


def test_workers_can_be_many():
    assert "container_name" not in SERVICES["worker"]
    assert "ports" not in SERVICES["worker"]


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_of_ours_is_given_is_a_setting(name: str):
    service = SERVICES[name]
    assert {variable.lower() for variable in service["environment"]} <= SETTINGS
    assert set(service["secrets"]) <= SETTINGS


def test_every_secret_is_a_file_that_git_ignores():
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert set(COMPOSE["secrets"]) == used
    files = [secret["file"] for secret in COMPOSE["secrets"].values()]
    assert all(file.startswith("./secrets/") for file in files)
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_no_secret_is_written_in_the_file():
    values = [
        str(value) for service in SERVICES.values() for value in service.get("environment", {}).values()
    ]
    assert [value for value in values if re.search(r"://[^/]*:[^/]*@", value)] == []


def test_the_image_ends_as_an_ordinary_account_and_copies_what_exists():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert [source for sources in copied for source in sources if not (ROOT / source).exists()] == []
    assert SERVICES["web"]["user"] == "10001:10001"


def test_what_the_image_copies_is_not_ignored():
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert {source.split("/")[0] for sources in copied for source in sources} <= kept


class Machine:
    """A database and a Redis on this machine, and the services' commands run as they are written."""

    def __init__(self, folder: Path, database_url: str, broker_port: int, web_port: int) -> None:
        self.folder = folder
        self.web_port = web_port
        self.environment = os.environ | {
            "DATABASE_URL": database_url,
            "BROKER_URL": f"redis://127.0.0.1:{broker_port}/0",
            "SECRET_KEY": "k" * 40,
            "VAR_DIR": str(folder),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                self._words(SERVICES[name]["command"]), env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )
        return self.running[name]

    def is_healthy(self, name: str) -> bool:
        assert self.running[name].poll() is None, self.said(name)
        command = self._words(SERVICES[name]["healthcheck"]["test"][1:])
        asked = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, check=False)
        return asked.returncode == 0

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def end(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()

    def _words(self, command: list[str]) -> list[str]:
        """Return the command with its defaults filled in, for this machine's programs and a free port."""
        filled = [
            re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", word).replace(PORT, str(self.web_port)) for word in command
        ]
        programs = {"python": sys.executable, "workforce": str(Path(sys.executable).with_name("workforce"))}
        return [programs.get(filled[0], filled[0]), *filled[1:]]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    port = free_port()
    command = [*SERVICES["redis"]["command"], "--port", str(port), "--bind", "127.0.0.1"]
    with (
        embedded.start(folder, durable=False) as server,
        subprocess.Popen([shutil.which("redis-server") or "redis-server", *command[1:]], cwd=folder) as redis,
    ):
        ours = Machine(folder, server.url, port, free_port())
        within(10, lambda: _listens(port))
        migrated = ours.start("migrate")
        migrated.wait(60)
        yield ours
        ours.end()
        redis.terminate()


@pytest.mark.slow
def test_the_tables_are_made_once_and_made_again_without_harm(machine: Machine):
    assert machine.running["migrate"].returncode == 0, machine.said("migrate")
    assert machine.start("migrate").wait(60) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["web", "tick", "worker"])
def test_a_service_becomes_healthy_and_stops_when_asked(machine: Machine, name: str):
    process = machine.start(name)
    within(60, lambda: machine.is_healthy(name))
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0, machine.said(name)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def _breaches(compose: dict[str, Any]) -> list[str]:
    """Return what the compose specification finds against a file."""
    file = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    validator = jsonschema.Draft202012Validator(json.loads(file.read_text()))
    return [error.message for error in validator.iter_errors(compose)]
