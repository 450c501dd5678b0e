"""The pictures of both guides come from the site as it runs, so that they do not age."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


@pytest.mark.usefixtures("browser")
def test_the_pictures_of_the_guides_are_taken_from_the_running_site(tmp_path):
    subprocess.run([sys.executable, "tools/screenshots.py", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    kept = {path.relative_to(ROOT / "static") for path in (ROOT / "static").rglob("guide/*.webp")}
    taken = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.webp")}
    assert taken == kept
    for file in kept:
        assert size_of(tmp_path / file) == size_of(ROOT / "static" / file)
