"""What the tests of `../operations` share: calls written as text, the values in them, and which operations are built."""

import base64
import hashlib
import hmac
import json
import re
import struct
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import botocore.auth
from botocore import xform_name
from botocore.exceptions import ClientError

from aws import Refusal

FOLDER = Path(__file__).parent.parent / "operations"
NOT_BUILT = FOLDER / "not-built.txt"
SERVICES = ("iam", "sts")

_VARIABLE = re.compile(r"\$[A-Z][A-Z0-9_]*")
_MADE = re.compile(r"\((file|totp|repeat) ([^()]+)\)")
_CALL = re.compile(r"(?:(\d+) times )?([a-z][a-z0-9-]*) ([A-Z]\w+) (?=\{)")
_KEEP = re.compile(r"keep (\$[A-Z][A-Z0-9_]*) = (\S+)")
_SHIFT = re.compile(r"\+(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_CLOCK = threading.local()


@dataclass
class Call:
    """`service Operation {"Parameters": …} as caller`, and before it perhaps `12 times`."""

    service: str
    operation: str
    parameters: dict
    caller: str | None = None
    times: int = 1
    keeps: list[tuple[str, str]] = field(default_factory=list)


def call(text: str) -> Call:
    """Reads a call from its line."""
    found = _CALL.match(text)
    assert found, f"not a call: {text}"
    parameters, end = json.JSONDecoder().raw_decode(text, found.end())
    rest = text[end:]
    assert not rest or rest.startswith(" as "), f"what is `{rest}`? in: {text}"
    return Call(found[2], found[3], parameters, rest.removeprefix(" as ") or None, int(found[1] or 1))


def keep(text: str) -> tuple[str, str]:
    """Reads `keep $NAME = path.of.a.member`."""
    found = _KEEP.fullmatch(text)
    assert found, f"not `keep $NAME = path`: {text}"
    return found[1], found[2]


def at(answer, path: str):
    """The member at a path such as `Users.0.UserName`."""
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer.decode() if isinstance(answer, bytes) else answer


# Documents that many cases are about.
CONSTANTS = {
    "$ANYTHING": '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    "$TRUST": '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},'
    '"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}',
}


def filled(value, variables: dict[str, str]):
    """The parameters with `$NAME` and the values that are made replaced by what they stand for.

    Made are `(file NAME)` in `files/`, `(totp SEED STEP)`, and `(repeat COUNT TEXT)`. A policy, which is an object with
    a `Statement`, becomes its text.
    """
    if isinstance(value, dict):
        inside = {name: filled(inside, variables) for name, inside in value.items()}
        return json.dumps(inside, separators=(",", ":")) if "Statement" in inside else inside
    if isinstance(value, list):
        return [filled(inside, variables) for inside in value]
    if not isinstance(value, str):
        return value
    text = _VARIABLE.sub(lambda found: variables.get(found[0], CONSTANTS.get(found[0], found[0])), value)
    return _MADE.sub(lambda found: _MAKERS[found[1]](*found[2].split(" ")), text)


def totp(seed: str, step: str = "0") -> str:
    """The six digits of RFC 6238 that a device with this base32 seed shows `step` half minutes from now."""
    counter = int(now().timestamp() // 30) + int(step)
    padded = seed + "=" * (-len(seed) % 8)
    digest = hmac.digest(base64.b32decode(padded), struct.pack(">Q", counter), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


_MAKERS = {
    "file": lambda name: (FOLDER / "files" / name).read_text(),
    "totp": totp,
    "repeat": lambda count, text: text * int(count),
}


def move_clock(shift: str | None) -> None:
    """Moves the clock of this thread, by which it signs and makes codes, as `+40d` says."""
    found = _SHIFT.fullmatch(shift) if shift else None
    assert found or shift is None, f"not a shift of the clock: {shift}"
    _CLOCK.shift = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()


def now(remove_tzinfo: bool = False) -> datetime:
    moment = datetime.now(timezone.utc) + getattr(_CLOCK, "shift", timedelta())
    return moment.replace(tzinfo=None) if remove_tzinfo else moment


# botocore signs by this function; a thread whose clock was not moved signs as ever.
botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now(remove_tzinfo)


def ask(client, operation: str, parameters: dict) -> tuple[int, dict | Refusal]:
    """The status of the answer, and the answer without its metadata or how it was refused."""
    try:
        answer = getattr(client, xform_name(operation))(**parameters)
    except ClientError as error:
        said, status = error.response["Error"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status, Refusal(said.get("Code", ""), said.get("Message", ""), status)
    return answer.pop("ResponseMetadata")["HTTPStatusCode"], answer


def built(*clients) -> set[str]:
    """`service:Operation` of everything in the models of these clients that is built."""
    known = set(NOT_BUILT.read_text().split("\n"))
    modelled = {
        f"{client.meta.service_model.service_name}:{operation}"
        for client in clients
        for operation in client.meta.service_model.operation_names
    }
    return modelled - known
