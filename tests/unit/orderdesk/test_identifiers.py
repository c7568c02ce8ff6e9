"""Check digits and the lengths of global trade numbers."""

import pytest

from gateway.orderdesk.identifiers import check_digit, is_global, is_valid, last_serial, lengths_of, sscc


@pytest.mark.parametrize(
    ("body", "digit"),
    [("03600029145", "2"), ("400638133393", "1"), ("1003600029145", "9"), ("9638507", "4"), ("0", "0")],
)
def test_the_check_digit_follows_threes_and_ones_from_the_right(body: str, digit: str) -> None:
    assert digit == check_digit(body)


@pytest.mark.parametrize(
    "value", ["036000291452", "4006381333931", "96385074", "10036000291459", " 96385074 "]
)
def test_a_number_with_its_check_digit_is_valid(value: str) -> None:
    assert is_valid(value)


@pytest.mark.parametrize("value", ["036000291453", "36000291452", "", "0360002914X2", "٠٣٦٠٠٠٢٩١٤٥٢"])
def test_a_wrong_digit_length_or_character_is_not(value: str) -> None:
    assert not is_valid(value)


def test_only_global_kinds_have_check_digits() -> None:
    assert (True, True, False) == (is_global("upc"), is_global("gtin"), is_global("buyer-item"))


def test_a_number_is_kept_under_every_length_it_may_have() -> None:
    assert ("036000291452", "0036000291452", "00036000291452") == lengths_of(" 036000291452 ")


def test_leading_zeros_are_none_of_the_number_whatever_is_left() -> None:
    """Down to every length that holds it, the number itself first."""
    assert ("0012345678", "12345678", "000012345678", "0000012345678", "00000012345678") == lengths_of(
        "0012345678"
    )
    assert ("0123456789012", "123456789012", "00123456789012") == lengths_of("0123456789012")
    assert ("00012345678905", "12345678905".zfill(12), "0012345678905") == lengths_of("00012345678905")
    assert ("0000", "00000000", "000000000000", "0000000000000", "00000000000000") == lengths_of("0000")


def test_fourteen_digits_have_no_other_length() -> None:
    assert ("10036000291459",) == lengths_of("10036000291459")


def test_what_is_no_number_is_left_alone() -> None:
    assert ("ABC",) == lengths_of("ABC")


def test_an_sscc_fills_its_serial_and_ends_in_its_check_digit() -> None:
    assert "006141411234567890" == sscc("0614141", 123456789)
    assert "306141410000000012"[:17] == sscc("0614141", 1, extension="3")[:17]


def test_every_sscc_is_eighteen_digits_and_checks() -> None:
    number = sscc("061414112", 9999999, extension="9")

    assert 18 == len(number)
    assert number[-1] == check_digit(number[:-1])


@pytest.mark.parametrize(
    ("prefix", "serial", "extension"),
    [("0614141", 10**9, "0"), ("0614141", -1, "0"), ("06141X1", 1, "0"), ("0614141234567890", 1, "0")],
)
def test_a_serial_that_does_not_fit_is_refused(prefix: str, serial: int, extension: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        sscc(prefix, serial, extension=extension)


def test_the_last_serial_is_the_last_that_fits() -> None:
    """One more has no room."""
    last = last_serial("0614141")

    assert "00614141999999999" == sscc("0614141", last)[:-1]
    with pytest.raises(ValueError, match="serial"):
        sscc("0614141", last + 1)
