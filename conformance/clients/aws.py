"""The clients of the story: the AWS CLI v2, boto3, the AWS SDK for JavaScript and curl, all unchanged."""

import json
import os
import re
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from authority import Authority, Identity, moved_clock

# Debian's AWS CLI v2; another `aws` may stand before it in the path.
CLI = "/usr/bin/aws"
CLI_PYTHON = "/usr/bin/python3"
REGION = "us-east-1"
COMMAND_SECONDS_MAX = 60

_ERROR = re.compile(
    r"An error occurred \((?P<code>[\w.]+)\) when calling the \w+ operation"
    r"(?: \(reached max retries: \d+\))?: ?(?P<message>.*)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Refusal:
    """How a service said no."""

    code: str
    message: str
    status: int | None = None


class Cli:
    """The AWS CLI v2 as one identity, optionally under a moved clock."""

    def __init__(self, authority: Authority, identity: Identity, clock: str | None = None):
        self.authority, self.identity, self.clock = authority, identity, clock

    def __call__(self, *arguments: str):
        """Runs `aws ARGUMENTS…`, which must succeed, and gives its JSON (or its text)."""
        ended = self._run(arguments)
        assert ended.returncode == 0, f"aws {' '.join(arguments)}: {ended.stderr.strip()}"
        try:
            return json.loads(ended.stdout) if ended.stdout.strip() else None
        except json.JSONDecodeError:
            return ended.stdout

    def refused(self, *arguments: str) -> Refusal:
        """Runs `aws ARGUMENTS…`, which the service must refuse."""
        ended = self._run(arguments)
        assert ended.returncode != 0, f"aws {' '.join(arguments)} was not refused: {ended.stdout}"
        found = _ERROR.search(ended.stderr)
        assert found, f"aws {' '.join(arguments)}: {ended.stderr.strip()}"
        return Refusal(found["code"], found["message"].removesuffix("\n"))

    def _run(self, arguments) -> subprocess.CompletedProcess:
        with tempfile.TemporaryDirectory() as home:
            return subprocess.run(
                [CLI, "--endpoint-url", self.authority.endpoint, "--output", "json", *arguments],
                env={**environment(self.identity, home), **moved_clock(self.clock)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS_MAX,
            )


class CliSession:
    """Many commands of the AWS CLI v2, as one identity and in one process; a context manager."""

    def __init__(self, authority: Authority, identity: Identity):
        self.authority, self.identity = authority, identity

    def __enter__(self) -> "CliSession":
        self._home = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [CLI_PYTHON, Path(__file__).parent / "cli.py"],
            env=environment(self.identity, self._home.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_) -> None:
        self._process.communicate(timeout=COMMAND_SECONDS_MAX)
        self._home.cleanup()

    def __call__(self, *arguments: str) -> dict:
        """Runs `aws ARGUMENTS…` and gives its status and what it printed and complained."""
        words = ["--endpoint-url", self.authority.endpoint, "--output", "json", *arguments]
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def environment(identity: Identity, home: str) -> dict:
    """What every AWS client reads, and nothing of the machine's own configuration."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "LC_ALL": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": identity.access_key_id,
        "AWS_SECRET_ACCESS_KEY": identity.secret_access_key,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }
    if identity.session_token:
        variables["AWS_SESSION_TOKEN"] = identity.session_token
    return variables


def client(authority: Authority, service: str, identity: Identity, **options):
    """A boto3 client that tries once and leaves the checking of input to the service."""
    config = Config(
        retries={"total_max_attempts": 1},
        parameter_validation=options.pop("parameter_validation", True),
        signature_version=options.pop("signature_version", None),
        s3={"addressing_style": "path"},
        connect_timeout=10,
        read_timeout=30,
    )
    with _MAKING:
        return _SESSION.client(
            service,
            endpoint_url=authority.endpoint,
            region_name=options.pop("region", REGION),
            aws_access_key_id=identity.access_key_id,
            aws_secret_access_key=identity.secret_access_key,
            aws_session_token=identity.session_token,
            config=config,
            **options,
        )


# Reads the models of the services once; making a client of it is not safe in two threads at a time, using it is.
_SESSION = boto3.session.Session()
_MAKING = threading.Lock()


def refusal(call, **parameters) -> Refusal:
    """Makes a boto3 call that the service must refuse."""
    try:
        answer = call(**parameters)
    except ClientError as error:
        return Refusal(
            error.response["Error"]["Code"],
            error.response["Error"].get("Message", ""),
            error.response["ResponseMetadata"]["HTTPStatusCode"],
        )
    raise AssertionError(f"{call.__name__} was not refused: {answer}")


def body(s3, bucket: str, key: str) -> bytes:
    """Downloads an object."""
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def curl(url: str) -> tuple[int, str]:
    """Downloads without credentials: status and body."""
    ended = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "30", "--write-out", "\n%{http_code}", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=COMMAND_SECONDS_MAX,
    )
    text, _, status = ended.stdout.rpartition("\n")
    return int(status), text


def javascript(authority: Authority, identity: Identity, settings: dict) -> None:
    """Runs the story's JavaScript half as `identity`; it asserts for itself."""
    script = Path(__file__).parent / "js" / "story.mjs"
    with tempfile.TemporaryDirectory() as home:
        ended = subprocess.run(
            ["node", script],
            env={**environment(identity, home), "SYMBOLON_ENDPOINT": authority.endpoint, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
        )
    assert ended.returncode == 0, f"{script.name}: {ended.stdout}\n{ended.stderr}"
