"""What is pasted or dropped: text stays text, pictures go where photos go, and nothing replaces the page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import PASSWORD, ready, save, sign_in

PREPARE = f"""
from tests.builders import make_bureau, make_event, make_release, make_user
make_bureau()
writer = make_user("writer", username="clerk", password={PASSWORD!r})
make_event()
make_release(by=writer, slug="0107so")
"""
# What a browser hands over when a picture is pasted or dropped, with or without the text of a word processor.
GIVE = """async ([target, way, html]) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 80;
  const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([picture], "写真.png", { type: "image/png" }));
  if (html) {
    data.setData("text/html", html);
    data.setData("text/plain", "文書の文");
  }
  const event = way === "drop"
    ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  const element = document.querySelector(target);
  element.focus();
  element.dispatchEvent(event);
  return event.defaultPrevented;
}"""
LEAD = ".field-lead .cke_wysiwyg_div"
# As Word writes it onto the clipboard: comments and tags of its own, styles on everything, lists that are paragraphs.
_ITEM = """<p class=MsoListParagraph style='margin-left:21.0pt;mso-para-margin-left:0gd;text-indent:-21.0pt;mso-list:l{list} level1 lfo{list}'><![if !supportLists]><span
lang=EN-US style='{font}'><span style='mso-list:Ignore'>{mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]><span style='font-family:"ＭＳ 明朝",serif;mso-ascii-font-family:Century'>{text}<span lang=EN-US><o:p></o:p></span></span></p>
"""
_CELL = """<td width=189 valign=top style='width:5.0cm;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0mm 5.4pt 0mm 5.4pt'>
<p class=MsoNormal><span style='font-family:"ＭＳ 明朝",serif'>{}<span lang=EN-US><o:p></o:p></span></span></p></td>
"""
WORD = (
    r"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/clerk/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-unhide:no;margin:0mm;font-size:10.5pt;}
@list l0 {mso-list-id:1;mso-list-type:hybrid;} @list l0:level1 {mso-level-number-format:bullet;mso-level-text:\F06C;}
@list l1 {mso-list-id:2;} @list l1:level1 {mso-level-tab-stop:none;} --></style></head>
<body lang=JA style='tab-interval:42.0pt'><!--StartFragment-->
<h1 style='mso-pagination:widow-orphan'><a name="_Toc1"></a><span style='font-family:"ＭＳ ゴシック"'>開催の概要<span lang=EN-US><o:p></o:p></span></span></h1>
<p class=MsoNormal align=left style='text-indent:10.5pt;mso-char-indent-count:1.0'><span style='font-family:"ＭＳ 明朝",serif;color:red'>見本総合通信局は、<b style='mso-bidi-font-weight:normal'>見本の会</b>を開催しました。<span lang=EN-US><a href="https://www.example.jp/report.html" target="_blank"><span lang=EN-US style='color:#0563C1'><span lang=EN-US>報告</span></span></a><o:p></o:p></span></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<h2>次第</h2>
"""
    + "".join(
        _ITEM.format(list=0, font="font-family:Wingdings;mso-fareast-font-family:Wingdings", mark="l", text=text)
        for text in ("開会挨拶", "講演")
    )
    + "".join(
        _ITEM.format(list=1, font="mso-bidi-font-family:Century", mark=f"{number}.", text=text)
        for number, text in enumerate(("受付", "閉会"), start=1)
    )
    + "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>"
    + "".join(
        f"<tr style='mso-yfti-irow:{row}'>{_CELL.format(first)}{_CELL.format(last)}</tr>"
        for row, (first, last) in enumerate((("区分", "人数"), ("来場", "120名")))
    )
    + "</table><p class=MsoNormal><!--[if gte vml 1]><v:shape id=a style='width:1pt'><v:imagedata src='file:///C:/x.png'/></v:shape><![endif]--><![if !vml]><img src='file:///C:/x.png' v:shapes=a><![endif]></p><!--EndFragment--></body></html>"
)
CLEAN = (
    "<h3>開催の概要</h3><p>見本総合通信局は、<strong>見本の会</strong>を開催しました。"
    '<a href="https://www.example.jp/report.html" rel="noopener">報告</a></p><h4>次第</h4>'
    "<ul><li>開会挨拶</li><li>講演</li></ul><ol><li>受付</li><li>閉会</li></ol>"
    "<table><tbody><tr><td>区分</td><td>人数</td></tr><tr><td>来場</td><td>120名</td></tr></tbody></table>"
)


@pytest.fixture
def office(site):
    site.python(PREPARE)
    return site


def open_form(page, office, complaints, path: str):
    complaints.allow("javascript:")
    sign_in(page, office, "clerk")
    page.goto(office.url + path)
    ready(page)


def test_pasted_and_dropped_pictures_go_to_the_photos(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/add/")
    photos = page.locator("#photos-group > .rows-list > .row")
    for number, way in enumerate(("paste", "drop"), start=1):
        assert page.evaluate(GIVE, [LEAD, way, ""])
        expect(photos).to_have_count(number)
    expect(page.locator(".said")).to_contain_text("写真は本文には入りません")
    assert page.evaluate("() => CKEDITOR.instances.id_lead.getData()") == ""


def test_text_pasted_from_a_document_stays_text_without_its_pictures(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/add/")
    page.evaluate(GIVE, [LEAD, "paste", '<p>文書の文<img src="data:image/png;base64,iVBORw0KGgo="></p>'])
    expect(page.locator(LEAD)).to_have_text("文書の文")
    expect(page.locator(".said")).to_contain_text("画像は「写真」の欄に追加してください")
    assert page.locator(f"{LEAD} img").count() == 0
    assert page.locator("#photos-group > .rows-list > .row").count() == 0


def test_what_is_pasted_from_word_is_saved_as_headings_lists_tables_and_links_alone(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/1/change/")
    page.evaluate("() => CKEDITOR.instances.id_lead.setData('')")
    page.evaluate(GIVE, [LEAD, "paste", WORD])
    expect(page.locator(LEAD)).to_contain_text("120名")
    save(page)
    stored = office.python("from releases.models import Release; print(Release.objects.get(pk=1).lead)")
    assert re.sub(r"\s*\n\s*", "", stored).split("<") == CLEAN.split("<")


def test_the_screen_of_an_event_says_where_photos_go(office, page, complaints):
    open_form(page, office, complaints, "/admin/events/event/1/change/")
    assert page.evaluate(GIVE, [".field-purpose .cke_wysiwyg_div", "paste", ""])
    expect(page.locator(".said")).to_contain_text("報道発表の画面の「写真」")


def test_a_new_address_follows_the_date_until_it_is_typed(office, page, complaints):
    open_form(page, office, complaints, "/admin/releases/release/add/")
    day, slug = page.locator("#id_release_date"), page.locator("#id_slug")
    day.fill("2022-02-03")
    expect(slug).to_have_value("0203so")
    slug.fill("0203so-2")
    day.fill("2022-02-04")
    expect(slug).to_have_value("0203so-2")
    page.get_by_role("button", name="発表日から作る").click()
    expect(slug).to_have_value("0204so")
