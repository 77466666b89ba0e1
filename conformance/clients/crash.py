"""A crash loop: kill -9 under load, again and again; nothing that was acknowledged is lost, nothing is torn.

Several clients create and delete users, overwrite tags and put objects until the authority dies under
them. Each remembers what was acknowledged; what was on its way when it died may have happened or not, but
then wholly. After each restart all of it is compared.
"""

import hashlib
import os
import random
import tempfile
import threading
import unittest
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from authority import Authority
from aws import body, client

CYCLES = int(os.environ.get("SYMBOLON_CRASH_CYCLES", "200"))
SEED = int(os.environ.get("SYMBOLON_CRASH_SEED", "20150830"))

# A cycle is killed after this many acknowledged writes, drawn anew each time.
WRITES_PER_CYCLE = (1, 60)

# Above this many users (an account may have 5,000) a writer deletes more than it creates.
USERS_MAX = 200
OBJECTS = 20
BUCKET = "crash"
CYCLE_SECONDS_MAX = 60

# No client gets this far before it is killed.
WRITES_MAX = 10_000

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
NOTHING = b"no object"


class Ledger:
    """What the clients know of everything they wrote, and the count that decides when to kill."""

    def __init__(self):
        self.users: list[dict[str, str]] = [{}, {}]  # of each of the two writers
        self.tag = (0, 0)  # acknowledged, sent
        self.objects: dict[str, set[bytes]] = {}  # what each may hold: one digest, two while one is unknown
        self.refused: list[str] = []
        self.lock = threading.Lock()
        self.enough = threading.Event()
        self.left = 0

    def begin(self, writes: int) -> None:
        self.left = writes
        self.enough.clear()

    def acknowledged(self, call, **parameters) -> bool:
        """Makes the call: True when it was acknowledged, False when the authority is gone."""
        try:
            call(**parameters)
        except (BotoCoreError, OSError):
            return False
        except ClientError as error:
            # Nothing that the loads ask for may be refused.
            self.refused.append(str(error))
            self.enough.set()
            return False
        with self.lock:
            self.left -= 1
            if self.left <= 0:
                self.enough.set()
        return True


class Crash(unittest.TestCase):
    def test_nothing_acknowledged_is_lost(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        authority = self.enterContext(Authority(folder))
        port, draw, ledger = authority.port, random.Random(SEED), Ledger()
        admin = authority.administrator()
        self.iam, self.s3 = client(authority, "iam", admin), client(authority, "s3", admin)
        self.s3.create_bucket(Bucket=BUCKET)
        self.iam.create_user(UserName="tagged")
        clients = [(client(authority, "iam", admin), client(authority, "s3", admin)) for _ in range(4)]
        acknowledged = 0
        for cycle in range(CYCLES):
            writes = draw.randint(*WRITES_PER_CYCLE)
            ledger.begin(writes)
            loads = [self.users, self.users, self.tags, self.objects]
            seeds = [draw.random() for _ in loads]
            writers = [
                threading.Thread(target=load, args=(ledger, cycle, number, random.Random(seed), *pair), daemon=True)
                for number, (load, seed, pair) in enumerate(zip(loads, seeds, clients))
            ]
            for writer in writers:
                writer.start()
            self.assertTrue(ledger.enough.wait(CYCLE_SECONDS_MAX), f"cycle {cycle}: the load stands still")
            authority.kill()
            for writer in writers:
                writer.join(CYCLE_SECONDS_MAX)
                self.assertFalse(writer.is_alive(), f"cycle {cycle}: a client hangs")
            self.assertEqual(ledger.refused, [], f"cycle {cycle}")
            authority.start(port=port)
            self.compare(ledger, cycle)
            acknowledged += writes
        print(f"{CYCLES} kills, at least {acknowledged} acknowledged writes, none lost")

    # The loads. Each ends when the authority is gone.

    def users(self, ledger: Ledger, cycle: int, number: int, draw: random.Random, iam, _s3):
        states = ledger.users[number]
        mine = {name for name, state in states.items() if state == PRESENT}
        for count in range(WRITES_MAX):
            delete = mine and draw.random() < (0.3 if len(mine) < USERS_MAX else 0.7)
            name = draw.choice(sorted(mine)) if delete else f"w{number}-{cycle}-{count}"
            states[name] = UNKNOWN
            call = iam.delete_user if delete else partial(iam.create_user, Path="/crash/")
            if not ledger.acknowledged(call, UserName=name):
                return
            states[name] = ABSENT if delete else PRESENT
            (mine.discard if delete else mine.add)(name)

    def tags(self, ledger: Ledger, _cycle: int, _number: int, _draw: random.Random, iam, _s3):
        """One value that only grows: an old one after a restart is a lost write."""
        for value in range(ledger.tag[0] + 1, ledger.tag[0] + WRITES_MAX):
            ledger.tag = (ledger.tag[0], value)
            if not ledger.acknowledged(iam.tag_user, UserName="tagged", Tags=[{"Key": "count", "Value": str(value)}]):
                return
            ledger.tag = (value, value)

    def objects(self, ledger: Ledger, _cycle: int, _number: int, draw: random.Random, _iam, s3):
        """Overwrites of a few objects with content of any size: each is the old or the new one, never a mixture."""
        for _ in range(WRITES_MAX):
            key = f"o{draw.randrange(OBJECTS)}"
            content = draw.randbytes(draw.choice((0, 10, 1_000, 300_000)))
            new = hashlib.sha256(content).digest()
            ledger.objects[key] = ledger.objects.get(key, {NOTHING}) | {new}
            if not ledger.acknowledged(s3.put_object, Bucket=BUCKET, Key=key, Body=content):
                return
            ledger.objects[key] = {new}

    # What must hold after each restart.

    def compare(self, ledger: Ledger, cycle: int):
        pages = self.iam.get_paginator("list_users").paginate(PathPrefix="/crash/", PaginationConfig={"PageSize": 1000})
        found = {user["UserName"] for page in pages for user in page["Users"]}
        for number, states in enumerate(ledger.users):
            mine = {name for name in found if name.startswith(f"w{number}-")}
            lost = {name for name, state in states.items() if state == PRESENT} - mine
            risen = mine - {name for name, state in states.items() if state != ABSENT}
            self.assertEqual((lost, risen), (set(), set()), f"cycle {cycle}: users lost, users risen")
            ledger.users[number] = dict.fromkeys(sorted(mine), PRESENT)

        tags = self.iam.list_user_tags(UserName="tagged")["Tags"]
        value = int(tags[0]["Value"]) if tags else 0
        self.assertIn(value, ledger.tag, f"cycle {cycle}: tag acknowledged, tag sent")
        ledger.tag = (value, value)

        listed = {one["Key"] for one in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])}
        for key, may_be in ledger.objects.items():
            digest = hashlib.sha256(body(self.s3, BUCKET, key)).digest() if key in listed else NOTHING
            self.assertIn(digest, may_be, f"cycle {cycle}: object {key}")
            ledger.objects[key] = {digest}
        for key in [key for key, held in ledger.objects.items() if held == {NOTHING}]:
            del ledger.objects[key]
        self.assertLessEqual(listed, set(ledger.objects), f"cycle {cycle}: objects nobody put")


if __name__ == "__main__":
    unittest.main()
