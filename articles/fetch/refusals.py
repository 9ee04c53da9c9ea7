"""Why nothing was fetched."""

from enum import StrEnum


class Reason(StrEnum):
    """Why an address gave no answer; the doors say it in the user's language."""

    ADDRESS = "not an address"
    SCHEME = "neither http nor https"
    USERINFO = "name or password in the address"
    PORT = "port not allowed"
    BLOCKED = "not a public address"
    DNS = "no such host"
    CONNECT = "no connection"
    TLS = "no secure connection"
    TIMEOUT = "too slow"
    REDIRECTS = "too many redirects"
    TOO_LARGE = "too large"
    EXPANDS = "too large when unpacked"
    CONTENT_TYPE = "not a content type that is read"
    BROKEN = "broken answer"


class FetchRefused(Exception):
    """An address that gave no answer to use; ``detail`` adds what the reason alone does not say."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
