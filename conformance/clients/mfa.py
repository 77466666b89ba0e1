"""Multi-factor authentication from end to end: a code opens a door once, and only a code does.

The codes are computed here as an authenticator app does, from the seed that CreateVirtualMFADevice shows once and from
this machine's clock. Codes that a test uses one after the other are of later and later steps, so that none is of a step
twice if the next one begins in between.
"""

import json
import tempfile
import time
import unittest
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from authority import ACCOUNT, Authority, Identity
from aws import Cli, client, refusal
from operations import move_clock, totp

WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
NOT_FOUND = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user."
)
WITH_CODE = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
ANYTHING_OF_IAM = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}

TRIES_MAX = 9
SPAN_SECONDS = 180


def arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Person:
    """A user with a device, and what she may do."""

    def __init__(self, authority: Authority, name: str, *statements: dict):
        iam = client(authority, "iam", authority.administrator())
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=document(*statements))
        self.identity = Identity.of(iam.create_access_key(UserName=name)["AccessKey"])
        self.sts = client(authority, "sts", self.identity)
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"{name}-phone")["VirtualMFADevice"]
        self.serial, self.seed = device["SerialNumber"], device["Base32StringSeed"].decode()
        self.picture = device["QRCodePNG"]
        iam.enable_mfa_device(
            UserName=name,
            SerialNumber=self.serial,
            AuthenticationCode1=totp(self.seed, "-1"),
            AuthenticationCode2=totp(self.seed),
        )

    def code(self, step: int = 0) -> str:
        """What the device shows `step` half minutes from now."""
        return totp(self.seed, str(step))

    def given(self, code: str) -> dict:
        return {"SerialNumber": self.serial, "TokenCode": code}

    def session(self, code: str | None = None, **more) -> Identity:
        """Of GetSessionToken, with or without a code."""
        given = self.given(code) if code else {}
        return Identity.of(self.sts.get_session_token(**given, **more)["Credentials"])


class Mfa(unittest.TestCase):
    def setUp(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.authority = self.enterContext(Authority(folder))
        self.iam = client(self.authority, "iam", self.authority.administrator())

    def person(self, name: str, *statements: dict) -> Person:
        return Person(self.authority, name, *statements)

    def denied(self, call, message: str, **parameters):
        refused = refusal(call, **parameters)
        self.assertEqual((refused.code, refused.message), ("AccessDenied", message))

    def test_a_policy_opens_for_a_session_with_a_code_alone(self):
        ann = self.person("Ann", {**ANYTHING_OF_IAM, "Condition": WITH_CODE})
        by_key = client(self.authority, "iam", ann.identity)
        self.denied(by_key.list_users, not_authorized(arn("user", "Ann"), "iam:ListUsers", arn("user", "")))
        without = refusal(client(self.authority, "iam", ann.session()).list_users)
        self.assertEqual(without.code, "InvalidClientTokenId")
        opened = client(self.authority, "iam", ann.session(ann.code()))
        self.assertIn("Ann", [user["UserName"] for user in opened.list_users()["Users"]])

    def test_the_aws_cli_takes_a_code(self):
        ann = self.person("Ann", {**ANYTHING_OF_IAM, "Condition": WITH_CODE})
        asked = ["sts", "get-session-token", "--serial-number", ann.serial, "--token-code", ann.code()]
        cli = Cli(self.authority, ann.identity)
        opened = Cli(self.authority, Identity.of(cli(*asked)["Credentials"]))
        self.assertEqual(opened("iam", "get-user")["User"]["UserName"], "Ann")
        again = cli.refused(*asked)
        self.assertEqual((again.code, again.message.strip()), ("AccessDenied", WRONG.strip()))

    def test_a_code_opens_once_however_many_ask_at_once(self):
        ann = self.person("Ann", ANYTHING_OF_IAM)
        given = ann.given(ann.code())
        clients = [client(self.authority, "sts", ann.identity) for _ in range(6)]

        def ask(sts) -> str:
            try:
                return sts.get_session_token(**given)["Credentials"]["AccessKeyId"]
            except sts.exceptions.ClientError as error:
                return error.response["Error"]["Message"]

        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(ask, clients))
        self.assertEqual(answers.count(WRONG), len(clients) - 1, answers)
        # One that was not used is good.
        ann.session(ann.code(1))

    def test_a_device_is_tried_nine_times_in_three_minutes(self):
        ann, ben = self.person("Ann", ANYTHING_OF_IAM), self.person("Ben", ANYTHING_OF_IAM)
        # Tries are counted in spans of three minutes by the clock: the authority is moved to the beginning of one.
        begins = SPAN_SECONDS - int(time.time()) % SPAN_SECONDS
        clock = f"+{SPAN_SECONDS - int(time.time()) % SPAN_SECONDS}s"
        self.authority.restart(clock)
        move_clock(clock)
        self.addCleanup(move_clock, None)
        ann.sts, ben.sts = (client(self.authority, "sts", each.identity) for each in (ann, ben))
        for _ in range(TRIES_MAX):
            self.denied(ann.session, WRONG, code=ann.code(40))
        self.denied(ann.session, NOT_FOUND, code=ann.code())
        ben.session(ben.code())

    def test_a_role_is_assumed_with_a_code_that_is_young_enough(self):
        ann = self.person("Ann", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})
        young = {**WITH_CODE, "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}
        trusted = {"Effect": "Allow", "Principal": {"AWS": arn("user", "Ann")}, "Action": "sts:AssumeRole"}
        trust = document({**trusted, "Condition": young})
        self.iam.create_role(RoleName="Vault", AssumeRolePolicyDocument=trust)
        asked = {"RoleArn": arn("role", "Vault"), "RoleSessionName": "night"}
        denial = f"User: {arn('user', 'Ann')} is not authorized to perform: sts:AssumeRole on resource: {asked['RoleArn']}"
        self.denied(ann.sts.assume_role, denial, **asked)
        plain = client(self.authority, "sts", ann.session())
        self.denied(plain.assume_role, denial, **asked)

        # The code may come with the request, by a key and by a session that was got without one.
        code = ann.given(ann.code())
        ann.sts.assume_role(**asked, **code)
        self.denied(ann.sts.assume_role, WRONG, **asked, **code)
        plain.assume_role(**asked, **ann.given(ann.code(1)))

        # A session remembers when its code was given, and grows too old for the trust policy before it ends.
        opened = ann.session(ann.code(2), DurationSeconds=7200)
        client(self.authority, "sts", opened).assume_role(**asked)
        words = ["sts", "assume-role", "--role-arn", asked["RoleArn"], "--role-session-name", "night"]
        for clock, code, message in (
            ("+61m", "AccessDenied", denial),
            ("+121m", "ExpiredToken", "The security token included in the request is expired"),
        ):
            self.authority.restart(clock)
            refused = Cli(self.authority, opened, clock).refused(*words)
            self.assertEqual((refused.code, refused.message), (code, message))

    def test_the_session_of_a_role_knows_of_no_code(self):
        ann = self.person("Ann", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})
        trusted = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
        self.iam.create_role(RoleName="App", AssumeRolePolicyDocument=document(trusted))
        may = document({**ANYTHING_OF_IAM, "Condition": WITH_CODE})
        self.iam.put_role_policy(RoleName="App", PolicyName="may", PolicyDocument=may)
        asked = {"RoleArn": arn("role", "App"), "RoleSessionName": "night"}
        role = Identity.of(ann.sts.assume_role(**asked, **ann.given(ann.code()))["Credentials"])
        session = f"arn:aws:sts::{ACCOUNT}:assumed-role/App/night"
        listing = client(self.authority, "iam", role).list_users
        self.denied(listing, not_authorized(session, "iam:ListUsers", arn("user", "")))
        # Nor has a role a device, whoever's it is.
        chaining = client(self.authority, "sts", role).assume_role
        self.denied(chaining, NOT_FOUND, **asked, **ann.given(ann.code(1)))

    def test_a_session_outlives_the_device_that_opened_it(self):
        ann = self.person("Ann", {**ANYTHING_OF_IAM, "Condition": WITH_CODE})
        opened = client(self.authority, "iam", ann.session(ann.code()))
        opened.deactivate_mfa_device(SerialNumber=ann.serial)
        self.denied(ann.session, NOT_FOUND, code=ann.code(1))
        opened.delete_virtual_mfa_device(SerialNumber=ann.serial)
        self.assertEqual(opened.list_mfa_devices()["MFADevices"], [])
        # A device of the same name has a seed of its own.
        made = opened.create_virtual_mfa_device(VirtualMFADeviceName="Ann-phone")["VirtualMFADevice"]
        self.assertNotEqual(made["Base32StringSeed"].decode(), ann.seed)

    def test_a_clock_that_runs_wrong_is_learned_and_kept(self):
        ann = self.person("Ann", ANYTHING_OF_IAM)
        hour = 120
        self.denied(ann.session, WRONG, code=ann.code(hour))
        self.iam.resync_mfa_device(
            UserName="Ann",
            SerialNumber=ann.serial,
            AuthenticationCode1=ann.code(hour - 1),
            AuthenticationCode2=ann.code(hour),
        )
        self.denied(ann.session, WRONG, code=ann.code())
        self.authority.restart()
        ann.sts = client(self.authority, "sts", ann.identity)
        ann.session(ann.code(hour))

    def test_a_user_with_a_device_stays_until_it_is_taken_away(self):
        ann = self.person("Ann", ANYTHING_OF_IAM)
        self.iam.delete_access_key(UserName="Ann", AccessKeyId=ann.identity.access_key_id)
        refused = refusal(self.iam.delete_user, UserName="Ann")
        words = "Cannot delete entity, must remove tokens from principal first."
        self.assertEqual((refused.code, refused.message, refused.status), ("DeleteConflict", words, 409))
        self.iam.deactivate_mfa_device(UserName="Ann", SerialNumber=ann.serial)
        self.iam.delete_user_policy(UserName="Ann", PolicyName="may")
        self.iam.delete_user(UserName="Ann")

    def test_the_seed_is_shown_once_and_sealed(self):
        ann = self.person("Ann", ANYTHING_OF_IAM)
        self.assertRegex(ann.seed, r"^[A-Z2-7]{64}$")
        self.assertEqual(chunks(ann.picture)[-1], b"IEND")
        (listed,) = self.iam.list_virtual_mfa_devices()["VirtualMFADevices"]
        self.assertEqual(set(listed), {"SerialNumber", "EnableDate", "User"})
        self.authority.stop()
        stored = [path.read_bytes() for path in self.authority.data.rglob("*") if path.is_file()]
        stored.append(self.authority.log.read_bytes())
        for secret in (ann.seed.encode(), ann.picture):
            self.assertFalse(any(secret in data for data in stored))


def not_authorized(who: str, action: str, resource: str) -> str:
    return (
        f"User: {who} is not authorized to perform: {action} on resource: {resource} "
        f"because no identity-based policy allows the {action} action"
    )


def chunks(picture: bytes) -> list[bytes]:
    """The kinds of the chunks of a PNG; each has its checksum."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    kinds, position = [], 8
    while position < len(picture):
        end = position + 8 + int.from_bytes(picture[position : position + 4])
        body = picture[position + 4 : end]
        assert zlib.crc32(body) == int.from_bytes(picture[end : end + 4]), f"a damaged chunk: {body[:4]}"
        kinds.append(body[:4])
        position = end + 4
    return kinds


if __name__ == "__main__":
    unittest.main()
