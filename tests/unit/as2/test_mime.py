"""Header lines, parts and file names: taken as they came, made harmless where somebody could use them as a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.as2.algorithms import Digest
from gateway.as2.composing import signed_part
from gateway.as2.filenames import LONGEST, disposition, name_in, safe_name
from gateway.as2.headers import Headers, parse, quoted, read_field, unquoted
from gateway.as2.limits import STANDARD, Limits
from gateway.as2.mime import Entity, multipart, part, read_entity, split_parts
from gateway.as2.refusals import Refused
from gateway.as2.signing import Variant, sign
from tests.unit.as2.hostile import with_body
from tests.unit.as2.trading import AT, CHANCE, EVERYTHING, US, Payload, opened, pair, sent


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("order.edi", "order.edi"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", None),
        ("..", None),
        ("...", None),
        (".hidden", "hidden"),
        ("a/../b", "b"),
        ("C:\\autoexec.bat", "autoexec.bat"),
        ("a:b|c?.edi", "a_b_c_.edi"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("console.txt", "console.txt"),
        ("a\x00b\x1f\u202e.edi", "ab.edi"),
        ("order.edi.  ", "order.edi"),
        ("Maß.edi", "Maß.edi"),
        ("", None),
        ("x" * 300 + ".edi", "x" * (LONGEST - 4) + ".edi"),
        ("ß" * 300, "ß" * (LONGEST // 2)),
        ("a." + "x" * 300, "a." + "x" * (LONGEST - 2)),
    ],
)
def test_a_file_name_is_never_a_path(name: str, expected: str | None) -> None:
    """Separators, parents, control characters, names Windows keeps for itself, and endless ones."""
    assert expected == safe_name(name)


@given(st.text(max_size=400))
def test_any_file_name_becomes_harmless(name: str) -> None:
    """And stays what it is when it is harmless already."""
    safe = safe_name(name)

    assert safe is None or (
        0 < len(safe.encode()) <= LONGEST
        and not set('/\\<>:"|?*') & set(safe)
        and not safe.startswith(".")
        and safe.isprintable() | (not safe.isascii())
    )


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_a_file_name_arrives_as_it_was_sent(name: str) -> None:
    """In ASCII on the wire, whatever it is."""
    value = disposition(name)

    assert value.isascii()
    assert value.isprintable()
    assert name == name_in(read_field(value), read_field(""))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="a b.edi"', "a b.edi"),
        ("attachment; filename=a.edi", "a.edi"),
        ("attachment; FileName = a.edi ; size=3", "a.edi"),
        ('attachment; filename="say \\"x\\".edi"', 'say "x".edi'),
        ("attachment; filename=a; filename*=UTF-8''%C3%A4.edi", "ä.edi"),
        ("attachment; filename*=iso-8859-1'de'%E4.edi", "ä.edi"),
        ("attachment; filename*=nosuch''a.edi", "a.edi"),
        ("attachment; filename*0=long; filename*1=er.edi", "longer.edi"),
        ("attachment; filename*0*=UTF-8''%C3%A4; filename*1=\"%.edi\"", "ä%.edi"),
        ('attachment; filename="M\xc3\xa4.edi"', "Mä.edi"),
        ('attachment; filename="\xe4.edi"', "ä.edi"),
        ("attachment; name=a", None),
        ("attachment", None),
        ("", None),
    ],
)
def test_file_names_are_read_however_they_are_written(value: str, name: str | None) -> None:
    """RFC 2231, quotes, and UTF-8 as it is."""
    assert name == name_in(read_field(value), read_field(""))


def test_a_file_name_may_stand_at_the_content_type() -> None:
    """Where old products put it."""
    assert "a.edi" == name_in(read_field(""), read_field('text/plain; name="a.edi"'))


@given(st.text(max_size=40))
def test_what_is_put_into_quotes_comes_out_of_them(text: str) -> None:
    """With quotes and backslashes of its own."""
    assert text == unquoted(quoted(text))


def test_header_lines_may_be_folded_and_spaced() -> None:
    """As they came; nothing is written anew."""
    headers = parse(b"Content-Type:\r\n text/plain;\r\n\tcharset=x\r\nX-Empty:\r\n", STANDARD)

    assert "text/plain" == headers.field("content-type").value
    assert "x" == headers.field("content-type").parameters["charset"]
    assert ("",) == headers.every("x-empty")


@pytest.mark.parametrize("block", [b"no colon", b": no name", b"X: \x00", b"X: " + b"y" * 40_000])
def test_header_lines_that_are_none_are_refused(block: bytes) -> None:
    """A part begins with header lines."""
    with pytest.raises(Refused):
        parse(block, STANDARD)


def test_a_part_without_header_lines_begins_with_an_empty_line() -> None:
    """With either kind of line break."""
    assert [b"x", b"x"] == [bytes(read_entity(raw, STANDARD).body) for raw in (b"\r\nx", b"\nx")]


def test_a_boundary_in_letters_no_header_line_can_hold_gives_a_refusal() -> None:
    """RFC 2231 can say anything."""
    kind = "multipart/mixed; boundary*=utf-8''%E2%82%AC"

    with pytest.raises(Refused):
        split_parts(Entity(headers=Headers((("Content-Type", kind),)), body=b"--\x80\r\n"), STANDARD)


def test_header_lines_without_an_end_are_refused() -> None:
    """Nobody looks for it beyond the limit."""
    with pytest.raises(Refused):
        read_entity(b"X: " + b"y" * 100, Limits(headers=50))


def of(boundary: str, body: bytes) -> Entity:
    """Return a multipart."""
    return Entity(headers=Headers((("Content-Type", f'multipart/mixed; boundary="{boundary}"'),)), body=body)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (b"--b\r\nA\r\n--b\r\nB\r\n--b--\r\n", [b"A", b"B"]),
        (b"--b\nA\n--b--", [b"A"]),
        (b"\r\n--b\r\nA\r\n\r\n--b-- \r\n\r\n", [b"A\r\n"]),
        (b"--b  \r\n\r\n--b--", [b""]),
        (b"--b\r\n--b--", [b""]),
        (b"--b\r\nx--b\r\n--bc\r\n--b-\r\n--b--", [b"x--b\r\n--bc\r\n--b-"]),
        (b"--b\r\n\r\r\n--b--", [b"\r"]),
    ],
    ids=repr,
)
def test_parts_are_found_by_their_places(body: bytes, parts: list[bytes]) -> None:
    """The line break before a boundary belongs to it, and a boundary begins a line and ends it."""
    assert parts == [bytes(one) for one in split_parts(of("b", body), STANDARD)]


@pytest.mark.parametrize(
    ("boundary", "body"),
    [
        ("b", b"--b\r\nA"),
        ("b", b""),
        ("b", b"--b--"),
        ("", b"--\r\n"),
        ("b" * 201, b""),
        ("b", b"x--b\r\nA\r\n--b--"),
    ],
    ids=repr,
)
def test_multiparts_that_do_not_end_are_refused(boundary: str, body: bytes) -> None:
    """Or do not begin."""
    if body == b"--b--":
        assert () == split_parts(of(boundary, body), STANDARD)
        return
    with pytest.raises(Refused):
        split_parts(of(boundary, body), STANDARD)


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5))
def test_parts_come_out_as_they_went_in(parts: list[bytes]) -> None:
    """Whatever is in them, as long as it is not the boundary."""
    assert parts == [bytes(one) for one in split_parts(of("=_far", multipart("=_far", *parts)), STANDARD)]


@pytest.mark.parametrize(
    ("as_signed", "as_sent", "variant"),
    [
        (b"A\r\nB", b"A\r\nB", Variant.AS_RECEIVED),
        (b"A\r\nB", b"A\nB", Variant.CANONICAL),
        (b"A\r\nB", b"A\rB", Variant.CANONICAL),
        (b"A\nB", b"A\nB\r\n", Variant.WITHOUT_LAST_BREAK),
        (b"A\nB\r\n", b"A\nB", Variant.WITH_LAST_BREAK),
    ],
)
def test_what_peers_sign_otherwise_than_they_send_is_verified_and_checked(
    as_signed: bytes, as_sent: bytes, variant: Variant
) -> None:
    """OpenAS2 signs canonical line breaks, libas2 miscounts the last one; the check is over what verified."""
    headers = (("Content-Type", "text/plain"),)
    signature = sign(part(headers, as_signed), pair("us"), Digest.SHA256, pss=False, at=AT)
    message = with_body(sent(), *signed_part(part(headers, as_sent), signature, Digest.SHA256, chance=CHANCE))
    outcome = opened(message, EVERYTHING)

    assert outcome.verified is not None
    assert (variant, list(Variant).index(variant) + 1 >= len(outcome.verified.attempts)) == (
        outcome.verified.attempts[-1],
        True,
    )
    assert as_sent == outcome.payloads[0].content
    assert part(headers, as_signed) == bytes(outcome.verified.content)


def test_oddly_spaced_header_lines_are_hashed_as_they_came() -> None:
    """Folded, with spaces where nobody else has them, in small letters."""
    raw = b"content-type:text/plain;\r\n   charset=us-ascii\r\nContent-Disposition :  attachment;filename=a.edi\r\n\r\nX\nY"
    signature = sign(raw, pair("us"), Digest.SHA256, pss=False, at=AT)
    message = with_body(sent(), *signed_part(raw, signature, Digest.SHA256, chance=CHANCE))
    (payload,) = opened(message, EVERYTHING).payloads

    assert (b"X\nY", "a.edi") == (payload.content, payload.filename)


def test_a_payload_with_a_hostile_name_is_kept_under_a_harmless_one() -> None:
    """The name as sent is evidence, nothing else."""
    (payload,) = opened(sent(US, Payload(content=b"x", filename="../../x.edi")), EVERYTHING).payloads

    assert ("x.edi", "../../x.edi") == (payload.filename, payload.filename_as_sent)
