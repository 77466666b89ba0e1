"""Every built operation is decided on the documented resource and keys, and denied in the documented words.

The cases, and how to read them, stand in `../operations/authorization.txt`.
"""

import json
import os
import tempfile
import unittest
from dataclasses import dataclass, field
from pathlib import Path

from botocore.exceptions import ClientError

from authority import ACCOUNT, Authority, Identity
from aws import client

TABLE = Path(__file__).parent.parent / "operations" / "authorization.txt"
NOT_BUILT = TABLE.parent / "not-built.txt"
MULTIVALUED = {"aws:TagKeys", "sts:TransitiveTagKeys"}
READ_ONLY = ("Get", "List", "Assume")
READ_ONLY_ACCESS = "arn:aws:iam::aws:policy/ReadOnlyAccess"
FENCE = f"arn:aws:iam::{ACCOUNT}:policy/Fence"
POLICY = f"arn:aws:iam::{ACCOUNT}:policy/team/Pol"


@dataclass
class Check:
    """One action on one resource under conditions, and the denial where it is not granted."""

    action: str
    resource: str
    keys: dict[str, str]
    denial: str | None = None

    def statement(self) -> dict:
        condition: dict[str, dict] = {}
        for key, value in self.keys.items():
            operator, wanted = self.operator(key), value
            if value == "-":
                operator, wanted = "Null", "true"
            condition.setdefault(operator, {})[key] = wanted
        statement = {"Effect": "Allow", "Action": self.action, "Resource": self.resource}
        return {**statement, "Condition": condition} if condition else statement

    def operator(self, key: str) -> str:
        return "ForAnyValue:StringEquals" if key in MULTIVALUED else "StringEquals"

    def wrong(self):
        """This check with one thing changed, so that it must not be enough."""
        if self.resource != "*":
            yield Check(self.action, self.resource + "x", self.keys)
            yield Check(self.action, self.resource.replace("/", "/elsewhere/", 1), self.keys)
        for key, value in self.keys.items():
            yield Check(self.action, self.resource, {**self.keys, key: "other" if value == "-" else "-"})
            if value != "-":
                yield Check(self.action, self.resource, {**self.keys, key: value + "x"})


@dataclass
class Case:
    service: str
    operation: str
    parameters: dict
    caller: str
    outcome: str | None = None
    members: str | None = None
    checks: list[Check] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def parse(text: str) -> list[Case]:
    cases: list[Case] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            service, operation, rest = line.split(" ", 2)
            rest, _, caller = rest.partition(" as ")
            cases.append(Case(service, operation, json.loads(rest), caller or "user", lines=[line]))
        elif line.startswith("    "):
            cases[-1].checks[-1].denial = line.strip()
        elif line.startswith("  then "):
            cases[-1].outcome = line.removeprefix("  then ")
        elif line.startswith("  gives "):
            cases[-1].members = line.removeprefix("  gives ")
        else:
            action, resource, keys = (line.strip().split(" | ") + [""])[:3]
            pairs = dict(key.split("=", 1) for key in keys.split("; ")) if keys else {}
            cases[-1].checks.append(Check(action, resource, pairs))
    return cases


def members(answer, path: str = ""):
    """The paths of all members that an answer has, those of a list's elements together; documents are one member."""
    if isinstance(answer, list) and answer:
        return {found for element in answer for found in members(element, path)}
    if not isinstance(answer, dict) or path.endswith("Document"):
        return {path}
    inside = {found for name, value in answer.items() for found in members(value, f"{path}.{name}" if path else name)}
    return inside | ({path} if path and not inside else set())


def allowing(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, separators=(",", ":"))


class World:
    """One of each kind under `/team/`, and two callers under `/outside/` who may do what `grant` says."""

    def __init__(self, authority: Authority):
        self.admin = client(authority, "iam", authority.administrator())
        self.key = ""
        self.admin.create_policy(PolicyName="Fence", PolicyDocument=ANYTHING)
        self.admin.create_group(GroupName="Callers")
        self.admin.create_user(Path="/outside/", UserName="Mallory")
        self.admin.add_user_to_group(GroupName="Callers", UserName="Mallory")
        made = self.admin.create_access_key(UserName="Mallory")["AccessKey"]
        self.user = Identity.of(made)
        self.admin.create_role(Path="/outside/", RoleName="Runner", AssumeRolePolicyDocument=TRUST)
        sts = client(authority, "sts", authority.administrator())
        arn = f"arn:aws:iam::{ACCOUNT}:role/outside/Runner"
        self.session = Identity.of(sts.assume_role(RoleArn=arn, RoleSessionName="run")["Credentials"])
        self.clients = {
            (caller, service): client(authority, service, identity, parameter_validation=False)
            for caller, identity in (("user", self.user), ("session", self.session))
            for service in ("iam", "sts")
        }
        self.build()

    def grant(self, checks: list[Check]) -> None:
        """Gives both callers exactly this."""
        nothing = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
        document = allowing(nothing, *(check.statement() for check in checks))
        self.admin.put_group_policy(GroupName="Callers", PolicyName="granted", PolicyDocument=document)
        self.admin.put_role_policy(RoleName="Runner", PolicyName="granted", PolicyDocument=document)

    def answer(self, case: Case) -> tuple[str | None, str]:
        """The code and text of the answer; where the caller is served, no code and the members of the answer."""
        given = json.loads(json.dumps(case.parameters).replace("$KEY", self.key))
        asked = self.clients[case.caller, case.service]
        call = getattr(asked, METHODS[case.service, case.operation])
        try:
            answer = call(**given)
        except ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        del answer["ResponseMetadata"]
        return None, " ".join(sorted(members(answer)))

    def build(self) -> None:
        iam, tags = self.admin, [{"Key": "team", "Value": "red"}]
        iam.create_policy(Path="/team/", PolicyName="Pol", PolicyDocument=ANYTHING, Tags=tags)
        iam.create_policy_version(PolicyArn=POLICY, PolicyDocument=ANYTHING)
        iam.create_user(Path="/team/", UserName="Target", Tags=tags, PermissionsBoundary=FENCE)
        self.key = iam.create_access_key(UserName="Target")["AccessKey"]["AccessKeyId"]
        iam.create_group(Path="/team/", GroupName="Crew")
        iam.add_user_to_group(GroupName="Crew", UserName="Target")
        iam.create_role(
            Path="/team/", RoleName="App", AssumeRolePolicyDocument=TRUST, Tags=tags, PermissionsBoundary=FENCE
        )
        for kind, name in (("User", "Target"), ("Group", "Crew"), ("Role", "App")):
            kind, which = kind.lower(), {f"{kind}Name": name}
            getattr(iam, f"put_{kind}_policy")(**which, PolicyName="inline", PolicyDocument=ANYTHING)
            for arn in (READ_ONLY_ACCESS, POLICY):
                getattr(iam, f"attach_{kind}_policy")(**which, PolicyArn=arn)

    def rebuild(self) -> None:
        """As before, whatever a served caller changed."""
        for key in self.admin.list_access_keys(UserName="Mallory")["AccessKeyMetadata"]:
            if key["AccessKeyId"] != self.user.access_key_id:
                self.admin.delete_access_key(UserName="Mallory", AccessKeyId=key["AccessKeyId"])
        for user in self.admin.list_users()["Users"]:
            if user["UserName"] not in ("Mallory", "administrator"):
                self.forget_user(user["UserName"])
        for group in self.admin.list_groups()["Groups"]:
            if group["GroupName"] != "Callers":
                self.forget_policies("Group", group["GroupName"])
                self.admin.delete_group(GroupName=group["GroupName"])
        for role in self.admin.list_roles()["Roles"]:
            if role["RoleName"] != "Runner":
                self.forget_policies("Role", role["RoleName"])
                self.admin.delete_role(RoleName=role["RoleName"])
        for policy in self.admin.list_policies(Scope="Local")["Policies"]:
            if policy["Arn"] != FENCE:
                for version in self.admin.list_policy_versions(PolicyArn=policy["Arn"])["Versions"]:
                    if not version["IsDefaultVersion"]:
                        self.admin.delete_policy_version(PolicyArn=policy["Arn"], VersionId=version["VersionId"])
                self.admin.delete_policy(PolicyArn=policy["Arn"])
        self.build()

    def forget_user(self, name: str) -> None:
        for key in self.admin.list_access_keys(UserName=name)["AccessKeyMetadata"]:
            self.admin.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        for group in self.admin.list_groups_for_user(UserName=name)["Groups"]:
            self.admin.remove_user_from_group(UserName=name, GroupName=group["GroupName"])
        self.forget_policies("User", name)
        self.admin.delete_user(UserName=name)

    def forget_policies(self, kind: str, name: str) -> None:
        which, lower = {f"{kind}Name": name}, kind.lower()
        for inline in getattr(self.admin, f"list_{lower}_policies")(**which)["PolicyNames"]:
            getattr(self.admin, f"delete_{lower}_policy")(**which, PolicyName=inline)
        for policy in getattr(self.admin, f"list_attached_{lower}_policies")(**which)["AttachedPolicies"]:
            getattr(self.admin, f"detach_{lower}_policy")(**which, PolicyArn=policy["PolicyArn"])


class Authorization(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        authority = cls.enterClassContext(Authority(folder))
        for service in ("iam", "sts"):
            for method, operation in client(authority, service, authority.administrator()).meta.method_to_api_mapping.items():
                METHODS[service, operation] = method
        cls.world = World(authority)
        cls.cases = parse(TABLE.read_text())
        if os.environ.get("UPDATE_EXPECT") == "1":
            for case in cls.cases:
                for position, check in enumerate(case.checks):
                    cls.world.grant(case.checks[:position])
                    check.denial = cls.world.answer(case)[1]
                cls.world.grant(case.checks)
                code, text = cls.world.answer(case)
                case.members = None if code else text or None
                cls.world.rebuild()
            TABLE.write_text(rewritten(TABLE.read_text(), cls.cases))

    def test_each_operation_that_is_built_has_a_case(self):
        known = set(NOT_BUILT.read_text().split("\n"))
        built = {f"{service}:{operation}" for service, operation in METHODS} - known
        self.assertEqual(built - {f"{case.service}:{case.operation}" for case in self.cases}, set())

    def test_denials_in_the_documented_words(self):
        for case in self.cases:
            for position, check in enumerate(case.checks):
                self.world.grant(case.checks[:position])
                code, text = self.world.answer(case)
                with self.subTest(case.lines[0], check=check.action):
                    self.assertEqual((code, text), ("AccessDenied", check.denial))

    def test_exactly_what_is_documented_is_enough(self):
        for case in self.cases:
            self.world.grant(case.checks)
            code, text = self.world.answer(case)
            with self.subTest(case.lines[0]):
                self.assertEqual(code, case.outcome, text)
                self.assertEqual(None if code else text or None, case.members)
            if not case.operation.startswith(READ_ONLY):
                self.world.rebuild()

    def test_anything_else_is_not_enough(self):
        for case in self.cases:
            for position, check in enumerate(case.checks):
                for wrong in check.wrong():
                    # Where two checks are of one action, the other must not stand in for this one.
                    self.world.grant(case.checks[:position] + [wrong] + case.checks[position + 1 :])
                    code, text = self.world.answer(case)
                    with self.subTest(case.lines[0], wrong=wrong):
                        self.assertEqual((code, text), ("AccessDenied", check.denial))


def rewritten(table: str, cases: list[Case]) -> str:
    """The table with the denials of the checks and the members of the answers."""
    left, lines = iter(cases), []
    for block in table.split("\n\n"):
        written = [line for line in block.splitlines() if not line.startswith(("    ", "  gives "))]
        if written and not written[0].startswith("#"):
            case = next(left)
            checks = iter(case.checks)
            for line in list(written):
                if line.startswith("  ") and not line.startswith("  then "):
                    written.insert(written.index(line) + 1, f"    {next(checks).denial}")
            written += [f"  gives {case.members}"] if case.members else []
        lines.append("\n".join(written))
    return "\n\n".join(lines) + "\n"


ANYTHING = allowing({"Effect": "Allow", "Action": "*", "Resource": "*"})
TRUST = allowing(
    {
        "Effect": "Allow",
        "Principal": {"AWS": ACCOUNT},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    }
)
METHODS: dict[tuple[str, str], str] = {}
