"""How Newsroom introduces itself to the servers it asks."""

import re

VERSION = "0.1.0"
# What a comment of a header may hold without being quoted.
_PLAIN = re.compile(r"[!-'*-\[\]-~ ]{1,200}")


def user_agent(contact: str = "") -> str:
    """Return the User-Agent; ``contact`` is an address where a server's keeper can complain, left out if it is odd.

    >>> user_agent("https://news.example/about")
    'Newsroom/0.1.0 (+https://news.example/about)'
    """
    return f"Newsroom/{VERSION} (+{contact})" if _PLAIN.fullmatch(contact) else f"Newsroom/{VERSION}"
