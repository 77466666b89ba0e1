"""A product provider asks for access, is told how far its request has come, and acts for as long as it was allowed to."""

import json
import queue
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from authority import ACCOUNT, ROOT, WITH_ROOT_KEYS, Authority, Identity
from aws import client, refusal
from operations import move_clock

TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:example"
TEMPLATE = "arn:aws:iam::aws:delegation-template/example.com/setup"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": ["iam:GetUser", "iam:CreateUser", "sts:AssumeRole"],
        "Resource": ["arn:aws:iam::@{account}:user/@{prefix}*", "arn:aws:iam::@{account}:role/*"],
    },
}
TOLD_SECONDS_MAX = 30


class Endpoint:
    """Where the messages of the topic go; the first delivery fails, as deliveries do."""

    def __init__(self):
        self.received: queue.Queue = queue.Queue()
        failures = iter([503])
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = next(failures, 200)
                if status == 200:
                    received.put((dict(self.headers), json.loads(body)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def message(self) -> dict:
        """The next message, out of its envelope."""
        headers, envelope = self.received.get(timeout=TOLD_SECONDS_MAX)
        assert headers["x-amz-sns-topic-arn"] == envelope["TopicArn"] == TOPIC
        assert (envelope["Type"], headers["x-amz-sns-message-type"]) == ("Notification", "Notification")
        return json.loads(envelope["Message"])


class Delegation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.endpoint = Endpoint()
        cls.addClassCleanup(cls.endpoint.server.shutdown)
        partner = {
            "account": ACCOUNT,
            "name": "Example Corp",
            "policy_templates": {TEMPLATE: json.dumps(DOCUMENT)},
            "topics": {TOPIC: cls.endpoint.url},
        }
        partners = folder / "partners.json"
        partners.write_text(json.dumps([partner]))
        cls.authority = Authority(folder, {**WITH_ROOT_KEYS, "SYMBOLON_PARTNERS": str(partners)})
        cls.enterClassContext(cls.authority)
        cls.build()

    @classmethod
    def build(cls):
        cls.admin = cls.authority.administrator()
        cls.build_clients()
        anything = json.dumps(
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
        )
        trust = json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}},
            }
        )
        for name in ("Ann", "team-1"):
            cls.iam.create_user(UserName=name)
        cls.iam.create_role(RoleName="App", AssumeRolePolicyDocument=trust)
        cls.iam.put_role_policy(RoleName="App", PolicyName="all", PolicyDocument=anything)

    def request(self, number: int, **more) -> dict:
        parameters = (("account", ACCOUNT), ("prefix", "team-"))
        made = self.iam.create_delegation_request(
            Description="Sets things up",
            Permissions={
                "PolicyTemplateArn": TEMPLATE,
                "Parameters": [{"Name": name, "Values": [value], "Type": "string"} for name, value in parameters],
            },
            RequestorWorkflowId=f"workflow-{number}",
            NotificationChannel=TOPIC,
            SessionDuration=more.pop("SessionDuration", 3600),
            **more,
        )
        return {"DelegationRequestId": made["DelegationRequestId"]}

    def told(self, request: dict, kind: str, state: str) -> dict:
        message = self.endpoint.message()
        self.assertEqual((message["Type"], message["State"]), (kind, state))
        self.assertEqual(message["RequestId"], request["DelegationRequestId"])
        self.assertEqual(message["OwnerAccountId"], ACCOUNT)
        self.assertEqual("ExchangeToken" in message, kind == "ExchangeToken")
        return message

    def release(self, approver: Identity, number: int, **more) -> tuple[dict, str]:
        """Claims, approves and releases a request; the provider is told each time, and gets its token."""
        request, iam = self.request(number, **more), client(self.authority, "iam", approver)
        for step, state in (("associate", "ASSIGNED"), ("accept", "ACCEPTED")):
            getattr(iam, f"{step}_delegation_request")(**request)
            self.told(request, "StateChange", state)
        iam.send_delegation_token(**request)
        self.told(request, "StateChange", "FINALIZED")
        return request, self.told(request, "ExchangeToken", "FINALIZED")["ExchangeToken"]

    def test_the_provider_acts_as_the_approver_within_what_was_approved(self):
        role = Identity.of(
            self.sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/App", RoleSessionName="s1")["Credentials"]
        )
        approvers = (
            (self.admin, f"arn:aws:iam::{ACCOUNT}:user/administrator"),
            (role, f"arn:aws:sts::{ACCOUNT}:assumed-role/App/s1"),
            (ROOT, f"arn:aws:iam::{ACCOUNT}:root"),
        )
        for number, (approver, arn) in enumerate(approvers):
            with self.subTest(arn):
                _, token = self.release(approver, number)
                traded = self.sts.get_delegated_access_token(TradeInToken=token)
                self.assertEqual(traded["AssumedPrincipal"], arn)
                provider = Identity.of(traded["Credentials"])
                acting = client(self.authority, "iam", provider)
                self.assertEqual(client(self.authority, "sts", provider).get_caller_identity()["Arn"], arn)
                self.assertEqual(acting.get_user(UserName="team-1")["User"]["UserName"], "team-1")
                self.assertEqual(refusal(acting.get_user, UserName="Ann").code, "AccessDenied")
                self.assertEqual(refusal(acting.list_users).code, "AccessDenied")
                self.assertEqual(refusal(acting.create_access_key, UserName="team-1").code, "AccessDenied")
                # Traded in again, the same token ends with the same second.
                again = self.sts.get_delegated_access_token(TradeInToken=token)
                self.assertEqual(again["Credentials"]["Expiration"], traded["Credentials"]["Expiration"])
                self.assertNotEqual(again["Credentials"]["AccessKeyId"], traded["Credentials"]["AccessKeyId"])

    def test_what_was_delegated_is_not_delegated_on_nor_held_for_long(self):
        _, token = self.release(self.admin, 10)
        provider = Identity.of(self.sts.get_delegated_access_token(TradeInToken=token)["Credentials"])
        sts = client(self.authority, "sts", provider)
        asked = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/App", "RoleSessionName": "on"}
        refused = refusal(sts.assume_role, **asked, DurationSeconds=3601)
        self.assertEqual(refused.code, "ValidationError")
        self.assertEqual(refusal(sts.get_session_token).code, "AccessDenied")

    def test_who_may_do_less_than_was_asked_gives_no_more(self):
        key = Identity.of(self.iam.create_access_key(UserName="Ann")["AccessKey"])
        accept = {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "iam:AcceptDelegationRequest", "Resource": "*"},
        }
        self.iam.put_user_policy(UserName="Ann", PolicyName="accept", PolicyDocument=json.dumps(accept))
        _, token = self.release(key, 20)
        provider = Identity.of(self.sts.get_delegated_access_token(TradeInToken=token)["Credentials"])
        acting = client(self.authority, "iam", provider)
        self.assertEqual(refusal(acting.get_user, UserName="team-1").code, "AccessDenied")

    def test_a_rejected_request_is_over(self):
        request = self.request(30)
        self.iam.associate_delegation_request(**request)
        self.told(request, "StateChange", "ASSIGNED")
        self.iam.reject_delegation_request(**request)
        self.told(request, "StateChange", "REJECTED")

    def test_access_ends_with_its_time(self):
        _, token = self.release(self.admin, 40, SessionDuration=300)
        provider = Identity.of(self.sts.get_delegated_access_token(TradeInToken=token)["Credentials"])
        self.addCleanup(self.build_clients)
        self.addCleanup(self.authority.restart)
        self.addCleanup(move_clock, None)
        self.authority.restart("+6m")
        move_clock("+6m")
        self.build_clients()
        refused = refusal(self.sts.get_delegated_access_token, TradeInToken=token)
        self.assertEqual(refused.code, "ExpiredTradeInTokenException")
        late = client(self.authority, "sts", provider)
        self.assertEqual(refusal(late.get_caller_identity).code, "ExpiredToken")

    def test_the_approver_takes_the_access_along(self):
        everything = "arn:aws:iam::aws:policy/AdministratorAccess"
        self.iam.create_user(UserName="Zoe")
        self.iam.attach_user_policy(UserName="Zoe", PolicyArn=everything)
        key = self.iam.create_access_key(UserName="Zoe")["AccessKey"]
        _, token = self.release(Identity.of(key), 50)
        provider = Identity.of(self.sts.get_delegated_access_token(TradeInToken=token)["Credentials"])
        self.iam.delete_access_key(UserName="Zoe", AccessKeyId=key["AccessKeyId"])
        acting = client(self.authority, "iam", provider)
        self.assertEqual(acting.get_user(UserName="team-1")["User"]["UserName"], "team-1")
        self.iam.detach_user_policy(UserName="Zoe", PolicyArn=everything)
        self.assertEqual(refusal(acting.get_user, UserName="team-1").code, "AccessDenied")
        self.iam.delete_user(UserName="Zoe")
        self.assertEqual(refusal(acting.get_user, UserName="team-1").code, "InvalidClientTokenId")
        refused = refusal(self.sts.get_delegated_access_token, TradeInToken=token)
        self.assertEqual(refused.code, "ExpiredTradeInTokenException")

    def test_a_narrowed_session_approves_nothing(self):
        narrow = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}
        asked = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/App", "RoleSessionName": "s2", "Policy": json.dumps(narrow)}
        session = client(self.authority, "iam", Identity.of(self.sts.assume_role(**asked)["Credentials"]))
        request = self.request(60)
        session.associate_delegation_request(**request)
        self.told(request, "StateChange", "ASSIGNED")
        refused = refusal(session.accept_delegation_request, **request)
        self.assertEqual(refused.code, "InvalidInput")

    @classmethod
    def build_clients(cls):
        cls.iam, cls.sts = (client(cls.authority, service, cls.admin) for service in ("iam", "sts"))


class NoPartner(unittest.TestCase):
    def test_who_is_not_registered_asks_for_nothing(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        environment = {name: value for name, value in WITH_ROOT_KEYS.items() if name != "SYMBOLON_PARTNERS"}
        with Authority(folder, environment) as authority:
            iam = client(authority, "iam", authority.administrator())
            refused = refusal(
                iam.create_delegation_request,
                Description="d",
                Permissions={"PolicyTemplateArn": TEMPLATE},
                RequestorWorkflowId="workflow",
                NotificationChannel=TOPIC,
                SessionDuration=3600,
            )
            self.assertEqual(refused.code, "AccessDenied")
            self.assertIn("is not registered for temporary delegation", refused.message)
