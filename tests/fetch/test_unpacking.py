import gzip
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.fetch import FetchRefused, Reason
from articles.fetch.unpacking import unpacker

PACK = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "identity": bytes}
MEGABYTE = 2**20


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_bomb_never_takes_more_memory_than_twice_its_room(coding):
    fast = {"br": {"quality": 1}, "gzip": {"compresslevel": 1}, "deflate": {"level": 1}}[coding]
    packed = PACK[coding](b" " * 100 * MEGABYTE, **fast)
    unpacking = unpacker(coding)
    tracemalloc.start()
    try:
        with pytest.raises(FetchRefused) as refusal:
            unpacking.feed(packed, 10 * MEGABYTE)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refusal.value.reason is Reason.EXPANDS
    assert most < 25 * MEGABYTE


@given(st.sampled_from(sorted(PACK)), st.binary(max_size=2000), st.integers(1, 50))
def test_what_was_packed_is_unpacked_however_it_arrives(coding, data, step):
    packed = PACK[coding](data)
    unpacking = unpacker(coding)
    unpacked = b"".join(unpacking.feed(packed[at : at + step], len(data)) for at in range(0, len(packed), step))
    assert unpacked == data
    assert unpacking.whole


@given(st.sampled_from(["gzip", "deflate", "br"]), st.binary(max_size=200), st.integers(0, 300))
def test_any_bytes_are_unpacked_or_refused(coding, data, room):
    try:
        assert len(unpacker(coding).feed(data, room)) <= room
    except FetchRefused as refusal:
        assert refusal.reason in {Reason.BROKEN, Reason.EXPANDS}
