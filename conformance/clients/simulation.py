"""The policy simulator through boto3 and the AWS CLI: decisions, statements and their places, missing keys, errors.

The expected answers are AWS's: shapes, names, positions and texts as its simulator was observed to give them.
"""

import json
import tempfile
import unittest
from pathlib import Path

from authority import ACCOUNT, Authority
from aws import Cli, client, refusal

A, B = "arn:aws:s3:::simulated/a", "arn:aws:s3:::simulated/b"
ALLOW, DENY, IMPLICIT = "allowed", "explicitDeny", "implicitDeny"
SEVERAL_OBJECTS = "arn:aws:s3:::${BucketName}/${KeyName}"


def statement(effect="Allow", action="s3:GetObject", resource="*", **more) -> dict:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def policy(*statements: dict) -> str:
    document = {"Version": "2012-10-17", "Statement": list(statements) or [statement()]}
    return json.dumps(document, separators=(",", ":"))


def lone_length(*statements: dict) -> int:
    return len(json.dumps(statements[0], separators=(",", ":")))


def matched(source: str, length: int, kind="IAM Policy") -> dict:
    """The first statement of a compact document."""
    return {
        "SourcePolicyId": source,
        "SourcePolicyType": kind,
        "StartPosition": {"Line": 1, "Column": 38},
        "EndPosition": {"Line": 1, "Column": 38 + length},
    }


OBJECT_READ = lone_length(statement())
USER = f"arn:aws:iam::{ACCOUNT}:user/team/Ada"
GROUP = f"arn:aws:iam::{ACCOUNT}:group/team/Writers"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/Runner"


class Simulation(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(folder))
        cls.admin = cls.authority.administrator()
        cls.iam = iam = client(cls.authority, "iam", cls.admin, parameter_validation=False)
        trust = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
        }
        iam.create_user(UserName="Ada", Path="/team/", Tags=[{"Key": "team", "Value": "red"}])
        iam.create_group(GroupName="Writers", Path="/team/")
        iam.add_user_to_group(UserName="Ada", GroupName="Writers")
        iam.create_role(RoleName="Runner", Path="/team/", AssumeRolePolicyDocument=json.dumps(trust))
        cls.managed = iam.create_policy(
            PolicyName="Cleaner", Path="/team/", PolicyDocument=policy(statement(action="s3:DeleteObject"))
        )["Policy"]["Arn"]
        cls.fence = iam.create_policy(
            PolicyName="Fence",
            PolicyDocument=policy(statement(action=["s3:GetObject", "s3:PutObject"])),
        )["Policy"]["Arn"]
        iam.put_user_policy(
            UserName="Ada", PolicyName="Reads", PolicyDocument=json.dumps(json.loads(policy(statement(resource=A))), indent=2)
        )
        iam.put_group_policy(
            GroupName="Writers", PolicyName="Writes", PolicyDocument=policy(statement(action="s3:PutObject", resource=B))
        )
        iam.put_role_policy(RoleName="Runner", PolicyName="Runs", PolicyDocument=policy(statement()))
        iam.attach_user_policy(UserName="Ada", PolicyArn=cls.managed)
        iam.attach_group_policy(GroupName="Writers", PolicyArn=cls.managed)

    def custom(self, *policies: str, actions=("s3:GetObject",), **parameters) -> dict:
        answer = self.iam.simulate_custom_policy(
            PolicyInputList=list(policies), ActionNames=list(actions), **parameters
        )
        answer.pop("ResponseMetadata")
        return answer

    def one(self, *policies: str, **parameters) -> dict:
        [result] = self.custom(*policies, **parameters)["EvaluationResults"]
        return result

    def refused(self, *policies: str, actions=("s3:GetObject",), **parameters) -> tuple[str, str]:
        told = refusal(
            self.iam.simulate_custom_policy,
            PolicyInputList=list(policies) or [policy()],
            ActionNames=list(actions),
            **parameters,
        )
        return told.code, told.message

    def principal(self, source=USER, actions=("s3:GetObject",), **parameters) -> list[dict]:
        answer = self.iam.simulate_principal_policy(
            PolicySourceArn=source, ActionNames=list(actions), **parameters
        )
        return answer["EvaluationResults"]

    def decisions(self, source=USER, **parameters) -> list[str]:
        actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        parameters.setdefault("ResourceArns", [A])
        return [one["EvalDecision"] for one in self.principal(source, actions, **parameters)]

    # Custom policies

    def test_without_resources_everything_is_asked_about(self):
        self.assertEqual(
            self.custom(policy()),
            {
                "EvaluationResults": [
                    {
                        "EvalActionName": "s3:GetObject",
                        "EvalResourceName": "*",
                        "EvalDecision": ALLOW,
                        "MatchedStatements": [matched("PolicyInputList.1", OBJECT_READ)],
                        "MissingContextValues": [],
                    }
                ],
                "IsTruncated": False,
            },
        )
        self.assertEqual(self.one(policy(), ResourceArns=["*"]), self.one(policy()))
        nothing = self.one()
        self.assertEqual((nothing["EvalDecision"], nothing["MatchedStatements"]), (IMPLICIT, []))

    def test_one_resource_is_named_as_it_was_sent(self):
        found = [matched("PolicyInputList.1", OBJECT_READ)]
        self.assertEqual(
            self.one(policy(), ResourceArns=[A]),
            {
                "EvalActionName": "s3:GetObject",
                "EvalResourceName": A,
                "EvalDecision": ALLOW,
                "MatchedStatements": found,
                "MissingContextValues": [],
                "EvalDecisionDetails": {},
                "ResourceSpecificResults": [
                    {
                        "EvalResourceName": A,
                        "EvalResourceDecision": ALLOW,
                        "MatchedStatements": found,
                        "MissingContextValues": [],
                    }
                ],
            },
        )

    def test_several_resources_are_one_result(self):
        only_a = statement(resource=A)
        found = [matched("PolicyInputList.1", lone_length(only_a))]
        self.assertEqual(
            self.one(policy(only_a), ResourceArns=[A, B]),
            {
                "EvalActionName": "s3:GetObject",
                "EvalResourceName": SEVERAL_OBJECTS,
                "EvalDecision": IMPLICIT,
                "MatchedStatements": found,
                "MissingContextValues": [],
                "EvalDecisionDetails": {},
                "ResourceSpecificResults": [
                    {"EvalResourceName": A, "EvalResourceDecision": ALLOW, "MatchedStatements": found},
                    {"EvalResourceName": B, "EvalResourceDecision": IMPLICIT},
                ],
            },
        )

    def test_a_deny_is_all_that_is_named(self):
        denied = self.one(policy(statement(), statement("Deny", resource=A)), ResourceArns=[A, B])
        self.assertEqual(denied["EvalDecision"], DENY)
        deny = lone_length(statement("Deny", resource=A))
        start = 38 + OBJECT_READ
        [found] = denied["MatchedStatements"]
        self.assertEqual(found["StartPosition"], {"Line": 1, "Column": start})
        self.assertEqual(found["EndPosition"], {"Line": 1, "Column": start + 1 + deny})
        self.assertEqual([one["EvalResourceDecision"] for one in denied["ResourceSpecificResults"]], [DENY, ALLOW])

    def test_actions_are_taken_by_the_letter(self):
        everything = policy(statement(action="*"))
        for action in ("s3:*", "madeup:Action", "s3:MadeUp", "s3:", "s3:Get Object", "sts:GetCallerIdentity"):
            self.assertEqual(self.one(policy(), actions=[action])["EvalDecision"], IMPLICIT, action)
            self.assertEqual(self.one(everything, actions=[action])["EvalDecision"], ALLOW, action)
        self.assertEqual(self.one(policy(), actions=["S3:gEtObJeCt"])["EvalDecision"], ALLOW)

    def test_resources_of_another_kind_are_denied_whatever_policies_say(self):
        everything = policy(statement(action="*"))
        for action, name, decision in [
            ("s3:GetObject", SEVERAL_OBJECTS, IMPLICIT),
            ("iam:GetUser", "arn:aws:iam::${Account}:${ResourceType}/${ResourceName}", IMPLICIT),
            ("iam:PassRole", "arn:aws:iam::${Account}:${ResourceType}/${ResourceName}", ALLOW),
            ("sts:AssumeRole", "arn:aws:iam::${Account}:${RelativeId}", ALLOW),
            ("sqs:SendMessage", "arn:aws:sqs:${Region}:${Account}:${QueueName}", IMPLICIT),
        ]:
            roles = [f"arn:aws:iam::{ACCOUNT}:role/one", f"arn:aws:iam::{ACCOUNT}:role/two"]
            found = self.one(everything, actions=[action], ResourceArns=roles)
            self.assertEqual((found["EvalResourceName"], found["EvalDecision"]), (name, decision), action)

    def test_missing_keys_are_those_that_were_not_given(self):
        asks = {"StringEquals": {"stack:missing": "yes", "stack:Given": "other"}}
        elsewhere = policy(statement(action="s3:PutObject", resource="arn:aws:s3:::x/${aws:username}", Condition=asks))
        given = [{"ContextKeyName": "STACK:given", "ContextKeyValues": ["x"], "ContextKeyType": "string"}]
        found = self.one(elsewhere, ContextEntries=given, ResourceArns=[A])
        self.assertEqual(found["MissingContextValues"], ["aws:username", "stack:missing"])
        [specific] = found["ResourceSpecificResults"]
        self.assertEqual(specific["MissingContextValues"], ["aws:username", "stack:missing"])
        self.assertEqual(self.one(policy(), elsewhere)["MissingContextValues"], [])

    def test_boundaries(self):
        boundary = "PermissionsBoundaryPolicyInputList"
        for document, decision, allows, found in [
            (policy(), ALLOW, True, [matched("PolicyInputList.1", OBJECT_READ)]),
            (policy(statement(action="s3:PutObject")), IMPLICIT, False, []),
            (
                policy(statement("Deny")),
                DENY,
                False,
                [matched(f"{boundary}.1", lone_length(statement("Deny")), "Permissions Boundary Policy")],
            ),
        ]:
            result = self.one(policy(), PermissionsBoundaryPolicyInputList=[document], ResourceArns=[A])
            detail = {"AllowedByPermissionsBoundary": allows}
            self.assertEqual(result["EvalDecision"], decision)
            self.assertEqual(result["MatchedStatements"], found)
            self.assertEqual(result["PermissionsBoundaryDecisionDetail"], detail)
            [specific] = result["ResourceSpecificResults"]
            self.assertEqual(specific["PermissionsBoundaryDecisionDetail"], detail)
        self.assertEqual(
            self.refused(PermissionsBoundaryPolicyInputList=[policy(), policy()]),
            ("InvalidInput", "The list of Permissions Boundary policies cannot exceed 1 items."),
        )

    def test_organizations(self):
        everything, reads = policy(statement(action="*")), policy(statement(action="s3:PutObject"))
        denies = policy(statement("Deny"))
        for levels, decision in [
            ([[everything], [everything]], ALLOW),
            ([[everything], [reads]], IMPLICIT),
            ([[everything], [denies]], DENY),
            ([[denies, everything], [everything]], DENY),
            ([[reads, everything]], ALLOW),
        ]:
            ordered = [{"ServiceControlPolicyInputList": level} for level in levels]
            asks = policy(statement(), statement(Condition={"StringEquals": {"stack:missing": "yes"}}))
            result = self.one(asks, OrderedOrganizationPolicyInputList=ordered)
            self.assertEqual(result["EvalDecision"], decision, levels)
            self.assertEqual(result["OrganizationsDecisionDetail"], {"AllowedByOrganizations": decision == ALLOW})
            if decision != ALLOW:
                self.assertEqual((result["MatchedStatements"], result["MissingContextValues"]), ([], []))
        self.assertEqual(
            self.refused(OrderedOrganizationPolicyInputList=[{"ServiceControlPolicyInputList": []}]),
            ("InvalidInput", "Organization policy at index 1 must contain at least one service control policy"),
        )

    def test_resource_policies(self):
        root = f"arn:aws:iam::{ACCOUNT}:root"
        other = "arn:aws:iam::999999999999:root"
        silent = policy(statement(action="s3:PutObject"))
        for principal, policies, owner, boundary, decision, details in [
            (USER, [], None, None, ALLOW, {}),
            ("*", [], None, None, ALLOW, {}),
            (root, [], None, None, ALLOW, {}),
            (USER, [], None, silent, ALLOW, {}),
            (USER, [], None, policy(statement("Deny")), DENY, {}),
            (USER, [policy(statement("Deny"))], None, None, DENY, {}),
            (USER, [policy()], USER, None, ALLOW, {}),
            ("*", [], other, None, IMPLICIT, {"IAM Policy": IMPLICIT, "Resource Policy": ALLOW}),
            (USER, [policy()], other, None, ALLOW, {"IAM Policy": ALLOW, "Resource Policy": ALLOW}),
            (
                USER,
                [policy()],
                other,
                silent,
                IMPLICIT,
                {"IAM Policy": ALLOW, "Resource Policy": ALLOW, "Permissions Boundary Policy": IMPLICIT},
            ),
            (ROLE, [], None, None, IMPLICIT, {}),
        ]:
            document = policy(statement(resource="arn:aws:s3:::simulated/*", Principal={"AWS": principal}))
            more = {"ResourceOwner": owner} if owner else {}
            more |= {"PermissionsBoundaryPolicyInputList": [boundary]} if boundary else {}
            result = self.one(*policies, ResourcePolicy=document, CallerArn=USER, ResourceArns=[A], **more)
            row = (principal, policies, owner, boundary)
            self.assertEqual((result["EvalDecision"], result["EvalDecisionDetails"]), (decision, details), row)
        granted = statement(resource="arn:aws:s3:::simulated/*", Principal={"AWS": ROLE})
        result = self.one(ResourcePolicy=policy(granted), CallerArn=ROLE, ResourceArns=[A])
        self.assertEqual(result["MatchedStatements"], [matched("ResourcePolicy", lone_length(granted), "Resource Policy")])

    def test_callers_bring_keys(self):
        stub = "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"
        for key, value, caller in [
            ("aws:userid", stub, None),
            ("aws:PrincipalAccount", ACCOUNT, None),
            ("aws:userid", USER, USER),
            ("aws:PrincipalArn", USER, USER),
            ("aws:username", "Ada", USER),
            ("aws:PrincipalAccount", ACCOUNT, USER),
        ]:
            asks = policy(statement(Condition={"StringEquals": {key: value}}))
            more = {"CallerArn": caller} if caller else {}
            self.assertEqual(self.one(asks, **more)["EvalDecision"], ALLOW, (key, caller))
            entries = [{"ContextKeyName": key, "ContextKeyValues": ["override"], "ContextKeyType": "string"}]
            self.assertEqual(self.one(asks, ContextEntries=entries, **more)["EvalDecision"], IMPLICIT, key)

    def test_comparisons_are_the_simulators_own(self):
        def decision(operator, literals, value, kind="string"):
            asks = policy(statement(Condition={operator: {"stack:key": literals}}))
            entries = [{"ContextKeyName": "stack:key", "ContextKeyValues": [value], "ContextKeyType": kind}]
            return self.one(asks, ContextEntries=entries)["EvalDecision"]

        for operator, literals, value, expected in [
            ("NumericNotEquals", "1", "no-number", IMPLICIT),
            ("NumericNotEquals", "1", "2", ALLOW),
            ("DateNotEquals", "2030-01-01", "no-date", ALLOW),
            ("NotIpAddress", ["bad", "192.0.2.0/24"], "198.51.100.1", IMPLICIT),
            ("NotIpAddress", ["192.0.2.0/24"], "198.51.100.1", ALLOW),
            ("IpAddress", ["198.51.100.0/24", "bad"], "198.51.100.1", ALLOW),
            ("IpAddress", ["bad", "198.51.100.0/24"], "198.51.100.1", IMPLICIT),
            ("Null", "false", "", ALLOW),
        ]:
            self.assertEqual(decision(operator, literals, value), expected, (operator, literals, value))
        self.assertEqual(decision("StringEquals", "true", "TRUE", "boolean"), ALLOW)
        self.assertEqual(decision("StringEquals", "192.000.2.1", "192.000.2.1", "ip"), ALLOW)
        self.assertEqual(decision("StringEquals", "x", "x", "stringList"), IMPLICIT)
        self.assertEqual(decision("ForAnyValue:StringEquals", "x", "x", "stringList"), ALLOW)

    def test_pages_count_actions(self):
        actions = ["s3:PutObject", "iam:GetUser", "s3:GetObject"]
        everything = policy(statement(action="*"))
        first = self.custom(everything, actions=actions, MaxItems=1)
        self.assertEqual(([one["EvalActionName"] for one in first["EvaluationResults"]], first["IsTruncated"]), (actions[:1], True))
        rest = self.custom(everything, actions=actions, Marker=first["Marker"])
        self.assertEqual([one["EvalActionName"] for one in rest["EvaluationResults"]], actions[1:])
        changed = self.custom(policy(), actions=["s3:DeleteObject"], Marker=first["Marker"])
        self.assertEqual(changed, {"EvaluationResults": [], "IsTruncated": False})
        self.assertEqual(
            self.refused(Marker="not-a-simulation-marker"), ("InvalidInput", "Invalid marker for pagination.")
        )
        paginator = client(self.authority, "iam", self.admin).get_paginator("simulate_custom_policy")
        pages = paginator.paginate(
            PolicyInputList=[everything], ActionNames=actions * 2, PaginationConfig={"PageSize": 4}
        )
        self.assertEqual([len(page["EvaluationResults"]) for page in pages], [4, 2])

    def test_bad_input_is_told_in_aws_words(self):
        entry = {"ContextKeyName": "stack:key", "ContextKeyValues": ["x"], "ContextKeyType": "string"}
        resource_policy = policy(statement(resource="arn:aws:s3:::simulated/*", Principal={"AWS": "*"}))
        for parameters, message in [
            ({"PolicyInputList": ["{"]}, "Policy input list item 1 has invalid content"),
            ({"PolicyInputList": [policy(), '{"Version":"2099-01-01","Statement":[]}']}, "Policy input list item 2 has invalid content"),
            ({"ActionNames": ["GetObject"]}, "The action is invalid since it is missing names"),
            ({"ResourceArns": ["not-an-arn"]}, "ResourceNames are not in a valid ARN format: not-an-arn."),
            ({"ContextEntries": [entry, entry]}, "Duplicate context key: stack:key."),
            ({"ContextEntries": [entry | {"ContextKeyType": "numeric"}]}, "Invalid context value for key stack:key: expected numeric format."),
            ({"ContextEntries": [{k: v for k, v in entry.items() if k != "ContextKeyType"}]}, "Context key stack:key has invalid type null."),
            ({"ContextEntries": [entry | {"ContextKeyValues": []}]}, "Context values for context key stack:key cannot be null or empty."),
            ({"CallerArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Runner/one"}, "Invalid caller - Caller must be an IAM user, role or group in this context."),
            ({"ResourceOwner": "999999999999"}, "'999999999999' is not a valid as a Resource Owner."),
            ({"ResourcePolicy": resource_policy, "ResourceArns": [A]}, "Invalid caller - Caller cannot be null or empty."),
            ({"ResourcePolicy": resource_policy, "CallerArn": USER}, "Invalid Entity Arn: * does not clearly define entity type and name."),
            (
                {"ResourcePolicy": policy(statement(Principal={"AWS": USER})), "CallerArn": USER, "ResourceArns": [A]},
                "ResourceNames are not in a valid ARN format: *.",
            ),
            (
                {"ActionNames": ["ec2:RunInstances"], "ResourceArns": [f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-1"], "ResourceHandlingOption": "fictional"},
                "Invalid input resource handling options. Action does not support resource handling options: ec2:RunInstances.",
            ),
        ]:
            asked = {"PolicyInputList": [policy()], "ActionNames": ["s3:GetObject"]} | parameters
            told = refusal(self.iam.simulate_custom_policy, **asked)
            self.assertEqual((told.code, told.status, told.message), ("InvalidInput", 400, message), parameters)
        kind = refusal(
            self.iam.simulate_custom_policy,
            PolicyInputList=[policy()],
            ActionNames=["s3:GetObject"],
            ContextEntries=[entry | {"ContextKeyType": "unknown"}],
        )
        self.assertEqual(kind.code, "ValidationError")
        self.assertIn("Value at 'contextEntries.1.member.contextKeyType' failed to satisfy constraint", kind.message)
        self.assertEqual(self.custom(policy(), ContextEntries=[{}])["EvaluationResults"][0]["EvalDecision"], ALLOW)

    # Principals

    def test_a_user_has_its_own_policies_and_its_groups(self):
        self.assertEqual(self.decisions(), [ALLOW, IMPLICIT, ALLOW])
        self.assertEqual(self.decisions(ResourceArns=[B]), [IMPLICIT, ALLOW, ALLOW])
        self.assertEqual(self.decisions(GROUP, ResourceArns=[B]), [IMPLICIT, ALLOW, ALLOW])
        self.assertEqual(self.decisions(ROLE), [ALLOW, IMPLICIT, IMPLICIT])
        self.assertEqual(self.decisions(USER.replace("/team/", "/wrong/path/")), [ALLOW, IMPLICIT, ALLOW])
        read, write, delete = self.principal(
            actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], ResourceArns=[A, B]
        )
        [found] = read["MatchedStatements"]
        self.assertEqual(found["SourcePolicyId"], "user_Ada_Reads")
        self.assertEqual(found["StartPosition"], {"Line": 3, "Column": 17})
        self.assertEqual(found["EndPosition"], {"Line": 8, "Column": 6})
        self.assertEqual([one["SourcePolicyId"] for one in write["MatchedStatements"]], ["group_Writers_Writes"])
        length = lone_length(statement(action="s3:DeleteObject"))
        self.assertEqual(delete["MatchedStatements"], [matched("Cleaner", length)])
        self.assertNotIn("OrganizationsDecisionDetail", delete)

    def test_policies_of_the_request_stand_beside(self):
        more = {"PolicyInputList": [policy(statement("Deny", action="s3:*"))]}
        self.assertEqual(self.decisions(**more), [DENY, DENY, DENY])
        whoami = policy(statement(action="iam:GetUser", resource=USER.replace("Ada", "${aws:username}")))
        [result] = self.principal(actions=["iam:GetUser"], ResourceArns=[USER], PolicyInputList=[whoami])
        self.assertEqual(result["EvalDecision"], ALLOW)

    def test_boundaries_of_principals(self):
        self.iam.put_user_permissions_boundary(UserName="Ada", PermissionsBoundary=self.fence)
        try:
            self.assertEqual(self.decisions(), [ALLOW, IMPLICIT, IMPLICIT])
            [result] = self.principal(actions=["s3:DeleteObject"], ResourceArns=[A])
            self.assertEqual(result["PermissionsBoundaryDecisionDetail"], {"AllowedByPermissionsBoundary": False})
            everything = [policy(statement(action="*"))]
            self.assertEqual(self.decisions(PermissionsBoundaryPolicyInputList=everything), [ALLOW, IMPLICIT, ALLOW])
            by_type = [{"PolicyType": "permission-boundary"}]
            self.assertEqual(self.decisions(PolicyExclusionList=by_type), [ALLOW, IMPLICIT, ALLOW])
            by_arn = [{"PolicyArn": self.fence}]
            self.assertEqual(self.decisions(PolicyExclusionList=by_arn), [ALLOW, IMPLICIT, IMPLICIT])
        finally:
            self.iam.delete_user_permissions_boundary(UserName="Ada")

    def test_policies_can_be_left_out(self):
        def inline(kind, owner, name):
            return {"InlinePolicyIdentifier": {"PolicyName": name, "AttachmentType": kind, "AttachmentName": owner}}

        pathless = f"arn:aws:iam::{ACCOUNT}:policy/Cleaner"
        for identifiers, decisions in [
            ([{"PolicyType": "inline"}], [IMPLICIT, IMPLICIT, ALLOW]),
            ([{"PolicyType": "user-managed"}], [ALLOW, IMPLICIT, IMPLICIT]),
            ([{"PolicyType": "aws-managed"}, {"PolicyType": "rcp"}, {"PolicyType": "scp"}], [ALLOW, IMPLICIT, ALLOW]),
            ([{"PolicyArn": pathless}], [ALLOW, IMPLICIT, IMPLICIT]),
            ([{"PolicyArn": pathless.replace("Cleaner", "Cl?an*")}], [ALLOW, IMPLICIT, IMPLICIT]),
            ([{"PolicyArn": self.managed}], [ALLOW, IMPLICIT, ALLOW]),
            ([inline("user", "Ada", "Reads")], [IMPLICIT, IMPLICIT, ALLOW]),
            ([inline("user", "A*", "Reads")], [IMPLICIT, IMPLICIT, ALLOW]),
            ([inline("role", "Ada", "Reads")], [ALLOW, IMPLICIT, ALLOW]),
        ]:
            self.assertEqual(self.decisions(PolicyExclusionList=identifiers), decisions, identifiers)
        for identifiers, code in [
            ([inline("user", "*", "Reads")], "ValidationError"),
            ([inline("user", "A*a*", "Reads")], "InvalidInput"),
            ([{"PolicyArn": f"arn:aws:iam::{ACCOUNT}:user/somebody"}], "InvalidInput"),
            ([{"PolicyArn": pathless, "PolicyType": "inline"}], "InvalidInput"),
        ]:
            told = refusal(
                self.iam.simulate_principal_policy,
                PolicySourceArn=USER,
                ActionNames=["s3:GetObject"],
                PolicyExclusionList=identifiers,
            )
            self.assertEqual(told.code, code, identifiers)

    def test_sources_that_are_none(self):
        for call, parameters in [
            (self.iam.simulate_principal_policy, {"ActionNames": ["s3:GetObject"]}),
            (self.iam.get_context_keys_for_principal_policy, {}),
        ]:
            for source, code, message in [
                (ROLE + "-missing", "NoSuchEntity", "Unable to retrieve specified IAM entity."),
                (
                    USER.replace(ACCOUNT, "999999999999"),
                    "InvalidInput",
                    f"Invalid Policy Source Arn: caller's account {ACCOUNT} does not have access to policies in account 999999999999.",
                ),
                (f"arn:aws:iam::{ACCOUNT}:root", "InvalidInput", f"Invalid ARN provided in the request: arn:aws:iam::{ACCOUNT}:root"),
                ("not-an-arn-but-long-enough", "InvalidInput", "Invalid ARN provided in the request: not-an-arn-but-long-enough"),
            ]:
                told = refusal(call, PolicySourceArn=source, **parameters)
                self.assertEqual((told.code, told.message), (code, message))

    # Context keys

    def test_context_keys(self):
        texts = [
            policy(statement(resource="arn:aws:s3:::b/${aws:username, 'x'}", Condition={"Null": {"AWS:SourceIp": "false"}})),
            '{"Statement":{"Effect":"Allow","Condition":{"StringEquals":{"aws:username":"a"}}}}',
        ]
        answer = self.iam.get_context_keys_for_custom_policy(PolicyInputList=texts)
        self.assertEqual(answer["ContextKeyNames"], ["aws:username", "AWS:SourceIp", "aws:username"])
        told = refusal(self.iam.get_context_keys_for_custom_policy, PolicyInputList=[policy(), "{"])
        self.assertEqual((told.code, told.message), ("InvalidInput", "Policy input list item 2 has invalid content"))
        answer = self.iam.get_context_keys_for_principal_policy(PolicySourceArn=USER, PolicyInputList=texts[1:])
        self.assertEqual(answer["ContextKeyNames"], ["aws:username"])

    # The AWS CLI

    def test_the_aws_cli(self):
        cli = Cli(self.authority, self.admin)
        [result] = cli(
            "iam", "simulate-principal-policy", "--policy-source-arn", USER,
            "--action-names", "s3:GetObject", "--resource-arns", A,
        )["EvaluationResults"]  # fmt: skip
        self.assertEqual((result["EvalDecision"], result["EvalResourceName"]), (ALLOW, A))
        asks = policy(statement(Condition={"DateGreaterThan": {"aws:CurrentTime": "2018-08-16T12:00:00Z"}}))
        [result] = cli(
            "iam", "simulate-custom-policy", "--policy-input-list", asks, "--action-names", "s3:GetObject",
            "--context-entries", "ContextKeyName=aws:CurrentTime,ContextKeyValues=2019-04-25T11:00:00Z,ContextKeyType=date",
        )["EvaluationResults"]  # fmt: skip
        self.assertEqual((result["EvalDecision"], result["MissingContextValues"]), (ALLOW, []))
        keys = cli("iam", "get-context-keys-for-custom-policy", "--policy-input-list", asks)
        self.assertEqual(keys, {"ContextKeyNames": ["aws:CurrentTime"]})
        told = cli.refused("iam", "get-context-keys-for-principal-policy", "--policy-source-arn", ROLE + "-missing")
        self.assertEqual((told.code, told.message), ("NoSuchEntity", "Unable to retrieve specified IAM entity."))


if __name__ == "__main__":
    unittest.main()
