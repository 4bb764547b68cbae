"""The laws that import-linter cannot see: each door has one keeper, found by reading the code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("workforce", "workers") for path in (ROOT / folder).rglob("*.py"))

# What opens a door → the only modules that may hold its key.
DOORS = {
    "apprise": {"workforce/alerts/channels.py"},
    "dramatiq": {"workers/"},
    "email.message": {"workforce/alerts/mail.py"},
    "feedgenerator": {"workforce/offers/syndication/writing.py"},
    "feedparser": {"workforce/feeds/reader.py"},
    "PIL": {"workforce/skills/evidence/picture_reader.py"},
    "puremagic": {"workforce/skills/evidence/file_kinds.py"},
    "typst": {"workforce/skills/portfolio/printer.py"},
    "flask": {"workforce/app.py", "workforce/web/"},
    "granian": {"workforce/serve.py"},
    "icalendar": {"workforce/calendars/writing.py"},
    "pydantic_settings": {"workforce/settings.py"},
    "python_calamine": {"workforce/contracts/imports/file_door.py"},
    "xlsxwriter": {"workforce/spreadsheets.py"},
    "smtplib": {"workforce/alerts/mail.py"},
    "h11": {"workforce/feeds/asking.py", "workforce/feeds/connections.py", "workforce/feeds/fetching.py"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.thorough
@pytest.mark.parametrize("door", DOORS)
def test_each_door_has_one_keeper(door):
    opened = {
        place(path)
        for path in SOURCES
        if any(name == door or name.startswith(f"{door}.") for name in imports(path))
    }
    strangers = {name for name in opened if not any(name.startswith(keeper) for keeper in DOORS[door])}
    assert opened, f"nobody opens {door} any more: take it off the list"
    assert not strangers


def calls(path: Path) -> set[str]:
    return {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }


def test_only_the_clock_asks_what_time_it_is():
    asked = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    assert {place(path) for path in SOURCES if calls(path) & asked} == {"workforce/clock.py"}


def test_only_settings_reads_the_environment():
    readers = {
        place(path)
        for path in SOURCES
        if any(
            isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    }
    assert readers <= ENVIRONMENT_KEEPERS


# Starting other programs hands them an environment: these pass it on, and decide nothing by it.
ENVIRONMENT_KEEPERS = {"workforce/settings.py", "workforce/cluster.py", "workforce/leash.py"}


def test_no_module_is_named_for_nothing():
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert not [place(path) for path in SOURCES if path.stem in vague]


def test_the_web_loads_neither_queue_nor_broker_nor_what_reads_hostile_files():
    import subprocess  # noqa: PLC0415 - A fresh process: this one has loaded everything.
    import sys  # noqa: PLC0415

    kept_out = "{'dramatiq', 'redis', 'feedparser', 'python_calamine', 'PIL', 'typst'}"
    asked = f"import sys, workforce.app; print(sorted({kept_out} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
