"""Ansible's IAM modules make, change and delete what they manage, and find nothing to do the second time.

The playbooks stand in `../ansible`: `present/` in two generations, then `absent/`, each run twice.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from authority import ACCOUNT, Authority
from aws import environment
from samples import certificate, saml_metadata

FOLDER = Path(__file__).parent.parent / "ansible"
AREAS = sorted(file.stem for file in (FOLDER / "present").glob(f"{os.environ.get('AREA', '*')}.yaml"))
SECONDS_MAX = 300


class Playbooks(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(folder))
        cls.home = folder / "home"
        cls.home.mkdir()
        (cls.home / "inventory").write_text("".join(f"{area}\n" for area in AREAS))
        made, key = certificate()
        given = {
            "account_id": ACCOUNT,
            # As Ansible's own look-up of a file gives it, which the module compares with what it reads.
            "certificate": made.strip(),
            "key": key,
            "saml": saml_metadata("one", made),
            "saml_grown": saml_metadata("two", made),
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
        }
        (cls.home / "given.json").write_text(json.dumps(given))

    def run_all(self, state: str, generation: int, first: bool) -> dict[str, bool]:
        """What each task changed, by `area: task`; a task that failed fails the test."""
        ended = subprocess.run(
            [
                Path(sys.executable).parent / "ansible-playbook",
                *("--inventory", self.home / "inventory", "--forks", "4", "--extra-vars", f"@{self.home / 'given.json'}"),
                *("--extra-vars", json.dumps({"state": state, "generation": generation, "first": first})),
                FOLDER / "cycle.yaml",
            ],
            env={
                **environment(self.authority.administrator(), str(self.home)),
                "AWS_ENDPOINT_URL": self.authority.endpoint,
                "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
                "ANSIBLE_NOCOLOR": "1",
                "ANSIBLE_PIPELINING": "1",
                "ANSIBLE_DEPRECATION_WARNINGS": "0",
                "ANSIBLE_RETRY_FILES_ENABLED": "0",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
        )
        self.assertIn('"plays"', ended.stdout, ended.stderr)
        said = json.loads(ended.stdout[ended.stdout.index("{") :])
        changed = {}
        for task in (task for play in said["plays"] for task in play["tasks"]):
            for area, result in task["hosts"].items():
                name = f"{area}: {task['task']['name']}"
                self.assertFalse(result.get("failed") or result.get("unreachable"), f"{name}: {json.dumps(result, indent=1)}")
                changed[name] = result.get("changed", False)
        self.assertEqual(ended.returncode, 0, ended.stdout)
        return changed

    def test_what_is_made_changed_and_deleted_stays_so(self):
        for state, generation in [("present", 1), ("present", 2), ("absent", 2)]:
            first, again = (self.run_all(state, generation, first) for first in (True, False))
            with self.subTest(state=state, generation=generation):
                self.assertEqual({name for name, changed in again.items() if changed}, set())
                unchanged = {name.partition(": ")[0] for name, changed in first.items() if changed}
                self.assertEqual(unchanged, set(AREAS))
