import pytest

from tests.load import wire

pytestmark = pytest.mark.pure


def unmasked(frame: bytes, head: int) -> bytes:
    return bytes(byte ^ wire.MASK[n % 4] for n, byte in enumerate(frame[head:]))


@pytest.mark.parametrize(("size", "head"), [(0, 6), (5, 6), (125, 6), (126, 8), (16384, 8)])
def test_a_clients_frame_is_masked_and_has_its_size(size, head):
    payload = (b"How many months? " * 1000)[:size]
    frame = wire.masked(payload)
    assert frame[0] == 0x81
    assert frame[1] & 0x80
    assert unmasked(frame, head) == payload


@pytest.mark.parametrize(("payload", "head"), [(b"hm", 2), (b"x" * 300, 4), (b"x" * 70_000, 10)])
def test_a_servers_frame_is_found_once_it_is_complete(payload, head):
    marks = {2: b"", 4: b"\x7e", 10: b"\x7f"}
    data = b"before" + b"\x81" + marks[head] + len(payload).to_bytes({2: 1, 4: 2, 10: 8}[head], "big") + payload
    begins, ends = wire.bounds(data + b"after", 6)
    assert data[begins:ends] == payload
    assert all(wire.bounds(data[:cut], 6) is None for cut in (6, 7, 6 + head, len(data) - 1))


def test_a_client_sends_no_frame_larger_than_rooms_accept():
    with pytest.raises(ValueError, match="16 KiB"):
        wire.masked(b"." * 16385)
