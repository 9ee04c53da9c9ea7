"""How much of one text another repeats, estimated from small signatures (MinHash), and where to look for such texts.

Signatures of one ``VERSION`` only can be compared: it names the library's algorithm and everything chosen here.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass

from rensa import RMinHash

from articles.text.shingles import shingles

PLACES, BANDS, ROWS = 128, 42, 3
_SEED = 2026
VERSION = f"{RMinHash.ALGORITHM_VERSION}-{PLACES}-{BANDS}x{ROWS}-{_SEED}"

# Measured by benchmarks/likeness.py; docs/decisions/0024.
ALIKE_FROM = 0.3
WITHIN_FROM = 0.6


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a text, four bytes a place, and how many shingles the text has."""

    places: bytes
    size: int

    def bands(self) -> list[int]:
        """Return a number for each band: texts that are alike share some of them, others hardly ever one."""
        width = 4 * ROWS
        return [_number(band, self.places[band * width : (band + 1) * width]) for band in range(BANDS)]


def signature_of(text: str) -> Signature:
    """Return the signature of a canonical text."""
    runs = shingles(text)
    minhash = RMinHash(num_perm=PLACES, seed=_SEED)
    minhash.update(list(runs))
    return Signature(array("I", minhash.digest()).tobytes(), len(runs))


def share(one: Signature, other: Signature) -> float:
    """Return the part of the shingles of both that both have, from 0 to 1."""
    pairs = zip(memoryview(one.places).cast("I"), memoryview(other.places).cast("I"), strict=True)
    return sum(mine == theirs for mine, theirs in pairs) / PLACES


def are_alike(one: Signature, other: Signature) -> bool:
    """Say whether the texts tell the same in nearly the same words, or one of them is most of the other, cut."""
    common = share(one, other)
    smaller = min(one.size, other.size)
    within = common / (1 + common) * (one.size + other.size) / smaller if smaller else 0.0
    return common >= ALIKE_FROM or within >= WITHIN_FROM


def _number(band: int, rows: bytes) -> int:
    """Return 64 bits, as databases keep them, for what a band holds."""
    digest = hashlib.blake2b(rows, digest_size=8, salt=band.to_bytes(16, "little")).digest()
    return int.from_bytes(digest, "little", signed=True)
