"""A server that dies in the middle of a save leaves the release wholly as before or wholly as after."""

import os
import subprocess
import sys

from tests.server import BASE_DIR, heard

# CI kills as often as the promise says; a developer's run stays short.
KILLS = 200 if os.environ.get("CI") == "true" else 40


def test_a_save_that_is_killed_is_wholly_done_or_not_at_all(databases, tmp_path):
    environment = {
        **os.environ,
        **heard({"DATABASE_URL": databases.create("killing"), "MEDIA_ROOT": str(tmp_path)}),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    result = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(KILLS)],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    databases.drop("killing")
    assert result.returncode == 0, result.stderr[-3000:]
    assert f"{KILLS} kills" in result.stdout
    before, after = (int(word) for word in result.stdout.split() if word.isdecimal() and int(word) != KILLS)
    # Killed too early or too late each time, nothing would have been tried.
    assert before > KILLS / 10
    assert after > KILLS / 50
    print(result.stdout)
