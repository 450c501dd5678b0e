"""Plain builders of documents, for what is a function of the document alone; every argument has a plausible default."""

from datetime import date, time

from bureau.richtext import SafeBody
from releases import document as doc


def body(markup: str) -> SafeBody:
    """``markup`` as the rich text of a document; a plain sentence becomes a paragraph."""
    return SafeBody.of(markup if markup.startswith("<") else f"<p>{markup}</p>")


def make_series(**fields) -> doc.Series:
    ancestors = ("総務省トップ", "組織案内", "地方支分部局", "見本総合通信局")
    return doc.Series(
        **{
            "ministry": "総務省",
            "bureau": "見本総合通信局",
            "name": "e-コムフォ MIHON",
            "label": "【見本総通】e−コムフォMIHON",
            "path": "e-komfo/",
            "address": "見本県見本市一丁目2番3号",
            "ancestors": tuple(
                doc.Crumb(label=label, url=f"https://www.example.jp/{number}/")
                for number, label in enumerate(ancestors)
            ),
            **fields,
        }
    )


def make_photo(key: str = "5a" * 24, **fields) -> doc.PhotoItem:
    """A photo of 1600 × 1067 pixels in the usual renditions."""
    renditions = tuple(
        doc.Rendition(format=kind, width=width, height=round(width * 2 / 3), bytes=width * 40)
        for kind in ("jpeg", "webp")
        for width in (480, 960, 1600)
    )
    defaults = {
        "key": key,
        "width": 1600,
        "height": 1067,
        "alt": "演台で挨拶する山野局長",
        "caption": "開会挨拶 山野 一郎",
        "renditions": renditions,
    }
    return doc.PhotoItem(**{**defaults, **fields})


def make_attachment(key: str = "7d" * 32, **fields) -> doc.AttachmentItem:
    return doc.AttachmentItem(**{"title": "開催案内（チラシ）", "key": key, "bytes": 1_258_291, "pages": 3, **fields})


def make_billing(**fields) -> doc.Billing:
    return doc.Billing(
        **{
            "name": "川辺 花子",
            "kana": "かわべ はなこ",
            "affiliation": "見本大学 情報学部",
            "position": "教授",
            "honorific": "氏",
            **fields,
        }
    )


def make_session(heading: str = "基調講演", **fields) -> doc.SessionItem:
    return doc.SessionItem(
        **{
            "kind": doc.Term(code="keynote", label="基調講演"),
            "heading": heading,
            "topic": "データでひらく地域の明日",
            "speakers": (make_billing(),),
            "summary": body("人口の動きを例に、データの読み方についてお話しいただきました。"),
            **fields,
        }
    )


def make_event(**fields) -> doc.EventFacts:
    return doc.EventFacts(
        **{
            "uid": "0b6a3c1e-5a0f-4f0e-9c7e-6f1f7b1f2a10",
            "title": "見本情報化セミナー2022",
            "theme": "地域とデータの付き合い方",
            "days": (doc.EventDay(date=date(2022, 1, 20), starts=time(13, 30), ends=time(16, 0)),),
            "mode": "online",
            "organisers": (
                doc.Organiser(standing="主催", name="見本総合通信局"),
                doc.Organiser(standing="共催", name="一般財団法人見本地域情報化協会", alias="ミホン"),
            ),
            "audience": "自治体職員、通信事業者",
            "counts": (doc.Count(label="申込者", number=1201, qualifier="約"),),
            "sessions": (make_session(),),
            **fields,
        }
    )


def make_contact(**fields) -> doc.ContactPoint:
    return doc.ContactPoint(
        **{
            "division": "情報通信部\n情報通信振興課",
            "persons": ("林", "森"),
            "tel": "03-0000-0001",
            "fax": "03-0000-0002",
            "email": "mihon@example.jp",
            **fields,
        }
    )


def make_document(**fields) -> doc.ReleaseDocument:
    """A short report of an event; ``make_full_document`` has every block."""
    return doc.ReleaseDocument(
        **{
            "series": make_series(),
            "year": 2022,
            "slug": "0203si",
            "kind": doc.Term(code="report", label="開催報告"),
            "release_date": date(2022, 2, 3),
            "title": "「見本情報化セミナー2022」を開催",
            "lead": body("見本総合通信局は、見本協会との共催によりオンラインセミナーを開催しました。"),
            "contact": make_contact(),
            **fields,
        }
    )


def make_full_document(**fields) -> doc.ReleaseDocument:
    """A report in which every block of the page occurs, with text that is found nowhere else on it."""
    own = {"affiliation": "見本総合通信局", "position": "局長", "honorific": ""}
    cases = tuple(
        make_session(
            "事例報告",
            kind=doc.Term(code="case", label="事例報告"),
            intro="三つの自治体から報告がありました。" if number == 1 else "",
            topic=f"{place}の取組",
            speakers=(make_billing(name=name, kana=kana, affiliation=place, position="主査"),),
            summary=body(f"{place}の経験が語られました。"),
            photos=(make_photo(f"{number}c" * 24, alt=f"{place}の報告者", caption=f"事例報告{number} {name}氏"),),
        )
        for number, place, name, kana in (
            (1, "北見本市", "髙橋 一", "たかはし はじめ"),
            (2, "南見本市", "岡﨑 二郎", "おかざき じろう"),
            (3, "見本町", "葛󠄀城 三枝", "かつらぎ みえ"),
        )
    )
    panel = make_session(
        "パネルディスカッション",
        kind=doc.Term(code="panel", label="パネルディスカッション"),
        topic="",
        starts=time(15, 0),
        ends=time(15, 45),
        speakers=(
            make_billing(name="沢田 結", kana="さわだ ゆい", role="司会"),
            make_billing(name="森本 学", kana="もりもと まなぶ", role="パネリスト", position="准教授"),
        ),
        summary=body("<h3>課題</h3><p>人手の不足が挙げられました。</p><ol><li>人</li><li>時間</li></ol>"),
    )
    greeting = make_session(
        "来賓挨拶",
        kind=doc.Term(code="guest", label="来賓挨拶"),
        topic="",
        speakers=(make_billing(name="谷 修", kana="たに おさむ", on_behalf_of="見本県知事", position="部長"),),
        summary=body(""),
    )
    opening = make_session(
        "開会挨拶",
        kind=doc.Term(code="opening", label="開会挨拶"),
        topic="",
        speakers=(make_billing(name="山野 一郎", kana="やまの いちろう", **own),),
        summary=body("山野局長が挨拶を述べました。"),
        photos=(make_photo(),),
    )
    event = make_event(
        mode="hybrid",
        place="見本会館（見本県見本市）",
        purpose=body("地域の担い手が学び合う場として開きました。"),
        days=(
            doc.EventDay(date=date(2022, 1, 20), starts=time(13, 30), ends=time(16, 0)),
            doc.EventDay(date=date(2022, 1, 24), last_date=date(2022, 2, 1)),
        ),
        counts=(
            doc.Count(label="申込者", number=1201, qualifier="約"),
            doc.Count(label="出展", number=12, unit="団体"),
        ),
        videos=(
            doc.Video(title="局長からのご挨拶", url="https://video.example.jp/1", intro="動画でもご覧いただけます。"),
        ),
        sessions=(opening, greeting, make_session(), *cases, panel),
        survey=doc.Survey(intro="感想の一部をご紹介します。", comments=("分かりやすかった。", "次回も参加したい。")),
    )
    return make_document(
        **{
            "subtitle": "−地域とデータの付き合い方−",
            "categories": (doc.Term(code="ict", label="ICT利活用"),),
            "photos": (make_photo("aa" * 24, alt="配信会場の全景", caption="会場の様子"),),
            "event": event,
            "sections": (
                doc.Section(heading="開催の背景", body=body("背景を述べます。"), placement="before"),
                doc.Section(
                    heading="展示の様子",
                    body=body(
                        "<table><caption>出展の一覧</caption><thead><tr><th scope='col'>団体</th>"
                        "<th scope='col'>内容</th></tr></thead><tbody><tr><td>見本会</td><td>電波の体験</td></tr>"
                        "</tbody></table>"
                    ),
                    photos=(make_photo("bb" * 24, alt="展示を見る来場者", caption="展示コーナー"),),
                ),
            ),
            "closing": body("今後も地域の取組を支援してまいります。"),
            "notes": (
                doc.Note(marker="参考1", body=body("EBPMとは、証拠に基づく政策立案のこと。")),
                doc.Note(marker="※", body=body("所属は開催日のものです。")),
            ),
            "links": (
                doc.Link(label="開催案内", url="https://www.example.jp/annai.html", intro="報道資料", new_window=True),
                doc.Link(label="講演資料", url="https://www.example.jp/a.pdf", media="pdf", size=1_780_000),
            ),
            **fields,
        }
    )
