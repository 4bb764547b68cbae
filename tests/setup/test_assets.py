import json
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BUILD = runpy.run_path(str(ROOT / "assets" / "build.py"))
PINS = sorted((ROOT / "requirements").glob("*.txt"))


def test_the_npm_lock_names_no_registry_and_has_a_hash_for_each_package():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    bought = {name: package for name, package in packages.items() if name}
    assert [name for name, package in bought.items() if "resolved" in package] == []
    assert [name for name, package in bought.items() if not package["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize("pins", PINS, ids=lambda file: file.name)
def test_python_dependencies_are_pinned_with_hashes_and_without_an_index(pins: Path):
    text = pins.read_text()
    packages = re.split(r"\n(?=[a-z])", text.strip())
    assert "://" not in text
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


def test_what_the_product_runs_on_is_the_same_where_it_is_tested():
    run, dev, server = (_versions(ROOT / "requirements" / f"{name}.txt") for name in ("run", "dev", "server"))
    assert run.items() <= dev.items()
    assert server.items() <= run.items()


def test_every_icon_in_use_is_in_the_sprite_that_is_served():
    sprite = (ROOT / "workforce/web/static/vendor/icons.svg").read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == BUILD["icon_names"]()


def test_an_icon_is_a_drawing_without_its_frame():
    sprite = BUILD["sprite"](["calendar"])
    assert sprite.count("<svg") == 1
    assert re.search(r'<symbol id="calendar"[^>]*><path d="[^"]+" />', sprite)


def test_an_unknown_icon_is_refused_with_the_nearest_names():
    with pytest.raises(SystemExit, match=r"no icon 'calender'.*calendar"):
        BUILD["sprite"](["calender"])


@pytest.mark.parametrize("served", BUILD["SERVED"])
def test_what_browsers_load_is_there(served: str):
    file = ROOT / "workforce/web/static/vendor" / served
    assert any(file.iterdir()) if served.endswith("/") else file.stat().st_size > 0


def test_the_style_sheet_of_the_font_finds_its_files():
    vendor = ROOT / "workforce/web/static/vendor"
    files = re.findall(r"url\((\./[^)]+)\)", (vendor / "atkinson.css").read_text())
    assert files
    assert [file for file in files if not (vendor / file).is_file()] == []


def test_a_shape_is_read_from_its_relative_moves_and_written_without_drift():
    lines = BUILD["outlines"]("m 10,10 1.04,0 0,1.04 z m 5,0 1,1 0,1 z")
    assert lines == [[(10.0, 10.0), (11.0, 10.0), (11.0, 11.0)], [(15.0, 10.0), (16.0, 11.0), (16.0, 12.0)]]
    assert BUILD["path"](lines) == "M10,10l1,0 0,1zM15,10l1,1 0,1z"
    assert BUILD["box"](lines) == [10.0, 10.0, 16.0, 12.0]


def test_the_map_that_is_served_names_each_shape_and_its_licence():
    vendor = ROOT / "workforce/web/static/vendor"
    drawn = (vendor / "departements.svg").read_text()
    named = re.findall(r'<path id="d([^"]+)" d="M', drawn)
    assert len(named) == 96
    assert set(json.loads((vendor / "departements.json").read_text())) == set(named) >= {"2A", "2B", "83"}
    assert "CC BY 4.0" in drawn


def _versions(pins: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", pins.read_text(), re.MULTILINE))


def test_the_communes_are_compiled_with_their_codes_and_points():
    lines = (ROOT / "workforce/territories/communes.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    today = [row for row in rows if not row[6]]

    assert len(today) > 34_000
    assert len({row[0] for row in today}) == len(today)
    assert [row[1] for row in today if not row[4]] == []
    assert {row[6] for row in rows if row[6]} <= {row[0] for row in today}
