"""What the site is made of: versions above their floors, licences that may be used, a list of parts that is whole."""

import json
from pathlib import Path

import pytest
import time_machine

from tools import supply

LOCK = supply.BASE_DIR / "requirements.txt"


def lock_of(folder: Path, *lines: str) -> Path:
    path = folder / "requirements.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def on_the_day():
    """The day on which the floors were looked up: their age is the audit's concern, not that of every change."""
    known = supply.tomllib.loads((supply.BASE_DIR / "floors.toml").read_text(encoding="utf-8"))
    with time_machine.travel(known["looked_up_on"]):
        yield


@pytest.mark.usefixtures("on_the_day")
def test_no_locked_version_is_below_its_floor():
    assert supply.main(["floors"]) == 0


def test_every_licence_may_be_used(capsys):
    assert supply.main(["licences"]) == 0
    assert "django 5.2" in capsys.readouterr().out


@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize(
    ("lines", "told"),
    [(["django==5.2.16"], "django: 5.2.16（5.2.17 以上"), (["brotli==1.2.1"], "pillow: なし")],
)
def test_a_version_below_its_floor_or_none_at_all_is_refused(tmp_path, capsys, lines, told):
    assert supply.main(["floors", "--lock", str(lock_of(tmp_path, *lines))]) == 1
    assert told in capsys.readouterr().out


def test_floors_that_nobody_looked_up_for_a_month_are_refused(capsys):
    with time_machine.travel("2027-03-01"):
        assert supply.main(["floors"]) == 1
    assert "調べ直してください" in capsys.readouterr().out


def test_a_package_for_another_machine_is_left_out_and_a_missing_one_is_no_silence(tmp_path):
    lock = lock_of(tmp_path, 'nowhere==1.0 ; sys_platform == "elsewhere"', "django==5.2.19")
    assert [pin.name for pin in supply.pins(lock)] == ["django"]
    with pytest.raises(supply.metadata.PackageNotFoundError):
        supply.licences(lock_of(tmp_path, "not-installed-anywhere==1.0"))


def test_the_list_of_parts_names_every_locked_package_and_what_is_vendored(capsys):
    assert supply.main(["sbom"]) == 0
    parts = {(part["name"], part["version"]) for part in json.loads(capsys.readouterr().out)["components"]}
    assert {(pin.name, pin.version) for pin in supply.pins(LOCK)} <= parts
    assert ("CKEditor", "4.22.1") in parts
