"""A running `symbolon serve`: started, made ready, killed and restarted over one data directory."""

import ctypes
import json
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

BINARY = Path(os.environ.get("SYMBOLON_BINARY", "../../target/release/symbolon")).resolve()

# Debian's libfaketime. It is preloaded by name rather than through its `faketime` wrapper, which stands
# between us and the process that we mean to kill.
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), Path("libfaketime.so.1"))

# From an empty directory to ready takes well under a second; this long is a hang, also on a busy machine.
READY_SECONDS_MAX = 20
STOP_SECONDS_MAX = 20

# The first start takes these from its environment, so that the tests know them.
ACCOUNT = "123456789012"
ROOT_EMAIL = "root@example.com"


@dataclass(frozen=True)
class Identity:
    """Credentials of somebody, as the environment of an AWS client holds them."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    @classmethod
    def of(cls, credentials: dict) -> "Identity":
        """From the `Credentials` or `AccessKey` that AWS answers."""
        return cls(
            credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials.get("SessionToken")
        )


ROOT = Identity("SYMBOLONROOTKEY00001", "root-secret-root-secret-root-secret-0001")

WITH_ROOT_KEYS = {
    "SYMBOLON_ACCOUNT_ID": ACCOUNT,
    "SYMBOLON_ROOT_EMAIL": ROOT_EMAIL,
    "SYMBOLON_ROOT_PASSWORD": "Correct-horse-battery-staple-1",
    "SYMBOLON_ROOT_ACCESS_KEY_ID": ROOT.access_key_id,
    "SYMBOLON_ROOT_SECRET_ACCESS_KEY": ROOT.secret_access_key,
    "SYMBOLON_PUBLIC_URL": "https://auth.example.com",
    "SYMBOLON_PARTNERS": str(Path(__file__).parent.parent / "operations" / "files" / "partners.yaml"),
}


class Authority:
    """`symbolon serve` over `folder`; a context manager that leaves no process behind."""

    def __init__(self, folder: Path, environment: dict | None = None, bootstrap_file: bool = True):
        self.data = folder / "data"
        self.bootstrap_output = folder / "bootstrap.json" if bootstrap_file else None
        self.log = folder / "log.txt"
        self.environment = environment if environment is not None else WITH_ROOT_KEYS
        self.process: subprocess.Popen | None = None
        self.printed: list[str] = []
        self.endpoint = self.admin = ""

    def __enter__(self) -> "Authority":
        return self.start()

    def __exit__(self, *_) -> None:
        self.kill()

    def start(self, clock: str | None = None, port: int = 0) -> "Authority":
        """Starts and waits until it says that it is ready. `clock` moves its time, as `+2h` does."""
        command = [BINARY, "serve", "--listen", f"127.0.0.1:{port}", "--admin-listen", "127.0.0.1:0"]
        command += ["--data-dir", self.data]
        if self.bootstrap_output:
            command += ["--bootstrap-output", self.bootstrap_output]
        environment = {"PATH": os.environ["PATH"], **self.environment, **moved_clock(clock)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=_die_with_parent,
            )
        self._await_ready()
        return self

    def kill(self) -> None:
        """kill -9: no chance to write anything more."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        """Asks it to end, as an init system does, and gives its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(STOP_SECONDS_MAX)
        self._reap()
        return status

    def restart(self, clock: str | None = None) -> "Authority":
        """Killed at once, started again over the same data."""
        self.kill()
        return self.start(clock)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def port(self) -> int:
        return int(self.endpoint.rpartition(":")[2])

    def bootstrap(self) -> dict:
        """What the first start wrote."""
        assert self.bootstrap_output is not None
        return json.loads(self.bootstrap_output.read_text())

    def administrator(self) -> Identity:
        made = self.bootstrap()["administrator"]
        return Identity(made["access_key_id"], made["secret_access_key"])

    def memory_peak_bytes(self) -> int:
        """The most memory that the process has held so far."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    def _await_ready(self) -> None:
        """Reads its output in a thread of its own, so that it never blocks on a full pipe."""
        self.printed = []
        ready = threading.Event()
        pipe, printed = self.process.stdout, self.printed

        def read() -> None:
            for line in pipe:
                printed.append(line)
                if line.startswith("ready: "):
                    ready.set()
            ready.set()

        self._reader = threading.Thread(target=read, daemon=True)
        self._reader.start()
        ready.wait(READY_SECONDS_MAX)
        said = {name: url.strip() for name, _, url in (line.partition(": ") for line in list(printed))}
        if "ready" not in said:
            self.kill()
            tail = self.log.read_text(errors="replace")[-2000:]
            raise AssertionError(f"not ready; it printed {printed} and logged:\n{tail}")
        self.endpoint, self.admin = said["ready"], said.get("admin", "")

    def _reap(self) -> None:
        if self.process:
            self.process.wait(STOP_SECONDS_MAX)
            self._reader.join(STOP_SECONDS_MAX)
            self.process.stdout.close()
            self.process = None


def moved_clock(clock: str | None) -> dict:
    """The environment that moves a process's wall clock and leaves its monotonic clock alone."""
    if clock is None:
        return {}
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": clock,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


_LIBC = ctypes.CDLL(None)


def _die_with_parent() -> None:
    """Even a test that is killed leaves no server behind (PR_SET_PDEATHSIG)."""
    _LIBC.prctl(1, signal.SIGKILL)
