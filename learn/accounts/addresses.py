"""From where a request comes, for limits: the client's address, and the network it stands for."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_UNKNOWN = "0.0.0.0"  # noqa: S104  (a name for no address, bound to nowhere)
# What a provider gives to one household.
_IPV6_HOUSEHOLD = 64


def client_address(request: HttpRequest) -> str:
    """The address the request came from.

    Behind OSTEON_PROXIES proxies it is what the outermost of them wrote into X-Forwarded-For; what stands before that
    anyone can write. A header with fewer entries than proxies is not believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES > 0:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(told) >= settings.PROXIES:
            address = told[-settings.PROXIES]
    return _readable(address) or _UNKNOWN


def client_network(request: HttpRequest) -> str:
    """The client's address; of IPv6, where everyone has very many, the household's network."""
    address = ipaddress.ip_address(client_address(request))
    if address.version == 6:
        return str(ipaddress.IPv6Network((address, _IPV6_HOUSEHOLD), strict=False).network_address)
    return str(address)


def _readable(address: str) -> str:
    """The address without port and brackets; empty where it is none."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
