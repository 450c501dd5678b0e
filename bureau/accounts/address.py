"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The reader's address, None where there is none.

    The server in front says it in X-Forwarded-For, which anybody can send: it is believed of the proxies named in
    ``PROXY_ADDRESSES`` alone, and of what they say only the last entry, which they wrote themselves.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    # A server that listens on a socket file knows no peer: whoever may open the file is the proxy.
    is_proxy = peer is None or any(peer in network for network in settings.PROXY_ADDRESSES)
    said = _address(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()) if is_proxy else None
    found = said or peer
    return str(found) if found else None


def _address(text: str):
    try:
        return ip_address(text)
    except ValueError:
        return None
