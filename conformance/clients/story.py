"""The story: from an empty directory to a protected download, through unchanged AWS clients.

Each step is one test, in order, over one authority; a step that fails fails those after it, because they
stand on what it made. Codes and messages are compared word for word with what AWS answers.
"""

import hashlib
import json
import os
import re
import stat
import tempfile
import unittest
from email.utils import parsedate_to_datetime
from pathlib import Path

from authority import ACCOUNT, ROOT, ROOT_EMAIL, Authority, Identity
from aws import Cli, Refusal, body, client, curl, javascript, refusal

ADMINISTRATOR_KEY = re.compile(r"\bAKIA[A-Z2-7]{16}\b")
SECRET_KEY = re.compile(r"(?<![\w/+])[A-Za-z0-9/+]{40}(?![\w/+=])")

VAULT, OPEN = "vault", "open-house"
SECRET, REPORT, NOTICE = "the secret", "the report", "everybody may read this"

INVALID_TOKEN = "The security token included in the request is invalid."
UNKNOWN_KEY = "The AWS Access Key Id you provided does not exist in our records."


def arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def assumed(role: str, session: str) -> str:
    return f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}"


ALICE = arn("user", "team/alice")
BOB = arn("user", "bob")
READER = arn("role", "reader")
ALICE_PREFIX = f"User: {ALICE} is not authorized to perform: "


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def deny(action, resource) -> dict:
    return {"Effect": "Deny", "Action": action, "Resource": resource}


def trust(principal: str, **condition) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return policy({**statement, **({"Condition": condition} if condition else {})})


def tampered(token: str) -> str:
    """The token with one character in its middle changed for another of the same alphabet."""
    middle = len(token) // 2
    return token[:middle] + ("B" if token[middle] == "A" else "A") + token[middle + 1 :]


class FirstStart(unittest.TestCase):
    """Step 1: an account, its root user and an administrator come into being."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_secrets_are_printed_once(self):
        authority = Authority(self.folder, environment={}, bootstrap_file=False)
        with authority:
            first = "".join(authority.printed)
            key, secret = ADMINISTRATOR_KEY.search(first), SECRET_KEY.search(first)
            self.assertTrue(key and secret, first)
            administrator = Identity(key[0], secret[0])
            caller = client(authority, "sts", administrator).get_caller_identity()
            self.assertRegex(caller["Arn"], rf"^arn:aws:iam::{caller['Account']}:user/")
            self.assertEqual(authority.stop(), 0)
            authority.start()
            second = "".join(authority.printed)
            self.assertNotIn(administrator.secret_access_key, second)
            self.assertNotIn(administrator.access_key_id, second)
            self.assertIsNone(SECRET_KEY.search(second), second)
            again = client(authority, "sts", administrator).get_caller_identity()
            self.assertEqual(again["Arn"], caller["Arn"])
        self.assertNotIn(administrator.secret_access_key, authority.log.read_text())

    def test_the_bootstrap_file_is_private_complete_and_written_once(self):
        authority = Authority(self.folder, environment={})
        with authority:
            made = authority.bootstrap()
            self.assertEqual(set(made), {"account_id", "root", "administrator", "endpoint"})
            self.assertRegex(made["account_id"], r"^\d{12}$")
            self.assertEqual(set(made["root"]), {"email", "password"}, "root has keys only if they were given")
            self.assertEqual(set(made["administrator"]), {"user_name", "access_key_id", "secret_access_key"})
            self.assertRegex(made["administrator"]["access_key_id"], ADMINISTRATOR_KEY)
            self.assertEqual(made["endpoint"], authority.endpoint)
            self.assertEqual(stat.S_IMODE(os.stat(authority.bootstrap_output).st_mode), 0o600)
            authority.bootstrap_output.unlink()
            authority.restart()
            self.assertFalse(authority.bootstrap_output.exists())

    def test_what_the_environment_gives_is_taken(self):
        with Authority(self.folder) as authority:
            root = authority.bootstrap()["root"]
            self.assertEqual(root["email"], ROOT_EMAIL)
            self.assertEqual(root["access_key_id"], ROOT.access_key_id)
            caller = client(authority, "sts", ROOT).get_caller_identity()
            self.assertEqual(caller["Arn"], f"arn:aws:iam::{ACCOUNT}:root")

    def test_secrets_are_sealed_at_rest(self):
        with Authority(self.folder) as authority:
            secrets = [authority.administrator().secret_access_key, ROOT.secret_access_key]
            secrets.append(authority.bootstrap()["root"]["password"])
        stored = [path.read_bytes() for path in authority.data.rglob("*") if path.is_file()]
        for secret in secrets:
            self.assertFalse(any(secret.encode() in data for data in stored))


class Story(unittest.TestCase):
    """Steps 2 to 9, in the order of their numbers, over one authority."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(cls.folder))
        cls.admin = Cli(cls.authority, cls.authority.administrator())
        cls.administrator_arn = cls.admin("sts", "get-caller-identity")["Arn"]
        cls.failed = None

    def run(self, result=None):
        if self.failed:
            result.startTest(self)
            result.addFailure(self, _failure(f"stands on {self.failed}, which failed"))
            result.stopTest(self)
            return result
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            type(self).failed = self.id().rpartition(".")[2]
        return result

    def refuses(self, refusal_: Refusal, code: str, message: str, status: int | None = None):
        self.assertEqual((refusal_.code, refusal_.message), (code, message))
        if status is not None:
            self.assertEqual(refusal_.status, status)

    def s3(self, identity: Identity):
        return client(self.authority, "s3", identity)

    def file(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    # Step 2: as administrator, identities and policies.

    def test_2_1_users_and_their_keys(self):
        admin = self.admin
        made = admin("iam", "create-user", "--user-name", "alice", "--path", "/team/", "--tags", "Key=team,Value=blue")
        self.assertEqual(made["User"]["Arn"], ALICE)
        self.assertEqual(made["User"]["Tags"], [{"Key": "team", "Value": "blue"}])
        type(self).alice_id = made["User"]["UserId"]
        self.assertRegex(self.alice_id, r"^AIDA[A-Z2-7]{17}$")
        admin("iam", "create-user", "--user-name", "bob")
        twice = admin.refused("iam", "create-user", "--user-name", "ALICE")
        self.refuses(twice, "EntityAlreadyExists", "User with name ALICE already exists.")

        key = admin("iam", "create-access-key", "--user-name", "alice")["AccessKey"]
        self.assertRegex(key["AccessKeyId"], r"^AKIA[A-Z2-7]{16}$")
        self.assertEqual(len(key["SecretAccessKey"]), 40)
        self.assertEqual(key["Status"], "Active")
        type(self).alice = Identity.of(key)
        listed = admin("iam", "list-access-keys", "--user-name", "alice")["AccessKeyMetadata"]
        self.assertEqual([set(one) for one in listed], [{"UserName", "AccessKeyId", "Status", "CreateDate"}])
        admin("iam", "create-access-key", "--user-name", "alice")
        third = admin.refused("iam", "create-access-key", "--user-name", "alice")
        self.refuses(third, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")
        spare = next(
            one["AccessKeyId"]
            for one in admin("iam", "list-access-keys", "--user-name", "alice")["AccessKeyMetadata"]
            if one["AccessKeyId"] != self.alice.access_key_id
        )
        admin("iam", "delete-access-key", "--user-name", "alice", "--access-key-id", spare)
        type(self).bob = Identity.of(admin("iam", "create-access-key", "--user-name", "bob")["AccessKey"])

    def test_2_2_policies_inline_and_managed(self):
        admin = self.admin
        inline = policy(allow("s3:ListAllMyBuckets", "*"))
        admin("iam", "put-user-policy", "--user-name", "alice", "--policy-name", "see", "--policy-document", inline)
        read = admin("iam", "get-user-policy", "--user-name", "alice", "--policy-name", "see")
        self.assertEqual(read["PolicyDocument"], json.loads(inline))
        document = policy(allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/reports/*"))
        made = admin("iam", "create-policy", "--policy-name", "read-reports", "--policy-document", document)["Policy"]
        self.assertEqual(made["Arn"], arn("policy", "read-reports"))
        self.assertEqual(made["DefaultVersionId"], "v1")
        admin("iam", "attach-user-policy", "--user-name", "alice", "--policy-arn", made["Arn"])
        attached = admin("iam", "list-attached-user-policies", "--user-name", "alice")["AttachedPolicies"]
        self.assertEqual(attached, [{"PolicyName": "read-reports", "PolicyArn": made["Arn"]}])
        self.assertEqual(admin("iam", "get-policy", "--policy-arn", made["Arn"])["Policy"]["AttachmentCount"], 1)
        absent = admin.refused("iam", "attach-user-policy", "--user-name", "nobody", "--policy-arn", made["Arn"])
        self.refuses(absent, "NoSuchEntity", "The user with name nobody cannot be found.")

    def test_2_3_groups(self):
        admin = self.admin
        made = admin("iam", "create-group", "--group-name", "auditors")["Group"]
        self.assertEqual(made["Arn"], arn("group", "auditors"))
        admin("iam", "add-user-to-group", "--group-name", "auditors", "--user-name", "bob")
        managed = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
        admin("iam", "attach-group-policy", "--group-name", "auditors", "--policy-arn", managed)
        members = admin("iam", "get-group", "--group-name", "auditors")["Users"]
        self.assertEqual([one["UserName"] for one in members], ["bob"])
        seen = Cli(self.authority, self.bob)("iam", "list-users")["Users"]
        self.assertIn("alice", [one["UserName"] for one in seen])

    def test_2_4_a_role_with_its_trust_and_tags(self):
        admin = self.admin
        document = trust(ALICE, StringEquals={"sts:ExternalId": "magic-word"})
        arguments = ["--role-name", "reader", "--assume-role-policy-document", document]
        made = admin("iam", "create-role", *arguments, "--tags", "Key=purpose,Value=reading")["Role"]
        self.assertEqual(made["Arn"], READER)
        self.assertRegex(made["RoleId"], r"^AROA[A-Z2-7]{17}$")
        admin("iam", "tag-role", "--role-name", "reader", "--tags", "Key=Level,Value=1")
        tags = admin("iam", "list-role-tags", "--role-name", "reader")["Tags"]
        self.assertEqual({one["Key"]: one["Value"] for one in tags}, {"purpose": "reading", "Level": "1"})
        inline = policy(allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/*"))
        admin("iam", "put-role-policy", "--role-name", "reader", "--policy-name", "read", "--policy-document", inline)
        read = admin("iam", "get-role", "--role-name", "reader")["Role"]
        self.assertEqual((read["MaxSessionDuration"], read["RoleId"]), (3600, made["RoleId"]))
        ghost = trust(arn("user", "ghost"))
        refused = admin.refused("iam", "create-role", "--role-name", "x", "--assume-role-policy-document", ghost)
        self.refuses(
            refused, "MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{arn("user", "ghost")}"'
        )

    # Step 3: a protected object and a public one.

    def test_3_1_buckets_and_objects(self):
        admin = self.admin
        for bucket in (VAULT, OPEN):
            admin("s3", "mb", f"s3://{bucket}")
        admin("s3", "cp", self.file("secret", SECRET), f"s3://{VAULT}/secret.txt")
        admin("s3", "cp", self.file("report", REPORT), f"s3://{VAULT}/reports/one.txt")
        admin("s3", "cp", self.file("notice", NOTICE), f"s3://{OPEN}/notice.txt")
        names = [one["Name"] for one in admin("s3api", "list-buckets")["Buckets"]]
        self.assertEqual(names, [OPEN, VAULT])

    def test_3_2_a_large_object_goes_up_in_parts_and_comes_down_whole(self):
        content = os.urandom(20 << 20)
        up, down = self.file("large", content), str(self.folder / "large.back")
        self.admin("s3", "cp", up, f"s3://{VAULT}/large")
        self.admin("s3", "cp", f"s3://{VAULT}/large", down)
        self.assertEqual(hashlib.sha256(Path(down).read_bytes()).digest(), hashlib.sha256(content).digest())
        s3 = self.s3(self.admin.identity)
        part = s3.get_object(Bucket=VAULT, Key="large", Range="bytes=8388600-8388615")
        self.assertEqual(part["ResponseMetadata"]["HTTPStatusCode"], 206)
        self.assertEqual(part["Body"].read(), content[8388600:8388616])

    def test_3_3_public_only_where_it_was_said_twice(self):
        admin = self.admin
        statement = {**allow("s3:GetObject", f"arn:aws:s3:::{OPEN}/*"), "Principal": "*"}
        put = ("s3api", "put-bucket-policy", "--bucket", OPEN, "--policy", policy(statement))
        blocked = admin.refused(*put)
        self.assertEqual(blocked.code, "AccessDenied")
        self.assertIn(
            f'User: {self.administrator_arn} is not authorized to perform: s3:PutBucketPolicy on resource: '
            f'"arn:aws:s3:::{OPEN}" because public policies are prevented by the BlockPublicPolicy setting '
            "in S3 Block Public Access",
            blocked.message,
        )
        admin("s3api", "delete-public-access-block", "--bucket", OPEN)
        admin(*put)
        status = admin("s3api", "get-bucket-policy-status", "--bucket", OPEN)
        self.assertTrue(status["PolicyStatus"]["IsPublic"])

    def test_3_4_curl_downloads_the_public_object_alone(self):
        endpoint = self.authority.endpoint
        self.assertEqual(curl(f"{endpoint}/{OPEN}/notice.txt"), (200, NOTICE))
        status, text = curl(f"{endpoint}/{VAULT}/secret.txt")
        self.assertEqual(status, 403)
        self.assertTrue(text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<Error>'), text)
        self.assertIn("<Code>AccessDenied</Code><Message>Access Denied</Message>", text)
        self.assertNotIn(SECRET, text)
        status, absent = curl(f"{endpoint}/{VAULT}/no-such-key")
        self.assertEqual((status, "NoSuchKey" in absent), (403, False), "the anonymous learn nothing")

    # Step 4: only if policy says so, and a refusal says why.

    def test_4_1_a_refusal_names_principal_action_resource_and_reason(self):
        s3, get = self.s3(self.alice), {"Bucket": VAULT, "Key": "secret.txt"}
        self.assertEqual(body(s3, VAULT, "reports/one.txt").decode(), REPORT)
        self.refuses(
            refusal(s3.get_object, **get),
            "AccessDenied",
            f'{ALICE_PREFIX}s3:GetObject on resource: "arn:aws:s3:::{VAULT}/secret.txt" '
            "because no identity-based policy allows the s3:GetObject action",
            403,
        )
        self.refuses(
            refusal(s3.get_object, Bucket=VAULT, Key="reports/absent"),
            "AccessDenied",
            f'{ALICE_PREFIX}s3:ListBucket on resource: "arn:aws:s3:::{VAULT}" '
            "because no identity-based policy allows the s3:ListBucket action",
            403,
        )
        iam = client(self.authority, "iam", self.alice)
        for call, parameters, action, resource in [
            (iam.get_user, {"UserName": "alice"}, "iam:GetUser", "user alice"),
            (iam.create_user, {"UserName": "x", "Path": "/p/"}, "iam:CreateUser", arn("user", "p/x")),
            (iam.list_users, {}, "iam:ListUsers", f"arn:aws:iam::{ACCOUNT}:user/"),
            (iam.list_policies, {}, "iam:ListPolicies", "policy path /"),
            (iam.get_role, {"RoleName": "absent"}, "iam:GetRole", "role absent"),
            (iam.get_policy, {"PolicyArn": arn("policy", "read-reports")}, "iam:GetPolicy", f"policy {arn('policy', 'read-reports')}"),
        ]:
            self.refuses(
                refusal(call, **parameters),
                "AccessDenied",
                f"{ALICE_PREFIX}{action} on resource: {resource} "
                f"because no identity-based policy allows the {action} action",
                403,
            )

    def test_4_2_a_policy_opens_and_an_explicit_deny_closes(self):
        s3 = self.s3(self.alice)
        secret = f"arn:aws:s3:::{VAULT}/secret.txt"

        def put(*statements):
            document = policy(*statements)
            self.admin("iam", "put-user-policy", "--user-name", "alice", "--policy-name", "p", "--policy-document", document)

        put(allow("s3:GetObject", secret))
        self.assertEqual(body(s3, VAULT, "secret.txt").decode(), SECRET)
        target = str(self.folder / "secret.back")
        Cli(self.authority, self.alice)("s3", "cp", f"s3://{VAULT}/secret.txt", target)
        self.assertEqual(Path(target).read_text(), SECRET)
        put(allow("s3:*", "*"), deny("s3:GetObject", secret))
        self.refuses(
            refusal(s3.get_object, Bucket=VAULT, Key="secret.txt"),
            "AccessDenied",
            f'{ALICE_PREFIX}s3:GetObject on resource: "{secret}" with an explicit deny in an identity-based policy',
            403,
        )
        put(allow("s3:GetObject", secret))
        self.assertEqual(body(s3, VAULT, "secret.txt").decode(), SECRET)

    def test_4_3_a_group_gives_to_its_members(self):
        grant = policy(allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/secret.txt"))
        admin, s3 = self.admin, self.s3(self.bob)
        self.assertEqual(refusal(s3.get_object, Bucket=VAULT, Key="secret.txt").code, "AccessDenied")
        admin("iam", "put-group-policy", "--group-name", "auditors", "--policy-name", "g", "--policy-document", grant)
        self.assertEqual(body(s3, VAULT, "secret.txt").decode(), SECRET)
        admin("iam", "remove-user-from-group", "--group-name", "auditors", "--user-name", "bob")
        self.assertEqual(refusal(s3.get_object, Bucket=VAULT, Key="secret.txt").code, "AccessDenied")

    # Step 5: roles, sessions, boundaries.

    def assume(self, **parameters) -> dict:
        sts = client(self.authority, "sts", parameters.pop("identity", self.alice))
        defaults = {"RoleArn": READER, "RoleSessionName": "s1", "ExternalId": "magic-word"}
        return sts.assume_role(**{**defaults, **parameters})

    def test_5_1_a_role_session_downloads(self):
        command = ["sts", "assume-role", "--role-arn", READER, "--role-session-name", "s1"]
        made = Cli(self.authority, self.alice)(*command, "--external-id", "magic-word")
        self.assertRegex(made["Credentials"]["AccessKeyId"], r"^ASIA[A-Z2-7]{16}$")
        self.assertTrue(made["Credentials"]["SessionToken"])
        self.assertEqual(made["AssumedRoleUser"]["Arn"], assumed("reader", "s1"))
        self.assertNotIn("PackedPolicySize", made)
        type(self).session = Identity.of(made["Credentials"])
        self.assertEqual(body(self.s3(self.session), VAULT, "secret.txt").decode(), SECRET)
        caller = client(self.authority, "sts", self.session).get_caller_identity()
        self.assertEqual(caller["Arn"], assumed("reader", "s1"))
        self.assertEqual(caller["UserId"], made["AssumedRoleUser"]["AssumedRoleId"])
        self.refuses(
            refusal(self.s3(self.session).put_object, Bucket=VAULT, Key="secret.txt", Body=b"x"),
            "AccessDenied",
            f"User: {assumed('reader', 's1')} is not authorized to perform: s3:PutObject on resource: "
            f'"arn:aws:s3:::{VAULT}/secret.txt" because no identity-based policy allows the s3:PutObject action',
            403,
        )

    def test_5_2_the_trust_policy_and_the_durations_bind(self):
        sts = client(self.authority, "sts", self.alice, parameter_validation=False)
        for name, who, parameters in [
            ("wrong external id", self.alice, {"ExternalId": "wrong-word"}),
            ("not trusted", self.bob, {"ExternalId": "magic-word"}),
            ("no such role", self.alice, {"RoleArn": arn("role", "absent")}),
        ]:
            parameters = {"RoleArn": READER, "RoleSessionName": "s1", **parameters}
            refused = refusal(client(self.authority, "sts", who).assume_role, **parameters)
            with self.subTest(name):
                self.assertEqual((refused.code, refused.status), ("AccessDenied", 403))
                user = ALICE if who is self.alice else BOB
                # AWS mostly ends here; its documentation adds a clause for callers of the same account.
                prefix = f"User: {user} is not authorized to perform: sts:AssumeRole on resource: {parameters['RoleArn']}"
                self.assertTrue(refused.message.startswith(prefix), refused.message)
        asked = {"RoleArn": READER, "RoleSessionName": "s1", "ExternalId": "magic-word"}
        for seconds, message in [
            (
                899,
                "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: "
                "Member must have value greater than or equal to 900",
            ),
            (3601, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
        ]:
            self.refuses(refusal(sts.assume_role, **asked, DurationSeconds=seconds), "ValidationError", message, 400)

    def test_5_3_chaining_is_limited_to_an_hour(self):
        admin = self.admin
        document = trust(f"arn:aws:iam::{ACCOUNT}:root")
        create = ["--role-name", "second", "--assume-role-policy-document", document, "--max-session-duration", "7200"]
        admin("iam", "create-role", *create)
        second = arn("role", "second")
        grant = policy(allow("sts:AssumeRole", second), allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/*"))
        admin("iam", "put-role-policy", "--role-name", "reader", "--policy-name", "read", "--policy-document", grant)
        chained = {"RoleArn": second, "RoleSessionName": "s2"}
        sts = client(self.authority, "sts", self.session)
        self.refuses(
            refusal(sts.assume_role, **chained, DurationSeconds=3601),
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            400,
        )
        made = sts.assume_role(**chained, DurationSeconds=900)
        self.assertEqual(made["AssumedRoleUser"]["Arn"], assumed("second", "s2"))

    def test_5_4_a_session_policy_narrows(self):
        narrow = policy(allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/reports/*"))
        made = self.assume(RoleSessionName="narrow", Policy=narrow)
        self.assertIn("PackedPolicySize", made)
        s3 = self.s3(Identity.of(made["Credentials"]))
        self.assertEqual(body(s3, VAULT, "reports/one.txt").decode(), REPORT)
        self.refuses(
            refusal(s3.get_object, Bucket=VAULT, Key="secret.txt"),
            "AccessDenied",
            f"User: {assumed('reader', 'narrow')} is not authorized to perform: s3:GetObject on resource: "
            f'"arn:aws:s3:::{VAULT}/secret.txt" because no session policy allows the s3:GetObject action',
            403,
        )
        # A session policy gives nothing that the role does not have.
        wide = self.assume(RoleSessionName="wide", Policy=policy(allow("*", "*")))
        writer = self.s3(Identity.of(wide["Credentials"]))
        self.assertIn("no identity-based policy", refusal(writer.put_object, Bucket=VAULT, Key="x", Body=b"").message)

    def test_5_5_a_boundary_caps_the_user(self):
        admin, s3 = self.admin, self.s3(self.alice)
        document = policy(allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/reports/*"))
        boundary = admin("iam", "create-policy", "--policy-name", "cap", "--policy-document", document)["Policy"]["Arn"]
        self.assertEqual(body(s3, VAULT, "secret.txt").decode(), SECRET)
        admin("iam", "put-user-permissions-boundary", "--user-name", "alice", "--permissions-boundary", boundary)
        self.assertEqual(body(s3, VAULT, "reports/one.txt").decode(), REPORT)
        self.refuses(
            refusal(s3.get_object, Bucket=VAULT, Key="secret.txt"),
            "AccessDenied",
            f'{ALICE_PREFIX}s3:GetObject on resource: "arn:aws:s3:::{VAULT}/secret.txt" '
            "because no permissions boundary allows the s3:GetObject action",
            403,
        )
        admin("iam", "delete-user-permissions-boundary", "--user-name", "alice")
        self.assertEqual(body(s3, VAULT, "secret.txt").decode(), SECRET)

    def test_5_6_a_token_that_is_not_the_session_s_is_refused(self):
        session = self.session
        other = Identity.of(self.assume(RoleSessionName="other")["Credentials"])
        wrong = {
            "tampered": tampered(session.session_token),
            "missing": None,
            "another session's": other.session_token,
        }
        for name, token in wrong.items():
            forged = Identity(session.access_key_id, session.secret_access_key, token)
            with self.subTest(name):
                sts = refusal(client(self.authority, "sts", forged).get_caller_identity)
                self.refuses(sts, "InvalidClientTokenId", INVALID_TOKEN, 403)
                s3 = refusal(self.s3(forged).get_object, Bucket=VAULT, Key="secret.txt")
                if name == "tampered":
                    message = "The provided token is malformed or otherwise invalid."
                    self.refuses(s3, "InvalidToken", message, 400)
                else:
                    self.refuses(s3, "InvalidAccessKeyId", UNKNOWN_KEY, 403)
        wrong_secret = Identity(session.access_key_id, "x" * 40, session.session_token)
        refused = refusal(client(self.authority, "sts", wrong_secret).get_caller_identity)
        self.refuses(
            refused,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS "
            "Secret Access Key and signing method. Consult the service documentation for details.",
            403,
        )

    def test_5_7_after_its_expiry_a_session_is_expired(self):
        later = "+2h"
        self.authority.restart(clock=later)
        session, alice = Cli(self.authority, self.session, later), Cli(self.authority, self.alice, later)
        self.refuses(
            session.refused("sts", "get-caller-identity"),
            "ExpiredToken",
            "The security token included in the request is expired",
        )
        get = ("s3api", "get-object", "--bucket", VAULT, "--key", "secret.txt", str(self.folder / "x"))
        self.refuses(session.refused(*get), "ExpiredToken", "The provided token has expired.")
        self.assertEqual(alice("sts", "get-caller-identity")["Arn"], ALICE)
        # A client whose own clock stayed behind is told of its clock, not of its token.
        behind = refusal(client(self.authority, "sts", self.alice).get_caller_identity)
        self.assertEqual(behind.code, "SignatureDoesNotMatch")
        self.assertRegex(behind.message, r"^Signature expired: \w+ is now earlier than \w+ \(\w+ - 15 min\.\)$")
        self.authority.restart()
        self.assertEqual(body(self.s3(self.session), VAULT, "secret.txt").decode(), SECRET)

    def test_5_8_the_same_through_javascript(self):
        settings = {
            "BUCKET": VAULT,
            "OBJECT": "secret.txt",
            "CONTENT": SECRET,
            "ROLE_ARN": READER,
            "EXTERNAL_ID": "magic-word",
            "USER_ARN": ALICE,
            "USER_ACCESS_KEY_ID": self.alice.access_key_id,
            "USER_SECRET_ACCESS_KEY": self.alice.secret_access_key,
        }
        javascript(self.authority, self.admin.identity, settings)

    # Step 6: the other ways to a session, and who is asked.

    def test_6_1_get_session_token_acts_as_the_user_with_restrictions(self):
        made = Cli(self.authority, self.alice)("sts", "get-session-token")["Credentials"]
        session = Identity.of(made)
        self.assertRegex(session.access_key_id, r"^ASIA")
        sts = client(self.authority, "sts", session)
        caller = sts.get_caller_identity()
        self.assertEqual((caller["Arn"], caller["UserId"]), (ALICE, self.alice_id))
        self.assertEqual(body(self.s3(session), VAULT, "secret.txt").decode(), SECRET)
        for call, parameters, operation in [
            (sts.get_session_token, {}, "GetSessionToken"),
            (sts.get_federation_token, {"Name": "guest"}, "GetFederationToken"),
        ]:
            self.refuses(
                refusal(call, **parameters),
                "AccessDenied",
                f"Cannot call {operation} with session credentials",
                403,
            )
        # IAM takes these sessions only with MFA; AWS answers as if the token were unknown, without a full stop.
        iam = refusal(client(self.authority, "iam", session).get_user)
        self.refuses(iam, "InvalidClientTokenId", INVALID_TOKEN.removesuffix("."), 403)
        self.assertEqual(self.assume(identity=session)["AssumedRoleUser"]["Arn"], assumed("reader", "s1"))

    def test_6_2_get_federation_token_needs_permission_and_a_policy(self):
        sts = client(self.authority, "sts", self.alice)
        guest = f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
        self.refuses(
            refusal(sts.get_federation_token, Name="guest"),
            "AccessDenied",
            f"{ALICE_PREFIX}sts:GetFederationToken on resource: {guest} "
            "because no identity-based policy allows the sts:GetFederationToken action",
            403,
        )
        grant = policy(allow("sts:GetFederationToken", guest))
        self.admin("iam", "put-user-policy", "--user-name", "alice", "--policy-name", "f", "--policy-document", grant)
        narrow = policy(allow("s3:GetObject", f"arn:aws:s3:::{VAULT}/secret.txt"))
        made = sts.get_federation_token(Name="guest", Policy=narrow)
        self.assertEqual(made["FederatedUser"], {"FederatedUserId": f"{ACCOUNT}:guest", "Arn": guest})
        session = Identity.of(made["Credentials"])
        self.assertEqual(body(self.s3(session), VAULT, "secret.txt").decode(), SECRET)
        self.assertEqual(client(self.authority, "sts", session).get_caller_identity()["Arn"], guest)
        self.assertEqual(refusal(client(self.authority, "iam", session).get_user).code, "InvalidClientTokenId")
        bare = Identity.of(sts.get_federation_token(Name="guest")["Credentials"])
        self.refuses(
            refusal(self.s3(bare).get_object, Bucket=VAULT, Key="secret.txt"),
            "AccessDenied",
            f'User: {guest} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::{VAULT}/secret.txt" '
            "because no session policy allows the s3:GetObject action",
            403,
        )

    def test_6_3_get_caller_identity_cannot_be_denied(self):
        document = policy(deny("sts:*", "*"))
        put = ("iam", "put-user-policy", "--user-name", "bob", "--policy-name", "mute", "--policy-document", document)
        self.admin(*put)
        bob = Cli(self.authority, self.bob)("sts", "get-caller-identity")
        self.assertEqual((bob["Arn"], bob["Account"]), (BOB, ACCOUNT))
        self.admin("iam", "delete-user-policy", "--user-name", "bob", "--policy-name", "mute")

    def test_6_4_get_access_key_info_tells_the_account(self):
        key = ("sts", "get-access-key-info", "--access-key-id", self.alice.access_key_id)
        self.assertEqual(self.admin(*key), {"Account": ACCOUNT})
        self.refuses(
            Cli(self.authority, self.alice).refused(*key),
            "AccessDenied",
            f"{ALICE_PREFIX}sts:GetAccessKeyInfo "
            "because no identity-based policy allows the sts:GetAccessKeyInfo action",
        )

    # Step 7: the root user.

    def test_7_1_root_needs_no_policy_and_assumes_no_role(self):
        sts = client(self.authority, "sts", ROOT)
        caller = sts.get_caller_identity()
        self.assertEqual((caller["Arn"], caller["UserId"]), (f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT))
        self.assertEqual(body(self.s3(ROOT), VAULT, "secret.txt").decode(), SECRET)
        self.refuses(
            refusal(sts.assume_role, RoleArn=READER, RoleSessionName="s1"),
            "AccessDenied",
            "Roles may not be assumed by root accounts.",
            403,
        )

    def test_7_2_a_session_of_root_is_cut_to_an_hour(self):
        sts = client(self.authority, "sts", ROOT)
        for name, made in [
            ("GetSessionToken", sts.get_session_token(DurationSeconds=7200)),
            ("GetFederationToken", sts.get_federation_token(Name="guest", DurationSeconds=7200)),
        ]:
            with self.subTest(name):
                date = made["ResponseMetadata"]["HTTPHeaders"]["date"]
                left = made["Credentials"]["Expiration"] - parsedate_to_datetime(date)
                self.assertLessEqual(abs(left.total_seconds() - 3600), 2)

    def test_7_3_a_resource_policy_that_locks_everybody_out_is_lifted_by_root(self):
        everything = [f"arn:aws:s3:::{VAULT}", f"arn:aws:s3:::{VAULT}/*"]
        lock = policy({**deny("s3:*", everything), "Principal": "*"})
        self.admin("s3api", "put-bucket-policy", "--bucket", VAULT, "--policy", lock)
        self.refuses(
            self.admin.refused("s3api", "get-bucket-policy", "--bucket", VAULT),
            "AccessDenied",
            f'User: {self.administrator_arn} is not authorized to perform: s3:GetBucketPolicy on resource: '
            f'"arn:aws:s3:::{VAULT}" with an explicit deny in a resource-based policy',
        )
        Cli(self.authority, ROOT)("s3api", "delete-bucket-policy", "--bucket", VAULT)
        self.assertEqual(body(self.s3(self.admin.identity), VAULT, "secret.txt").decode(), SECRET)

    # Step 8: the very next request.

    def test_8_1_a_deactivated_key_is_refused_at_once(self):
        iam = client(self.authority, "iam", self.admin.identity)
        sts, s3 = client(self.authority, "sts", self.alice), self.s3(self.alice)
        key = {"UserName": "alice", "AccessKeyId": self.alice.access_key_id}
        self.assertEqual(sts.get_caller_identity()["Arn"], ALICE)
        iam.update_access_key(**key, Status="Inactive")
        self.refuses(refusal(sts.get_caller_identity), "InvalidClientTokenId", INVALID_TOKEN, 403)
        self.refuses(refusal(s3.get_object, Bucket=VAULT, Key="secret.txt"), "InvalidAccessKeyId", UNKNOWN_KEY, 403)
        iam.update_access_key(**key, Status="Active")
        self.assertEqual(sts.get_caller_identity()["Arn"], ALICE)

    def test_8_2_a_deleted_role_ends_its_sessions_for_good(self):
        iam = client(self.authority, "iam", self.admin.identity)
        sts, s3 = client(self.authority, "sts", self.session), self.s3(self.session)
        self.assertEqual(body(s3, VAULT, "secret.txt").decode(), SECRET)
        iam.delete_role_policy(RoleName="reader", PolicyName="read")
        self.assertEqual(refusal(s3.get_object, Bucket=VAULT, Key="secret.txt").code, "AccessDenied")
        iam.delete_role(RoleName="reader")

        def is_over():
            self.refuses(refusal(sts.get_caller_identity), "InvalidClientTokenId", INVALID_TOKEN, 403)
            self.refuses(refusal(s3.get_object, Bucket=VAULT, Key="secret.txt"), "InvalidAccessKeyId", UNKNOWN_KEY, 403)

        is_over()
        # A role of the same name is another role.
        iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(ALICE))
        is_over()

    def test_8_3_a_deleted_key_and_a_deleted_user_are_refused_at_once(self):
        iam = client(self.authority, "iam", self.admin.identity)
        session = Identity.of(client(self.authority, "sts", self.bob).get_session_token()["Credentials"])
        s3 = self.s3(session)
        self.assertEqual(refusal(s3.list_buckets).code, "AccessDenied")
        conflict = refusal(iam.delete_user, UserName="bob")
        self.assertEqual((conflict.code, conflict.status), ("DeleteConflict", 409))
        sts = client(self.authority, "sts", self.bob)
        iam.delete_access_key(UserName="bob", AccessKeyId=self.bob.access_key_id)
        self.refuses(refusal(sts.get_caller_identity), "InvalidClientTokenId", INVALID_TOKEN, 403)
        iam.delete_user(UserName="bob")
        self.refuses(refusal(s3.list_buckets), "InvalidAccessKeyId", UNKNOWN_KEY, 403)
        self.refuses(refusal(iam.get_user, UserName="bob"), "NoSuchEntity", "The user with name bob cannot be found.", 404)

    # Step 9: kill -9.

    def everything(self) -> dict:
        iam, s3 = client(self.authority, "iam", self.admin.identity), self.s3(self.admin.identity)
        return {
            "users": iam.list_users()["Users"],
            "groups": iam.list_groups()["Groups"],
            "roles": iam.list_roles()["Roles"],
            "policies": iam.list_policies(Scope="Local")["Policies"],
            "inline": iam.get_user_policy(UserName="alice", PolicyName="p")["PolicyDocument"],
            "tags": iam.list_user_tags(UserName="alice")["Tags"],
            "buckets": s3.list_buckets()["Buckets"],
            "objects": [(one["Key"], one["ETag"]) for one in s3.list_objects_v2(Bucket=VAULT)["Contents"]],
            "public": s3.get_bucket_policy(Bucket=OPEN)["Policy"],
            "secret": body(s3, VAULT, "secret.txt"),
        }

    def test_9_1_what_was_acknowledged_is_there_after_kill_9(self):
        self.maxDiff = None
        session = Identity.of(client(self.authority, "sts", self.alice).get_session_token()["Credentials"])
        client(self.authority, "iam", self.admin.identity).create_user(UserName="last-second")
        before = self.everything()
        self.authority.restart()
        self.assertEqual(self.everything(), before)
        self.assertIn("last-second", [one["UserName"] for one in before["users"]])
        caller = client(self.authority, "sts", session).get_caller_identity()
        self.assertEqual(caller["Arn"], ALICE, "a session outlives the process that issued it")

    def test_9_2_everything_is_cleaned_up_by_the_cli(self):
        admin = self.admin
        admin("iam", "delete-user", "--user-name", "last-second")
        for name in ("see", "p", "f"):
            admin("iam", "delete-user-policy", "--user-name", "alice", "--policy-name", name)
        reports = arn("policy", "read-reports")
        attached = admin.refused("iam", "delete-policy", "--policy-arn", reports)
        self.assertEqual(attached.code, "DeleteConflict")
        admin("iam", "detach-user-policy", "--user-name", "alice", "--policy-arn", reports)
        admin("iam", "delete-access-key", "--user-name", "alice", "--access-key-id", self.alice.access_key_id)
        admin("iam", "delete-user", "--user-name", "alice")
        admin("iam", "delete-group-policy", "--group-name", "auditors", "--policy-name", "g")
        managed = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
        admin("iam", "detach-group-policy", "--group-name", "auditors", "--policy-arn", managed)
        admin("iam", "delete-group", "--group-name", "auditors")
        for role in ("reader", "second"):
            admin("iam", "delete-role", "--role-name", role)
        for name in (reports, arn("policy", "cap")):
            admin("iam", "delete-policy", "--policy-arn", name)
        full = admin.refused("s3api", "delete-bucket", "--bucket", VAULT)
        self.refuses(full, "BucketNotEmpty", "The bucket you tried to delete is not empty")
        for bucket in (VAULT, OPEN):
            admin("s3", "rb", "--force", f"s3://{bucket}")
        self.assertEqual(admin("s3api", "list-buckets")["Buckets"], [])
        self.assertEqual([one["Arn"] for one in admin("iam", "list-users")["Users"]], [self.administrator_arn])
        for operation, member in [("list-roles", "Roles"), ("list-groups", "Groups")]:
            self.assertEqual(admin("iam", operation)[member], [])
        self.assertEqual(admin("iam", "list-policies", "--scope", "Local")["Policies"], [])


def _failure(message: str):
    """What a test result takes for a failure."""
    return AssertionError, AssertionError(message), None


if __name__ == "__main__":
    unittest.main()
