"""Requests as bytes: signed by botocore, then sent as they are, so that they may be wrong in any way."""

import http.client
import re
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from unittest import mock
from urllib.parse import urlencode

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from authority import Authority, Identity

FORM = "application/x-www-form-urlencoded; charset=utf-8"
ANSWER_SECONDS_MAX = 30
VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def code(self) -> str | None:
        """The AWS error code in the body, if it is an AWS error."""
        found = re.search(rb"<Code>([\w.]+)</Code>", self.body)
        return found[1].decode() if found else None

    @property
    def message(self) -> str | None:
        found = re.search(rb"<Message>(.*?)</Message>", self.body, re.DOTALL)
        return found[1].decode() if found else None


def form(service: str, action: str, **parameters: str) -> bytes:
    return urlencode({"Action": action, "Version": VERSIONS[service], **parameters}).encode()


def signed(
    authority: Authority,
    identity: Identity,
    service: str,
    body: bytes = b"",
    *,
    method: str = "POST",
    path: str = "/",
    region: str = "us-east-1",
    headers: dict | None = None,
    payload: str | None = None,
    offset: timedelta = timedelta(),
) -> AWSRequest:
    """Signs in the header, as if the clock stood `offset` from now; `payload` stands for the body's digest."""
    given = {"Content-Type": FORM, **(headers or {})} if service in VERSIONS else (headers or {})
    request = AWSRequest(method, authority.endpoint + path, headers=given, data=body)
    credentials = Credentials(identity.access_key_id, identity.secret_access_key, identity.session_token)
    auth = (S3SigV4Auth if service == "s3" else SigV4Auth)(credentials, service, region)
    if payload:
        auth.payload = lambda _: payload
    with _moved(offset):
        auth.add_auth(request)
    return request


def presigned(authority: Authority, identity: Identity, path: str, expires: int, offset: timedelta) -> AWSRequest:
    """A GET of S3 signed in its query, `offset` from now."""
    request = AWSRequest("GET", authority.endpoint + path)
    credentials = Credentials(identity.access_key_id, identity.secret_access_key, identity.session_token)
    with _moved(offset):
        S3SigV4QueryAuth(credentials, "s3", "us-east-1", expires).add_auth(request)
    return request


def bytes_of(request: AWSRequest, extra: bytes = b"") -> bytes:
    """The request on the wire; `extra` header lines are added after signing."""
    body = request.data if isinstance(request.data, bytes) else b""
    return head_of(request, b"Content-Length: %d\r\n" % len(body) + extra) + body


def head_of(request: AWSRequest, extra: bytes) -> bytes:
    """The head alone; `extra` says how long the body is."""
    host, _, target = request.url.split("/", 2)[2].partition("/")
    headers = {"Host": host, **dict(request.headers.items())}
    lines = [f"{request.method} /{target} HTTP/1.1"] + [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n" + extra + b"\r\n"


def send(authority: Authority, *pieces: bytes, hang_up: bool = False) -> Answer | None:
    """Sends the pieces and reads one answer; None where the connection was closed without one.

    A peer that answers early and closes is read all the same. With `hang_up` nothing more is sent.
    """
    with socket.create_connection(("127.0.0.1", authority.port), ANSWER_SECONDS_MAX) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            method = pieces[0].split(b" ", 1)[0].decode("latin-1") if pieces else "GET"
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, response.headers, response.read())
        except (http.client.BadStatusLine, ConnectionResetError):
            return None


def call(authority: Authority, identity: Identity, service: str, body: bytes, **options) -> Answer:
    """Signs and sends at once."""
    answer = send(authority, bytes_of(signed(authority, identity, service, body, **options)))
    assert answer is not None, "closed without an answer"
    return answer


def _moved(offset: timedelta):
    """botocore's clock, moved."""

    def now(remove_tzinfo: bool = True) -> datetime:
        moment = datetime.now(timezone.utc) + offset
        return moment.replace(tzinfo=None) if remove_tzinfo else moment

    return mock.patch("botocore.auth.get_current_datetime", now)
