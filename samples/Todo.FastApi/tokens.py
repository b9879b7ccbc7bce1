"""Who is calling: read from a token that the identity server signed with the secret that this API shares with it."""

import os
from base64 import urlsafe_b64decode

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel


def secret_of(text: str) -> bytes:
    """Text is the secret itself; what the server has made and printed is bytes, and begins with base64url: here."""
    encoded = text.removeprefix("base64url:")
    secret = text.encode() if encoded == text else urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    if len(secret) < 32:
        raise SystemExit("JWT_SECRET has at least 32 bytes.")
    return secret


# While a secret is replaced there are two: the one that signs and the other, which is still to come or has just gone.
SECRETS = [secret_of(text) for text in (os.environ["JWT_SECRET"], os.environ.get("JWT_SECRET_OTHER")) if text]

# Tokens of a back end that moved in name neither: its secret is all that says whose they are.
AUDIENCE = os.environ.get("JWT_AUDIENCE") or None
ISSUER = os.environ.get("JWT_ISSUER") or None


class Caller(BaseModel):
    sub: str
    email: str | None = None


def read(token: str) -> Caller:
    """Raises jwt.InvalidTokenError unless signature, algorithm, audience, issuer and times are as they have to be."""
    required = ["sub", "iat", "exp", *(["iss"] if ISSUER else [])]
    for secret in SECRETS:
        try:
            claims = jwt.decode(
                token, secret, algorithms=["HS256"], audience=AUDIENCE, issuer=ISSUER, leeway=5, options={"require": required}
            )
            return Caller(**claims)
        except jwt.InvalidSignatureError:
            continue
    raise jwt.InvalidSignatureError


def caller(bearer: HTTPAuthorizationCredentials | None = Depends(HTTPBearer(auto_error=False))) -> Caller:
    """A dependency: routes that name it are for people who are signed in."""
    if bearer is None:
        raise HTTPException(401, "Not authenticated", {"WWW-Authenticate": "Bearer"})
    try:
        return read(bearer.credentials)
    except jwt.InvalidTokenError:
        # Why is nobody's business who guesses.
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise HTTPException(401, "Could not validate credentials", challenge) from None
