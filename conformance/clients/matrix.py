"""Each kind of caller is served or refused each operation as it is written in `../operations/matrix.txt`.

`UPDATE_EXPECT=1` rewrites the table and adds marks for refusals that have none; the text above the marks is kept.
"""

import os
import re
import shutil
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from botocore import UNSIGNED

from authority import ACCOUNT, ROOT, WITH_ROOT_KEYS, Authority, Identity
from authorization import ANYTHING, AREAS, READ_ONLY, TRUST, Area, World, parse
from aws import Refusal, client
from delegation import TOPIC, Endpoint
from operations import FOLDER, SERVICES, Call, ask, filled, totp

MATRIX = FOLDER / "matrix.txt"
PARTNERS = FOLDER / "files" / "partners.yaml"
ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"
EVERYTHING_TEMPLATE = "arn:aws:iam::aws:delegation-template/example.com/everything"

EVERYTHING, NOTHING = "everything", "nothing"
# In the order of the columns. From root nothing can be taken, and to nobody nothing be given.
KINDS = {
    "root": [EVERYTHING],
    "root token": [EVERYTHING],
    "root mfa token": [EVERYTHING],
    "root federated": [EVERYTHING, NOTHING],
    "user": [EVERYTHING, NOTHING],
    "token": [EVERYTHING, NOTHING],
    "mfa token": [EVERYTHING, NOTHING],
    "federated": [EVERYTHING, NOTHING],
    "role": [EVERYTHING, NOTHING],
    "chained role": [EVERYTHING, NOTHING],
    "provider": [EVERYTHING, NOTHING],
    "anonymous": [NOTHING],
}

SERVED = "served, or refused for what is asked for and not for who asks"
OF_WHO_ASKS = re.compile(
    "AccessDenied|InvalidAction|InvalidClientTokenId|InvalidUserType|MissingAuthenticationToken"
    "|InvalidInput: A session with session policies|ValidationError: Must specify userName"
)
# Ends the name of a row that is about the caller; it stands below the operation's own.
UNNAMED = " without UserName"
# What is one call's own in a refusal, and what stands for it.
OWN = (
    (r"User: \S+ is not authorized to perform: \S+", "User: (caller) is not authorized to perform: (action)"),
    (r"on resource: .*?(?= because | with |$)", "on resource: (resource)"),
    (r"the \S+ action$", "the (action) action"),
    (r"Cannot call \w+ with", "Cannot call (operation) with"),
    (r"Could not find operation \w+ for", "Could not find operation (operation) for"),
)
# Each kind has an authority of its own; more at a time than this only wait for each other.
AUTHORITIES_AT_A_TIME = 4


def rows(areas: list[Area]) -> dict[str, Call]:
    """Every operation of the models, called as in the first case that is about it; also without UserName if it may be."""
    authority = Authority(Path("nowhere"))
    authority.endpoint = "http://127.0.0.1:1"
    first: dict[tuple[str, str], Call] = {}
    for case in (case for area in areas for case in area.cases):
        first.setdefault((case.call.service, case.call.operation), case.call)
    found: dict[str, Call] = {}
    for service in SERVICES:
        model = client(authority, service, Identity("nobody", "nothing")).meta.service_model
        for operation in sorted(model.operation_names):
            # What is not built is refused whatever is asked for.
            call = first.get((service, operation), Call(service, operation, {}))
            found[f"{service}:{operation}"] = call
            required = getattr(model.operation_model(operation).input_shape, "required_members", [])
            if "UserName" in call.parameters and "UserName" not in required:
                unnamed = {name: value for name, value in call.parameters.items() if name != "UserName"}
                found[f"{service}:{operation}{UNNAMED}"] = replace(call, parameters=unnamed)
    return found


def given(areas: list[Area]) -> list[Call]:
    """What the administrator does for all areas, each thing once."""
    calls = [call for area in areas for call in area.given]
    return [call for position, call in enumerate(calls) if call not in calls[:position]]


class Callers:
    """The worlds of all areas in one, and in it each kind of caller with each grant."""

    def __init__(self, folder: Path, given: list[Call], endpoint: Endpoint):
        partners = folder / "partners.yaml"
        partners.write_text(PARTNERS.read_text().replace("http://127.0.0.1:9/nobody", endpoint.url))
        self.environment = {**WITH_ROOT_KEYS, "SYMBOLON_PARTNERS": str(partners)}
        self.folder, self.endpoint = folder, endpoint
        self.world = World(folder, given, self.environment)
        self.authority, self.iam = self.world.authority, self.world.admin
        self.identities = {("anonymous", NOTHING): Identity("nobody", "nothing")}
        self.build_of_root()
        for grant in (EVERYTHING, NOTHING):
            self.build(grant)
        # Taken away at the end: without it there would be no sessions to take it from.
        self.iam.detach_user_policy(UserName=NOTHING, PolicyArn=ADMINISTRATOR_ACCESS)
        self.iam.detach_role_policy(RoleName=NOTHING, PolicyArn=ADMINISTRATOR_ACCESS)
        self.authority.stop()

    def build_of_root(self) -> None:
        sts = client(self.authority, "sts", ROOT)
        self.identities["root", EVERYTHING] = ROOT
        self.identities["root token", EVERYTHING] = session(sts.get_session_token())
        code = device(client(self.authority, "iam", ROOT), "root")
        self.identities["root mfa token", EVERYTHING] = session(sts.get_session_token(**code))
        # Root's own grant cannot be taken away, so one of the two has no session policy.
        self.identities["root federated", EVERYTHING] = session(sts.get_federation_token(Name="fed", Policy=ANYTHING))
        self.identities["root federated", NOTHING] = session(sts.get_federation_token(Name="fed"))

    def build(self, grant: str) -> None:
        """A user and a role, who may do everything for now, and each kind of session of theirs."""
        self.iam.create_user(UserName=grant)
        self.iam.attach_user_policy(UserName=grant, PolicyArn=ADMINISTRATOR_ACCESS)
        self.iam.create_role(RoleName=grant, AssumeRolePolicyDocument=TRUST)
        self.iam.attach_role_policy(RoleName=grant, PolicyArn=ADMINISTRATOR_ACCESS)
        user = Identity.of(self.iam.create_access_key(UserName=grant)["AccessKey"])
        sts = client(self.authority, "sts", user)
        role = self.assumed(grant, user)
        made = {
            "user": user,
            "token": session(sts.get_session_token()),
            "mfa token": session(sts.get_session_token(**device(self.iam, grant))),
            "federated": session(sts.get_federation_token(Name="fed", Policy=ANYTHING)),
            "role": role,
            "chained role": self.assumed(grant, role),
            "provider": self.delegated(grant, user),
        }
        self.identities.update({(kind, grant): identity for kind, identity in made.items()})

    def assumed(self, role: str, by: Identity) -> Identity:
        arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
        sts = client(self.authority, "sts", by)
        return session(sts.assume_role(RoleArn=arn, RoleSessionName="matrix"))

    def delegated(self, workflow: str, approver: Identity) -> Identity:
        """A product provider's session, for which somebody approved that it does everything."""
        made = self.iam.create_delegation_request(
            Description="Does everything",
            Permissions={"PolicyTemplateArn": EVERYTHING_TEMPLATE},
            RequestorWorkflowId=workflow,
            NotificationChannel=TOPIC,
            SessionDuration=3600,
        )
        request = {"DelegationRequestId": made["DelegationRequestId"]}
        iam = client(self.authority, "iam", approver)
        iam.associate_delegation_request(**request)
        iam.accept_delegation_request(**request)
        iam.send_delegation_token(**request)
        messages = iter(self.endpoint.message, None)
        token = next(message["ExchangeToken"] for message in messages if "ExchangeToken" in message)
        sts = client(self.authority, "sts", self.authority.administrator())
        return session(sts.get_delegated_access_token(TradeInToken=token))

    def answers(self, kind: str, calls: dict[str, Call]) -> dict[str, list[str]]:
        """What an authority that only this kind of caller asks answers to each call, with each grant."""
        folder = self.folder / kind
        folder.mkdir()
        authority = Authority(folder, self.environment)
        shutil.copytree(self.authority.data, authority.data)
        with authority:
            # Who is granted nothing changes nearly nothing, and so comes first.
            found = {grant: self.answers_to(authority, kind, grant, calls) for grant in reversed(KINDS[kind])}
        return {name: [found[grant][name] for grant in KINDS[kind]] for name in calls}

    def answers_to(self, authority: Authority, kind: str, grant: str, calls: dict[str, Call]) -> dict[str, str]:
        unsigned = {"signature_version": UNSIGNED} if kind == "anonymous" else {}
        identity = self.identities[kind, grant]
        clients = {
            service: client(authority, service, identity, parameter_validation=False, **unsigned)
            for service in SERVICES
        }
        found = {}
        # What changes nothing comes first, and so meets the world as it was built.
        for name, call in sorted(calls.items(), key=lambda row: not row[1].operation.startswith(READ_ONLY)):
            parameters = filled(call.parameters, self.world.variables)
            found[name] = said(ask(clients[call.service], call.operation, parameters)[1])
        return found


def device(iam, user: str) -> dict:
    """A device for this user: its serial number and the next code that it shows."""
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"]
    serial, seed = made["SerialNumber"], made["Base32StringSeed"].decode()
    codes = {"AuthenticationCode1": totp(seed, "-1"), "AuthenticationCode2": totp(seed)}
    iam.enable_mfa_device(UserName=user, SerialNumber=serial, **codes)
    return {"SerialNumber": serial, "TokenCode": totp(seed, "1")}


def session(answer: dict) -> Identity:
    return Identity.of(answer["Credentials"])


def said(answer) -> str:
    """The refusal without what is the call's own, where it is one of who asks."""
    text = f"{answer.code}: {answer.message}" if isinstance(answer, Refusal) else ""
    if not OF_WHO_ASKS.match(text):
        return SERVED
    for pattern, stands_for in OWN:
        text = re.sub(pattern, stands_for, text)
    return text


class Page:
    """`matrix.txt`: what it is about, a mark for each thing that is said, and the table."""

    def __init__(self, text: str):
        self.about, legend = text.split("\n\n")[:2]
        self.marks = {text: mark for mark, _, text in (line.partition("  ") for line in legend.splitlines())}

    def mark(self, texts: set[str]) -> None:
        """Gives each a mark that has none, and forgets the marks of what is said no more."""
        self.marks = {text: mark for text, mark in self.marks.items() if text in texts}
        free = (letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in self.marks.values())
        self.marks.update((text, next(free)) for text in sorted(texts - self.marks.keys()))

    def written(self, answers: dict[str, dict[str, list[str]]]) -> str:
        """With this table: by the kind of caller, what each row's call is answered."""
        names = list(next(iter(answers.values())))
        columns = [["", *(f"  {UNNAMED.strip()}" if name.endswith(UNNAMED) else name for name in names)]]
        for kind, of_kind in answers.items():
            cells = (" ".join(self.marks.get(text, "?") for text in of_kind[name]) for name in names)
            columns.append([kind, *cells])
        widths = [max(map(len, column)) for column in columns]
        lines = (zip(line, widths, strict=True) for line in zip(*columns, strict=True))
        table = ["  ".join(cell.ljust(width) for cell, width in line).rstrip() for line in lines]
        legend = [f"{mark}  {text}" for text, mark in self.marks.items()]
        return "\n\n".join([self.about, "\n".join(legend), "\n".join(table)]) + "\n"


class Matrix(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        areas = [parse(file.read_text()) for file in sorted(AREAS.glob("*.txt"))]
        calls = rows(areas)
        endpoint = Endpoint()
        cls.addClassCleanup(endpoint.server.server_close)
        cls.addClassCleanup(endpoint.server.shutdown)
        callers = Callers(folder, given(areas), endpoint)
        with ThreadPoolExecutor(AUTHORITIES_AT_A_TIME) as pool:
            found = pool.map(lambda kind: callers.answers(kind, calls), KINDS)
            cls.answers = dict(zip(KINDS, found, strict=True))
        cls.texts = {text for of_kind in cls.answers.values() for cell in of_kind.values() for text in cell}
        if os.environ.get("UPDATE_EXPECT") == "1":
            page = Page(MATRIX.read_text())
            page.mark(cls.texts)
            MATRIX.write_text(page.written(cls.answers))

    def test_each_kind_of_caller_is_answered_as_written(self):
        self.assertEqual(Page(MATRIX.read_text()).written(self.answers), MATRIX.read_text())

    def test_each_mark_is_of_something_said(self):
        self.assertEqual(set(Page(MATRIX.read_text()).marks), self.texts)
