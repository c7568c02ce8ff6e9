"""What a profile says of shopping."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from gateway.profiles.punchout import PunchOut, origin_of

BUYER = "https://buying.example.test"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://buying.example.test/hook?x=1", BUYER),
        ("https://buying.example.test:443/hook", BUYER),
        ("https://buying.example.test:8443", f"{BUYER}:8443"),
        ("http://localhost:8101/x", "http://localhost:8101"),
        ("http://[::1]:80/x", "http://[::1]"),
        ("https://user@buying.example.test/x", ""),
        ("https://buying.example.test:x/", ""),
        ("//buying.example.test/x", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(url: str, origin: str) -> None:
    assert origin == origin_of(url)


@pytest.mark.parametrize(
    "origin",
    [
        "http://buying.example.test",
        "https://buying.example.test/",
        "https://buying.example.test/path",
        "https://",
        "ftp://127.0.0.1",
        "*",
        "https://buying.example.test:443",
    ],
)
def test_carts_go_to_encrypted_origins_or_to_this_machine(origin: str) -> None:
    with pytest.raises(ValidationError, match="should be an origin"):
        PunchOut(return_to=(origin,))


def test_a_cart_goes_only_where_that_was_agreed() -> None:
    agreed = PunchOut(return_to=(BUYER, "http://127.0.0.1:8101"))

    assert agreed.may_return_to(f"{BUYER}/a/b?c=d")
    assert agreed.may_return_to("http://127.0.0.1:8101/x")
    for elsewhere in (
        "https://buying.example.test.evil.example/",
        "https://buying.example.test@evil.example/",
        "http://buying.example.test/",
        "https://buying.example.test:8443/",
        "SAPEVENT:X",
        "",
    ):
        assert not agreed.may_return_to(elsewhere)


def test_saps_own_client_takes_carts_only_where_that_was_agreed() -> None:
    oci = {"user": "sap", "password": "secret:oci", "sapevent": True}
    agreed = PunchOut.model_validate({"return_to": [BUYER], "oci": oci})
    without = PunchOut.model_validate({"return_to": [BUYER], "oci": {**oci, "sapevent": False}})

    assert agreed.may_return_to("sapevent:NEWITEM?x")
    assert not without.may_return_to("sapevent:NEWITEM?x")


@pytest.mark.parametrize("within", ["0s", "11m"])
def test_a_start_page_is_good_for_ten_minutes_at_most(within: str) -> None:
    with pytest.raises(ValidationError, match="ten minutes"):
        PunchOut.model_validate({"return_to": [BUYER], "start_within": within})
    assert (
        timedelta(minutes=2)
        == PunchOut.model_validate({"return_to": [BUYER], "start_within": "2m"}).start_within
    )


@pytest.mark.parametrize("name", ["NEW_ITEM-CUST_FIELD1", "cust", ""])
def test_fields_are_named_as_in_the_interface(name: str) -> None:
    oci = {"user": "sap", "password": "secret:oci", "fields": {name: "note"}}
    with pytest.raises(ValidationError, match="name of a field"):
        PunchOut.model_validate({"return_to": [BUYER], "oci": oci})


def test_a_field_of_the_interface_may_hold_any_fact() -> None:
    oci = {
        "user": "sap",
        "password": "secret:oci",
        "fields": {"CUST_FIELD1": "note"},
        "lengths": {"MATNR": 18},
    }
    agreed = PunchOut.model_validate({"return_to": [BUYER], "oci": oci})

    assert agreed.oci is not None
    assert {"CUST_FIELD1": "note"} == agreed.oci.fields
    assert {"MATNR": 18} == agreed.oci.lengths
