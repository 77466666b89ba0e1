"""Users, groups, roles, policies and sessions as a careless and a hostile caller meet them.

Every refusal is compared with what AWS answers: code, status and text. Each test makes what it needs under names of
its own, all against one authority.
"""

import json
import random
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from authority import ACCOUNT, ROOT, Authority, Identity
from aws import Cli, client, refusal
from raw import call, form

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
ASSUME = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
THREADS = 8


def arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def document(*statements: dict, **more) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


def allow(action, resource="*", **more) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal: dict, action=tuple(ASSUME), **more) -> str:
    return document({"Effect": "Allow", "Principal": principal, "Action": action, **more})


def tags(**pairs: str) -> list[dict]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def at_once(*calls) -> list:
    """Makes the calls at the same time; gives the answers, or the code of the refusal."""

    def made(call_):
        try:
            return call_()
        except Exception as error:  # noqa: BLE001: a refusal, or a fault that the caller's comparison shows
            return error.response["Error"]["Code"] if hasattr(error, "response") else repr(error)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(made, calls))


def pages(call_, key: str, **parameters) -> list[list]:
    """All pages of a listing."""
    found = []
    while True:
        answer = call_(**parameters)
        found.append(answer[key])
        if not answer["IsTruncated"]:
            assert "Marker" not in answer
            return found
        parameters["Marker"] = answer["Marker"]


class Identities(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(folder))
        cls.admin = cls.authority.administrator()
        cls.iam, cls.sts = cls.as_("iam", cls.admin), cls.as_("sts", cls.admin)

    @classmethod
    def as_(cls, service: str, identity: Identity):
        return client(cls.authority, service, identity, parameter_validation=False)

    def refused(self, call_, code: str, message: str | None = None, status: int = 400, **parameters):
        refused = refusal(call_, **parameters)
        self.assertEqual((refused.code, refused.status), (code, status), refused.message)
        if message is not None:
            self.assertEqual(refused.message, message)

    def user(self, name: str, *statements: dict, **more) -> Identity:
        """A user who may do this, by an inline policy."""
        self.iam.create_user(UserName=name, **more)
        if statements:
            self.iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=document(*statements))
        return Identity.of(self.iam.create_access_key(UserName=name)["AccessKey"])

    def role(self, name: str, *statements: dict, trusting: str | None = None, **more) -> str:
        """A role that the account trusts and that may do this."""
        trusting = trusting or trust({"AWS": ACCOUNT})
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting, **more)
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=document(*statements))
        return made["Role"]["Arn"]

    def assumed(self, by: Identity | None, role: str, **more) -> Identity:
        asked = self.as_("sts", by or self.admin).assume_role(RoleArn=role, RoleSessionName="s1", **more)
        return Identity.of(asked["Credentials"])

    def ended(self, *identities: Identity):
        """The credentials are good for nothing any more."""
        for identity in identities:
            self.refused(self.as_("sts", identity).get_caller_identity, "InvalidClientTokenId", None, 403)

    def may(self, identity: Identity, name: str = "absent") -> bool:
        """Whether the caller may GetUser of somebody who does not exist, which changes nothing."""
        refused = refusal(self.as_("iam", identity).get_user, UserName=name)
        self.assertIn(refused.code, ("AccessDenied", "NoSuchEntity"), refused)
        return refused.code == "NoSuchEntity"

    # Names.

    def test_names_and_paths_that_are_none(self):
        for call_, parameters in [
            (self.iam.create_user, {"UserName": "a" * 65}),
            (self.iam.create_user, {"UserName": "a\n"}),
            (self.iam.create_user, {"UserName": "é"}),
            (self.iam.create_user, {"UserName": "a/b"}),
            (self.iam.create_user, {"UserName": "\x7f"}),
            (self.iam.create_user, {"UserName": "\U0001f600"}),
            (self.iam.get_user, {"UserName": "a" * 129}),
            (self.iam.get_user, {"UserName": "é"}),
            (self.iam.create_group, {"GroupName": "a" * 129}),
            (self.iam.create_role, {"RoleName": "a" * 65, "AssumeRolePolicyDocument": trust({"AWS": ACCOUNT})}),
            (self.iam.create_policy, {"PolicyName": "a" * 129, "PolicyDocument": document(allow("*"))}),
            (self.iam.create_policy, {"PolicyName": "p", "Path": "/a//b/", "PolicyDocument": document(allow("*"))}),
            (self.iam.list_policies, {"PathPrefix": "/a"}),
            (self.iam.list_users, {"PathPrefix": "a/"}),
            *(
                (self.iam.create_user, {"UserName": "ok", "Path": path})
                for path in ("", "/team", "team/", "//", "/ a/", "/\x7f/", "/é/", "/a/\n", "/\n/", f"/{'a' * 511}/")
            ),
        ]:
            with self.subTest(str(parameters)[:60]):
                self.refused(call_, "ValidationError", **parameters)
        self.refused(self.iam.get_user, "NoSuchEntity", f"The user with name {'a' * 128} cannot be found.", 404, UserName="a" * 128)

    def test_a_name_is_one_whatever_its_case(self):
        self.iam.create_user(UserName="Case", Path="/a//b/")
        self.assertEqual(self.iam.get_user(UserName="cASE")["User"]["Arn"], arn("user", "a//b/Case"))
        self.refused(self.iam.create_user, "EntityAlreadyExists", "User with name CASE already exists.", 409, UserName="CASE")
        self.iam.update_user(UserName="case", NewUserName="CASE")
        self.assertEqual(self.iam.get_user(UserName="case")["User"]["UserName"], "CASE")
        for policy, expected in [("MixedName", ["MixedName"]), ("mixedname", ["MixedName"])]:
            self.iam.put_user_policy(UserName="case", PolicyName=policy, PolicyDocument=document(allow(f"s3:{policy}")))
            self.assertEqual(self.iam.list_user_policies(UserName="case")["PolicyNames"], expected)
        got = self.iam.get_user_policy(UserName="case", PolicyName="MIXEDNAME")
        self.assertEqual((got["PolicyName"], got["UserName"]), ("MIXEDNAME", "case"))
        self.assertEqual(got["PolicyDocument"]["Statement"][0]["Action"], "s3:mixedname")

    def test_a_renamed_user_keeps_itself_and_frees_its_name(self):
        old = self.user("old", allow("iam:GetUser"))
        self.role("trusts-old", trusting=trust({"AWS": arn("user", "old")}))
        self.iam.update_user(UserName="old", NewUserName="new", NewPath="/x/")
        self.assertEqual(self.as_("iam", old).get_user()["User"]["Arn"], arn("user", "x/new"))
        self.assumed(old, arn("role", "trusts-old"))
        shown = self.iam.get_role(RoleName="trusts-old")["Role"]["AssumeRolePolicyDocument"]
        self.assertEqual(shown["Statement"][0]["Principal"], {"AWS": arn("user", "x/new")})
        # Whoever comes to bear the name, or is made anew under it, inherits nothing.
        heir = self.user("old", allow("s3:*"))
        self.refused(self.as_("sts", heir).assume_role, "AccessDenied", None, 403, RoleArn=arn("role", "trusts-old"), RoleSessionName="s1")
        self.assertFalse(self.may(heir))

    def test_who_is_made_anew_inherits_nothing(self):
        user = self.user("phoenix", allow("*"))
        session = Identity.of(self.as_("sts", user).get_session_token()["Credentials"])
        role = self.assumed(None, self.role("phoenix", allow("*")))
        self.role("trusts-phoenix", trusting=trust({"AWS": arn("user", "phoenix")}))
        self.iam.delete_user_policy(UserName="phoenix", PolicyName="may")
        self.iam.delete_access_key(UserName="phoenix", AccessKeyId=user.access_key_id)
        self.iam.delete_user(UserName="phoenix")
        self.iam.delete_role_policy(RoleName="phoenix", PolicyName="may")
        self.iam.delete_role(RoleName="phoenix")
        self.ended(user, session, role)
        again = self.user("phoenix", allow("iam:*"))
        self.role("phoenix", allow("*"))
        self.ended(user, session, role)
        shown = self.iam.get_role(RoleName="trusts-phoenix")["Role"]["AssumeRolePolicyDocument"]
        self.assertRegex(shown["Statement"][0]["Principal"]["AWS"], "^AIDA[A-Z0-9]{17}$")
        self.refused(self.as_("sts", again).assume_role, "AccessDenied", None, 403, RoleArn=arn("role", "trusts-phoenix"), RoleSessionName="s1")

    # Tags.

    def test_tags(self):
        self.iam.create_user(UserName="tagged")
        reserved = "Tag keys beginning with aws: are reserved for system use."
        for given, code, message in [
            (tags(a="1", A="2"), "InvalidInput", DUPLICATE),
            ([{"Key": "aws:x", "Value": ""}], "InvalidInput", reserved),
            ([{"Key": "AWS:x", "Value": ""}] * 2, "InvalidInput", reserved),
            ([], "InvalidInput", "Error occurred while validating input. "),
            ([{"Key": " ", "Value": "v"}], "ValidationError", None),
            ([{"Key": "k", "Value": "a\nb"}], "ValidationError", None),
            (
                [{"Key": "k"}],
                "ValidationError",
                "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy constraint: Member must "
                "not be null",
            ),
            ([{"Key": "k*", "Value": "v"}], "ValidationError", None),
            ([{"Key": "k", "Value": "v" * 257}], "ValidationError", None),
            (tags(**{f"k{n}": "v" for n in range(51)}), "ValidationError", None),
        ]:
            with self.subTest(str(given)[:50]):
                self.refused(self.iam.tag_user, code, message, UserName="tagged", Tags=given)
        self.assertEqual(self.iam.list_user_tags(UserName="tagged")["Tags"], [])
        self.iam.tag_user(UserName="tagged", Tags=tags(Team="red"))
        self.iam.tag_user(UserName="tagged", Tags=tags(team="aws:blue"))
        self.assertEqual(self.iam.list_user_tags(UserName="tagged")["Tags"], tags(team="aws:blue"))
        self.refused(self.iam.tag_user, "LimitExceeded", None, 409, UserName="tagged", Tags=tags(**{f"k{n}": "" for n in range(50)}))
        self.iam.untag_user(UserName="tagged", TagKeys=[])
        self.iam.untag_user(UserName="tagged", TagKeys=["TEAM", "team", "aws:x", "absent"])
        self.assertEqual(self.iam.list_user_tags(UserName="tagged")["Tags"], [])

    def test_tags_of_policies_heed_case_and_those_of_aws_are_none(self):
        made = self.iam.create_policy(PolicyName="tagged", PolicyDocument=document(allow("s3:*")), Tags=tags(Team="1", team="2"))
        self.assertEqual(len(made["Policy"]["Tags"]), 2)
        self.iam.untag_policy(PolicyArn=made["Policy"]["Arn"], TagKeys=["TEAM", "Team"])
        self.assertEqual(self.iam.list_policy_tags(PolicyArn=made["Policy"]["Arn"])["Tags"], tags(team="2"))
        refusal_ = "Tags not supported for policies in this domain"
        self.refused(self.iam.tag_policy, "InvalidInput", refusal_, PolicyArn=READ_ONLY, Tags=tags(a="1"))
        self.refused(self.iam.untag_policy, "InvalidInput", refusal_, PolicyArn=READ_ONLY, TagKeys=["a"])
        self.assertEqual(self.iam.list_policy_tags(PolicyArn=READ_ONLY)["Tags"], [])

    def test_the_last_value_of_a_repeated_key_is_decided_on(self):
        may = allow("iam:TagUser", Condition={"StringEquals": {"aws:RequestTag/cost": "7"}})
        tagger = self.as_("iam", self.user("tagger", may))
        last = [{"Key": "cost", "Value": "8"}, {"Key": "cost", "Value": "7"}]
        self.refused(tagger.tag_user, "InvalidInput", DUPLICATE, UserName="tagger", Tags=last)
        self.refused(tagger.tag_user, "AccessDenied", None, 403, UserName="tagger", Tags=last[::-1])

    # Policies in force.

    def test_variables_and_tags_of_the_caller(self):
        own = allow("iam:GetUser", arn("user", "${aws:username}"))
        team = allow("iam:GetUser", arn("user", "${aws:PrincipalTag/team, 'none'}-absent"))
        mine = self.user("vera", own, team, Tags=tags(Team="red"))
        self.assertEqual(self.as_("iam", mine).get_user(UserName="vera")["User"]["UserName"], "vera")
        self.assertTrue(self.may(mine, "red-absent"))
        self.assertFalse(self.may(mine, "blue-absent"))
        self.iam.untag_user(UserName="vera", TagKeys=["team"])
        self.assertTrue(self.may(mine, "none-absent"))
        self.iam.update_user(UserName="vera", NewUserName="viola")
        self.assertEqual(self.as_("iam", mine).get_user(UserName="viola")["User"]["UserName"], "viola")

    def test_a_boundary_caps_and_grants_nothing(self):
        fence = self.iam.create_policy(PolicyName="fence", PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]
        bounded = self.user("bounded", allow("iam:*"), PermissionsBoundary=fence)
        self.refused(
            self.as_("iam", bounded).get_user,
            "AccessDenied",
            f"User: {arn('user', 'bounded')} is not authorized to perform: iam:GetUser on resource: user x because no "
            "permissions boundary allows the iam:GetUser action",
            403,
            UserName="x",
        )
        self.iam.create_policy_version(PolicyArn=fence, PolicyDocument=document(allow("*")), SetAsDefault=True)
        self.assertTrue(self.may(bounded))
        self.iam.delete_user_policy(UserName="bounded", PolicyName="may")
        self.assertFalse(self.may(bounded))
        self.iam.set_default_policy_version(PolicyArn=fence, VersionId="v1")
        self.refused(self.iam.delete_policy, "DeleteConflict", "Cannot delete a policy attached to entities.", 409, PolicyArn=fence)

    def test_setting_a_boundary_while_creating_can_be_vetoed(self):
        maker = allow(["iam:CreateUser", "iam:CreateRole"])
        veto = {"Effect": "Deny", "Action": "iam:Put*PermissionsBoundary", "Resource": "*"}
        makes = self.as_("iam", self.user("maker", maker))
        makes.create_user(UserName="made", PermissionsBoundary=READ_ONLY)
        self.iam.put_user_policy(UserName="maker", PolicyName="veto", PolicyDocument=document(veto))
        makes.create_user(UserName="made-free")
        for call_, kind, parameters in [
            (makes.create_user, "User", {"UserName": "vetoed"}),
            (makes.create_role, "Role", {"RoleName": "vetoed", "AssumeRolePolicyDocument": trust({"AWS": ACCOUNT})}),
        ]:
            self.refused(
                call_,
                "AccessDenied",
                f"User: {arn('user', 'maker')} is not authorized to perform: iam:Put{kind}PermissionsBoundary on resource: "
                f"{arn(kind.lower(), 'vetoed')} with an explicit deny in an identity-based policy",
                403,
                PermissionsBoundary=READ_ONLY,
                **parameters,
            )

    def test_versions_switch_what_is_allowed_at_once(self):
        policy = self.iam.create_policy(PolicyName="switch", PolicyDocument=document(allow("iam:GetUser")))["Policy"]["Arn"]
        user = self.user("switched")
        self.iam.attach_user_policy(UserName="switched", PolicyArn=policy)
        session = self.assumed(None, self.role("switched", allow("*")), PolicyArns=[{"arn": policy}])
        self.iam.create_policy_version(PolicyArn=policy, PolicyDocument=document(allow("s3:*")))
        for version, allowed in [("v1", True), ("v2", False), ("v1", True)]:
            self.iam.set_default_policy_version(PolicyArn=policy, VersionId=version)
            self.assertEqual((self.may(user), self.may(session)), (allowed, allowed), version)
        self.iam.detach_user_policy(UserName="switched", PolicyArn=policy)
        self.iam.delete_policy_version(PolicyArn=policy, VersionId="v2")
        self.iam.delete_policy(PolicyArn=policy)
        # What the deleted session policy denied is unknown, so everything is.
        self.assertEqual((self.may(user), self.may(session)), (False, False))

    def test_a_session_policy_only_narrows(self):
        role = self.role("narrow", allow("iam:GetUser"))
        for policy, allowed in [
            (document(allow("iam:GetUser", arn("user", "absent"))), True),
            (document(allow("*")), True),
            (document(allow("iam:GetRole")), False),
            (document(allow("*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}), False),
            (document(allow("iam:GetUser", arn("user", "other"))), False),
            (document(allow("iam:*", Condition={})), True),
        ]:
            with self.subTest(policy):
                self.assertEqual(self.may(self.assumed(None, role, Policy=policy)), allowed)
        wide = self.assumed(None, role, Policy=document(allow("*")))
        self.refused(
            self.as_("iam", wide).get_role,
            "AccessDenied",
            f"User: arn:aws:sts::{ACCOUNT}:assumed-role/narrow/s1 is not authorized to perform: iam:GetRole on resource: "
            "role narrow because no identity-based policy allows the iam:GetRole action",
            403,
            RoleName="narrow",
        )

    def test_policies_that_aws_keeps(self):
        for call_, message, parameters in [
            (self.iam.delete_policy, "Cannot delete policies outside your own account.", {}),
            (self.iam.create_policy_version, "Cannot create versions for policies outside your own account.", {"PolicyDocument": document(allow("*"))}),
            (self.iam.set_default_policy_version, "Cannot update policies outside your own account.", {"VersionId": "v1"}),
            (self.iam.delete_policy_version, "Cannot delete policy versions for policies outside your own account.", {"VersionId": "v1"}),
        ]:
            self.refused(call_, "AccessDenied", message, 403, PolicyArn=READ_ONLY, **parameters)
        self.iam.create_user(UserName="reserved")
        for policy in ("aws-service-role/AutoScalingServiceRolePolicy", "root-task/IAMAuditRootUserCredentials"):
            reserved = f"arn:aws:iam::aws:policy/{policy}"
            message = "Cannot attach AWS reserved policy to an IAM user."
            self.refused(self.iam.attach_user_policy, "PolicyNotAttachable", message, UserName="reserved", PolicyArn=reserved)
            self.refused(self.iam.put_user_permissions_boundary, "PolicyNotAttachable", message, UserName="reserved", PermissionsBoundary=reserved)
        for policy, code, message, status in [
            ("x" * 20, "ValidationError", f"ARN {'x' * 20} is not valid.", 400),
            (arn("user", "reserved"), "ValidationError", f"ARN {arn('user', 'reserved')} is not valid.", 400),
            ("arn:aws-cn:iam::aws:policy/ReadOnlyAccess", "ValidationError", "Invalid ARN partition", 400),
            (arn("policy", "none"), "NoSuchEntity", f"Policy {arn('policy', 'none')} does not exist or is not attachable.", 404),
        ]:
            with self.subTest(policy):
                self.refused(self.iam.attach_user_policy, code, message, status, UserName="reserved", PolicyArn=policy)

    # Quotas.

    def test_quotas(self):
        self.iam.create_user(UserName="full")
        self.iam.create_group(GroupName="full")
        self.role("full")
        for _ in range(2):
            self.iam.create_access_key(UserName="full")
        message = "Cannot exceed quota for AccessKeysPerUser: 2"
        self.refused(self.iam.create_access_key, "LimitExceeded", message, 409, UserName="full")
        listed = self.iam.list_policies(Scope="AWS", PathPrefix="/", MaxItems=60)["Policies"]
        policies = [policy["Arn"] for policy in listed if policy["Path"] in ("/", "/job-function/")][:21]
        for kind, limit in (("User", 10), ("Group", 10), ("Role", 20)):
            which, attach = {f"{kind}Name": "full"}, getattr(self.iam, f"attach_{kind.lower()}_policy")
            for policy in policies[:limit]:
                attach(PolicyArn=policy, **which)
            message = f"Cannot exceed quota for PoliciesPer{kind}: {limit}"
            self.refused(attach, "LimitExceeded", message, 409, PolicyArn=policies[limit], **which)
            attach(PolicyArn=policies[0], **which)
        for kind, limit in (("user", 2048), ("group", 5120), ("role", 10240)):
            bare = len(document(allow("s3:*")).replace(" ", ""))
            sized = [document(allow("s3:*", "arn:aws:s3:::" + "a" * (limit - bare - 12 + more))) for more in (0, 1)]
            put = getattr(self.iam, f"put_{kind}_policy")
            which = {f"{kind.title()}Name": "full", "PolicyName": "big"}
            put(PolicyDocument=sized[0], **which)
            message = f"Maximum policy size of {limit} bytes exceeded for {kind} full"
            self.refused(put, "LimitExceeded", message, 409, PolicyDocument=sized[1], **which)
        for number in range(11):
            self.iam.create_group(GroupName=f"full-{number}")
        for number in range(10):
            self.iam.add_user_to_group(GroupName=f"full-{number}", UserName="full")
        message = "Cannot exceed quota for GroupsPerUser: 10"
        self.refused(self.iam.add_user_to_group, "LimitExceeded", message, 409, GroupName="full-10", UserName="full")
        versioned = self.iam.create_policy(PolicyName="full", PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]
        for _ in range(4):
            self.iam.create_policy_version(PolicyArn=versioned, PolicyDocument=document(allow("s3:*")))
        self.refused(self.iam.create_policy_version, "LimitExceeded", None, 409, PolicyArn=versioned, PolicyDocument=document(allow("s3:*")))
        self.refused(self.iam.delete_policy_version, "DeleteConflict", None, 409, PolicyArn=versioned, VersionId="v1")

    # Pages.

    def test_pages_of_250_users(self):
        names = [f"Page{number:03}" for number in range(250)]
        rounds = [names[start::THREADS] for start in range(THREADS)]
        at_once(*(lambda part=part: [self.iam.create_user(UserName=name, Path="/pages/") for name in part] for part in rounds))
        for size in (1, 7, 100, 249, 250, 1000):
            found = pages(self.iam.list_users, "Users", PathPrefix="/pages/", MaxItems=size)
            self.assertEqual([user["UserName"] for page in found for user in page], names)
            self.assertEqual(len(found), -(-250 // size))
        self.assertEqual(len(self.iam.list_users(PathPrefix="/pages/")["Users"]), 100)
        paged = Cli(self.authority, self.admin)("iam", "list-users", "--path-prefix", "/pages/", "--page-size", "60")
        self.assertEqual(len(paged["Users"]), 250)
        # A user that is deleted between two pages moves nothing.
        first = self.iam.list_users(PathPrefix="/pages/", MaxItems=5)
        self.iam.delete_user(UserName=first["Users"][4]["UserName"])
        then = self.iam.list_users(PathPrefix="/pages/", MaxItems=2, Marker=first["Marker"])
        self.assertEqual([user["UserName"] for user in then["Users"]], names[5:7])
        self.iam.create_group(GroupName="pages")
        at_once(*(lambda part=part: [self.iam.add_user_to_group(GroupName="pages", UserName=name) for name in part if name != names[4]] for part in rounds))
        self.assertEqual(sum(map(len, pages(self.iam.get_group, "Users", GroupName="pages", MaxItems=40))), 249)

    def test_markers_are_good_for_their_question_alone(self):
        for name in ("mark-1", "mark-2", "mark-3"):
            self.iam.create_user(UserName=name, Path="/mark/")
        asked = {"PathPrefix": "/mark/", "MaxItems": 1}
        marker = self.iam.list_users(**asked)["Marker"]
        for call_, parameters in [
            (self.iam.list_users, {**asked, "Marker": marker[:-1]}),
            (self.iam.list_users, {**asked, "Marker": marker[:-1] + ("A" if marker[-1] != "A" else "B")}),
            (self.iam.list_users, {**asked, "Marker": marker + "="}),
            (self.iam.list_users, {**asked, "Marker": "garbage"}),
            (self.iam.list_users, {**asked, "Marker": "é"}),
            (self.iam.list_users, {"Marker": marker}),
            (self.iam.list_users, {"Marker": marker, "PathPrefix": "/mar/"}),
            (self.iam.list_groups, {"Marker": marker, "PathPrefix": "/mark/"}),
            (self.iam.list_user_tags, {"Marker": marker, "UserName": "mark-1"}),
        ]:
            with self.subTest(str(parameters)[-60:]):
                self.refused(call_, "ValidationError", "Invalid Marker.", **parameters)
        for parameters in ({"Marker": ""}, {"Marker": "a" * 321}, {"MaxItems": 0}, {"MaxItems": 1001}, {"MaxItems": -1}):
            self.refused(self.iam.list_users, "ValidationError", **parameters)
        # Another page size, another spelling of the same filters and parameters that nobody knows are the same question.
        body = form("iam", "ListUsers", PathPrefix="/mark/", MaxItems="02", Marker=marker, Surprise="1")
        self.assertEqual(call(self.authority, self.admin, "iam", body).body.count(b"<UserName>"), 2)
        policies = self.iam.list_policies(MaxItems=1)["Marker"]
        for same in ({"Scope": "All"}, {"OnlyAttached": False}, {"PathPrefix": "/"}):
            self.assertEqual(len(self.iam.list_policies(Marker=policies, MaxItems=1, **same)["Policies"]), 1)
        self.refused(self.iam.list_policies, "ValidationError", "Invalid Marker.", Marker=policies, Scope="AWS")

    def test_markers_are_never_too_long_to_be_sent_back(self):
        self.iam.create_user(UserName="long", Tags=[{"Key": "字" * 127 + end, "Value": ""} for end in "abc"])
        self.assertEqual(len(pages(self.iam.list_user_tags, "Tags", UserName="long", MaxItems=1)), 3)
        for number in range(3):
            made = self.iam.create_policy(PolicyName="n" * 127 + str(number), Path=f"/{'p' * 510}/", PolicyDocument=document(allow("s3:*")))
            self.iam.attach_user_policy(UserName="long", PolicyArn=made["Policy"]["Arn"])
        found = pages(self.iam.list_attached_user_policies, "AttachedPolicies", UserName="long", MaxItems=1)
        self.assertEqual(len({page[0]["PolicyArn"] for page in found}), 3)
        self.assertEqual(len(pages(self.iam.list_policies, "Policies", Scope="Local", PathPrefix=f"/{'p' * 510}/", MaxItems=1)), 3)

    # Many at once.

    def test_of_many_creators_one_wins(self):
        for number in range(5):
            for create in [
                lambda name: self.iam.create_user(UserName=name),
                lambda name: self.iam.create_group(GroupName=name),
                lambda name: self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust({"AWS": ACCOUNT})),
                lambda name: self.iam.create_policy(PolicyName=name, PolicyDocument=document(allow("s3:*"))),
            ]:
                spellings = [random.choice(("Won", "wON")) + f"-{number}" for _ in range(THREADS)]
                answers = at_once(*(lambda name=name: create(name) for name in spellings))
                self.assertEqual(answers.count("EntityAlreadyExists"), THREADS - 1, answers)

    def test_a_user_never_gets_a_third_key(self):
        mine = self.as_("iam", self.user("keys", allow("iam:*")))
        answers = at_once(*[mine.create_access_key] * THREADS)
        self.assertEqual(answers.count("LimitExceeded"), THREADS - 1, answers)
        self.assertEqual(len(self.iam.list_access_keys(UserName="keys")["AccessKeyMetadata"]), 2)

    def test_what_is_deleted_while_it_is_attached_leaves_nothing_dangling(self):
        self.iam.create_group(GroupName="racers")
        for number in range(25):
            name = f"racer-{number}"
            policy = self.iam.create_policy(PolicyName=name, PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]
            self.iam.create_user(UserName=name)
            self.iam.create_group(GroupName=name)
            calls = [
                lambda: self.iam.attach_user_policy(UserName=name, PolicyArn=policy),
                lambda: self.iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=policy),
                lambda: self.iam.add_user_to_group(UserName=name, GroupName=name),
                lambda: self.iam.add_user_to_group(UserName=name, GroupName="racers"),
                lambda: self.iam.delete_policy(PolicyArn=policy),
                lambda: self.iam.delete_user(UserName=name),
                lambda: self.iam.delete_group(GroupName=name),
            ]
            random.shuffle(calls)
            answers = at_once(*calls)
            known = ("NoSuchEntity", "DeleteConflict")
            self.assertTrue(all(isinstance(answer, dict) or answer in known for answer in answers), answers)
            users = {user["UserName"] for user in self.iam.list_users(MaxItems=1000)["Users"] if user["UserName"] == name}
            groups = {group["GroupName"] for group in self.iam.list_groups(MaxItems=1000)["Groups"]}
            policies = {each["Arn"]: each for each in self.iam.list_policies(Scope="Local", MaxItems=1000)["Policies"]}
            members = {user["UserName"] for user in self.iam.get_group(GroupName="racers", MaxItems=1000)["Users"]}
            self.assertLessEqual(members & {name}, users)
            if not users:
                count = policies.get(policy, {"AttachmentCount": 0, "PermissionsBoundaryUsageCount": 0})
                self.assertEqual((count["AttachmentCount"], count["PermissionsBoundaryUsageCount"]), (0, 0))
                continue
            in_groups = {group["GroupName"] for group in self.iam.list_groups_for_user(UserName=name)["Groups"]}
            self.assertLessEqual(in_groups, groups)
            attached = {each["PolicyArn"] for each in self.iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]}
            boundary = self.iam.get_user(UserName=name)["User"].get("PermissionsBoundary", {})
            self.assertLessEqual(attached | set(boundary.values()) - {"PermissionsBoundaryPolicy"}, set(policies))

    # Documents.

    def test_what_is_said_of_documents_that_are_none(self):
        syntax = "Syntax errors in policy."
        for text, message in [
            ("{", syntax),
            ("[]", syntax),
            ('{"Version":"2012-10-17"}', syntax),
            (document({"Effect": "Allow", "Action": "s3:*"}), "Policy statement must contain resources."),
            (document({"Effect": "Allow", "Resource": "*"}), "Policy statement must contain actions."),
            (document(allow("s3")), "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
            (document(allow("s3:*", "bucket")), 'Resource bucket must be in ARN format or "*".'),
            (document(allow("s3:*", Principal="*")), "Policy document should not specify a principal."),
            (document(allow("s3:*", Sid="a"), allow("s3:*", Sid="a")), "Statement IDs (SID) in a single policy must be unique."),
        ]:
            with self.subTest(text):
                self.refused(self.iam.create_policy, "MalformedPolicyDocument", message, PolicyName="none", PolicyDocument=text)
        for text, message in [
            ("{", "This policy contains invalid Json"),
            (trust({"AWS": arn("user", "nobody")}), f'Invalid principal in policy: "AWS":"{arn("user", "nobody")}"'),
            (trust({"AWS": ACCOUNT}, Resource="*"), "Has prohibited field Resource"),
        ]:
            with self.subTest(text):
                self.refused(self.iam.create_role, "MalformedPolicyDocument", message, RoleName="none", AssumeRolePolicyDocument=text)

    # Sessions.

    def test_chains_of_roles_are_short(self):
        first, second = (self.role(f"chain-{number}", allow("*"), MaxSessionDuration=43200) for number in (1, 2))
        self.iam.update_role(RoleName="chain-2", MaxSessionDuration=7200)
        chained = self.as_("sts", self.assumed(None, first, DurationSeconds=43200))
        asked = {"RoleArn": second, "RoleSessionName": "s2"}
        chained.assume_role(**asked, DurationSeconds=3600)
        hour = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        most = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        for seconds, message in [(3601, hour), (7200, hour), (7201, most), (43200, most)]:
            self.refused(chained.assume_role, "ValidationError", message, DurationSeconds=seconds, **asked)
        for operation in ("get_session_token", "get_federation_token"):
            name = "".join(word.title() for word in operation.split("_"))
            message = f"Cannot call {name} with session credentials"
            self.refused(getattr(chained, operation), "AccessDenied", message, 403, **({"Name": "fed"} if "fed" in operation else {}))
        self.refused(self.as_("sts", ROOT).assume_role, "AccessDenied", "Roles may not be assumed by root accounts.", 403, **asked)

    def test_transitive_tags_come_down_the_chain(self):
        first = self.role("tags-1", allow("*"))
        second = self.role(
            "tags-2",
            allow(
                "iam:GetUser",
                Condition={
                    "StringEquals": {"aws:PrincipalTag/team": "blue", "aws:PrincipalTag/own": "1"},
                    "Null": {"aws:PrincipalTag/cost": "true"},
                },
            ),
            Tags=tags(TEAM="red", own="1"),
            trusting=trust({"AWS": ACCOUNT}, Condition={"StringEqualsIfExists": {"aws:ResourceTag/Team": "blue"}}),
        )
        session = self.assumed(None, first, Tags=tags(Team="blue", cost="7"), TransitiveTagKeys=["TEAM"])
        self.assertTrue(self.may(self.assumed(session, second)))
        # The role's own tag counts in its trust policy where nothing stands above it.
        self.refused(self.sts.assume_role, "AccessDenied", None, 403, RoleArn=second, RoleSessionName="s1")
        chained = self.as_("sts", session)
        for given, transitive, message in [
            (tags(team="red"), [], "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."),
            (tags(a="1"), ["b"], "The specified transitive tag key must be included in the requested tags."),
            (tags(a="1", A="2"), [], DUPLICATE),
        ]:
            self.refused(chained.assume_role, "InvalidParameterValue", message, RoleArn=second, RoleSessionName="s1", Tags=given, TransitiveTagKeys=transitive)

    def test_a_source_identity_stays(self):
        first, second = self.role("source-1", allow("*")), self.role("source-2", allow("*"))
        session = self.assumed(None, first, SourceIdentity="Eve")
        chained = self.as_("sts", session)
        self.assertEqual(chained.assume_role(RoleArn=second, RoleSessionName="s2")["SourceIdentity"], "Eve")
        self.refused(chained.assume_role, "AccessDenied", None, 403, RoleArn=second, RoleSessionName="s2", SourceIdentity="Bob")
        self.iam.update_assume_role_policy(RoleName="source-2", PolicyDocument=trust({"AWS": ACCOUNT}, "sts:AssumeRole"))
        refused = refusal(chained.assume_role, RoleArn=second, RoleSessionName="s2")
        self.assertIn("sts:SetSourceIdentity", refused.message)
        self.sts.assume_role(RoleArn=second, RoleSessionName="s2")
        grant = allow("iam:GetUser", Condition={"StringEquals": {"aws:SourceIdentity": "Eve"}})
        self.iam.put_role_policy(RoleName="source-1", PolicyName="may", PolicyDocument=document(grant))
        self.assertEqual((self.may(session), self.may(self.assumed(None, first))), (True, False))

    def test_what_is_no_session(self):
        role = self.role("plain")
        ten = [{"arn": READ_ONLY}] * 10
        self.sts.assume_role(RoleArn=role, RoleSessionName="s1", PolicyArns=ten)
        printed = "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        for parameters, code, message, status in [
            ({"RoleArn": "nothing-valid-in-here"}, "ValidationError", "nothing-valid-in-here is invalid", 400),
            ({"RoleArn": "arn:a:a::aaaaaaaaaa:"}, "ValidationError", "arn:a:a::aaaaaaaaaa: is invalid", 400),
            ({"RoleSessionName": "Session1:2"}, "ValidationError", printed, 400),
            ({"RoleSessionName": "x"}, "ValidationError", None, 400),
            ({"RoleArn": role + "\U0001f600"}, "ValidationError", None, 400),
            ({"ExternalId": "x"}, "ValidationError", None, 400),
            ({"SourceIdentity": "aws:x"}, "ValidationError", None, 400),
            ({"PolicyArns": [*ten, *ten[:1]]}, "ValidationError", None, 400),
            ({"PolicyArns": [{"arn": arn("policy", "none")}]}, "ValidationError", None, 400),
            ({"Policy": "{"}, "MalformedPolicyDocument", None, 400),
            ({"Policy": document(allow("s3:*"), Id="x" * 2048)}, "PackedPolicyTooLarge", None, 400),
            ({"Tags": tags(**{f"k{n}": "v" * 250 for n in range(9)})}, "PackedPolicyTooLarge", None, 400),
            ({"TokenCode": "123456"}, "AccessDenied", "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.", 403),
            (
                {"TokenCode": "123456", "SerialNumber": arn("mfa", "x")},
                "AccessDenied",
                "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
                403,
            ),
        ]:
            with self.subTest(str(parameters)[:60]):
                self.refused(self.sts.assume_role, code, message, status, **{"RoleArn": role, "RoleSessionName": "s1", **parameters})

    def test_numbers_are_read_as_aws_reads_them(self):
        for text, code, message in [
            ("+900", None, None),
            ("0900", None, None),
            ("", "MalformedInput", "missing value for decimal type"),
            ("9e2", "MalformedInput", None),
            (" 900", "MalformedInput", None),
            ("900.0", "MalformedInput", None),
            ("2147483648", "MalformedInput", None),
            ("899", "ValidationError", None),
        ]:
            answer = call(self.authority, self.admin, "sts", form("sts", "GetSessionToken", DurationSeconds=text))
            with self.subTest(text):
                self.assertEqual(answer.code, code, answer.body)
                if message or code == "MalformedInput":
                    self.assertEqual(answer.message, message)

    def test_sessions_of_users_are_good_for_little(self):
        user = self.user("little", allow("*"))
        sts = self.as_("sts", user)
        session = Identity.of(sts.get_session_token()["Credentials"])
        federated = Identity.of(sts.get_federation_token(Name="fed", Policy=document(allow("*")))["Credentials"])
        self.assertEqual(self.as_("sts", session).get_caller_identity()["Arn"], arn("user", "little"))
        self.assertEqual(self.as_("sts", federated).get_caller_identity()["UserId"], f"{ACCOUNT}:fed")
        for identity in (session, federated):
            self.refused(self.as_("iam", identity).get_user, "InvalidClientTokenId", "The security token included in the request is invalid", 403)
            self.refused(self.as_("sts", identity).get_session_token, "AccessDenied", None, 403)
        self.assumed(session, self.role("little"))
        self.refused(self.as_("sts", federated).assume_role, "AccessDenied", None, 403, RoleArn=arn("role", "little"), RoleSessionName="s1")
        # They end with the key that they were got with.
        self.iam.update_access_key(UserName="little", AccessKeyId=user.access_key_id, Status="Inactive")
        self.ended(user, session, federated)


if __name__ == "__main__":
    unittest.main()
