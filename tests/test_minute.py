"""The minute of a release on real servers: two workers with nothing to tell them, and a caching proxy before them."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from string import Template

import httpx
import pytest

from tests.server import free_port

# The minute is chosen when all else is done, and as much later as that took: before it, every address has to be asked.
PREPARE = """
import time
began = time.time()
from datetime import datetime, timedelta, timezone
from django.utils.timezone import localdate
from releases import lifecycle, photo_store
from releases.lifecycle import Change
from releases.models import Photo
from tests.builders import make_bureau, make_release, make_user, publish
from tests.pictures import upload
make_bureau()
today = localdate()
corrected, withdrawn = (
    make_release(by=make_user(), slug=slug, title=title, release_date=today - timedelta(days=2))
    for slug, title in (("corrected", "訂正の前"), ("withdrawn", "取り下げる発表"))
)
publish(corrected)
publish(withdrawn)
waiting = make_release(by=make_user(), slug="waiting", title="解禁の発表", release_date=today - timedelta(days=1))
file = photo_store.store_upload(upload())
Photo.objects.create(release=waiting, file=file, alt="解禁の写真")
second = int(time.time() + 8 + 3 * (time.time() - began))
minute = datetime.fromtimestamp(second, timezone.utc)
publish(waiting, live_from=minute)
corrected.title = "訂正の後"
corrected.save()
lifecycle.note_edit(corrected, make_user())
publish(corrected, live_from=minute, change=Change("erratum", "表題を訂正しました。"))
lifecycle.withdraw(withdrawn, make_user("approver"), "誤りのため。", at=minute)
print(file.key, corrected.year, second)
"""

PROXY = Template("""
daemon off;
pid $folder/nginx.pid;
error_log $folder/error.log warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  proxy_cache_path $folder/cache keys_zone=pages:1m;
  server {
    listen 127.0.0.1:$port;
    location / {
      proxy_pass $origin;
      proxy_set_header Host $host;
      proxy_cache pages;
      proxy_cache_lock on;
      proxy_cache_revalidate on;
      add_header X-Cache $$upstream_cache_status always;
    }
  }
}
""")


@pytest.fixture
def proxy(tmp_path):
    """Starts a caching nginx before a site; returns its address."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists():
        message = "nginx がありません。"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    processes = []

    def start(site) -> str:
        port = free_port()
        host = site.url.removeprefix("http://")
        text = PROXY.substitute(folder=tmp_path, port=port, origin=site.url, host=host)
        (tmp_path / "nginx.conf").write_text(text.replace("daemon off;", "daemon off;\nmaster_process off;"))
        processes.append(subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]))
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        return f"http://127.0.0.1:{port}"

    yield start
    for process in processes:
        process.terminate()
        process.wait(10)


def test_a_release_a_correction_and_a_withdrawal_come_at_their_second(site_factory, proxy):
    site = site_factory(workers=2)
    places = {"worker": site.url, "proxy": proxy(site)}
    key, year, second = site.python(PREPARE).split()
    minute = int(second)
    new = {
        f"/e-komfo/{year}/waiting.html": "解禁の発表",
        f"/e-komfo/{year}/": "解禁の発表",
        "/": "解禁の発表",
        "/e-komfo/rss.xml": "解禁の発表",
        f"/e-komfo/photos/{key}/480.jpg": "",
        f"/e-komfo/{year}/corrected.html": "訂正の後",
        f"/e-komfo/{year}/withdrawn.html": "この発表は取り下げました",
    }
    everywhere = {(name, address) for name in places for address in new}
    before, after = set(), set()
    with httpx.Client(trust_env=False, timeout=60) as client:
        while time.time() < minute + 3 or after != everywhere:
            for name, address in sorted(everywhere):
                asked = time.time()
                answer = client.get(places[name] + address)
                words = new[address]
                is_photo = not words
                there = answer.status_code == 200 if is_photo else words in answer.text
                if there:
                    after.add((name, address))
                    # What is there stays there: no worker goes back to the time before.
                    answered = time.time()
                    assert answered >= minute, f"{name} {address} was there {minute - answered:.3f} s early"
                else:
                    before.add((name, address))
                    assert (name, address) not in after, f"{name} {address} went away again"
                    # Who asks a worker later than that gets the new; the proxy keeps what it has for a minute.
                    assert asked < minute + (1 if name == "worker" else 60), f"{name} {address} is late"
            time.sleep(0.02)
    assert before == everywhere
