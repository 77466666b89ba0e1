"""`symbolon explain`, `simulate` and `lint` on files and against a running server, and decoding what a denial tells."""

import json
import os
import pty
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from authority import ACCOUNT, BINARY, WITH_ROOT_KEYS, Authority, Identity
from aws import client, refusal

SECONDS_MAX = 60
ADA = f"arn:aws:iam::{ACCOUNT}:user/team/Ada"
ALLOWED, DENIED, ERROR = 0, 1, 2
OBJECTS = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::vault/${aws:username}/*"}
NOT_UNENCRYPTED = {
    "Sid": "Tls",
    "Effect": "Deny",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Asked:
    """What a command printed, and its exit status."""

    def __init__(self, *arguments, environment: dict | None = None, folder: Path | None = None):
        ended = subprocess.run(
            [BINARY, *arguments],
            env={"PATH": os.environ["PATH"], **(environment or {})},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
        )
        self.status, self.text, self.complaint = ended.returncode, ended.stdout, ended.stderr

    def json(self):
        return json.loads(self.text)


class InAFolder(unittest.TestCase):
    """A folder with one policy file, where commands run."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.write("identity.json", document(OBJECTS, NOT_UNENCRYPTED))

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return name

    def ask(self, command: str, *arguments, **options) -> Asked:
        return Asked(command, *arguments, folder=self.folder, **options)


class OnFiles(InAFolder):
    def explain(self, *arguments, **options) -> Asked:
        flags = ["--principal", ADA, "--action", "s3:GetObject", "--identity", "identity.json"]
        return self.ask("explain", *flags, *arguments, **options)

    def test_the_exit_status_is_the_answer(self):
        for resource, context, status, reason in [
            ("Ada", "true", ALLOWED, "allowed by statement 1 of identity.json (identity-based policy)"),
            ("Ada", "false", DENIED, 'explicit deny by statement 2 "Tls" of identity.json (identity-based policy)'),
            ("Bob", "true", DENIED, "no identity-based policy allows the s3:GetObject action"),
        ]:
            flags = ["--resource", f"arn:aws:s3:::vault/{resource}/k", "--context", f"aws:SecureTransport={context}"]
            asked = self.explain(*flags)
            self.assertEqual(asked.status, status, asked.text + asked.complaint)
            self.assertIn(f"reason: {reason}", asked.text)
            self.assertNotIn("\x1b", asked.text)
            answer = self.explain(*flags, "--json")
            self.assertEqual(answer.status, status)
            (check,) = answer.json()["checks"]
            self.assertTrue(check["reason"].startswith(reason))
            self.assertEqual(answer.json()["allowed"], status == ALLOWED)
            self.assertEqual(len(check["layers"][0]["policies"][0]["statements"]), 2)

    def test_missing_keys_are_told(self):
        (check,) = self.explain("--resource", "arn:aws:s3:::vault/Ada/k", "--json").json()["checks"]
        self.assertEqual((check["decision"], check["missingKeys"]), ("allowed", ["aws:SecureTransport"]))

    def test_every_layer_has_its_flag(self):
        everything = document({"Effect": "Allow", "Action": "*", "Resource": "*"})
        nothing = document({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"})
        mine = document({"Effect": "Allow", "Principal": {"AWS": ADA}, "Action": "s3:*", "Resource": "*"})
        trust = document({"Effect": "Allow", "Principal": {"AWS": ADA}, "Action": "sts:AssumeRole"})
        for name, text in [("all.json", everything), ("none.json", nothing), ("mine.json", mine), ("trust.json", trust)]:
            self.write(name, text)
        role = f"arn:aws:iam::{ACCOUNT}:role/R"
        for arguments, status, says in [
            (["--identity", "all.json"], ALLOWED, "all.json"),
            (["--identity", "all.json", "--boundary", "none.json"], DENIED, "no permissions boundary allows"),
            (["--identity", "all.json", "--scp", "all.json,none.json", "--scp", "none.json"], DENIED, "no service control policy"),
            (["--identity", "all.json", "--scp", "all.json", "--scp", "none.json,all.json"], ALLOWED, "all.json"),
            (["--identity", "all.json", "--session", "none.json"], DENIED, "no session policy allows"),
            (["--resource-policy", "mine.json"], ALLOWED, "(resource-based policy)"),
            (["--identity", "all.json", "--owner", "444455556666"], DENIED, "there is no resource-based policy"),
            (["--identity", "all.json", "--owner", "444455556666", "--resource-policy", "mine.json"], ALLOWED, "mine.json"),
            (["--action", "sts:AssumeRole", "--resource", role, "--trust-policy", "trust.json"], ALLOWED, "(role trust policy)"),
        ]:
            action = [] if "--action" in arguments else ["--action", "s3:GetObject", "--resource", "arn:aws:s3:::b/k"]
            asked = self.ask("explain", "--principal", ADA, *action, *arguments)
            self.assertEqual(asked.status, status, f"{arguments}\n{asked.text}{asked.complaint}")
            self.assertIn(says, asked.text)

    def test_a_request_file_asks_the_same(self):
        (self.folder / "sub").mkdir()
        self.write("sub/policy.json", document(OBJECTS))
        self.write(
            "sub/request.yaml",
            f"principal: {ADA}\naction: [s3:GetObject, s3:PutObject]\nresource: arn:aws:s3:::vault/Ada/k\n"
            "context:\n  aws:TagKeys: [a, b]\npolicies:\n  identity: policy.json\n  boundary:\n"
            "    Version: '2012-10-17'\n    Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}\n",
        )
        asked = self.ask("simulate", "--request", "sub/request.yaml", "--json")
        self.assertEqual(asked.status, DENIED, asked.complaint)
        rows = asked.json()["results"]
        self.assertEqual([row["decision"] for row in rows], ["allowed", "implicitDeny"])
        by = [(decider["layer"], decider["statement"]) for decider in rows[0]["decidedBy"]]
        self.assertEqual(by, [("identity-based policy", 1), ("permissions boundary", 1)])
        only = self.ask("simulate", "--request", "sub/request.yaml", "--action", "s3:GetObject")
        self.assertEqual((only.status, only.text.splitlines()[-1]), (ALLOWED, "1 of 1 allowed"))

    def test_what_is_wrong_is_an_error(self):
        self.write("broken.json", "{")
        for arguments, complaint in [
            (["--identity", "absent.json"], "cannot read absent.json"),
            (["--identity", "broken.json"], "broken.json is no policy document"),
            (["--context", "x"], "x is no KEY=VALUE"),
            (["--endpoint", "ftp://x"], "ftp://x is no endpoint"),
            (["--endpoint", "http://127.0.0.1:9"], "set AWS_ACCESS_KEY_ID"),
            (["--nonsense"], "unexpected argument"),
        ]:
            asked = self.explain(*arguments)
            self.assertEqual((asked.status, asked.text), (ERROR, ""), asked.complaint)
            self.assertIn(complaint, asked.complaint)

    def test_what_no_save_takes_is_decided_closed_and_complained_of(self):
        self.write("odd.json", document({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Sounds": {"a": "b"}}}))
        asked = self.ask("explain", "--principal", ADA, "--action", "s3:GetObject", "--identity", "odd.json", "--json")
        self.assertEqual(asked.status, DENIED)
        self.assertIn("odd.json would be refused when saved", asked.complaint)
        self.assertEqual(asked.json()["checks"][0]["decision"], "error")

    def test_colours_are_for_terminals(self):
        command = [BINARY, "explain", "--principal", ADA, "--action", "s3:GetObject", "--identity", "identity.json"]
        for environment, coloured in [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)]:
            self.assertEqual("\x1b[31mDENIED" in self.on_terminal(command, environment), coloured, environment)

    def on_terminal(self, command: list, environment: dict) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(command, stdout=theirs, stdin=theirs, stderr=theirs, cwd=self.folder, env=environment):
            os.close(theirs)
            seen = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
        os.close(ours)
        return seen.decode()


class Lint(InAFolder):
    def test_findings_decide_the_exit_status(self):
        wrong = {"Effect": "Allow", "Action": "s3:HeadObject", "Resource": "arn:aws:s3:::b/*"}
        wide = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
        self.write("good.json", document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}))
        self.write("wrong.json", document(wrong))
        self.write("wide.json", document(wide))
        trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        self.write("trust.json", document(trust))
        for arguments, status, code in [
            (["good.json"], 0, None),
            (["trust.json", "--type", "trust"], 0, None),
            (["good.json", "wrong.json"], 1, "INVALID_ACTION"),
            (["wide.json"], 1, "PASS_ROLE_WITH_STAR_IN_RESOURCE"),
        ]:
            asked = self.ask("lint", *arguments)
            self.assertEqual(asked.status, status, asked.text + asked.complaint)
            self.assertIn(code or "0 errors, 0 security warnings", asked.text)
            found = self.ask("lint", *arguments, "--format", "json")
            codes = {one["issueCode"] for of in found.json()["documents"] for one in of["findings"]}
            self.assertEqual(code in codes, code is not None)
            sarif = self.ask("lint", *arguments, "--format", "sarif")
            self.assertEqual((sarif.status, sarif.json()["version"]), (status, "2.1.0"))
            rules = {result["ruleId"] for result in sarif.json()["runs"][0]["results"]}
            self.assertEqual(code in rules, code is not None)

    def test_what_cannot_be_checked_is_an_error(self):
        (self.folder / "bytes.json").write_bytes(b"\xff")
        for arguments, complaint in [
            (["absent.json"], "cannot read absent.json"),
            (["bytes.json"], "bytes.json is no text"),
            (["identity.json", "--resource-type", "AWS::S3::Bucket"], "say --type resource"),
            (["identity.json", "--type", "resource", "--resource-type", "Bucket"], "Bucket is no resource type"),
            ([], "required"),
        ]:
            asked = self.ask("lint", *arguments)
            self.assertEqual((asked.status, asked.text), (ERROR, ""), asked.complaint)
            self.assertIn(complaint, asked.complaint)


class OnAServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        environment = {**WITH_ROOT_KEYS, "SYMBOLON_LOG_FORMAT": "json"}
        cls.authority = Authority(Path(folder.name), environment)
        cls.authority.start()
        cls.addClassCleanup(cls.authority.kill)
        cls.admin = cls.authority.administrator()
        iam = cls.iam = client(cls.authority, "iam", cls.admin)
        iam.create_policy(PolicyName="Fence", PolicyDocument=document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))
        fence = f"arn:aws:iam::{ACCOUNT}:policy/Fence"
        iam.create_user(UserName="Ada", Path="/team/", PermissionsBoundary=fence, Tags=[{"Key": "team", "Value": "red"}])
        iam.create_group(GroupName="Readers")
        iam.put_group_policy(GroupName="Readers", PolicyName="Read", PolicyDocument=document(OBJECTS, NOT_UNENCRYPTED))
        iam.add_user_to_group(GroupName="Readers", UserName="Ada")
        tagged = {
            "Effect": "Allow",
            "Action": ["sqs:SendMessage", "sts:AssumeRole", "s3:ListBucket"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}},
        }
        iam.put_user_policy(UserName="Ada", PolicyName="Tagged", PolicyDocument=document(tagged))
        trust = document({"Effect": "Allow", "Principal": {"AWS": ADA}, "Action": "sts:AssumeRole"})
        iam.create_role(RoleName="Worker", Path="/app/", AssumeRolePolicyDocument=trust)
        iam.attach_role_policy(RoleName="Worker", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
        cls.ada = Identity.of(iam.create_access_key(UserName="Ada")["AccessKey"])
        s3 = client(cls.authority, "s3", cls.admin)
        s3.create_bucket(Bucket="vault")
        denied = {"Effect": "Deny", "Principal": {"AWS": ADA}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::vault/Ada/closed"}
        s3.put_bucket_policy(Bucket="vault", Policy=document(denied))
        s3.create_bucket(Bucket="plain")

    def ask(self, command: str, *arguments, identity: Identity | None = None) -> Asked:
        identity = identity or self.admin
        environment = {
            "AWS_ACCESS_KEY_ID": identity.access_key_id,
            "AWS_SECRET_ACCESS_KEY": identity.secret_access_key,
            **({"AWS_SESSION_TOKEN": identity.session_token} if identity.session_token else {}),
        }
        return Asked(command, "--endpoint", self.authority.endpoint, *arguments, environment=environment)

    def test_explain_finds_the_policies_of_the_principal_and_the_resource(self):
        worker = f"arn:aws:iam::{ACCOUNT}:role/app/Worker"
        session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Worker/s1"
        for principal, action, resource, status, says in [
            (ADA, "s3:GetObject", "arn:aws:s3:::vault/Ada/k", ALLOWED, "statement 1 of Read (inline, group Readers)"),
            (ADA, "s3:GetObject", "arn:aws:s3:::vault/Ada/closed", DENIED, "explicit deny by statement 1 of bucket policy of vault"),
            (ADA, "s3:GetObject", "arn:aws:s3:::plain/Ada/k", DENIED, "it is about other resources"),
            (ADA, "s3:ListBucket", "arn:aws:s3:::plain", ALLOWED, "statement 1 of Tagged (inline, user Ada)"),
            (ADA, "sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:q", DENIED, "no permissions boundary allows"),
            (ADA, "sts:AssumeRole", worker, ALLOWED, "statement 1 of trust policy of Worker"),
            (worker, "s3:GetObject", "arn:aws:s3:::plain/k", ALLOWED, "ReadOnlyAccess"),
            (session, "s3:PutObject", "arn:aws:s3:::plain/k", DENIED, "no identity-based policy allows"),
        ]:
            asked = self.ask("explain", "--principal", principal, "--action", action, "--resource", resource)
            self.assertEqual(asked.status, status, f"{action} {resource}\n{asked.text}{asked.complaint}")
            self.assertIn(says, asked.text)

    def test_explain_says_what_the_server_answers(self):
        s3 = client(self.authority, "s3", self.ada)
        for key, status in [("Ada/k", ALLOWED), ("Ada/closed", DENIED), ("Bob/k", DENIED)]:
            resource = f"arn:aws:s3:::vault/{key}"
            said = refusal(s3.get_object, Bucket="vault", Key=key)
            # The server is asked over plain HTTP on loopback, which the group's policy denies.
            flags = ["--principal", ADA, "--action", "s3:GetObject", "--resource", resource]
            asked = self.ask("explain", *flags, "--context", "aws:SecureTransport=false", "--json")
            self.assertEqual(said.code, "AccessDenied")
            self.assertEqual((asked.status, asked.json()["checks"][0]["decision"]), (DENIED, "explicitDeny"))
            self.assertEqual(self.ask("explain", *flags).status, status)

    def test_the_servers_simulator_answers_simulate(self):
        flags = ["--action", "s3:GetObject", "--action", "s3:PutObject", "--resource", "arn:aws:s3:::plain/Ada/k"]
        asked = self.ask("simulate", "--principal", f"arn:aws:iam::{ACCOUNT}:role/app/Worker", *flags, "--json")
        self.assertEqual(asked.status, DENIED, asked.complaint)
        decisions = {row["action"]: row["decision"] for row in asked.json()["results"]}
        self.assertEqual(decisions, {"s3:GetObject": "allowed", "s3:PutObject": "implicitDeny"})
        one = self.ask("simulate", "--principal", f"arn:aws:sts::{ACCOUNT}:assumed-role/Worker/s", *flags[:2], *flags[4:])
        self.assertEqual((one.status, one.text.splitlines()[-1]), (ALLOWED, "1 of 1 allowed"), one.complaint)
        refused = self.ask("simulate", "--principal", f"arn:aws:iam::{ACCOUNT}:user/Nobody", *flags)
        self.assertEqual(refused.status, ERROR)
        self.assertIn("NoSuchEntity", refused.complaint)

    def test_who_may_not_ask_gets_an_error(self):
        for identity in [self.ada, Identity(self.admin.access_key_id, "wrong")]:
            asked = self.ask("explain", "--principal", ADA, "--action", "s3:GetObject", identity=identity)
            self.assertEqual((asked.status, asked.text), (ERROR, ""))
            self.assertIn("the server refused (403", asked.complaint)
        gone = Asked(
            "explain", "--endpoint", "http://127.0.0.1:9", "--principal", ADA, "--action", "s3:GetObject",
            environment={"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"},
        )
        self.assertEqual(gone.status, ERROR)
        self.assertIn("cannot ask 127.0.0.1:9", gone.complaint)

    def test_the_audit_of_a_denial_can_be_decoded(self):
        iam = client(self.authority, "iam", self.ada)
        self.assertEqual(refusal(iam.list_users).code, "AccessDenied")
        events = [json.loads(line) for line in self.authority.log.read_text().splitlines() if line.startswith("{")]
        denials = [event for event in events if event.get("operation") == "ListUsers" and event.get("code") == "AccessDenied"]
        message = denials[-1]["encoded_authorization_message"]
        self.assertRegex(message, re.compile(r"\A[\w-]{40,10240}\Z"))
        sts = client(self.authority, "sts", self.admin)
        decoded = json.loads(sts.decode_authorization_message(EncodedMessage=message)["DecodedMessage"])
        self.assertEqual((decoded["allowed"], decoded["explicitDeny"]), (False, False))
        context = decoded["context"]
        self.assertEqual((context["action"], context["principal"]["arn"]), ("iam:ListUsers", ADA))
        said = refusal(sts.decode_authorization_message, EncodedMessage=message[:-4])
        self.assertEqual((said.code, said.status), ("InvalidAuthorizationMessageException", 400))
        said = refusal(client(self.authority, "sts", self.ada).decode_authorization_message, EncodedMessage=message)
        self.assertEqual(said.code, "AccessDenied")
        self.assertNotIn("on resource", said.message)


if __name__ == "__main__":
    unittest.main()
