"""IAM Access Analyzer's ValidatePolicy, and the details of denied requests, through boto3, the AWS CLI and plain bytes.

The documents and findings are the recorded ones of `../lint/recorded.yaml`.
"""

import json
import re
import tempfile
import unittest
from datetime import timedelta
from pathlib import Path

from authority import ACCOUNT, Authority, Identity
from aws import Cli, client, refusal
from raw import Answer, bytes_of, send, signed

RECORDED = Path(__file__).parent.parent / "lint" / "recorded.yaml"
LINKS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
    "#access-analyzer-reference-policy-checks-"
)
LINK_WORDS = {
    "ERROR": "error",
    "SECURITY_WARNING": "security-warning",
    "SUGGESTION": "suggestion",
    "WARNING": "general-warning",
}
# What the rows of the table are checked as, in the words of the API.
SCOPES = {
    "identity": {"policyType": "IDENTITY_POLICY"},
    "resource": {"policyType": "RESOURCE_POLICY"},
    "bucket": {"policyType": "RESOURCE_POLICY", "validatePolicyResourceType": "AWS::S3::Bucket"},
    "access-point": {"policyType": "RESOURCE_POLICY", "validatePolicyResourceType": "AWS::S3::AccessPoint"},
    "trust": {"policyType": "RESOURCE_POLICY", "validatePolicyResourceType": "AWS::IAM::AssumeRolePolicyDocument"},
}
LOCALES = ("DE", "EN", "ES", "FR", "IT", "JA", "KO", "PT_BR", "ZH_CN", "ZH_TW")
GOOD = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}],
    }
)
# Five findings, each about its own statement.
FIVE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": f"s3:Nothing{n}", "Resource": "*"} for n in range(5)],
    }
)


def rows() -> list[dict]:
    """Each row of the table is one line of JSON."""
    lines = RECORDED.read_text().splitlines()
    return [json.loads(line.removeprefix("- ")) for line in lines if line.startswith("- ")]


def place(text: str) -> dict:
    """A location from `Statement/0/Sid 5:19@79 5:21@81`."""
    path, start, end = text.rsplit(" ", 2)

    def position(text: str) -> dict:
        line, column, offset = re.fullmatch(r"(\d+):(\d+)@(\d+)", text).groups()
        return {"line": int(line), "column": int(column), "offset": int(offset)}

    steps = [{"index": int(step)} if step.isdigit() else {"value": step} for step in path.split("/")]
    return {"path": steps, "span": {"start": position(start), "end": position(end)}}


def finding(row: dict) -> dict:
    """A finding as the API answers it."""
    code, kind = row["code"], row["type"]
    return {
        "findingDetails": row["says"],
        "findingType": kind,
        "issueCode": code,
        "learnMoreLink": f"{LINKS}{LINK_WORDS[kind]}-{code.lower().replace('_', '-')}",
        "locations": [place(text) for text in row["at"]],
    }


class AccessAnalyzer(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(folder))
        cls.admin = cls.authority.administrator()
        cls.iam = client(cls.authority, "iam", cls.admin)
        cls.iam.create_user(UserName="Ada")
        cls.ada = Identity.of(cls.iam.create_access_key(UserName="Ada")["AccessKey"])
        cls.analyzer = client(cls.authority, "accessanalyzer", cls.admin, parameter_validation=False)

    def raw(self, body: bytes, *, identity=None, path="/policy/validation", method="POST", **options) -> Answer:
        request = signed(
            self.authority,
            identity or self.admin,
            "access-analyzer",
            body,
            path=path,
            method=method,
            headers={"Content-Type": "application/json"},
            **options,
        )
        answer = send(self.authority, bytes_of(request))
        assert answer is not None
        return answer


class ValidatePolicy(AccessAnalyzer):
    def test_recorded_replies_are_reproduced(self):
        for row in rows():
            with self.subTest(row["name"]):
                answer = self.analyzer.validate_policy(policyDocument=row["document"], **SCOPES[row["as"]])
                self.assertNotIn("nextToken", answer)
                if "finds" in row:
                    self.assertEqual(answer["findings"], [finding(one) for one in row["finds"]])
                else:
                    codes = sorted(one["issueCode"] for one in answer["findings"])
                    self.assertEqual(codes, sorted(row["codes"]))

    def test_the_aws_cli_reads_the_same(self):
        cli = Cli(self.authority, self.admin)
        row = rows()[0]
        answer = cli(
            "accessanalyzer",
            "validate-policy",
            "--policy-document",
            row["document"],
            "--policy-type",
            "RESOURCE_POLICY",
        )
        self.assertEqual(answer, {"findings": [finding(one) for one in row["finds"]]})
        pages = ["--page-size", "2", "--policy-type", "IDENTITY_POLICY", "--policy-document", FIVE]
        answer = cli("accessanalyzer", "validate-policy", *pages)
        self.assertEqual(len(answer["findings"]), 5)
        said = Cli(self.authority, self.ada).refused(
            "accessanalyzer", "validate-policy", "--policy-type", "IDENTITY_POLICY", "--policy-document", GOOD
        )
        self.assertEqual(said.code, "AccessDeniedException")

    def test_every_locale_is_answered(self):
        for locale in LOCALES:
            answer = self.analyzer.validate_policy(policyDocument=GOOD, policyType="IDENTITY_POLICY", locale=locale)
            self.assertEqual(answer["findings"], [])

    def test_every_type_of_policy_and_of_resource(self):
        for policy_type in ("IDENTITY_POLICY", "RESOURCE_POLICY", "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
            answer = self.analyzer.validate_policy(policyDocument='{"Version":', policyType=policy_type)
            self.assertEqual([one["issueCode"] for one in answer["findings"]], ["JSON_SYNTAX_ERROR"])
        for resource_type in (
            "AWS::S3::Bucket",
            "AWS::S3::AccessPoint",
            "AWS::S3::MultiRegionAccessPoint",
            "AWS::S3ObjectLambda::AccessPoint",
            "AWS::IAM::AssumeRolePolicyDocument",
            "AWS::DynamoDB::Table",
        ):
            answer = self.analyzer.validate_policy(
                policyDocument="[]", policyType="RESOURCE_POLICY", validatePolicyResourceType=resource_type
            )
            self.assertTrue(answer["findings"])

    def test_pages(self):
        asked = {"policyDocument": FIVE, "policyType": "IDENTITY_POLICY"}
        whole = self.analyzer.validate_policy(**asked)["findings"]
        self.assertEqual(len(whole), 5)
        paginator = self.analyzer.get_paginator("validate_policy")
        pages = list(paginator.paginate(**asked, PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["findings"]) for page in pages], [2, 2, 1])
        self.assertEqual([one for page in pages for one in page["findings"]], whole)
        token = pages[0]["nextToken"]
        for changed in (
            {**asked, "nextToken": token + "A"},
            {**asked, "nextToken": ""},
            {**asked, "nextToken": token, "policyType": "RESOURCE_POLICY"},
            {**asked, "nextToken": token, "policyDocument": FIVE + " "},
        ):
            said = refusal(self.analyzer.validate_policy, **changed)
            self.assertEqual((said.code, said.status), ("ValidationException", 400), changed)
        self.assertEqual(len(self.analyzer.validate_policy(**asked, maxResults=100_000)["findings"]), 5)
        for few in (0, -1):
            said = refusal(self.analyzer.validate_policy, **asked, maxResults=few)
            self.assertEqual((said.code, said.status), ("ValidationException", 400))

    def test_what_breaks_the_model_is_refused(self):
        valid = {"policyDocument": GOOD, "policyType": "IDENTITY_POLICY"}
        for changed, message in [
            (
                {**valid, "policyType": "BUCKET_POLICY"},
                "1 validation error detected: Value 'BUCKET_POLICY' at 'policyType' failed to satisfy constraint: "
                "Member must satisfy enum value set: [",
            ),
            (
                {"policyType": "IDENTITY_POLICY"},
                "1 validation error detected: Value null at 'policyDocument' failed to satisfy constraint: Member must "
                "not be null",
            ),
            ({**valid, "locale": "EO"}, "1 validation error detected: Value 'EO' at 'locale' failed"),
            ({**valid, "validatePolicyResourceType": "AWS::S3::Bucket"}, "InvalidInput"),
        ]:
            with self.subTest(message):
                answer = self.raw(json.dumps(changed).encode())
                self.assertEqual((answer.status, answer.headers["x-amzn-errortype"]), (400, "ValidationException"))
                told = json.loads(answer.body)
                self.assertTrue(told["message"].startswith(message), told)
                self.assertEqual(told["reason"], "fieldValidationFailed")
        for body, message in [
            (b"{", None),
            (b'{"policyDocument": 1, "policyType": "IDENTITY_POLICY"}', "NUMBER_VALUE can not be converted to a String"),
            (b'{"policyDocument": {}, "policyType": "IDENTITY_POLICY"}', "Start of structure or map found where not expected."),
        ]:
            answer = self.raw(body)
            self.assertEqual((answer.status, answer.headers["x-amzn-errortype"]), (400, "SerializationException"))
            self.assertEqual(json.loads(answer.body).get("message"), message)
        answer = self.raw(json.dumps(valid).encode(), path="/policy/validation?maxResults=x")
        self.assertEqual(answer.headers["x-amzn-errortype"], "SerializationException")

    def test_answers_carry_their_id_and_form(self):
        for body, status in ((json.dumps({"policyDocument": GOOD, "policyType": "IDENTITY_POLICY"}).encode(), 200), (b"{}", 400)):
            answer = self.raw(body)
            self.assertEqual(answer.status, status)
            self.assertEqual(answer.headers["content-type"], "application/json")
            self.assertRegex(answer.headers["x-amzn-requestid"], r"\A[0-9a-f-]{36}\Z")


class Refusals(AccessAnalyzer):
    def test_who_may_not_is_told_why(self):
        asked = {"policyDocument": GOOD, "policyType": "IDENTITY_POLICY"}
        said = refusal(client(self.authority, "accessanalyzer", self.ada).validate_policy, **asked)
        self.assertEqual((said.code, said.status), ("AccessDeniedException", 403))
        self.assertEqual(
            said.message,
            f"User: arn:aws:iam::{ACCOUNT}:user/Ada is not authorized to perform: access-analyzer:ValidatePolicy on "
            f"resource: arn:aws:access-analyzer:us-east-1:{ACCOUNT}:* because no identity-based policy allows the "
            "access-analyzer:ValidatePolicy action",
        )
        # The model is looked at before the policies, as everywhere.
        said = refusal(
            client(self.authority, "accessanalyzer", self.ada, parameter_validation=False).validate_policy,
            policyDocument=GOOD,
        )
        self.assertEqual(said.code, "ValidationException")

    def test_a_policy_allows_it(self):
        self.iam.create_user(UserName="Bob")
        bob = Identity.of(self.iam.create_access_key(UserName="Bob")["AccessKey"])
        allow = {"Effect": "Allow", "Action": "access-analyzer:ValidatePolicy", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": allow})
        self.iam.put_user_policy(UserName="Bob", PolicyName="Checks", PolicyDocument=document)
        analyzer = client(self.authority, "accessanalyzer", bob)
        answer = analyzer.validate_policy(policyDocument=GOOD, policyType="IDENTITY_POLICY")
        self.assertEqual(answer["findings"], [])

    def test_a_wrong_signature_is_refused_before_anything_is_read(self):
        wrong = Identity(self.admin.access_key_id, "wrong")
        unknown = Identity("AKIAIOSFODNN7EXAMPLE", "wrong")
        for identity, options, code, status in [
            (wrong, {}, "InvalidSignatureException", 403),
            (unknown, {}, "UnrecognizedClientException", 403),
            (self.admin, {"offset": -timedelta(hours=1)}, "InvalidSignatureException", 403),
            (self.admin, {"region": "eu-west-3"}, "InvalidSignatureException", 403),
        ]:
            answer = self.raw(b"{", identity=identity, **options)
            self.assertEqual((answer.status, answer.headers["x-amzn-errortype"]), (status, code))
            self.assertEqual(set(json.loads(answer.body)), {"message"})
        unsigned = b"POST /policy/validation HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        answer = send(self.authority, unsigned)
        self.assertEqual(
            (answer.status, answer.headers["x-amzn-errortype"]), (403, "MissingAuthenticationTokenException")
        )

    def test_what_is_not_built_is_unknown(self):
        said = refusal(self.analyzer.list_analyzers)
        self.assertEqual((said.code, said.status), ("UnknownOperationException", 404))
        for method, path in (("GET", "/policy/validation"), ("POST", "/policy/validation/"), ("POST", "/"), ("PUT", "/x")):
            answer = self.raw(b"{}", method=method, path=path)
            self.assertEqual(
                (answer.status, answer.headers["x-amzn-errortype"]), (404, "UnknownOperationException"), path
            )

    def test_a_body_has_an_end(self):
        body = json.dumps({"policyDocument": "x" * (1 << 20), "policyType": "IDENTITY_POLICY"}).encode()
        self.assertEqual(self.raw(body).status, 413)


class DeniedRequests(AccessAnalyzer):
    """`iam-toolbox`, which is signed as `iam`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.toolbox = client(cls.authority, "iam-toolbox", cls.admin, parameter_validation=False)
        fence = {"Effect": "Allow", "Action": ["iam:*", "s3:*"], "Resource": "*"}
        cls.fence = cls.iam.create_policy(
            PolicyName="Fence", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": fence})
        )["Policy"]["Arn"]
        cls.iam.tag_user(UserName="Ada", Tags=[{"Key": "team", "Value": "red"}])
        cls.iam.put_user_permissions_boundary(UserName="Ada", PermissionsBoundary=cls.fence)
        statements = [
            {"Sid": "Reads", "Effect": "Allow", "Action": "iam:Get*", "Resource": "*"},
            {"Effect": "Deny", "Action": "iam:GetRole", "Resource": "*"},
        ]
        cls.document = {"Version": "2012-10-17", "Statement": statements}
        cls.iam.put_user_policy(UserName="Ada", PolicyName="Own", PolicyDocument=json.dumps(cls.document))

    def denied(self, call, **parameters) -> str:
        """The authorization id of a call that is denied."""
        try:
            call(**parameters)
        except call.__self__.exceptions.ClientError as error:
            metadata = error.response["ResponseMetadata"]
            self.assertEqual(metadata["HTTPStatusCode"], 403)
            return metadata["RequestId"].replace("-", "").lower()
        raise AssertionError("was not denied")

    def details(self, identity: str) -> dict:
        answer = self.toolbox.get_request_authorization_details(authorizationId=identity)
        answer.pop("ResponseMetadata")
        return answer

    def test_an_explicit_deny_names_policy_and_statement(self):
        iam = client(self.authority, "iam", self.ada)
        told = self.details(self.denied(iam.get_role, RoleName="Nobody"))
        context = told["requestContext"]
        ada = f"arn:aws:iam::{ACCOUNT}:user/Ada"
        self.assertEqual((context["aws:PrincipalArn"], context["aws:PrincipalTag/team"]), (ada, "red"))
        self.assertEqual(context["aws:username"], "Ada")
        own, boundary = told["policies"]
        self.assertEqual(
            (own["type"], own["inline"], own["attachedTo"]), ("IDENTITY_BASED_POLICY", True, [{"arn": ada}])
        )
        self.assertEqual(
            (boundary["type"], boundary["inline"], boundary["uri"]), ("PERMISSIONS_BOUNDARY", False, self.fence)
        )
        [evaluation] = told["evaluations"]
        self.assertEqual(evaluation["action"], "iam:GetRole")
        self.assertEqual(evaluation["resource"], f"arn:aws:iam::{ACCOUNT}:role/Nobody")
        self.assertEqual(evaluation["evaluatedEffect"], "EXPLICIT_DENY")
        self.assertEqual(evaluation["context"]["aws:ResourceAccount"], ACCOUNT)
        matched = [
            {"sid": "Reads", "evaluatedEffect": "ALLOW"},
            {"sid": "Statement2", "evaluatedEffect": "DENY"},
        ]
        fenced = [{"sid": "Statement1", "evaluatedEffect": "ALLOW"}]
        self.assertEqual(
            evaluation["checks"],
            [
                {
                    "checkType": "PRINCIPAL",
                    "evaluatedEffect": "EXPLICIT_DENY",
                    "relevantPolicyTypes": ["IDENTITY_BASED_POLICY"],
                    "matchedPolicies": [{"uri": own["uri"], "matchedStatements": matched}],
                },
                {
                    "checkType": "PERMISSIONS_BOUNDARY",
                    "evaluatedEffect": "ALLOW",
                    "relevantPolicyTypes": ["PERMISSIONS_BOUNDARY"],
                    "matchedPolicies": [{"uri": self.fence, "matchedStatements": fenced}],
                },
            ],
        )

    def test_a_policy_is_that_of_the_moment(self):
        iam = client(self.authority, "iam", self.ada)
        identity = self.denied(iam.get_role, RoleName="Nobody")
        [own, _] = self.details(identity)["policies"]
        self.iam.put_user_policy(UserName="Ada", PolicyName="Own", PolicyDocument=GOOD)
        try:
            answer = self.toolbox.get_request_authorization_policy(authorizationId=identity, policyUri=own["uri"])
        finally:
            self.iam.put_user_policy(UserName="Ada", PolicyName="Own", PolicyDocument=json.dumps(self.document))
        first, second = answer["policyDocument"]["Statement"]
        self.assertEqual((first["Sid"], first["Action"], second["Action"]), ("Reads", ["iam:Get*"], ["iam:GetRole"]))
        for uri in ("inline-policy-9", "x"):
            said = refusal(self.toolbox.get_request_authorization_policy, authorizationId=identity, policyUri=uri)
            self.assertEqual((said.code, said.status), ("ResourceNotFoundException", 404))

    def test_an_implicit_deny_has_no_explicit_one(self):
        iam = client(self.authority, "iam", self.ada)
        told = self.details(self.denied(iam.list_users))
        [evaluation] = told["evaluations"]
        effects = [(check["checkType"], check["evaluatedEffect"]) for check in evaluation["checks"]]
        self.assertEqual(evaluation["evaluatedEffect"], "IMPLICIT_DENY")
        self.assertEqual(effects, [("PRINCIPAL", "IMPLICIT_DENY"), ("PERMISSIONS_BOUNDARY", "ALLOW")])
        self.assertNotIn("nextToken", told)

    def test_a_bucket_policy_counts_with_those_of_the_principal(self):
        s3 = client(self.authority, "s3", self.admin)
        s3.create_bucket(Bucket="denying")
        deny = {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::denying/*"}
        s3.put_bucket_policy(Bucket="denying", Policy=json.dumps({"Version": "2012-10-17", "Statement": deny}))
        ada = client(self.authority, "s3", self.ada)
        told = self.details(self.denied(ada.get_object, Bucket="denying", Key="a"))
        [policy] = [policy for policy in told["policies"] if policy["type"] == "RESOURCE_BASED_POLICY"]
        self.assertEqual(policy["attachedTo"], [{"arn": "arn:aws:s3:::denying/a"}])
        [evaluation] = told["evaluations"]
        principal = evaluation["checks"][0]
        self.assertEqual((principal["checkType"], principal["evaluatedEffect"]), ("PRINCIPAL", "EXPLICIT_DENY"))
        self.assertEqual(principal["relevantPolicyTypes"], ["IDENTITY_BASED_POLICY", "RESOURCE_BASED_POLICY"])
        matched = [{"uri": policy["uri"], "matchedStatements": [{"sid": "No", "evaluatedEffect": "DENY"}]}]
        self.assertEqual(principal["matchedPolicies"], matched)
        # S3 says why in words alone: its refusals never carried an encoded message.
        said = refusal(ada.get_object, Bucket="denying", Key="a")
        self.assertNotIn("ncoded", said.message)

    def test_who_may_ask_and_what_is_not_there(self):
        said = refusal(self.toolbox.get_request_authorization_details, authorizationId="0" * 32)
        self.assertEqual((said.code, said.status), ("ResourceNotFoundException", 404))
        for wrong in ("A" * 32, "a" * 257):
            said = refusal(self.toolbox.get_request_authorization_details, authorizationId=wrong)
            self.assertEqual((said.code, said.status), ("ValidationException", 400))
        iam = client(self.authority, "iam", self.ada)
        identity = self.denied(iam.list_users)
        ada = client(self.authority, "iam-toolbox", self.ada)
        # Ada may get whatever begins with Get, so she is taken that first.
        deny = {"Effect": "Deny", "Action": "iam:GetRequest*", "Resource": "*"}
        self.iam.put_user_policy(
            UserName="Ada", PolicyName="Blind", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": deny})
        )
        said = refusal(ada.get_request_authorization_details, authorizationId=identity)
        self.iam.delete_user_policy(UserName="Ada", PolicyName="Blind")
        self.assertEqual((said.code, said.status), ("AccessDeniedException", 403))
        self.assertIn("iam:GetRequestAuthorizationDetails", said.message)
        said = refusal(self.toolbox.get_request_authorization_details, authorizationId=identity, nextToken="x")
        self.assertEqual(said.code, "ValidationException")

    def test_the_query_protocol_goes_on_beside_it(self):
        self.assertEqual(self.iam.get_user(UserName="Ada")["User"]["UserName"], "Ada")


if __name__ == "__main__":
    unittest.main()
