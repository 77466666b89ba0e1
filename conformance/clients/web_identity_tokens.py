"""Tokens for services elsewhere: a relying party believes them by what the issuer publishes, as long as they last.

The relying party is a process of its own, `relying_party.py`, with a real library and without credentials.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from authority import ACCOUNT, ROOT, WITH_ROOT_KEYS, Authority, Identity, moved_clock
from aws import REGION, client, refusal
from operations import move_clock

AUDIENCE = "https://api.example.com"
RELYING_PARTY = Path(__file__).parent / "relying_party.py"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": ACCOUNT},
            "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        },
    }
)
MAY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": ["sts:GetWebIdentityToken", "sts:TagGetWebIdentityToken"], "Resource": "*"},
    }
)
# Issuers are reached where the authority listens.
ENVIRONMENT = {name: value for name, value in WITH_ROOT_KEYS.items() if name != "SYMBOLON_PUBLIC_URL"}
ENVIRONMENT["SYMBOLON_S3_DOMAIN"] = "s3.example.com"


def verified(token: str, issuer: str, audience: str = AUDIENCE, algorithm: str = "ES384", clock: str | None = None) -> dict:
    """What the relying party says; `clock` moves its time."""
    ended = subprocess.run(
        [sys.executable, RELYING_PARTY, issuer, audience, algorithm],
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **moved_clock(clock)},
        input=token,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def fetched(url: str, method: str = "GET", host: str | None = None) -> tuple[int, dict, bytes]:
    """Status, headers and body, without any credentials."""
    request = urllib.request.Request(url, method=method, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


class WebIdentityTokens(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.authority = self.enterContext(Authority(folder, ENVIRONMENT))
        self.connect()

    def connect(self):
        administrator = self.authority.administrator()
        self.iam = client(self.authority, "iam", administrator)
        self.sts = client(self.authority, "sts", administrator)

    def again(self, clock: str | None = None):
        """Starts it again where it was; its issuers have the same URLs then."""
        port = self.authority.port
        self.authority.kill()
        self.authority.start(clock, port)
        self.connect()

    def enable(self) -> str:
        return self.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]

    def token(self, sts=None, algorithm: str = "ES384", audience=(AUDIENCE,), **more) -> str:
        asked = {"Audience": list(audience), "SigningAlgorithm": algorithm, **more}
        return (sts or self.sts).get_web_identity_token(**asked)["WebIdentityToken"]

    def test_a_service_elsewhere_learns_which_user_calls(self):
        issuer = self.enable()
        self.assertEqual(issuer, self.iam.get_outbound_web_identity_federation_info()["IssuerIdentifier"])
        self.iam.create_user(UserName="Ann", Path="/team/", Tags=[{"Key": "Team", "Value": "red"}])
        self.iam.put_user_policy(UserName="Ann", PolicyName="may", PolicyDocument=MAY)
        key = Identity.of(self.iam.create_access_key(UserName="Ann")["AccessKey"])
        ann = client(self.authority, "sts", key)
        arn = f"arn:aws:iam::{ACCOUNT}:user/team/Ann"
        for algorithm in ("RS256", "ES384"):
            tags = [{"Key": "job", "Value": "Grüße"}]
            asked = {"Audience": [AUDIENCE], "SigningAlgorithm": algorithm, "Tags": tags, "DurationSeconds": 900}
            before = int(time.time())
            answer = ann.get_web_identity_token(**asked)
            said = verified(answer["WebIdentityToken"], issuer, algorithm=algorithm)["claims"]
            self.assertTrue(before <= said["iat"] <= time.time(), said)
            self.assertRegex(said.pop("jti"), r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
            self.assertEqual(said.pop("exp") - said.pop("iat"), 900)
            self.assertEqual(
                said,
                {
                    "iss": issuer,
                    "sub": arn,
                    "aud": AUDIENCE,
                    "https://sts.amazonaws.com/": {
                        "aws_account": ACCOUNT,
                        "source_region": REGION,
                        "principal_id": arn,
                        "principal_tags": {"Team": "red"},
                        "request_tags": {"job": "Grüße"},
                    },
                },
            )

    def test_a_service_elsewhere_learns_which_role_calls(self):
        issuer = self.enable()
        tags = [{"Key": "Team", "Value": "red"}, {"Key": "cost", "Value": "7"}]
        self.iam.create_role(RoleName="App", Path="/team/", AssumeRolePolicyDocument=TRUST, Tags=tags)
        self.iam.put_role_policy(RoleName="App", PolicyName="may", PolicyDocument=MAY)
        arn = f"arn:aws:iam::{ACCOUNT}:role/team/App"
        assumed = self.sts.assume_role(
            RoleArn=arn, RoleSessionName="night", SourceIdentity="Eve", Tags=[{"Key": "team", "Value": "blue"}]
        )["Credentials"]
        role = client(self.authority, "sts", Identity.of(assumed))
        token = self.token(role, audience=["other", AUDIENCE])
        said = verified(token, issuer)["claims"]
        self.assertEqual((said["sub"], said["aud"], said["exp"] - said["iat"]), (arn, ["other", AUDIENCE], 300))
        self.assertEqual(
            said["https://sts.amazonaws.com/"],
            {
                "aws_account": ACCOUNT,
                "source_region": REGION,
                "principal_id": arn,
                "principal_tags": {"team": "blue", "cost": "7"},
                "original_session_exp": assumed["Expiration"].strftime("%Y-%m-%dT%H:%M:%SZ"),
                "source_identity": "Eve",
            },
        )
        # The session was bounded to what it may hand on.
        denying = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
        bounded = self.sts.assume_role(RoleArn=arn, RoleSessionName="night", Policy=denying)["Credentials"]
        refused = refusal(self.token, sts=client(self.authority, "sts", Identity.of(bounded)))
        self.assertEqual(refused.code, "AccessDenied")

    def test_what_is_not_meant_so_is_not_believed(self):
        issuer = self.enable()
        tokens = {algorithm: self.token(algorithm=algorithm) for algorithm in ("RS256", "ES384")}
        header, claims, signature = tokens["ES384"].split(".")
        self.assertEqual(decoded(header), {"kid": "EC384_0", "typ": "JWT", "alg": "ES384"})
        self.assertEqual(decoded(tokens["RS256"].split(".")[0]), {"kid": "RSA_0", "typ": "JWT", "alg": "RS256"})
        self.assertEqual(verified(tokens["ES384"], issuer, "elsewhere"), {"refused": "InvalidAudienceError"})
        self.assertEqual(verified(tokens["ES384"], issuer, algorithm="RS256"), {"refused": "InvalidAlgorithmError"})
        changed = {**decoded(claims), "sub": f"arn:aws:iam::{ACCOUNT}:root"}
        forged = ".".join([header, encoded(changed), signature])
        self.assertEqual(verified(forged, issuer), {"refused": "InvalidSignatureError"})
        unsigned = ".".join([encoded({"kid": "EC384_0", "typ": "JWT", "alg": "none"}), claims, ""])
        self.assertEqual(verified(unsigned, issuer), {"refused": "InvalidAlgorithmError"})

    def test_a_token_ends_in_time(self):
        issuer = self.enable()
        token = self.token(DurationSeconds=120)
        self.assertIn("claims", verified(token, issuer, clock="+60s"))
        self.assertEqual(verified(token, issuer, clock="+120s"), {"refused": "ExpiredSignatureError"})
        # The authority goes by its own clock.
        self.again("+1h")
        move_clock("+1h")
        self.addCleanup(move_clock, None)
        late = self.token(DurationSeconds=120)
        self.assertIn("claims", verified(late, issuer, clock="+1h"))
        self.assertEqual(verified(late, issuer), {"refused": "ImmatureSignatureError"})
        self.assertEqual(verified(token, issuer, clock="+1h"), {"refused": "ExpiredSignatureError"})

    def test_an_issuer_stays_the_same(self):
        issuer = self.enable()
        token = self.token()
        keys = fetched(f"{issuer}/.well-known/jwks.json")[2]
        self.iam.disable_outbound_web_identity_federation()
        refused = refusal(self.token)
        self.assertEqual((refused.code, refused.status), ("OutboundWebIdentityFederationDisabledException", 403))
        # What is out goes on being good.
        self.assertIn("claims", verified(token, issuer))
        self.again()
        self.assertIn("claims", verified(token, issuer))
        self.assertEqual(self.enable(), issuer)
        self.assertEqual(fetched(f"{issuer}/.well-known/jwks.json")[2], keys)
        self.assertIn("claims", verified(self.token(), issuer))

    def test_one_issuer_is_made_however_many_ask_at_once(self):
        clients = [client(self.authority, "iam", self.authority.administrator()) for _ in range(6)]

        def ask(iam) -> str:
            try:
                return iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
            except iam.exceptions.FeatureEnabledException:
                return "enabled"

        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(ask, clients))
        self.assertEqual(answers.count("enabled"), len(clients) - 1, answers)
        (issuer,) = set(answers) - {"enabled"}
        for algorithm in ("RS256", "ES384"):
            self.assertIn("claims", verified(self.token(algorithm=algorithm), issuer, algorithm=algorithm))

    def test_an_issuer_is_described_to_everybody(self):
        endpoint = self.authority.endpoint
        unknown = f"{endpoint}/.tokens/00000000-0000-4000-8000-000000000000"
        self.assertEqual(fetched(f"{unknown}/.well-known/jwks.json")[0], 404)
        issuer = self.enable()
        status, headers, body = fetched(f"{issuer}/.well-known/openid-configuration")
        self.assertEqual((status, headers["content-type"]), (200, "application/json"))
        self.assertEqual(headers["cache-control"], "public, max-age=3600")
        self.assertEqual(
            json.loads(body),
            {
                "claims_supported": ["sub", "iss", "aud", "exp", "iat", "jti", "https://sts.amazonaws.com/"],
                "id_token_signing_alg_values_supported": ["RS256", "ES384"],
                "issuer": issuer,
                "jwks_uri": f"{issuer}/.well-known/jwks.json",
                "subject_types_supported": ["public"],
            },
        )
        status, headers, body = fetched(f"{issuer}/.well-known/jwks.json")
        self.assertEqual((status, headers["content-type"]), (200, "application/json"))
        rsa, elliptic = json.loads(body)["keys"]
        self.assertEqual(rsa.keys(), {"kty", "kid", "use", "n", "e"})
        self.assertEqual(elliptic.keys(), {"kty", "kid", "use", "alg", "crv", "x", "y"})
        self.assertEqual((rsa["kid"], elliptic["kid"], elliptic["crv"]), ("RSA_0", "EC384_0", "P-384"))
        self.assertEqual(fetched(f"{issuer}/.well-known/jwks.json", "HEAD")[::2], (200, b""))
        for path in ("", "/", "/.well-known", "/.well-known/", "/jwks.json", "/.well-known/jwks.json/", "/../x"):
            status, headers, _ = fetched(f"{issuer}{path}")
            self.assertEqual((status, headers["cache-control"]), (404, "no-store"), path)
        # Under the host of a bucket it is the name of an object, which nobody may read.
        status, _, body = fetched(f"{issuer}/.well-known/jwks.json", host="logs.s3.example.com")
        self.assertEqual(status, 404, body)
        self.assertIn(b"<Code>NoSuchBucket</Code>", body)

    def test_no_token_is_logged(self):
        issuer = self.enable()
        tokens = [self.token(), self.token(client(self.authority, "sts", ROOT), "RS256")]
        claims = verified(tokens[1], issuer, algorithm="RS256")["claims"]
        self.assertEqual(claims["sub"], f"arn:aws:iam::{ACCOUNT}:root")
        self.authority.stop()
        log = self.authority.log.read_text()
        self.assertIn("GetWebIdentityToken", log)
        for token in tokens:
            self.assertNotIn(token.rpartition(".")[2], log)


def decoded(part: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def encoded(part: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


if __name__ == "__main__":
    unittest.main()
