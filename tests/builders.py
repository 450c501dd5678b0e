"""Plain builders of what a test needs; every argument has a plausible default."""

from datetime import date, time
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from bureau.models import BreadcrumbAncestor, Bureau, Contact, Director
from events.models import Appearance, Event, EventDay, Session, SessionKind, Speaker, SurveyComment
from releases import lifecycle
from releases.models import Edition, Release

_numbers = count(1)


def make_bureau(**fields) -> Bureau:
    bureau = Bureau(
        **{
            "ministry": "総務省",
            "name": "見本総合通信局",
            "series_name": "e-コムフォ MIHON",
            "series_label": "【見本総通】e−コムフォMIHON",
            **fields,
        }
    )
    bureau.save()
    if not bureau.ancestors.exists():
        for number, label in enumerate(("総務省トップ", "組織案内", "地方支分部局", bureau.name)):
            BreadcrumbAncestor.objects.create(
                bureau=bureau, label=label, url=f"https://www.example.jp/{number}/", order=number
            )
        Director.objects.create(
            bureau=bureau, name="山野 一郎", kana="やまの いちろう", took_office_on=date(2019, 7, 1)
        )
    return bureau


def make_user(role: str = "writer", **fields):
    number = next(_numbers)
    user = get_user_model().objects.create_user(
        **{"username": f"{role}{number}", "password": "見本のとおり2026", "is_staff": True, **fields}
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def make_contact(**fields) -> Contact:
    return Contact.objects.create(
        **{
            "division": "情報通信部 情報通信振興課",
            "persons": "林、森",
            "tel": "03-0000-0001",
            "fax": "03-0000-0002",
            **fields,
        }
    )


def make_speaker(**fields) -> Speaker:
    return Speaker.objects.create(**{"name": "川辺 花子", "kana": "かわべ はなこ", **fields})


def make_event(*, days=(date(2022, 1, 20),), **fields) -> Event:
    event = Event.objects.create(**{"title": "見本情報化セミナー2022", "mode": "online", **fields})
    for day in days:
        EventDay.objects.create(event=event, date=day, starts_at=time(13, 30), ends_at=time(16, 0))
    return event


def make_session(event: Event, *, kind: str = "keynote", speaker: Speaker | None = None, **fields) -> Session:
    fields = {"topic": "見本の題名", "order": event.sessions.count(), **fields}
    session = Session.objects.create(event=event, kind=SessionKind.objects.get(code=kind), **fields)
    if speaker:
        Appearance.objects.create(session=session, speaker=speaker, affiliation="見本大学 情報学部", position="教授")
    return session


def make_comment(event: Event, text: str = "とても参考になりました。", **fields) -> SurveyComment:
    return SurveyComment.objects.create(event=event, text=text, order=event.survey_comments.count(), **fields)


def make_release(*, by=None, **fields) -> Release:
    number = next(_numbers)
    contact = fields.pop("contact", None) or Contact.objects.first() or make_contact()
    if not Bureau.objects.exists():
        make_bureau()
    return Release.objects.create(
        **{
            "release_date": date(2022, 2, 3),
            "slug": f"0203si-{number}",
            "title": "「見本情報化セミナー2022」を開催",
            "lead": "<p>見本総合通信局は、見本協会との共催によりオンラインセミナーを開催しました。</p>",
            "contact": contact,
            "created_by": by,
            "edited_by": by,
            **fields,
        }
    )


def publish(release: Release, *, by=None, **approval) -> Edition:
    """Take a draft all the way, by an approver who did not write it."""
    return lifecycle.publish(release, by or make_user("approver"), **approval)
