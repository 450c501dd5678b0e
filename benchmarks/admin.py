"""What staff's screens cost in a large site: queries, and milliseconds in process (median of ROUNDS).

Usage: DATABASE_URL=… MEDIA_ROOT=… SECRET_KEY=… python benchmarks/admin.py     (a database made by corpus.py)

Leaves a draft of its own behind.
"""

import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ROUNDS = 30
ROWS = 10


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bureau.settings"
    os.environ["SITE_URL"] = "http://localhost:8000"
    import django

    django.setup()

    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from bureau.models import Contact
    from events.models import Event
    from releases.models import Edition, RelatedLink, Release
    from tests.admin_forms import AdminForm, errors_of

    # What a form holds is read from the answer's context.
    setup_test_environment()
    user, _ = get_user_model().objects.get_or_create(username="benchmark", defaults={"is_staff": True})
    user.groups.set(Group.objects.filter(name="writer"))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    def told(name: str, act) -> None:
        act()
        queries = 0

        def counted(execute, sql, params, many, context):
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            act()
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            act()
            times.append(1000 * (time.perf_counter() - began))
        sys.stdout.write(f"{name:40} {queries:>4} queries {statistics.median(times):>8.1f} ms\n")

    def get(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")

    draft = Release.objects.create(
        release_date=date(2026, 11, 20),
        slug=f"1120b-{Release.objects.count()}",
        title="測るための下書き",
        lead="<p>本文です。</p>",
        created_by=user,
        edited_by=user,
        contact=Contact.objects.first(),
    )
    for number in range(ROWS):
        address = f"https://www.example.jp/{number}.html"
        RelatedLink.objects.create(release=draft, label=f"資料{number}", url=address, order=number)
    change = f"/admin/releases/release/{draft.pk}/change/"

    def save() -> None:
        form.set(title=f"測るための下書き {time.perf_counter_ns()}")
        answer = form.send("_continue")
        if answer.status_code != 302:
            raise SystemExit("\n".join(errors_of(answer)))
        # What a browser brings along the next time: the version saved now, and no message that it has shown already.
        form.base_version = str(int(form.base_version) + 1)
        client.cookies.pop("messages", None)

    sys.stdout.write(f"{connection.vendor}, {Edition.objects.count():,} editions\n")
    releases = "/admin/releases/release/"
    told("list of releases", lambda: get(releases))
    told("list, page 100", lambda: get(f"{releases}?p=100"))
    for word in ("総務省", "デジタル", "予稿", "電波監視", "ない言葉だ"):
        told(f"search {word}", lambda word=word: get(f"{releases}?q={word}"))
    told("desk", lambda: get("/admin/"))
    told("list of events", lambda: get("/admin/events/event/"))
    told("list of speakers", lambda: get("/admin/events/speaker/"))
    told("form of a release", lambda: get(change))
    event = Event.objects.order_by("-pk").first()
    told("form of an event", lambda: get(f"/admin/events/event/{event.pk}/change/"))
    form = AdminForm.open(client, change)
    told(f"save of a form with {ROWS} rows", save)


if __name__ == "__main__":
    main()
