"""原稿から作成: a draft is read, checked beside its source, and becomes a working copy without a retyped word."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bureau.editing.formpage import sent_by
from events.models import Speaker
from releases.compose import compose
from releases.intake import LEFT_OVER
from releases.models import Intake, Release
from tests.admin_forms import text_of
from tests.builders import make_bureau, make_contact, make_event, make_release, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db

START = "/admin/releases/intake/"
DRAFT = """総務省トップ > 組織案内 > 地方支分部局 > 見本総合通信局 > e-コムフォ MIHON(2022年) > 「見本デジタルセミナー2022」を開催

【見本総通】e−コムフォMIHON

令和4年2月3日
見本総合通信局

「見本デジタルセミナー2022」を開催

　見本総合通信局(局長:山野 一郎(やまの いちろう))は、令和4年1月20日(木曜日)、見本協会(通称:MICA)との共催により、−地域の知恵を生かす−をテーマとしたオンラインセミナーを開催しました。

開会挨拶

開会挨拶 山野 一郎

　見本総合通信局の山野局長から、参加への感謝を込めて挨拶を述べました。

基調講演

基調講演 川辺 花子氏

　見本大学 情報学部 教授 川辺 花子(かわべ はなこ)氏から、「データで考えるまちづくり」と題し講演いただきました。

　また、終了後のアンケートに寄せられた感想をご紹介します。

  • とても参考になった。
  • 庁内でも共有したい。

　このセミナーには、85名の方からの申込みがありました。

連絡先
総務省 見本総合通信局
情報通信部 情報通信振興課
担当:林、森
TEL:03-0000-0001
FAX:03-0000-0002

ページトップへ戻る
"""


@pytest.fixture
def writer(client):
    make_bureau()
    user = make_user("writer")
    client.force_login(user)
    return user


def review_of(client, **sent) -> Intake:
    response = client.post(START, sent)
    assert response.status_code == 302, response.content.decode()
    intake = Intake.objects.latest("pk")
    assert response["Location"] == f"{START}{intake.pk}/"
    return intake


def create(client, intake: Intake, **changes):
    """Send the review screen as it stands, with some fields changed."""
    page = client.get(f"{START}{intake.pk}/").content.decode()
    data = {**sent_back(page), **changes, "create": "1"}
    return client.post(f"{START}{intake.pk}/", {name: value for name, value in data.items() if value is not None})


def sent_back(page: str) -> dict:
    marked = page.replace('class="intake"', 'class="intake" id="intake_form"')
    data: dict = {}
    for name, value in sent_by(marked, "intake_form"):
        data.setdefault(name, []).append(value)
    return data


def test_a_pasted_draft_becomes_a_working_copy(client, writer):
    intake = review_of(client, text=DRAFT)
    response = create(client, intake)
    release = Release.objects.get()
    assert response["Location"] == f"/admin/releases/release/{release.pk}/change/"
    document = compose(release)
    assert document.title == "「見本デジタルセミナー2022」を開催"
    assert document.release_date.isoformat() == "2022-02-03"
    assert document.event.days[0].date.isoformat() == "2022-01-20"
    assert document.event.organisers[0].name == "見本協会"
    keynote = next(item for item in document.event.sessions if item.kind.label == "基調講演")
    speaker = keynote.speakers[0]
    assert (speaker.name, speaker.kana, speaker.affiliation, speaker.position, speaker.honorific) == (
        "川辺 花子",
        "かわべ はなこ",
        "見本大学 情報学部",
        "教授",
        "氏",
    )
    assert document.event.survey.comments == ("とても参考になった。", "庁内でも共有したい。")
    assert document.event.counts[0].number == 85
    assert document.contact.persons == ("林", "森")
    assert release.created_by == writer


def test_every_line_of_the_draft_is_shown_and_led_to_its_field(client, writer):
    intake = review_of(client, text=DRAFT)
    page = client.get(f"{START}{intake.pk}/").content.decode()
    text = text_of(client.get(f"{START}{intake.pk}/"))
    for line in DRAFT.splitlines():
        assert " ".join(line.split()) in text
    for line in intake.parsed["lines"]:
        row = re.search(rf'<li id="l{line["line"]}".*?</li>', page, re.S)[0]
        is_ours = any(not place.startswith(("chrome", "series.")) for place in line["places"])
        assert ('class="intake-link"' in row) == is_ours, line


@pytest.mark.parametrize(
    "text",
    [
        DRAFT,
        DRAFT.replace("令和4年2月3日\n", "").replace("木曜日", "水曜日").partition("連絡先")[0],
        "令和4年2月3日\n見本総合通信局\n年頭の挨拶\n　本年もよろしくお願いいたします。\n",
    ],
    ids=["whole", "without date and contact", "no event"],
)
def test_no_link_of_the_review_leads_nowhere(client, writer, text):
    page = client.get(f"{START}{review_of(client, text=text).pk}/").content.decode()
    goals = set(re.findall(r'<a [^>]*href="#([^"]+)"', page))
    assert goals - set(re.findall(r' id="([^"]+)"', page)) == set()
    assert {"create", "l1"} <= goals or "l2" in goals


def test_a_proposed_date_is_shown_beside_the_day_that_it_is_about(client, writer):
    intake = review_of(client, text=DRAFT.replace("木曜日", "水曜日"))
    page = client.get(f"{START}{intake.pk}/").content.decode()
    days = page[page.index('id="f-event.days-0"') : page.index('id="f-event.organisers-0"')]
    assert "案:「1月20日(木曜日)」" in days


def test_paragraphs_are_typed_as_lines_and_kept_as_paragraphs(client, writer):
    intake = review_of(client, text=DRAFT)
    page = client.get(f"{START}{intake.pk}/").content.decode()
    assert "&lt;p&gt;" not in page
    create(client, intake, **{"f:lead": "一つ目の段落 A < B です。\r\n\r\n二つ目の段落です。"})
    assert compose(Release.objects.get()).lead == "<p>一つ目の段落 A &lt; B です。</p><p>二つ目の段落です。</p>"


def test_what_was_changed_in_the_review_is_what_the_draft_says(client, writer):
    intake = review_of(client, text=DRAFT)
    create(client, intake, **{"f:title": "直した表題", "f:slug": "0203zz"})
    release = Release.objects.get()
    assert (release.title, release.slug) == ("直した表題", "0203zz")


def test_a_known_speaker_is_matched_and_a_new_post_is_told(client, writer):
    known = make_speaker()
    session = make_session(make_event(), speaker=known)
    session.appearances.update(position="准教授")
    intake = review_of(client, text=DRAFT)
    assert "前回の役職は「見本大学 情報学部 准教授」でした。" in text_of(client.get(f"{START}{intake.pk}/"))
    create(client, intake)
    assert Speaker.objects.filter(name="川辺 花子").count() == 1


def test_what_shall_not_be_taken_stays_as_text(client, writer):
    intake = review_of(client, text=DRAFT)
    sessions = intake.fields["event"]["sessions"]
    last = f"event.sessions[{len(sessions) - 1}]"
    create(client, intake, drop=[last])
    document = compose(Release.objects.get())
    assert len(document.event.sessions) == len(sessions) - 1
    left = next(section for section in document.sections if section.heading == LEFT_OVER)
    assert "データで考えるまちづくり" in left.body


def test_a_draft_without_a_date_is_told_and_completed(client, writer):
    intake = review_of(client, text=DRAFT.replace("令和4年2月3日\n", ""))
    refused = create(client, intake)
    assert refused.status_code == 422
    assert not Release.objects.exists()
    create(client, intake, **{"f:release_date": "2022-02-03", "f:slug": "0203si"})
    assert Release.objects.get().year == 2022


def test_a_release_date_far_ahead_is_doubted(client, writer):
    intake = review_of(client, text=DRAFT.replace("令和4年2月3日", "令和99年2月3日"))
    assert "発表日が1年よりも先です" in text_of(client.get(f"{START}{intake.pk}/"))


def test_an_address_that_is_taken_is_told_and_nothing_is_made(client, writer):
    intake = review_of(client, text=DRAFT)
    make_release(slug=intake.fields["slug"])
    refused = create(client, intake)
    assert "使われています" in text_of(refused)
    assert Release.objects.count() == 1
    assert not Speaker.objects.exists()


def test_a_registered_contact_can_take_the_place_of_the_one_that_was_read(client, writer):
    contact = make_contact(division="総務部 総務課")
    intake = review_of(client, text=DRAFT)
    create(client, intake, contact_choice=str(contact.pk))
    assert Release.objects.get().contact == contact


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02\xff" * 500, b"PK\x03\x04 broken", bomb()],
    ids=["empty", "binary", "broken zip", "zip bomb"],
)
def test_what_cannot_be_read_is_told(client, writer, data):
    response = client.post(START, {"file": SimpleUploadedFile("原稿.docx", data)})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Intake.objects.exists()


def test_nothing_handed_over_is_told(client, writer):
    assert "原稿を貼り付けるか" in client.post(START, {"text": " "}).content.decode()


def test_scripts_in_a_saved_page_do_not_reach_the_draft(client, writer):
    page = f"<html><body><script>alert(1)</script><pre>{DRAFT}</pre><p onclick='x()'>段落</p></body></html>"
    intake = review_of(client, file=SimpleUploadedFile("page.html", page.encode()))
    typed = {"f:release_date": "2022-02-03", "f:title": "表題", "f:slug": "0203si", "f:lead": "<p>文</p>"}
    create(client, intake, **typed, contact_choice=str(make_contact().pk))
    document = Release.objects.get()
    assert "alert(1)" not in str(compose(document).to_json())


def test_a_draft_in_review_belongs_to_whoever_took_it_in(client, writer):
    intake = review_of(client, text=DRAFT)
    client.force_login(make_user("writer"))
    assert client.get(f"{START}{intake.pk}/").status_code == 404


def test_the_form_reads_back_as_it_was_shown(client, writer):
    intake = review_of(client, text=DRAFT)
    before = Intake.objects.get(pk=intake.pk).fields
    data = sent_back(client.get(f"{START}{intake.pk}/").content.decode())
    client.post(f"{START}{intake.pk}/", {**data, "keep": "1"})
    assert Intake.objects.get(pk=intake.pk).fields == before
