"""Every built operation answers, and refuses, as it is written in `../operations/cases/`.

Each file is about an area, each scene in it is played before an authority of its own; the README there says how to read and
to write them. `UPDATE_EXPECT=1` rewrites the answers, `AREA=users` plays the file `users.txt` alone.
"""

import json
import os
import re
import shutil
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from botocore import UNSIGNED

from authority import ACCOUNT, ROOT, Authority, Identity
from aws import Refusal, client
from operations import FOLDER, SERVICES, Call, ask, at, built, call, filled, keep, move_clock

AREAS = FOLDER / "cases"
REFUSED = FOLDER / "refused.txt"
RECORDED = FOLDER / "recorded.txt"
# These take what is told elsewhere: a message of the audit log in `explain.py`, a provider's token in `delegation.py`.
ANSWERED_ELSEWHERE = {"sts:DecodeAuthorizationMessage", "sts:GetDelegatedAccessToken"}
# Each scene has a server and a client; more at a time than this only wait for each other.
SCENES_AT_A_TIME = 4

SECRETS = re.compile(r"(Secret\w*|SessionToken|WebIdentityToken|ServicePassword|ServiceCredentialSecret|Base32StringSeed|QRCodePNG)$")
VARYING = [
    (re.compile(r"\b(A[A-Z]{3})[A-Z2-7]{16,17}\b"), r"(id \1)"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "(uuid)"),
    (re.compile(r"\b20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "(time)"),
]
BARE = re.compile(r"\$[A-Z][A-Z0-9_]*|\([^()]+\)")


@dataclass
class Step:
    """A call, or a change of the clock; its line, what is kept of its answer, and the answer as it is written."""

    line: str
    call: Call | None = None
    clock: str | None = None
    answer: list[str] = field(default_factory=list)


@dataclass
class Scene:
    title: str
    steps: list[Step] = field(default_factory=list)


def parse(text: str) -> list[Scene]:
    scenes: list[Scene] = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith("scene "):
            scenes.append(Scene(bare.removeprefix("scene ")))
        elif line.startswith("    keep "):
            scenes[-1].steps[-1].call.keeps.append(keep(bare))
        elif line.startswith("    "):
            scenes[-1].steps[-1].answer.append(line)
        elif bare.startswith("at "):
            scenes[-1].steps.append(Step(line, clock=bare.removeprefix("at ")))
        else:
            assert line.startswith("  ") and scenes, f"what is this? {line}"
            scenes[-1].steps.append(Step(line, call=call(bare)))
    return scenes


def rewritten(text: str, answers: list[list[str]]) -> str:
    """The file with these answers, one for each call in it."""
    lines, left, pending = [], iter(answers), []
    for line in text.splitlines():
        if line.startswith("    ") and not line.startswith("    keep "):
            continue
        if not line.startswith("    keep "):
            lines, pending = lines + pending, []
        lines.append(line)
        if line.startswith("  ") and not line.strip().startswith(("#", "at ", "keep ")):
            pending = next(left)
    return "\n".join(lines + pending) + "\n"


class Stage:
    """Where one scene is played: an authority as the first start leaves it, and the callers that appear."""

    def __init__(self, template: Authority, folder: Path):
        self.authority = Authority(folder)
        shutil.copytree(template.data, self.authority.data)
        shutil.copy(template.bootstrap_output, self.authority.bootstrap_output)
        self.variables: dict[str, str] = {}
        self.clients: dict[tuple, object] = {}

    def play(self, scene: Scene) -> list[list[str]]:
        """The answer of each call."""
        move_clock(None)
        with self.authority:
            return [self.answer(step.call) for step in scene.steps if step.call or self.wait(step.clock)]

    def wait(self, clock: str) -> None:
        """Goes to this time after the start; sessions that were assumed before it are assumed anew."""
        # Ended and not killed: what it has still to write, such as when a key was last used, it shall write.
        self.authority.stop()
        self.authority.start(clock)
        self.clients.clear()
        move_clock(clock)

    def answer(self, asked: Call) -> list[str]:
        caller = filled(asked.caller or "administrator", self.variables)
        made = self.client(caller, asked.service)
        for number in range(1, asked.times + 1):
            given = filled(asked.parameters, {**self.variables, "$N": str(number)})
            status, answer = ask(made, asked.operation, given)
            assert number == asked.times or not isinstance(answer, Refusal), f"{asked}, number {number}: {answer}"
        if isinstance(answer, Refusal):
            message = self.shown(answer.message)
            # The end of a line does not show that there is a blank, and a message may have lines.
            message = message if message == message.strip() and "\n" not in message else json.dumps(message)
            return [f"    {status} {answer.code}: {message}".rstrip()]
        for name, path in asked.keeps:
            self.variables[name] = at(answer, path)
        return [f"    {status}", *sorted(f"      {line}" for line in self.members(answer))]

    def client(self, caller: str, service: str):
        if (caller, service) not in self.clients:
            unsigned = {"signature_version": UNSIGNED} if caller == "anonymous" else {}
            identity = self.identity(caller)
            self.clients[caller, service] = client(
                self.authority, service, identity, parameter_validation=False, **unsigned
            )
        return self.clients[caller, service]

    def identity(self, caller: str) -> Identity:
        kind, *rest = caller.split(" ")
        if kind == "anonymous":
            return Identity("nobody", "nothing")
        if kind == "root":
            return ROOT
        if kind == "administrator":
            return self.authority.administrator()
        if kind == "user":
            return Identity.of(self.client("administrator", "iam").create_access_key(UserName=rest[0])["AccessKey"])
        if kind == "role":
            asked = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/{rest[0]}", "RoleSessionName": "night"}
            return Identity.of(self.client("administrator", "sts").assume_role(**asked)["Credentials"])
        assert kind == "key", f"who is {caller}?"
        return Identity(*rest)

    def members(self, answer, path: str = ""):
        """`path = value` for each member; a policy document is one member."""
        if isinstance(answer, dict) and answer and not path.endswith("Document"):
            for name, value in answer.items():
                yield from self.members(value, f"{path}.{name}" if path else name)
        elif isinstance(answer, list) and answer:
            for position, value in enumerate(answer):
                yield from self.members(value, f"{path}.{position}")
        elif path:
            yield f"{path} = {self.value(path, answer)}"

    def value(self, path: str, value) -> str:
        if isinstance(value, datetime):
            return "(time)"
        if hasattr(value, "read"):
            value = value.read()
        if isinstance(value, bytes):
            value = value.decode(errors="replace")
        if not isinstance(value, str):
            return self.shown(json.dumps(value, sort_keys=True))
        if value not in self.variables.values():
            if SECRETS.search(path):
                return "(secret)"
            if path.endswith("Marker"):
                return "(marker)"
        shown = self.shown(value)
        return shown if BARE.fullmatch(shown) else json.dumps(shown, ensure_ascii=False)

    def shown(self, text: str) -> str:
        """The text with names and kinds for what differs from run to run."""
        for name, value in sorted(self.variables.items(), key=lambda pair: -len(pair[1])):
            # Not inside a word: a short value may occur in what is random.
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])", lambda _: name, text)
        for pattern, kind in VARYING:
            text = pattern.sub(kind, text)
        return text


class Complete(unittest.TestCase):
    """What the files hold together."""

    @classmethod
    def setUpClass(cls):
        authority = Authority(Path("nowhere"))
        authority.endpoint = "http://127.0.0.1:1"
        cls.built = built(*(client(authority, service, Identity("nobody", "nothing")) for service in SERVICES))
        cls.good, cls.bad = set(), set()
        for file in AREAS.glob("*.txt"):
            for step in (step for scene in parse(file.read_text()) for step in scene.steps if step.call):
                name = f"{step.call.service}:{step.call.operation}"
                is_good = bool(step.answer) and step.answer[0].strip() == "200"
                (cls.good if is_good else cls.bad).add(name)
        cls.refused = {line for line in REFUSED.read_text().splitlines() if line and not line.startswith("#")}

    def test_each_operation_that_is_built_answers_well(self):
        self.assertEqual(self.built - self.good - self.refused - ANSWERED_ELSEWHERE, set())

    def test_each_operation_that_is_built_refuses(self):
        self.assertEqual(self.built - self.bad, set())

    def test_an_operation_that_is_always_refused_never_answers_well(self):
        self.assertEqual(self.refused & self.good, set())
        self.assertEqual(self.refused - self.built, set())


class Recorded(unittest.TestCase):
    """Among the scenes is one for each thing that AWS was seen to answer."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        # By `service Operation`: what a line of `recorded.txt` may say of it.
        cls.ours: dict[str, set[str]] = {}
        for file in AREAS.glob("*.txt"):
            for step in (step for scene in parse(file.read_text()) for step in scene.steps if step.call and step.answer):
                name = f"{step.call.service} {step.call.operation}"
                cls.ours.setdefault(name, set()).add(as_recorded([line.strip() for line in step.answer]))

    def test_like_what_aws_was_seen_to_answer(self):
        for block in RECORDED.read_text().split("\n\n"):
            operation, *lines = block.splitlines()
            if operation in self.ours:
                recorded = [(line.strip(), "".join(lines[after : after + 1])) for after, line in enumerate(lines, 1)]
                for line, then in ((line, then) for line, then in recorded if not line.startswith("differs ")):
                    pattern = re.escape(line).replace(r"\*", ".*")
                    found = any(re.fullmatch(pattern, said) for said in self.ours[operation])
                    with self.subTest(operation, line=line):
                        self.assertEqual(found, not then.strip().startswith("differs "))


def as_recorded(answer: list[str]) -> str:
    """An answer of a scene in the form of `recorded.txt`: without values and the positions in lists."""
    status, *members = answer
    if members or status == "200":
        paths = {re.sub(r"\.\d+(?=\.|$)", "", member.partition(" = ")[0]) for member in members}
        return " ".join(["gives", *sorted(paths)])
    code, _, message = status.partition(" ")[2].partition(": ")
    return f"refuses {code}: {message}"


class OfAnArea:
    """The scenes of one file; `load_tests` makes a class of each."""

    file: Path
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.scenes = parse(cls.file.read_text())
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        stages = [Stage(template(), folder / str(number)) for number in range(len(cls.scenes))]
        with ThreadPoolExecutor(SCENES_AT_A_TIME) as pool:
            cls.answers = list(pool.map(Stage.play, stages, cls.scenes))
        if os.environ.get("UPDATE_EXPECT") == "1":
            new = rewritten(cls.file.read_text(), [answer for answers in cls.answers for answer in answers])
            cls.file.write_text(new)
            cls.scenes = parse(new)

    def test_answers_as_written(self):
        for scene, answers in zip(self.scenes, self.answers, strict=True):
            calls = [step for step in scene.steps if step.call]
            written = [line for step in calls for line in (step.line, *step.answer)]
            given = [line for step, answer in zip(calls, answers, strict=True) for line in (step.line, *answer)]
            with self.subTest(scene.title):
                self.assertEqual("\n".join(given), "\n".join(written))


_TEMPLATE: list[Authority] = []


def template() -> Authority:
    """An authority after its first start, ended; each scene begins with a copy of what it wrote."""
    if not _TEMPLATE:
        folder = Path(unittest.enterModuleContext(tempfile.TemporaryDirectory()))
        authority = Authority(folder).start()
        authority.stop()
        _TEMPLATE.append(authority)
    return _TEMPLATE[0]


def load_tests(loader: unittest.TestLoader, _standard, _pattern) -> unittest.TestSuite:
    suite = unittest.TestSuite(map(loader.loadTestsFromTestCase, (Complete, Recorded)))
    for file in sorted(AREAS.glob(f"{os.environ.get('AREA', '*')}.txt")):
        made = type(f"Area_{file.stem}", (OfAnArea, unittest.TestCase), {"file": file})
        suite.addTests(loader.loadTestsFromTestCase(made))
    return suite
