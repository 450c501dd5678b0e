"""Kills saves half-way: ``python -m tests.killing 200`` over a database of its own (DATABASE_URL, migrated).

A process is forked for each save, handles the request as a server's worker does, and gets SIGKILL at a random moment.
Afterwards the release must be wholly as before or wholly as after, and every photo that it names must be there.
"""

import os
import random
import signal
import sys
import time
from collections import Counter

import django


def save(client, pk: int, token: str) -> None:
    """Send the release's form with ``token`` in every field, in old and new rows, and with a photo."""
    from tests.admin_forms import AdminForm
    from tests.pictures import picture, upload

    form = AdminForm.open(client, f"/admin/releases/release/{pk}/change/")
    form.set(title=token, subtitle=token, lead=f"<p>{token}</p>")
    for rows in form.node.rows.values():
        for row in rows:
            row.fields["DELETE"] = ["on"]
    for _ in range(5):
        form.add("notes", marker=token, body=f"<p>{token}</p>")
        form.add("links", label=token, url="https://www.example.jp/", media="page")
    number = len(form.node.rows["photos"])
    form.add("photos", alt=token, focal_x=50, focal_y=50)
    form.uploads[f"photos-{number}-upload"] = upload(picture(500, 400))
    form.save()


def state_of(pk: int) -> str:
    """The one token that the whole release bears; AssertionError if it bears two, or a photo is not there."""
    from releases.compose import compose
    from releases.models import Release
    from releases.photo_store import missing_renditions

    release = Release.objects.get(pk=pk)
    document = compose(release)
    tokens = {document.title, document.subtitle, document.lead.replace("<p>", "").replace("</p>", "")}
    tokens |= {note.marker for note in document.notes} | {link.label for link in document.links}
    tokens |= {photo.alt for photo in document.all_photos}
    assert len(tokens) == 1, f"half a save: {tokens}"
    assert (len(document.notes), len(document.links), len(document.all_photos)) == (5, 5, 1), token_counts(document)
    for photo in document.all_photos:
        assert not missing_renditions(photo.key, photo.renditions), "a photo is named and not there"
    return tokens.pop()


def token_counts(document) -> str:
    return f"notes {len(document.notes)}, links {len(document.links)}, photos {len(document.all_photos)}"


def main(kills: int) -> None:
    django.setup()
    from django.db import connections
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests.builders import make_bureau, make_release, make_user

    setup_test_environment()
    make_bureau()
    user = make_user("writer")
    release = make_release(by=user)
    client = Client()
    client.force_login(user)
    started = time.monotonic()
    save(client, release.pk, "token-0")
    length = time.monotonic() - started
    last = state_of(release.pk)
    chance = random.Random(20261123)
    seen: Counter[str] = Counter()
    for number in range(1, kills + 1):
        connections.close_all()
        child = os.fork()
        if child == 0:
            # The worker: it either finishes or is killed.
            try:
                save(client, release.pk, f"token-{number}")
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, length * 1.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now = state_of(release.pk)
        assert now in (last, f"token-{number}"), f"{now} after {last}"
        seen["before" if now == last else "after"] += 1
        last = now
    print(f"{kills} kills: {seen['before']} wholly before, {seen['after']} wholly after, none between")


if __name__ == "__main__":
    main(int(sys.argv[1]))
