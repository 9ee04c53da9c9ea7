"""The outside world's door: an address in, an answer out, and no way into the networks around us.

The only room that speaks HTTP to others. It reaches public addresses, and those that an operator names.
"""

from articles.fetch.agent import VERSION, user_agent
from articles.fetch.fetching import DOCUMENTS, FEEDS, READABLE, Fetched, address, fetch
from articles.fetch.limits import Limits
from articles.fetch.networks import NOWHERE, BadNetworks, Networks, parse_networks
from articles.fetch.refusals import FetchRefused, Reason

__all__ = [
    "DOCUMENTS",
    "FEEDS",
    "NOWHERE",
    "READABLE",
    "VERSION",
    "BadNetworks",
    "FetchRefused",
    "Fetched",
    "Limits",
    "Networks",
    "Reason",
    "address",
    "fetch",
    "parse_networks",
    "user_agent",
]
