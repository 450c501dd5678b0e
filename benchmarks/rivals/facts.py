"""What a rival's page says, for machines: the same facts in both, from what either has at hand."""

import json

from django.utils import timezone
from django.utils.safestring import SafeString

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def structured_data(release, sessions: list[dict], images: list[str], *, page: str, site: str) -> str:
    """The script element; a session has heading, topic, starts, ends and speakers, ``page`` is the page's address."""
    home, event = f"{site}/", f"{site}/e-komfo/events/{release.event_code}/"
    people = [person(speaker) for session in sessions for speaker in session["speakers"]]
    day = release.held_on and release.held_on.isoformat()
    location = [{"@type": "VirtualLocation", "url": event}] if release.is_online else []
    if release.place:
        location.append({"@type": "Place", "name": release.place, "address": release.place})
    way = [(crumb["label"], crumb["url"]) for crumb in release.ancestors]
    way += [
        (f"{release.series}({release.year}年)", f"{home}e-komfo/{release.year}/"),
        (release.full_title, page),
    ]
    article = {
        "@type": "NewsArticle",
        "@id": f"{page}#article",
        "mainEntityOfPage": page,
        "url": page,
        "headline": release.full_title,
        "description": release.description,
        "inLanguage": "ja",
        "datePublished": timezone.localtime(release.published_at).isoformat(),
        "dateModified": timezone.localtime(release.changed_at).isoformat(),
        "articleSection": release.kind,
        "keywords": [category["label"] for category in release.categories],
        "isAccessibleForFree": True,
        "image": images,
        "author": {"@id": f"{home}#bureau"},
        "publisher": {"@id": f"{home}#bureau"},
    }
    if release.correction:
        article["correction"] = [release.correction]
    graph = [article]
    if day:
        article["about"] = {"@id": f"{event}#event"}
        graph.append(
            {
                "@type": "Event",
                "@id": f"{event}#event",
                "name": release.event_title,
                "alternativeHeadline": release.theme,
                "url": event,
                "inLanguage": "ja",
                "startDate": moment(day, release.starts),
                "endDate": moment(day, release.ends),
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": f"https://schema.org/{'Online' if release.is_online else 'Offline'}EventAttendanceMode",
                "location": location,
                "description": release.theme or release.full_title,
                "audience": {"@type": "Audience", "audienceType": release.audience},
                "image": images,
                "performer": people,
                "organizer": [{"@type": "Organization", "name": body["name"]} for body in release.organisers],
                "subEvent": [
                    part(session, number, event, day, location) for number, session in enumerate(sessions, start=1)
                ],
            }
        )
    graph += [
        {
            "@type": "GovernmentOrganization",
            "@id": f"{home}#bureau",
            "name": release.bureau,
            "url": home,
            "address": release.address,
            "parentOrganization": {"@type": "GovernmentOrganization", "name": release.ministry},
        },
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": url}
                for number, (name, url) in enumerate(way, start=1)
            ],
        },
    ]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).translate(_ESCAPED)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def part(session: dict, number: int, event: str, day: str, location: list[dict]) -> dict:
    heading, topic = session["heading"], session["topic"]
    told = {
        "@type": "Event",
        "@id": f"{event}#event-{number}",
        "name": f"{heading}「{topic}」" if topic else heading,
        "startDate": moment(day, session["starts"]),
        "superEvent": {"@id": f"{event}#event"},
        "location": location,
        "performer": [
            {"@type": "PerformanceRole", "roleName": heading, "performer": person(speaker)}
            for speaker in session["speakers"]
        ],
    }
    if topic:
        told["about"] = topic
    if session["ends"]:
        told["endDate"] = moment(day, session["ends"])
    return told


def person(speaker: dict) -> dict:
    return {
        "@type": "Person",
        "name": speaker["name"],
        "alternateName": speaker["kana"],
        "jobTitle": speaker["position"],
        "affiliation": {"@type": "Organization", "name": speaker["affiliation"]},
    }


def moment(day: str, clock) -> str:
    return f"{day}T{clock.isoformat()}+09:00" if clock else day
