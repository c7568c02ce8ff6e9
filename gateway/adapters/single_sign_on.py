"""Single sign-on by OpenID Connect: authorization code with PKCE, the identity token verified, groups read."""

from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gateway.application.people.signing_on import Identity, Pending
from gateway.errors import Refused, TransportUnavailable

WELL_KNOWN = "/.well-known/openid-configuration"
PATIENCE_S = 10
LEEWAY_S = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures with a public key only: none, and nothing a client's secret could have made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSignOn:
    """Implements the port SignOn."""

    issuer: str
    client_id: str
    client_secret: str
    groups_claim: str
    name_claim: str

    def begin(self, back: str) -> tuple[str, Pending]:
        """Return where a browser goes to sign in, and what to keep until it comes back."""
        verifier, nonce = generate_token(64), generate_token(32)
        with self._client(back) as client:
            about = self._about(client)
            url, state = client.create_authorization_url(
                about["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
        return str(url), Pending(state=str(state), nonce=nonce, verifier=verifier)

    def finish(self, back: str, answer: str, pending: Pending) -> Identity:
        """Return who came back, by the whole address they came back to; raises Refused for anything not in order."""
        with self._client(back, state=pending.state) as client:
            about = self._about(client)
            try:
                token = client.fetch_token(
                    about["token_endpoint"],
                    authorization_response=answer,
                    code_verifier=pending.verifier,
                )
                keys = KeySet.import_key_set(
                    client.request("GET", about["jwks_uri"], withhold_token=True).json()
                )
            except httpx2.HTTPError as error:
                raise TransportUnavailable(
                    f"single sign-on cannot be reached: {type(error).__name__}"
                ) from error
            except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
                raise Refused(
                    f"single sign-on answered what is not in order: {type(error).__name__}"
                ) from error
        return self._identity(token, keys, pending.nonce)

    def _identity(self, token: dict[str, Any], keys: KeySet, nonce: str) -> Identity:
        try:
            decoded = jwt.decode(str(token["id_token"]), keys, algorithms=list(ALGORITHMS))
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client_id},
                    "nonce": {"essential": True, "value": nonce},
                },
                {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=LEEWAY_S)
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise Refused(f"the identity token is not in order: {type(error).__name__}") from error
        groups = claims.get(self.groups_claim) or ()
        name = claims.get(self.name_claim) or claims.get("email") or claims["sub"]
        return Identity(
            subject=f"{self.issuer}#{claims['sub']}",
            name=str(name).lower(),
            groups=tuple(str(one) for one in groups) if isinstance(groups, list) else (str(groups),),
        )

    def _client(self, back: str, **kept: str) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope="openid profile email groups",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=PATIENCE_S,
            **kept,
        )

    def _about(self, client: OAuth2Client) -> dict[str, Any]:
        try:
            found = client.request("GET", self.issuer.rstrip("/") + WELL_KNOWN, withhold_token=True)
            found.raise_for_status()
            about: dict[str, Any] = found.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise TransportUnavailable(f"single sign-on cannot be reached: {type(error).__name__}") from error
        if about.get("issuer") != self.issuer:
            raise Refused("single sign-on says it is somebody else")
        return about
