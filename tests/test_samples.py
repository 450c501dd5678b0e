"""The sample content: what it shows, and that loading it never undoes anybody's work."""

from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import serializers
from django.core.management import call_command
from django.test import TestCase, override_settings

from bureau.models import Bureau, Contact, Director
from events.models import Event, Session, Speaker, SurveyComment
from releases import addresses, lifecycle
from releases.checks import check
from releases.compose import compose
from releases.document import ReleaseDocument
from releases.fill import fill
from releases.models import (
    Attachment,
    AttachmentFile,
    Category,
    Edition,
    Photo,
    PhotoFile,
    Release,
    Section,
    Transition,
)
from releases.samples.collection import PAPERS, PICTURES, samples
from releases.samples.loader import load, read_site, store_papers, store_pictures
from releases.states import State
from tests.builders import make_bureau, make_release
from tests.pictures import picture

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 11, 23)
ALL = samples(TODAY)
PICTURE_NAMES = {name for sample in ALL for name in sample.pictures}
TABLES = (
    *(Bureau, Director, Contact, Category, Event, Session, Speaker, SurveyComment),
    *(Release, Section, Photo, PhotoFile, Attachment, AttachmentFile, Edition, Transition),
)


def morning_of(day: date):
    return time_machine.travel(datetime.combine(day, time(9), TOKYO), tick=False)


@pytest.fixture(autouse=True)
def _today():
    with morning_of(TODAY):
        yield


def draw_pictures(folder: Path) -> Path:
    """A small picture of every name: to encode the real ones takes seconds."""
    for number, name in enumerate(sorted(PICTURE_NAMES), start=1):
        (folder / f"{name}.jpg").write_bytes(picture(60, 40, colour=(number, 80, 160)))
    return folder


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    return draw_pictures(tmp_path_factory.mktemp("pictures"))


def everything() -> str:
    """Every row that samples are made of, in one text."""
    return "\n".join(serializers.serialize("jsonl", model.objects.order_by("pk")) for model in TABLES)


def documents() -> list[ReleaseDocument]:
    """What the public can read."""
    return [edition.content for edition in Edition.objects.live().pages()]


def page_of(client, slug: str):
    release = Release.objects.get(slug=slug)
    return client.get(addresses.release_page("e-komfo/", release.year, release.slug))


class TestCollection:
    def test_there_are_releases_of_every_kind_from_eight_years_to_this_day(self):
        published = [sample for sample in ALL if not sample.life.is_draft]
        assert {sample.fields["kind"] for sample in published} == set(Release.Kind.values)
        assert {sample.release_date.year for sample in published} == set(range(2018, 2027))

    def test_both_eras_of_2019_occur(self):
        days = [sample.release_date for sample in ALL if sample.release_date.year == 2019]
        assert min(days) < date(2019, 5, 1) <= max(days)

    def test_every_picture_is_there_and_shown(self):
        assert {path.stem for path in PICTURES.glob("*.jpg")} == PICTURE_NAMES

    def test_every_paper_is_there_and_attached(self):
        assert (
            {path.stem for path in PAPERS.glob("*.pdf")} == {name for sample in ALL for name in sample.papers} != set()
        )

    @pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
    def test_filling_and_composing_a_sample_gives_the_same_document(self, sample, pictures):
        make_bureau()
        document = sample.document(read_site(), store_pictures(sample.pictures, pictures), store_papers(sample.papers))
        for version in (sample.before_correction(document), document):
            release = fill(version, into=Release.objects.filter(uid=sample.uid).first() or Release(uid=sample.uid))
            assert compose(release).model_copy(update={"director": None}) == version

    @pytest.mark.parametrize("today", [date(2025, 3, 1), TODAY, date(2027, 1, 4), date(2028, 2, 29)])
    def test_what_is_to_come_is_to_come_whenever_it_is_loaded(self, today, pictures):
        make_bureau()
        site, photos = read_site(), store_pictures(PICTURE_NAMES, pictures)
        moving = {sample.name: sample.document(site, photos, {}) for sample in samples(today) if sample.life.seen_on}
        seminar, classes, patrol = (moving[name] for name in ("coming-seminar", "coming-classes", "draft-patrol"))
        assert seminar.release_date < today < seminar.event.first_day
        assert today < classes.release_date
        assert patrol.event.first_day < today
        assert [document.slug[:4] for document in moving.values()] == [
            f"{document.release_date:%m%d}" for document in moving.values()
        ]
        assert not [finding for document in moving.values() for finding in check(document) if finding.code == "weekday"]


def sessions_of(document):
    return document.event.sessions if document.event else ()


def text_of(document) -> str:
    return document.model_dump_json()


BLOCKS = {
    "subtitle": lambda document: document.subtitle,
    "photo under the lead": lambda document: document.photos,
    "photo of a session": lambda document: any(session.photos for session in sessions_of(document)),
    "several photos of a session": lambda document: any(len(session.photos) > 1 for session in sessions_of(document)),
    "photo of a section": lambda document: any(section.photos for section in document.sections),
    "no event": lambda document: not document.event,
    "no category": lambda document: not document.categories,
    "several days": lambda document: document.event and len({day.date for day in document.event.days}) > 1,
    "two times on a day": lambda document: (
        document.event and len(document.event.days) > len({day.date for day in document.event.days})
    ),
    "run of days": lambda document: document.event and any(day.last_date for day in document.event.days),
    "venue": lambda document: document.event and document.event.mode == "venue",
    "online": lambda document: document.event and document.event.mode == "online",
    "hybrid": lambda document: document.event and document.event.mode == "hybrid",
    "theme": lambda document: document.event and document.event.theme,
    "purpose": lambda document: document.event and document.event.purpose,
    "audience": lambda document: document.event and document.event.audience,
    "co-host with alias": lambda document: document.event and any(body.alias for body in document.event.organisers),
    "about so many": lambda document: (
        document.event and any(count.qualifier == "約" and count.number > 999 for count in document.event.counts)
    ),
    "bodies counted": lambda document: document.event and any(count.unit == "団体" for count in document.event.counts),
    "video": lambda document: document.event and document.event.videos,
    "survey": lambda document: document.event and document.event.survey.comments,
    "three case reports under one intro": lambda document: (
        document.event and any(group.intro and len(group.sessions) == 3 for group in document.event.session_groups)
    ),
    "panel with roles": lambda document: any(
        {"司会", "パネリスト"} <= {speaker.role for speaker in session.speakers} for session in sessions_of(document)
    ),
    "proxy": lambda document: any(
        speaker.on_behalf_of for session in sessions_of(document) for speaker in session.speakers
    ),
    "own staff without 氏": lambda document: any(
        not speaker.honorific for session in sessions_of(document) for speaker in session.speakers
    ),
    "times of a session": lambda document: any(session.starts and session.ends for session in sessions_of(document)),
    "section before the programme": lambda document: any(item.placement == "before" for item in document.sections),
    "table": lambda document: "<caption>" in text_of(document) and '<th scope=\\"col\\">' in text_of(document),
    "numbered list": lambda document: "<ol>" in text_of(document),
    "list of terms": lambda document: "<dl>" in text_of(document),
    "quotation": lambda document: "<blockquote>" in text_of(document),
    "note 参考1": lambda document: any(note.marker == "参考1" for note in document.notes),
    "note ※": lambda document: any(note.marker == "※" for note in document.notes),
    "PDF": lambda document: any(link.media == "pdf" and link.size for link in document.links),
    "other file": lambda document: any(link.media == "file" for link in document.links),
    "link to a video": lambda document: any(link.media == "video" for link in document.links),
    "link in a new window": lambda document: any(link.new_window for link in document.links),
    "line before a link": lambda document: any(link.intro for link in document.links),
    "contact by mail": lambda document: document.contact.email,
    "contact by form": lambda document: document.contact.form_url,
    "髙": lambda document: "髙" in text_of(document),
    "﨑": lambda document: "﨑" in text_of(document),
    "葛 with its variant": lambda document: "葛\U000e0100" in text_of(document),
}


class TestLoadedSite(TestCase):
    """One load for all: Django's TestCase takes back what each test does to it."""

    @classmethod
    def setUpTestData(cls):
        folder = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.pictures = draw_pictures(folder)
        cls.media = folder / "media"
        with morning_of(TODAY), override_settings(MEDIA_ROOT=cls.media):
            load(TODAY, cls.pictures)

    def test_every_block_of_a_page_occurs(self):
        pages = documents()
        assert [name for name, is_shown in BLOCKS.items() if not any(is_shown(page) for page in pages)] == []

    def test_every_public_page_answers(self):
        for edition in Edition.objects.live().pages():
            response = self.client.get(edition.path)
            assert response.status_code == 200
            assert edition.title in response.content.decode()

    def test_pages_are_public_since_the_day_that_they_bear(self):
        first = Edition.objects.filter(number=1).exclude(release_date__gt=TODAY)
        for edition in first:
            assert edition.live_from == datetime.combine(edition.release_date, time(14), TOKYO)
        assert first.count() > 15

    def test_the_checks_find_nothing_on_public_pages_and_a_missing_alt_in_the_draft(self):
        assert {page.slug: found for page in documents() if (found := check(page))} == {}
        draft = Release.objects.get(state=State.DRAFT)
        assert [finding.code for finding in check(compose(draft))] == ["alt_missing"]

    def test_the_scheduled_release_and_the_draft_are_not_public(self):
        draft, scheduled = (
            Release.objects.get(state=State.DRAFT),
            Release.objects.get(release_date__gt=date(2026, 12, 1)),
        )
        assert lifecycle.standing(scheduled).label == "公開予定"
        for release in (draft, scheduled):
            assert page_of(self.client, release.slug).status_code == 404

    def test_the_announcement_and_the_report_of_an_event_lead_to_each_other(self):
        announcement, report = Release.objects.filter(event__title="関東デジタル実装フォーラム2022").order_by(
            "release_date"
        )
        for release, other in ((announcement, report), (report, announcement)):
            address = addresses.release_page("e-komfo/", other.year, other.slug)
            assert f'href="{address}"' in page_of(self.client, release.slug).content.decode()

    def test_the_correction_says_what_was_wrong(self):
        text = page_of(self.client, "0217si").content.decode()
        assert "令和3年2月24日" in text
        assert "正しくは「主任」です" in text
        assert "生産技術課 副主任" not in text
        first = Edition.objects.get(slug="0217si", number=1)
        assert "生産技術課 副主任" in text_of(first.content)

    def test_the_withdrawn_page_says_why(self):
        response = page_of(self.client, "0825ji")
        assert response.status_code == 410
        assert "相談会を中止しました" in response.content.decode()

    def test_uncleared_comments_stay_inside_the_house(self):
        kept_back = SurveyComment.objects.filter(is_cleared=False)
        assert {comment.event.title for comment in kept_back} == {
            "ローカル5G活用セミナー2021",
            "関東デジタル実装フォーラム2022",
        }
        pages = page_of(self.client, "0217si").content.decode() + page_of(self.client, "0701si").content.decode()
        assert not [comment for comment in kept_back if comment.text in pages or comment.verbatim in pages]

    def test_an_old_address_leads_to_its_page(self):
        response = self.client.get("/soutsu/kanto/e-komfo/30/1019rk.html")
        assert (response.status_code, response["Location"]) == (301, "/e-komfo/2018/1019rk.html")

    def test_the_log_of_editions_proves_itself(self):
        with override_settings(MEDIA_ROOT=self.media):
            call_command("verify_editions", stdout=StringIO())

    def test_loading_again_changes_nothing(self):
        before = everything()
        assert load(TODAY, self.pictures).added == ()
        assert everything() == before

    def test_loading_on_another_day_adds_nothing(self):
        before = everything()
        with morning_of(later := date(2027, 2, 1)):
            assert load(later, self.pictures).added == ()
        assert everything() == before

    def test_what_staff_changed_in_a_sample_stays(self):
        release = Release.objects.get(slug="0701si")
        Release.objects.filter(pk=release.pk).update(title="書き直した表題", slug="0702si")
        Event.objects.filter(pk=release.event_id).update(theme="書き直したテーマ")
        Bureau.objects.update(name="見本総合通信局", series_path="mihon/")
        before = everything()
        load(TODAY, self.pictures)
        assert everything() == before

    def test_a_sample_in_the_bin_stays_there(self):
        lifecycle.discard(Release.objects.get(state=State.DRAFT), None)
        before = everything()
        load(TODAY, self.pictures)
        assert everything() == before

    def test_a_deleted_draft_comes_back_and_leaves_the_event_to_staff(self):
        Release.objects.get(state=State.DRAFT).delete()
        assert load(TODAY, self.pictures).added == ()
        Event.objects.get(title="不法無線局の共同取締り").delete()
        assert [release.title for release in load(TODAY, self.pictures).added] == ["不法無線局の共同取締りを実施"]


class TestLoading:
    def test_the_bureau_of_the_site_stays_as_it_is(self, pictures):
        make_bureau(name="見本総合通信局")
        assert not load(TODAY, pictures).wrote_bureau
        assert Bureau.objects.get().name == "見本総合通信局"
        assert {page.series.bureau for page in documents()} == {"見本総合通信局"}

    def test_a_release_at_the_address_of_a_sample_stays_there(self, pictures):
        own = make_release(release_date=date(2021, 2, 17), slug="0217si", title="局が書いた発表")
        loaded = load(TODAY, pictures)
        assert loaded.left_alone == 1
        assert Release.objects.get(year=2021, slug="0217si") == own

    def test_a_policy_field_that_staff_renamed_keeps_its_name(self, pictures):
        Category.objects.create(slug="ict", label="デジタル活用")
        load(TODAY, pictures)
        assert Category.objects.get(slug="ict").label == "デジタル活用"

    def test_a_picture_that_cannot_be_read_leaves_nothing_behind(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            load(TODAY, tmp_path)
        assert not Bureau.objects.exists()
        assert not Release.objects.exists()
        assert not PhotoFile.objects.exists()

    def test_a_page_of_a_day_to_come_waits_for_it(self, pictures):
        with morning_of(earlier := date(2024, 4, 1)):
            load(earlier, pictures)
            assert max(page.release_date for page in documents()) < earlier
        assert "1028b" in {page.slug for page in documents()}

    def test_the_command_tells_what_it_did(self):
        first, second = StringIO(), StringIO()
        call_command("load_samples", stdout=first)
        call_command("load_samples", stdout=second)
        assert first.getvalue() == (
            "局の情報を登録しました。\n"
            f"見本の報道発表を{len(ALL)}件（公開 21件、取下げ 1件、下書き 1件、公開予定 1件）と、"
            f"写真を{len(PICTURE_NAMES)}枚登録しました。\n"
        )
        assert second.getvalue() == (
            f"新しく登録する見本はありません。\n{len(ALL)}件は登録済みのため、そのままにしました。\n"
        )
