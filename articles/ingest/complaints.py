"""What is wrong with a feed, or with a list of feeds, and what helps, in the language of the interface."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from articles.extract.feeds import FeedProblem
from articles.extract.opml import MAX_OUTLINES, OpmlProblem
from articles.fetch import Reason
from articles.models import Feed


@dataclass(frozen=True, slots=True)
class Complaint:
    """Two plain sentences; ``helps`` may be empty where waiting is all there is to do."""

    wrong: str
    helps: str = ""


_CHECK = _("Check the address in a browser.")
_TELL_SITE = _("If this goes on, tell the people who run the site.")
_WAIT = _("This often passes by itself; it is asked again less and less often until it does.")

SENTENCES: dict[str, tuple[str, str]] = {
    Reason.ADDRESS: (_("This is not an address on the web."), _CHECK),
    Reason.SCHEME: (
        _("Only addresses that begin with http:// or https:// can be followed."),
        _("Copy the address of the feed, or of its site, from a browser."),
    ),
    Reason.USERINFO: (
        _("An address with a name or a password in it is not followed."),
        _("Ask the site for an address that needs none."),
    ),
    Reason.PORT: (
        _("The address has a port that is not open to us."),
        _("Whoever runs Newsroom can open it (NEWSROOM_FETCH_ALLOW)."),
    ),
    Reason.BLOCKED: (
        _("The address leads into a private network, where we do not go."),
        _("Whoever runs Newsroom can open it (NEWSROOM_FETCH_ALLOW)."),
    ),
    Reason.DNS: (_("There is no site of that name."), _CHECK),
    Reason.CONNECT: (_("The site cannot be reached."), _WAIT),
    Reason.TLS: (_("The site’s certificate is not valid, so nobody knows who answers."), _TELL_SITE),
    Reason.TIMEOUT: (_("The site takes too long to answer."), _WAIT),
    Reason.REDIRECTS: (_("The site sends us on and on without arriving."), _CHECK),
    Reason.TOO_LARGE: (
        _("What the site sends is larger than 10 MB."),
        _("Look for a shorter feed on the same site, and follow that."),
    ),
    Reason.EXPANDS: (_("What the site sends unpacks to more than 10 MB."), _TELL_SITE),
    Reason.CONTENT_TYPE: (_("What stands there is a picture, a film or a document, not a feed."), _CHECK),
    Reason.BROKEN: (_("The site’s answer breaks off or cannot be unpacked."), _WAIT),
    FeedProblem.EMPTY: (_("The site answers with nothing at all."), _WAIT),
    FeedProblem.ENTITIES: (
        _("The feed holds declarations that could harm whoever reads it."),
        _TELL_SITE,
    ),
    FeedProblem.UNREADABLE: (_("What stands there looks like a feed but cannot be read."), _TELL_SITE),
    FeedProblem.NO_FEED: (
        _("What stands there is a page without a feed."),
        _("Look for a link named RSS, Atom or “feed” on the site, and follow that."),
    ),
    Feed.GONE: (
        _("The site says that this feed is gone for good."),
        _("Look for its new address on the site, follow that, and remove this one."),
    ),
    Feed.TWIN: (_("The feed of this site is followed already: %(detail)s."), _("Remove this one.")),
    Feed.DAMAGED: (_("The feed is damaged; what could be read of it was taken."), _TELL_SITE),
    Feed.MORE: (
        _("It shows more than comes in at once; still to come: %(detail)s."),
        _("There is nothing to do: the rest comes in by itself."),
    ),
    Feed.CRASH: (
        _("Asking it went wrong, by a fault of Newsroom."),
        _("If this goes on, tell whoever runs it: the log says more."),
    ),
    Feed.STATUS: (_("The site answers with an error (%(detail)s)."), _WAIT),
}
_REFUSED = (
    _("The site refuses to answer us (%(detail)s)."),
    _("It may be for subscribers, or keep machines out. Ask the people who run it."),
)
_MISSING = (_("There is nothing at this address (%(detail)s)."), _("Look for the new address on the site."))
_TOO_OFTEN = (
    _("The site asks us to come back later (%(detail)s)."),
    _("We do, and not before the time that it asks for."),
)
_TROUBLE = (_("The site is in trouble (%(detail)s)."), _WAIT)
_BY_STATUS = {"401": _REFUSED, "402": _REFUSED, "403": _REFUSED, "404": _MISSING, "429": _TOO_OFTEN, "451": _REFUSED}
_UNKNOWN = (_("Asking it fails."), _WAIT)

LISTS: dict[OpmlProblem, str] = {
    OpmlProblem.EMPTY: _("The file is empty. Export the list from your feed reader again."),
    OpmlProblem.TOO_LARGE: _("The file is larger than 2 MB. Export the list in several parts."),
    OpmlProblem.TOO_MANY: _("The list has more than %(feeds)s feeds, or too many folders. Send it in several parts."),
    OpmlProblem.ENTITIES: _("The file holds declarations that could harm whoever reads it. Export the list again."),
    OpmlProblem.UNREADABLE: _("The file cannot be read: it is no XML, or was cut short. Export the list again."),
    OpmlProblem.NO_OPML: _("This is not a list of feeds. Feed readers export one as OPML."),
}


def about(problem: str, detail: str = "") -> Complaint:
    """Return what to say of ``Feed.problem``; ``detail`` is the number of a status."""
    wrong, helps = SENTENCES.get(problem, _UNKNOWN)
    if problem == Feed.STATUS:
        wrong, helps = _TROUBLE if detail.startswith("5") else _BY_STATUS.get(detail, (wrong, helps))
    return Complaint(str(wrong) % {"detail": detail}, str(helps))


def about_list(problem: OpmlProblem) -> str:
    """Return why a file gives no list of feeds, and what helps."""
    return str(LISTS[problem]) % {"feeds": number_format(MAX_OUTLINES, force_grouping=True)}
