"""Coming in: by name and password, by token, by single sign-on; and going out again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from gateway.adapters.passwords import Argon2Passwords
from gateway.adapters.single_sign_on import OidcSignOn
from gateway.application.people.tokens import make_token
from gateway.application.people.users import add_user, set_state
from gateway.domain.users import May, Role
from gateway.entrypoints.api.app import create_app
from gateway.entrypoints.api.limiting import TRIES
from tests.fakes.oidc import CLIENT, SECRET, Provider, provider
from tests.house import House, later
from tests.integration.api.conftest import HERE

CHEAP = Argon2Passwords(passes=1, memory=8, lanes=1)
PASSWORD = "correct horse battery"
PAGE = {"Accept": "text/html"}


@pytest.fixture
def guarded(house: House) -> House:
    """A house in which ann is an admin and bob looks at things."""
    gateway = replace(house.gateway, passwords=CHEAP)
    for name, role in (("ann", Role.ADMIN), ("bob", Role.VIEWER)):
        add_user(
            gateway.services,
            gateway.store,
            name,
            roles=[role],
            password=PASSWORD,
            passwords=CHEAP,
            actor="test",
        )
    return replace(house, gateway=gateway)


@pytest.fixture
def browser(guarded: House) -> Iterator[TestClient]:
    """A browser nobody has signed in with."""
    with TestClient(
        create_app(guarded.gateway), base_url=HERE, follow_redirects=False, headers=PAGE
    ) as client:
        yield client


def sign_in(
    client: TestClient, name: str = "ann", password: str = PASSWORD, onward: str = "/"
) -> httpx2.Response:
    """Send the form."""
    return client.post("/login", data={"name": name, "password": password, "next": onward})


def test_a_person_is_shown_where_to_sign_in_and_goes_on_from_there(browser: TestClient) -> None:
    """The page asked for, the form, the page; the cookie is nothing a script or another site can use."""
    away = browser.get("/orders")
    form = browser.get(away.headers["location"])
    inside = sign_in(browser, "Ann", onward="/orders")

    assert (303, "/login?next=%2Forders") == (away.status_code, away.headers["location"])
    assert 'value="/orders"' in form.text
    assert (303, "/orders") == (inside.status_code, inside.headers["location"])
    assert all(one in inside.headers["set-cookie"].lower() for one in ("httponly", "samesite=lax", "path=/"))
    assert 200 == browser.get("/orders").status_code


def test_who_cannot_prove_it_stays_outside(browser: TestClient) -> None:
    """The same words for a wrong name and a wrong password; tried too often, nobody is listened to for a while."""
    for name, password in (("ann", "wrong"), ("nobody", PASSWORD), ("", "")):
        answer = sign_in(browser, name, password)
        assert (401, True) == (answer.status_code, "the name or the password is wrong" in answer.text)
        assert "set-cookie" not in answer.headers

    for _ in range(TRIES):
        last = sign_in(browser, "ann", "wrong")
    assert (429, "60") == (last.status_code, last.headers["retry-after"])
    assert 401 == sign_in(browser, "bob", "wrong").status_code


def test_nobody_is_sent_elsewhere(browser: TestClient) -> None:
    """Whatever the form says, one goes on within the house."""
    for onward in ("//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/a\nb"):
        assert "/" == sign_in(browser, onward=onward).headers["location"]


def test_a_session_ends(guarded: House, browser: TestClient) -> None:
    """By going out, after an hour of doing nothing, after twelve hours in any case, and when its user is shut out."""
    states = []
    sign_in(browser)
    browser.post("/logout")
    states.append(browser.get("/").status_code)
    sign_in(browser)
    later(guarded, minutes=59)
    states.append(browser.get("/").status_code)
    later(guarded, minutes=61)
    states.append(browser.get("/").status_code)
    sign_in(browser)
    for _ in range(13):
        later(guarded, minutes=58)
        last = browser.get("/").status_code
    states.append(last)
    sign_in(browser, "bob")
    set_state(guarded.gateway.services, guarded.gateway.store, "bob", active=False, actor="test")
    states.append(browser.get("/").status_code)

    assert [303, 200, 303, 303, 303] == states


def test_ones_own_page_ends_sessions_and_changes_the_password(browser: TestClient) -> None:
    """The present password is asked for; with the new one every session is over."""
    sign_in(browser)
    mine = browser.get("/me")
    wrong = browser.post("/me/password", data={"present": "wrong", "new": "another good one"})
    short = browser.post("/me/password", data={"present": PASSWORD, "new": "short"})
    changed = browser.post("/me/password", data={"present": PASSWORD, "new": "another good one"})
    outside = browser.get("/me").status_code
    sign_in(browser, password="another good one")
    ended = browser.post("/me/sessions/end")

    assert "testclient" in mine.text
    assert [422, 409, 303, 303, 303] == [
        wrong.status_code,
        short.status_code,
        changed.status_code,
        outside,
        ended.status_code,
    ]
    assert 303 == browser.get("/me").status_code


def test_a_program_may_what_its_scopes_say_until_its_day(guarded: House, browser: TestClient) -> None:
    """Never more than its user may; gone when it is over or its user is shut out."""
    gateway = guarded.gateway
    kept, token = make_token(
        gateway.services,
        gateway.store,
        "ann",
        name="export",
        scopes=[May.LOOK],
        lasts=timedelta(days=30),
        actor="test",
    )
    headers = {"Authorization": f"Bearer {token}"}
    asked = [browser.get(path, headers=headers).status_code for path in ("/api/v1/orders", "/api/v1/audit")]
    later(guarded, days=31)
    asked.append(browser.get("/api/v1/orders", headers=headers).status_code)

    assert [200, 403, 401] == asked
    assert token not in str(kept)


@pytest.fixture
def elsewhere(guarded: House) -> Iterator[tuple[Provider, TestClient]]:
    """A provider of single sign-on, and a browser at a gateway that trusts it."""
    with provider() as served:
        sign_on = OidcSignOn(
            issuer=served.address,
            client_id=CLIENT,
            client_secret=SECRET,
            groups_claim="groups",
            name_claim="preferred_username",
        )
        groups = {"desk-team": "order-desk", "acme-people": "partner:acme", "globex-people": "partner:globex"}
        settings = guarded.gateway.settings.model_copy(update={"oidc_groups": groups})
        gateway = replace(guarded.gateway, sign_on=sign_on, settings=settings)
        app = create_app(gateway)
        with TestClient(app, base_url=HERE, follow_redirects=False, headers=PAGE) as client:
            yield served, client


def come_by_single_sign_on(client: TestClient) -> httpx2.Response:
    """Go there and come back, as a browser does."""
    away = client.get("/login/sso", params={"next": "/orders"})
    back = httpx2.get(away.headers["location"]).headers["location"]
    return client.get(back)


def test_somebody_comes_in_by_single_sign_on_with_the_roles_of_their_groups(
    elsewhere: tuple[Provider, TestClient], guarded: House
) -> None:
    """By code, PKCE and a signed token; the next time their groups are read anew."""
    served, client = elsewhere
    served.claims = {"sub": "u-7", "preferred_username": "Carol"}
    inside = come_by_single_sign_on(client)
    mine = client.get("/me").text
    served.claims |= {"groups": ["acme-people"]}
    come_by_single_sign_on(client)
    own = client.get("/me").text
    with guarded.gateway.store.read() as work:
        carol = work.people.find("carol")

    assert (303, "/orders") == (inside.status_code, inside.headers["location"])
    assert "order-desk" in mine
    assert "partner" in own
    assert carol is not None
    assert ((Role.PARTNER,), "acme", "") == (carol.roles, carol.partner, carol.password)
    assert (
        "single sign-on" in client.get("/login").text.lower() or "your company" in client.get("/login").text
    )


def test_whoever_signs_in_elsewhere_comes_back_to_our_own_address(
    elsewhere: tuple[Provider, TestClient],
) -> None:
    """Never to where a request says we are: to the address that was set, else to this machine only."""
    served, client = elsewhere
    stranger = {"host": "evil.example"}
    named = client.app.state.gateway  # type: ignore[attr-defined] # an application has one
    settings = named.settings.model_copy(update={"public_url": "https://orders.example.com"})
    app = create_app(replace(named, settings=settings))
    with TestClient(app, base_url=HERE, follow_redirects=False, headers=PAGE) as known:
        away = httpx2.URL(known.get("/login/sso", headers=stranger).headers["location"])
    refused = client.get("/login/sso", headers=stranger)

    assert str(away).startswith(served.address)
    assert "https://orders.example.com/login/sso/back" == away.params["redirect_uri"]
    assert (500, False) == (refused.status_code, "location" in refused.headers)
    assert "evil" not in refused.text


BAD_CLAIMS = (
    {"aud": "somebody-else"},
    {"iss": "https://evil.example"},
    {"nonce": "another"},
    {"exp": 1},
    {"groups": ["football"]},
    {"groups": ["acme-people", "globex-people"]},
    {"groups": ["acme-people", "desk-team"]},
    {"preferred_username": "ann"},
)


def test_an_identity_that_is_not_in_order_opens_nothing(elsewhere: tuple[Provider, TestClient]) -> None:
    """For somebody else, by somebody else, of another try, too old, without a role, with too many, under another's name."""
    served, client = elsewhere
    opened = []
    for claims in BAD_CLAIMS:
        served.claims = {"preferred_username": "dave", **claims}
        if come_by_single_sign_on(client).status_code != 403 or client.get("/").status_code != 303:
            opened.append(claims)

    assert [] == opened


def test_a_token_signed_by_somebody_else_opens_nothing(elsewhere: tuple[Provider, TestClient]) -> None:
    """Only the keys the provider publishes count."""
    served, client = elsewhere
    served.claims = {"preferred_username": "dave"}
    served.signing = RSAKey.generate_key(2048, {"kid": "one"})

    assert 403 == come_by_single_sign_on(client).status_code


def test_an_answer_nobody_set_out_for_opens_nothing(elsewhere: tuple[Provider, TestClient]) -> None:
    """Without the cookie of this browser, with another's state, or with a code that was used."""
    _, client = elsewhere
    bare = client.get("/login/sso/back", params={"code": "x", "state": "y"})
    client.get("/login/sso")
    other = client.get("/login/sso/back", params={"code": "x", "state": "y"})
    away = client.get("/login/sso").headers["location"]
    back = httpx2.get(away).headers["location"].replace("code=code", "code=none")
    used = client.get(back)

    assert [403] * 3 == [one.status_code for one in (bare, other, used)]


def test_a_provider_that_is_away_is_no_fault_of_the_caller(guarded: House) -> None:
    """503, and the form still works; where none is set up there is nothing."""
    gone = OidcSignOn(
        issuer="http://127.0.0.1:9", client_id=CLIENT, client_secret="", groups_claim="g", name_claim="n"
    )
    for sign_on, status in ((gone, 503), (None, 404)):
        app = create_app(replace(guarded.gateway, sign_on=sign_on))
        with TestClient(app, base_url=HERE, follow_redirects=False) as client:
            assert status == client.get("/login/sso").status_code
            assert 200 == client.get("/login").status_code
