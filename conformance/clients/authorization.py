"""Every built operation is decided on the documented resource and keys, and denied in the documented words.

The cases stand in `../operations/authorization/`, a file for each area; its README says how to read and to write them.
"""

import json
import os
import shutil
import tempfile
import unittest
from dataclasses import dataclass, field
from pathlib import Path

from authority import ACCOUNT, Authority, Identity
from aws import Refusal, client
from operations import FOLDER, SERVICES, Call, ask, at, built, call, filled, keep

AREAS = FOLDER / "authorization"
MULTIVALUED = {
    "aws:TagKeys",
    "iam:AccountPropertyNamespaces",
    "sts:IdentityTokenAudience",
    "sts:TransitiveTagKeys",
}
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
        if "/" in self.resource:
            yield Check(self.action, self.resource.replace("/", "/elsewhere/", 1), self.keys)
        for key, value in self.keys.items():
            yield Check(self.action, self.resource, {**self.keys, key: "other" if value == "-" else "-"})
            if value != "-":
                yield Check(self.action, self.resource, {**self.keys, key: value + "x"})


@dataclass
class Case:
    """A call with the checks that decide it; `given` is done by the administrator before it, and undone after."""

    call: Call
    line: str
    given: list[Call]
    outcome: str | None = None
    members: str | None = None
    checks: list[Check] = field(default_factory=list)


@dataclass
class Area:
    """A file: what its world has beside the common one, and its cases."""

    given: list[Call] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def parse(text: str) -> Area:
    area, given, calls = Area(), [], []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            if not line and given and not area.cases:
                area.given, given = area.given + given, []
        elif line.startswith("given "):
            calls = given
            given.append(call(line.removeprefix("given ")))
        elif not line.startswith(" "):
            area.cases.append(Case(call(line), line, given))
            given, calls = [], [area.cases[-1].call]
        elif line.startswith("  keep "):
            calls[-1].keeps.append(keep(line.strip()))
        elif line.startswith("    "):
            area.cases[-1].checks[-1].denial = line.strip()
        elif line.startswith("  then "):
            area.cases[-1].outcome = line.removeprefix("  then ")
        elif line.startswith("  gives "):
            area.cases[-1].members = line.removeprefix("  gives ")
        else:
            action, resource, keys = (line.strip().split(" | ") + [""])[:3]
            pairs = dict(key.split("=", 1) for key in keys.split("; ")) if keys else {}
            area.cases[-1].checks.append(Check(action, resource, pairs))
    return area


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

    def __init__(self, folder: Path, given: list[Call], environment: dict | None = None):
        self.authority = Authority(folder, environment).start()
        self.variables: dict[str, str] = {}
        self.admin = client(self.authority, "iam", self.authority.administrator())
        self.build_callers()
        self.build()
        self.do(given)
        self.saved = folder / "saved"
        self.authority.stop()
        shutil.copytree(self.authority.data, self.saved)
        self.authority.start(port=self.authority.port)

    def grant(self, checks: list[Check]) -> None:
        """Gives both callers exactly this."""
        nothing = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
        document = allowing(nothing, *(check.statement() for check in checks))
        self.admin.put_group_policy(GroupName="Callers", PolicyName="granted", PolicyDocument=document)
        self.admin.put_role_policy(RoleName="Runner", PolicyName="granted", PolicyDocument=document)

    def answer(self, case: Case) -> tuple[str | None, str]:
        """The code and text of the answer; where the caller is served, no code and the members of the answer."""
        asked = self.clients[case.call.caller or "user", case.call.service]
        _, answer = ask(asked, case.call.operation, filled(case.call.parameters, self.variables))
        if isinstance(answer, Refusal):
            return answer.code, answer.message
        return None, " ".join(sorted(members(answer)))

    def shown(self, text: str) -> str:
        """With the names of variables for what they hold, so that it is the same in each run."""
        for name, value in self.variables.items():
            text = text.replace(value, name)
        return text

    def do(self, given: list[Call]) -> None:
        """What the administrator does so that a case has what it is about."""
        for each in given:
            asked = self.clients["administrator", each.service]
            _, answer = ask(asked, each.operation, filled(each.parameters, self.variables))
            assert not isinstance(answer, Refusal), f"given {each}: {answer}"
            for name, path in each.keeps:
                self.variables[name] = at(answer, path)

    def restore(self) -> None:
        """As it was built, whatever was changed since: the authority is killed and started over a copy."""
        port = self.authority.port
        self.authority.kill()
        shutil.rmtree(self.authority.data)
        shutil.copytree(self.saved, self.authority.data)
        self.authority.start(port=port)

    def build_callers(self) -> None:
        iam = self.admin
        iam.create_policy(PolicyName="Fence", PolicyDocument=ANYTHING)
        iam.create_group(GroupName="Callers")
        iam.create_user(Path="/outside/", UserName="Mallory")
        iam.add_user_to_group(GroupName="Callers", UserName="Mallory")
        administrator = self.authority.administrator()
        user = Identity.of(iam.create_access_key(UserName="Mallory")["AccessKey"])
        iam.create_role(Path="/outside/", RoleName="Runner", AssumeRolePolicyDocument=TRUST)
        sts = client(self.authority, "sts", administrator)
        arn = f"arn:aws:iam::{ACCOUNT}:role/outside/Runner"
        session = Identity.of(sts.assume_role(RoleArn=arn, RoleSessionName="run")["Credentials"])
        # The authority keeps its port when it is restored, so that these stay good.
        self.clients = {
            (caller, service): client(self.authority, service, identity, parameter_validation=False)
            for caller, identity in (("administrator", administrator), ("user", user), ("session", session))
            for service in SERVICES
        }

    def build(self) -> None:
        iam, tags = self.admin, [{"Key": "team", "Value": "red"}]
        iam.create_policy(Path="/team/", PolicyName="Pol", PolicyDocument=ANYTHING, Tags=tags)
        iam.create_policy_version(PolicyArn=POLICY, PolicyDocument=ANYTHING)
        iam.create_user(Path="/team/", UserName="Target", Tags=tags, PermissionsBoundary=FENCE)
        self.variables["$KEY"] = iam.create_access_key(UserName="Target")["AccessKey"]["AccessKeyId"]
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


class Complete(unittest.TestCase):
    def test_each_operation_that_is_built_has_a_case(self):
        authority = Authority(Path("nowhere"))
        authority.endpoint = "http://127.0.0.1:1"
        clients = (client(authority, service, Identity("nobody", "nothing")) for service in SERVICES)
        cases = (case.call for file in AREAS.glob("*.txt") for case in parse(file.read_text()).cases)
        self.assertEqual(built(*clients) - {f"{case.service}:{case.operation}" for case in cases}, set())


class OfAnArea:
    """The tests of one file; `load_tests` makes a class of each."""

    file: Path
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        text = cls.file.read_text()
        area = parse(text)
        cls.cases = area.cases
        cls.world = World(folder, area.given)
        cls.addClassCleanup(cls.world.authority.kill)
        if os.environ.get("UPDATE_EXPECT") == "1":
            for case in cls.cases:
                cls.update(case)
            cls.file.write_text(rewritten(text, cls.cases))

    @classmethod
    def update(cls, case: Case):
        cls.world.do(case.given)
        for position, check in enumerate(case.checks):
            cls.world.grant(case.checks[:position])
            check.denial = cls.world.shown(cls.world.answer(case)[1])
        cls.world.grant(case.checks)
        code, text = cls.world.answer(case)
        case.outcome, case.members = code, None if code else text or None
        cls.world.restore()

    def test_denials_in_the_documented_words(self):
        for case in self.cases:
            self.world.do(case.given)
            for position, check in enumerate(case.checks):
                self.world.grant(case.checks[:position])
                code, text = self.world.answer(case)
                with self.subTest(case.line, check=check.action):
                    self.assertEqual((code, self.world.shown(text)), ("AccessDenied", check.denial))
            self.undo(case)

    def test_exactly_what_is_documented_is_enough(self):
        for case in self.cases:
            self.world.do(case.given)
            self.world.grant(case.checks)
            code, text = self.world.answer(case)
            with self.subTest(case.line):
                self.assertEqual(code, case.outcome, text)
                self.assertEqual(None if code else text or None, case.members)
            self.undo(case, served=code is None)

    def test_anything_else_is_not_enough(self):
        for case in self.cases:
            self.world.do(case.given)
            for position, check in enumerate(case.checks):
                for wrong in check.wrong():
                    # Where two checks are of one action, the other must not stand in for this one.
                    self.world.grant(case.checks[:position] + [wrong] + case.checks[position + 1 :])
                    code, text = self.world.answer(case)
                    with self.subTest(case.line, wrong=wrong):
                        self.assertEqual((code, self.world.shown(text)), ("AccessDenied", check.denial))
            self.undo(case)

    def undo(self, case: Case, served: bool = False):
        changed = served and not case.call.operation.startswith(READ_ONLY)
        if changed or case.given:
            self.world.restore()


def load_tests(loader: unittest.TestLoader, _standard, _pattern) -> unittest.TestSuite:
    """A class of tests for each file; `python -m unittest authorization.users` cannot choose one, `AREA=users` does."""
    suite = unittest.TestSuite([loader.loadTestsFromTestCase(Complete)])
    for file in sorted(AREAS.glob(f"{os.environ.get('AREA', '*')}.txt")):
        made = type(f"Area_{file.stem}", (OfAnArea, unittest.TestCase), {"file": file})
        suite.addTests(loader.loadTestsFromTestCase(made))
    return suite


def rewritten(text: str, cases: list[Case]) -> str:
    """The file with the denials of the checks and the outcomes and members of the answers as they are now."""
    lines, left, case, checks = [], iter(cases), None, iter(())
    for line in [*text.splitlines(), ""]:
        if line.startswith(("    ", "  gives ", "  then ")):
            continue
        indented = line.startswith("  ")
        if case and not indented:
            lines += [f"  then {case.outcome}"] if case.outcome else []
            lines += [f"  gives {case.members}"] if case.members else []
            case = None
        lines.append(line)
        if indented and not line.startswith("  keep "):
            lines.append(f"    {next(checks).denial}")
        elif line and not indented and not line.startswith(("#", "given ")):
            case = next(left)
            checks = iter(case.checks)
    return "\n".join(lines)


ANYTHING = allowing({"Effect": "Allow", "Action": "*", "Resource": "*"})
TRUST = allowing(
    {
        "Effect": "Allow",
        "Principal": {"AWS": ACCOUNT},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    }
)
# Operations with these names change nothing.
READ_ONLY = ("Get", "List", "Assume", "Simulate")
