"""The archive of earlier years comes over, page by page, dated as it was."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from releases.archive import take_over
from releases.models import Edition, Release
from tests.builders import make_bureau
from tests.pictures import picture
from tests.test_intake import DRAFT

pytestmark = pytest.mark.django_db

OLD = """【見本総通】e−コムフォMIHON

平成26年6月6日
見本総合通信局

平成26年度「電波の日」記念式典を開催

　見本総合通信局(局長:山野 一郎(やまの いちろう))は、平成26年6月2日(月曜日)、見本ホテル(見本市)において記念式典を開催しました。招待者約300名が参列されました。

ページトップへ戻る
"""


@pytest.fixture
def archive(tmp_path) -> Path:
    """Two pages of the old site in their folders (one in the old encoding), a broken file and a picture."""
    make_bureau()
    folder = tmp_path / "archive"
    pages = folder / "soutsu" / "kanto" / "e-komfo"
    (pages / "26").mkdir(parents=True)
    (pages / "2022").mkdir()
    (pages / "26" / "0606so.txt").write_bytes(OLD.encode("cp932", "replace"))
    body = "".join(f"<p>{line}</p>" for line in DRAFT.splitlines())
    body = body.replace("<p>基調講演</p>", '<p><img src="hall.jpg" alt="会場の様子"></p><p>基調講演</p>', 1)
    html = f"<html><body>{body}<script>x()</script></body></html>"
    (pages / "2022" / "0203si.html").write_text(html, "utf-8")
    (pages / "2022" / "hall.jpg").write_bytes(picture(800, 600))
    (pages / "2022" / "broken.html").write_bytes(b"\x00\x01\x02" * 400)
    return folder


def test_old_pages_become_published_pages_of_their_day(client, archive, capsys):
    call_command("import_archive", archive)
    assert Edition.objects.live().count() == 2
    old = Release.objects.get(year=2014)
    assert old.release_date.isoformat() == "2014-06-06"
    assert old.contact is None
    page = client.get(f"/e-komfo/2014/{old.slug}.html")
    assert page.status_code == 200
    assert "平成26年6月6日" in page.content.decode()
    assert "失敗 1件" in capsys.readouterr().out


def test_an_old_address_leads_to_its_page(client, archive):
    call_command("import_archive", archive)
    response = client.get("/soutsu/kanto/e-komfo/26/0606so.html")
    assert (response.status_code, response["Location"]) == (301, "/e-komfo/2014/0606so.html")


def test_a_second_run_takes_nothing_twice(archive, capsys):
    call_command("import_archive", archive)
    call_command("import_archive", archive)
    assert Release.objects.count() == 2
    assert "取込み済み 2件" in capsys.readouterr().out


def test_what_was_stopped_goes_on_where_it_was(archive):
    run = take_over(archive)
    next(run)
    run.close()
    call_command("import_archive", archive)
    assert Release.objects.count() == 2


def test_the_report_tells_of_every_file(archive, tmp_path):
    call_command("import_archive", archive, report=tmp_path / "report")
    text = (tmp_path / "report.txt").read_text("utf-8")
    page = (tmp_path / "report.html").read_text("utf-8")
    for name in ("26/0606so.txt", "2022/0203si.html", "2022/broken.html"):
        assert name in text
        assert name in page
    assert "失敗\tsoutsu/kanto/e-komfo/2022/broken.html" in text
    assert "<script" not in page


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(CommandError, match="フォルダーではありません"):
        call_command("import_archive", tmp_path / "nowhere")


def test_a_picture_of_a_saved_page_comes_along(archive):
    call_command("import_archive", archive)
    release = Release.objects.get(year=2022)
    assert release.photos.get().alt == "会場の様子"


def test_a_page_cannot_name_a_file_outside_its_archive(archive, tmp_path):
    (tmp_path / "secret.jpg").write_bytes(picture(800, 600))
    page = archive / "soutsu" / "kanto" / "e-komfo" / "2022" / "0203si.html"
    page.write_text(page.read_text("utf-8").replace("hall.jpg", "../../../../../secret.jpg"), "utf-8")
    call_command("import_archive", archive)
    assert not Release.objects.get(year=2022).photos.exists()
