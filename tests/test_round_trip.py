"""A page of this site is read back: nothing is lost but what a page does not say."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from releases import parse
from releases.compose import compose
from releases.fill import fill
from releases.intake import document_of, take_in
from releases.models import Edition
from releases.samples.collection import samples
from releases.samples.loader import load
from tests.builders import make_user
from tests.pictures import picture

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A small picture of every name: to encode the real ones takes seconds."""
    folder = tmp_path_factory.mktemp("pictures")
    names = sorted({name for sample in samples(TODAY) for name in sample.pictures})
    for number, name in enumerate(names, start=1):
        (folder / f"{name}.jpg").write_bytes(picture(60, 40, colour=(number, 80, 160)))
    return folder


@pytest.fixture
def site(pictures):
    with time_machine.travel(datetime.combine(TODAY, time(9), ZoneInfo("Asia/Tokyo")), tick=False):
        load(TODAY, pictures)
        yield


def said_on_the_page(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` without what docs/import.md lists as not written on a page."""
    document = {**document, "slug": "", "legacy_path": ""}
    event = document["event"]
    if event:
        sessions = [{**session, "kind": None} for session in event["sessions"]]
        document["event"] = {**event, "uid": "", "sessions": sessions}
    if not (event and event["sessions"]):
        document["sections"] = [{**section, "placement": ""} for section in document["sections"]]
    document["links"] = [{**link, "size": bool(link["size"])} for link in document["links"]]
    return document


def test_every_page_of_the_samples_read_back_fills_a_working_copy_that_says_the_same(client, site):
    writer = make_user()
    pages = list(Edition.objects.live().pages())
    assert len(pages) >= 20
    for edition in pages:
        html = client.get(edition.path).content
        source = parse.read(html, filename=edition.path)
        intake = take_in(source, name=edition.path, user=writer)
        document = document_of(intake)
        assert document.slug == edition.slug
        release = fill(document.model_copy(update={"slug": f"{document.slug}-again"}), user=writer)
        again = compose(release).to_json()
        assert said_on_the_page(again) == said_on_the_page(edition.content.to_json()), edition.path


def test_what_a_page_says_around_its_text_is_left_beside_and_not_lost(client, site):
    corrected = next(edition for edition in Edition.objects.live().pages() if edition.change_note)
    parsed = parse.parse(parse.read(client.get(corrected.path).content, filename="page.html"))
    unplaced = "".join(line.text for line in parsed.unplaced)
    assert corrected.change_note.split("\n")[0] in unplaced
    assert "訂正" in unplaced
    assert [finding.code for finding in parsed.findings] == ["unplaced_lines"]


def test_a_policy_field_that_the_house_does_not_have_is_told_and_its_line_left_over(client, site):
    edition = next(edition for edition in Edition.objects.live().pages() if edition.content.categories)
    label = edition.content.categories[0].label
    html = client.get(edition.path).content.replace(f">{label}</a></li>".encode(), ">よその分野</a></li>".encode())
    intake = take_in(parse.read(html, filename="page.html"), name="page.html", user=make_user())
    assert "よその分野" not in str(intake.fields["categories"])
    assert [line["text"] for line in intake.parsed["unplaced"] if "よその" in line["text"]] == ["よその分野"]
    assert any("よその分野" in finding["message"] for finding in intake.parsed["findings"])


def test_a_page_of_ours_that_was_made_too_deep_is_refused_with_a_reason(client, site):
    address = Edition.objects.live().pages().first().path
    page = client.get(address).content.decode()
    deep = page.replace('<div class="lead rich">', '<div class="lead rich">' + "<blockquote>" * 300, 1)
    assert deep != page
    client.force_login(make_user())
    upload = SimpleUploadedFile("page.html", deep.encode(), content_type="text/html")
    response = client.post("/admin/releases/intake/", {"file": upload})
    assert response.status_code == 422
    assert "入れ子が深すぎます" in response.content.decode()


def test_an_attached_file_is_known_again_and_one_that_is_not_here_is_left_over(client, site):
    edition = next(edition for edition in Edition.objects.live().pages() if edition.content.attachments)
    html = client.get(edition.path).content.decode()
    [attachment] = edition.content.attachments
    strange = html.replace(attachment.key, "0" * 64)
    assert strange != html
    known = take_in(parse.read(html.encode(), filename="page.html"), name="page.html", user=make_user())
    assert document_of(known).attachments == (attachment,)
    intake = take_in(parse.read(strange.encode(), filename="page.html"), name="page.html", user=make_user())
    assert document_of(intake).attachments == ()
    assert any(attachment.title in finding["message"] for finding in intake.parsed["findings"])
    assert [line["text"] for line in intake.parsed["unplaced"] if attachment.title in line["text"]]
