"""What the tests of `../operations` share: calls written as text, the values in them, and which operations are built."""

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path

from botocore.exceptions import ClientError

FOLDER = Path(__file__).parent.parent / "operations"
NOT_BUILT = FOLDER / "not-built.txt"
SERVICES = ("iam", "sts")

_VARIABLE = re.compile(r"\$[A-Z][A-Z0-9_]*")
_MADE = re.compile(r"\((file|totp) ([^()]+)\)")
_CALL = re.compile(r"([a-z][a-z0-9-]*) ([A-Z]\w+) (?=\{)")
_KEEP = re.compile(r"keep (\$[A-Z][A-Z0-9_]*) = (\S+)")


@dataclass
class Call:
    """`service Operation {"Parameters": …} as caller`."""

    service: str
    operation: str
    parameters: dict
    caller: str | None = None
    keeps: list[tuple[str, str]] = field(default_factory=list)


def call(text: str) -> Call:
    """Reads a call from its line."""
    found = _CALL.match(text)
    assert found, f"not a call: {text}"
    parameters, end = json.JSONDecoder().raw_decode(text, found.end())
    rest = text[end:]
    assert not rest or rest.startswith(" as "), f"what is `{rest}`? in: {text}"
    return Call(found[1], found[2], parameters, rest.removeprefix(" as ") or None)


def keep(text: str) -> tuple[str, str]:
    """Reads `keep $NAME = path.of.a.member`."""
    found = _KEEP.fullmatch(text)
    assert found, f"not `keep $NAME = path`: {text}"
    return found[1], found[2]


def at(answer, path: str):
    """The member at a path such as `Users.0.UserName`."""
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def filled(value, variables: dict[str, str]):
    """The parameters with `$NAME`, `(file NAME)` and `(totp SEED STEP)` replaced by what they stand for."""
    if isinstance(value, dict):
        return {name: filled(inside, variables) for name, inside in value.items()}
    if isinstance(value, list):
        return [filled(inside, variables) for inside in value]
    if not isinstance(value, str):
        return value
    text = _VARIABLE.sub(lambda found: variables.get(found[0], found[0]), value)
    made = _MADE.fullmatch(text)
    if made and made[1] == "file":
        return (FOLDER / "files" / made[2]).read_text()
    return totp(*made[2].split(" ")) if made else text


def totp(seed: str, step: str = "0", now: float | None = None) -> str:
    """The six digits of RFC 6238 that a device with this base32 seed shows `step` half minutes from now."""
    counter = int((time.time() if now is None else now) // 30) + int(step)
    padded = seed + "=" * (-len(seed) % 8)
    digest = hmac.digest(base64.b32decode(padded), struct.pack(">Q", counter), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def ask(client, operation: str, parameters: dict):
    """The answer without its metadata, and the error, one of them None."""
    method = next(name for name, api in client.meta.method_to_api_mapping.items() if api == operation)
    try:
        answer = getattr(client, method)(**parameters)
    except ClientError as error:
        return None, error
    del answer["ResponseMetadata"]
    return answer, None


def built(*clients) -> set[str]:
    """`service:Operation` of everything in the models of these clients that is built."""
    known = set(NOT_BUILT.read_text().split("\n"))
    modelled = {
        f"{client.meta.service_model.service_name}:{operation}"
        for client in clients
        for operation in client.meta.service_model.operation_names
    }
    return modelled - known
