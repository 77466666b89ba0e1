"""Has botocore sign random requests, one JSON object a line, for the `sigv4` crate to verify.

    python generate.py FILE COUNT [SEED]

Paths, queries and headers are as odd as clients can make them: any Unicode, reserved characters, dots and
empty segments, repeated and empty parameters, blanks in header values. What is written is the request as it
goes over the wire.
"""

import base64
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest import mock
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SEED = 20150830
UNRESERVED = "abcXYZ019-._~"
ODD = " %+&=?#/:;,@!$'()*[]{}|\\^`\"<>\t\n\x00\x7f"
WIDE = "äßñÿĀλжअ中日語€\u200d𝄞🦀"
BASE_TIME = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)
GENERAL_SERVICES = ("iam", "sts", "sqs", "dynamodb", "execute-api")
REGIONS = ("us-east-1", "eu-central-1", "ap-southeast-2", "us-gov-west-1")


def text(draw: random.Random, longest: int, alphabets=(UNRESERVED, UNRESERVED, ODD, WIDE)) -> str:
    return "".join(draw.choice(draw.choice(alphabets)) for _ in range(draw.randint(0, longest)))


def path(draw: random.Random, is_s3: bool) -> str:
    segments = [quote(text(draw, 12), safe="~") for _ in range(draw.randint(0, 5))]
    if is_s3:
        # S3 has no slash in a key but the one that clients send as it is.
        segments = [segment.replace("%2F", "") for segment in segments]
    for _ in range(draw.randint(0, 2)):
        segments.insert(draw.randint(0, len(segments)), draw.choice(("", ".", "..")))
    if not is_s3:
        # General services take what a path may hold unencoded as it is; S3 clients always encode it.
        segments = [segment + draw.choice(("", "", "!$&'()*+,;=:@")) for segment in segments]
        # RFC 3986 keeps the slash before a last `..`, botocore does not; no AWS API has such a path.
        if segments and segments[-1] in (".", ".."):
            segments.append("end")
    return "/" + "/".join(segments)


def query(draw: random.Random) -> str:
    names = [text(draw, 6) or "q" for _ in range(draw.randint(0, 5))]
    names += draw.sample(names, draw.randint(0, len(names)))
    names = [name for name in names if not name.lower().startswith("x-amz")]
    encoded = [f"{quote(name, safe='-_.~')}={quote(text(draw, 10), safe='-_.~')}" for name in names]
    draw.shuffle(encoded)
    return "&".join(encoded)


def headers(draw: random.Random) -> list[tuple[str, str]]:
    printable = "".join(map(chr, range(0x21, 0x7F)))
    given = []
    for number in range(draw.randint(0, 4)):
        name = draw.choice(("X-Amz-Meta-", "x-amz-meta-", "X-Custom-", "Content-")) + "abcdef"[number]
        for _ in range(draw.choice((1, 1, 1, 2))):
            words = [text(draw, 8, (printable,)) for _ in range(draw.randint(0, 3))]
            given.append((name, draw.choice((" ", "  ", "   ")).join(words)))
    return given


def signed(draw: random.Random) -> dict:
    is_s3, is_presigned = draw.random() < 0.5, draw.random() < 0.35
    service = "s3" if is_s3 else draw.choice(GENERAL_SERVICES)
    region = draw.choice(REGIONS)
    credentials = Credentials(
        "AKIA" + "".join(draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
        "".join(draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+", k=40)),
        base64.b64encode(draw.randbytes(200)).decode() if draw.random() < 0.3 else None,
    )
    now = BASE_TIME + timedelta(seconds=draw.randrange(20 * 365 * 86_400))
    method = draw.choice(("GET", "HEAD", "DELETE") if is_presigned else ("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"))
    body = draw.randbytes(draw.choice((0, 1, 63, 64, 1000))) if method in ("PUT", "POST", "PATCH") else b""
    host = draw.choice(("host.example.com", "host.example.com:8080", "127.0.0.1:4760", "[::1]:4760"))
    parameters = query(draw)
    url = f"http://{host}{path(draw, is_s3)}" + (f"?{parameters}" if parameters else "")
    request = AWSRequest(method, url, data=body)
    for name, value in headers(draw):
        request.headers.add_header(name, value)
    if is_presigned:
        auth = (S3SigV4QueryAuth if is_s3 else SigV4QueryAuth)(credentials, service, region, draw.randint(1, 604_800))
    else:
        auth = (S3SigV4Auth if is_s3 else SigV4Auth)(credentials, service, region)
    with mock.patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: now.replace(tzinfo=None)):
        auth.add_auth(request)
    target = "/" + request.url.split("/", 3)[3]
    path_, _, query_ = target.partition("?")
    return {
        "dialect": "s3" if is_s3 else "general",
        "service": service,
        "region": region,
        "access_key_id": credentials.access_key,
        "secret_access_key": credentials.secret_key,
        "session_token": credentials.token,
        "now": int(now.timestamp()),
        "method": method,
        "path": path_,
        "query": query_,
        "headers": [["Host", host], *([name, value] for name, value in request.headers.items())],
        "body": base64.b64encode(body).decode(),
    }


def main() -> None:
    file, count = Path(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else SEED
    draw = random.Random(seed)
    with file.open("w") as out:
        for _ in range(count):
            out.write(json.dumps(signed(draw)) + "\n")
    print(f"botocore signed {count} requests from seed {seed}")


if __name__ == "__main__":
    main()
