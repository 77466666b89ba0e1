"""A service elsewhere that is told by a token who calls: it knows an issuer and its own name, and finds the rest itself.

    python relying_party.py ISSUER AUDIENCE ALGORITHM < TOKEN

It prints the claims that it believes, or why it believes none, as JSON. PyJWT does all of it, by this process's clock.
"""

import json
import sys
import urllib.request

import jwt

REQUIRED = ["iss", "sub", "aud", "iat", "exp", "jti"]


def believed(token: str, issuer: str, audience: str, algorithm: str) -> dict:
    with urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=30) as answer:
        configuration = json.load(answer)
    assert configuration["issuer"] == issuer
    assert algorithm in configuration["id_token_signing_alg_values_supported"]
    key = jwt.PyJWKClient(configuration["jwks_uri"]).get_signing_key_from_jwt(token)
    return jwt.decode(
        token, key, algorithms=[algorithm], audience=audience, issuer=issuer, options={"require": REQUIRED}
    )


if __name__ == "__main__":
    try:
        said = {"claims": believed(sys.stdin.read(), *sys.argv[1:])}
    except jwt.PyJWTError as error:
        said = {"refused": type(error).__name__}
    print(json.dumps(said))
