"""The whole product, started as `make run` starts it: killed, started again, stopped."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.workers.conftest import free_port, reachable, wait_until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


class Product:
    """A running `workforce up --demo --json`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.folder = port, folder
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SECRET_KEY")}
        given = {"VAR_DIR": str(folder), "PORT": str(port), "WEB_WORKERS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from workforce.cli import main; main()", "up", "--demo", "--json"],
            cwd=ROOT,
            env=environment | given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.said = json.loads(self.process.stdout.readline())

    def get(self, path: str, opener=None) -> str:
        opener = opener or urllib.request.build_opener()
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def is_alive(self) -> bool:
        """Tell whether anything of it still runs: the web's port, or the database's own process."""
        if reachable(self.port):
            return True
        try:
            os.kill(int((self.folder / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0]), 0)
        except (FileNotFoundError, ProcessLookupError):
            return False
        return True

    def end(self, number: int) -> None:
        self.process.send_signal(number)
        self.process.wait(30)
        self.process.stdout.close()


def signed_in(product: Product, family: str):
    """Come in by the printed link, as a browser does."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = product.said["links"][family]
    page = opener.open(address, timeout=20).read().decode()
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    request = urllib.request.Request(
        address, data=f"csrf_token={token}".encode(), headers={"Referer": address}
    )
    return opener, opener.open(request, timeout=20).read().decode()


def test_it_starts_lets_each_family_in_survives_a_kill_and_ends_its_children(tmp_path):
    port = free_port()
    product = Product(tmp_path, port)
    try:
        assert json.loads(product.get("/healthz"))["status"] == "ok"
        assert len(product.said["links"]) == 5
        _, home = signed_in(product, "conseiller numérique")
        assert "Votre contrat se termine le" in home
        wait_until(lambda: 'passerelle_pulse_age_seconds{part="tick"}' in product.get("/metrics"))
        assert product.is_alive()
    finally:
        os.kill(product.process.pid, signal.SIGKILL)
        product.end(signal.SIGKILL)
    wait_until(lambda: not product.is_alive(), 20)

    began = time.monotonic()
    again = Product(tmp_path, port)
    try:
        _, home = signed_in(again, "conseiller numérique")
        assert "Votre contrat se termine le" in home, f"nothing was lost in {time.monotonic() - began:.0f} s"
    finally:
        again.end(signal.SIGINT)
    assert again.process.returncode == 0
    wait_until(lambda: not again.is_alive(), 20)
