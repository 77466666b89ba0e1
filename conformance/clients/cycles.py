"""One of each is made, read, changed and deleted by the AWS CLI; every paginator and waiter of boto3 does its work.

What is not built yet is left out, so that a cycle begins to run when the last of its operations is built.
"""

import json
import shlex
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from botocore import xform_name
from botocore.exceptions import WaiterError

from authority import ACCOUNT, Authority
from aws import CliSession, Refusal, client
from operations import CONSTANTS, ask, built, filled, totp
from samples import certificate, saml_metadata, ssh_key

CYCLES_AT_A_TIME = 3
THREADS = 8

# Lines of the AWS CLI: `$NAME = command` binds what the command prints with --query and --output text.
CYCLES = {
    "users": """
        create-user --user-name Ann --path /cycle/ --tags Key=team,Value=red
        get-user --user-name Ann
        tag-user --user-name Ann --tags Key=cost,Value=7
        list-user-tags --user-name Ann
        untag-user --user-name Ann --tag-keys cost
        put-user-permissions-boundary --user-name Ann --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess
        delete-user-permissions-boundary --user-name Ann
        put-user-policy --user-name Ann --policy-name own --policy-document $ANYTHING
        get-user-policy --user-name Ann --policy-name own
        list-user-policies --user-name Ann
        delete-user-policy --user-name Ann --policy-name own
        attach-user-policy --user-name Ann --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
        list-attached-user-policies --user-name Ann
        detach-user-policy --user-name Ann --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
        $KEY = create-access-key --user-name Ann --query AccessKey.AccessKeyId
        list-access-keys --user-name Ann
        get-access-key-last-used --access-key-id $KEY
        update-access-key --user-name Ann --access-key-id $KEY --status Inactive
        delete-access-key --user-name Ann --access-key-id $KEY
        update-user --user-name Ann --new-user-name Bea
        list-users --path-prefix /cycle/
        wait user-exists --user-name Bea
        simulate-principal-policy --policy-source-arn arn:aws:iam::$ACCOUNT:user/cycle/Bea --action-names s3:GetObject
        get-context-keys-for-principal-policy --policy-source-arn arn:aws:iam::$ACCOUNT:user/cycle/Bea
        delete-user --user-name Bea
    """,
    "groups": """
        create-user --user-name Cid
        create-group --group-name Crew --path /cycle/
        add-user-to-group --group-name Crew --user-name Cid
        get-group --group-name Crew
        list-groups-for-user --user-name Cid
        put-group-policy --group-name Crew --policy-name own --policy-document $ANYTHING
        get-group-policy --group-name Crew --policy-name own
        list-group-policies --group-name Crew
        delete-group-policy --group-name Crew --policy-name own
        attach-group-policy --group-name Crew --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
        list-attached-group-policies --group-name Crew
        detach-group-policy --group-name Crew --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
        remove-user-from-group --group-name Crew --user-name Cid
        update-group --group-name Crew --new-group-name Team
        list-groups
        delete-group --group-name Team
        delete-user --user-name Cid
    """,
    "roles": """
        create-role --role-name App --path /cycle/ --assume-role-policy-document $TRUST
        wait role-exists --role-name App
        get-role --role-name App
        update-role --role-name App --description Grown --max-session-duration 7200
        update-role-description --role-name App --description Older
        update-assume-role-policy --role-name App --policy-document $TRUST
        tag-role --role-name App --tags Key=cost,Value=7
        list-role-tags --role-name App
        untag-role --role-name App --tag-keys cost
        put-role-permissions-boundary --role-name App --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess
        delete-role-permissions-boundary --role-name App
        put-role-policy --role-name App --policy-name own --policy-document $ANYTHING
        get-role-policy --role-name App --policy-name own
        list-role-policies --role-name App
        delete-role-policy --role-name App --policy-name own
        attach-role-policy --role-name App --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
        list-attached-role-policies --role-name App
        detach-role-policy --role-name App --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
        list-instance-profiles-for-role --role-name App
        list-roles
        delete-role --role-name App
    """,
    "policies": """
        $ARN = create-policy --policy-name Own --path /cycle/ --policy-document $ANYTHING --query Policy.Arn
        wait policy-exists --policy-arn $ARN
        get-policy --policy-arn $ARN
        create-policy-version --policy-arn $ARN --policy-document $ANYTHING
        set-default-policy-version --policy-arn $ARN --version-id v2
        list-policy-versions --policy-arn $ARN
        get-policy-version --policy-arn $ARN --version-id v1
        delete-policy-version --policy-arn $ARN --version-id v1
        tag-policy --policy-arn $ARN --tags Key=cost,Value=7
        list-policy-tags --policy-arn $ARN
        untag-policy --policy-arn $ARN --tag-keys cost
        list-entities-for-policy --policy-arn $ARN
        list-policies --scope Local
        simulate-custom-policy --policy-input-list $ANYTHING --action-names s3:GetObject
        get-context-keys-for-custom-policy --policy-input-list $ANYTHING
        delete-policy --policy-arn $ARN
    """,
    "instance profiles": """
        create-role --role-name Machine --assume-role-policy-document $TRUST
        create-instance-profile --instance-profile-name Profile --path /cycle/
        wait instance-profile-exists --instance-profile-name Profile
        add-role-to-instance-profile --instance-profile-name Profile --role-name Machine
        get-instance-profile --instance-profile-name Profile
        tag-instance-profile --instance-profile-name Profile --tags Key=cost,Value=7
        list-instance-profile-tags --instance-profile-name Profile
        untag-instance-profile --instance-profile-name Profile --tag-keys cost
        list-instance-profiles
        remove-role-from-instance-profile --instance-profile-name Profile --role-name Machine
        delete-instance-profile --instance-profile-name Profile
        delete-role --role-name Machine
    """,
    "service-linked roles": """
        $ROLE = create-service-linked-role --aws-service-name autoscaling.amazonaws.com --custom-suffix cycle --query Role.RoleName
        $TASK = delete-service-linked-role --role-name $ROLE --query DeletionTaskId
        get-service-linked-role-deletion-status --deletion-task-id $TASK
    """,
    "passwords": """
        update-account-password-policy --minimum-password-length 12
        get-account-password-policy
        create-user --user-name Dot
        create-login-profile --user-name Dot --password Correct-horse-battery-staple-3
        get-login-profile --user-name Dot
        update-login-profile --user-name Dot --password Correct-horse-battery-staple-4
        delete-login-profile --user-name Dot
        delete-user --user-name Dot
        delete-account-password-policy
    """,
    "credentials of services": """
        create-user --user-name Eve
        $ID = create-service-specific-credential --user-name Eve --service-name codecommit.amazonaws.com --query ServiceSpecificCredential.ServiceSpecificCredentialId
        list-service-specific-credentials --user-name Eve
        update-service-specific-credential --user-name Eve --service-specific-credential-id $ID --status Inactive
        reset-service-specific-credential --user-name Eve --service-specific-credential-id $ID
        delete-service-specific-credential --user-name Eve --service-specific-credential-id $ID
        delete-user --user-name Eve
    """,
    "keys and certificates": """
        create-user --user-name Fay
        $SSH = upload-ssh-public-key --user-name Fay --ssh-public-key-body file://$FOLDER/ssh.pub --query SSHPublicKey.SSHPublicKeyId
        get-ssh-public-key --user-name Fay --ssh-public-key-id $SSH --encoding PEM
        list-ssh-public-keys --user-name Fay
        update-ssh-public-key --user-name Fay --ssh-public-key-id $SSH --status Inactive
        delete-ssh-public-key --user-name Fay --ssh-public-key-id $SSH
        $ID = upload-signing-certificate --user-name Fay --certificate-body file://$FOLDER/certificate.pem --query Certificate.CertificateId
        list-signing-certificates --user-name Fay
        update-signing-certificate --user-name Fay --certificate-id $ID --status Inactive
        delete-signing-certificate --user-name Fay --certificate-id $ID
        delete-user --user-name Fay
        upload-server-certificate --server-certificate-name web --certificate-body file://$FOLDER/certificate.pem --private-key file://$FOLDER/key.pem
        get-server-certificate --server-certificate-name web
        tag-server-certificate --server-certificate-name web --tags Key=cost,Value=7
        list-server-certificate-tags --server-certificate-name web
        untag-server-certificate --server-certificate-name web --tag-keys cost
        list-server-certificates
        update-server-certificate --server-certificate-name web --new-server-certificate-name site
        delete-server-certificate --server-certificate-name site
    """,
    "MFA": """
        create-user --user-name Gil
        $SERIAL = create-virtual-mfa-device --virtual-mfa-device-name Phone --outfile $FOLDER/seed --bootstrap-method Base32StringSeed --query VirtualMFADevice.SerialNumber
        tag-mfa-device --serial-number $SERIAL --tags Key=cost,Value=7
        list-mfa-device-tags --serial-number $SERIAL
        untag-mfa-device --serial-number $SERIAL --tag-keys cost
        enable-mfa-device --user-name Gil --serial-number $SERIAL --authentication-code1 $CODE1 --authentication-code2 $CODE2
        list-mfa-devices --user-name Gil
        list-virtual-mfa-devices
        deactivate-mfa-device --user-name Gil --serial-number $SERIAL
        delete-virtual-mfa-device --serial-number $SERIAL
        delete-user --user-name Gil
    """,
    "identity providers": """
        $OIDC = create-open-id-connect-provider --url https://idp.example.com --client-id-list one --thumbprint-list 0000000000000000000000000000000000000000 --query OpenIDConnectProviderArn
        get-open-id-connect-provider --open-id-connect-provider-arn $OIDC
        add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn $OIDC --client-id two
        remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn $OIDC --client-id one
        update-open-id-connect-provider-thumbprint --open-id-connect-provider-arn $OIDC --thumbprint-list 1111111111111111111111111111111111111111
        tag-open-id-connect-provider --open-id-connect-provider-arn $OIDC --tags Key=cost,Value=7
        list-open-id-connect-provider-tags --open-id-connect-provider-arn $OIDC
        untag-open-id-connect-provider --open-id-connect-provider-arn $OIDC --tag-keys cost
        list-open-id-connect-providers
        delete-open-id-connect-provider --open-id-connect-provider-arn $OIDC
        $SAML = create-saml-provider --name idp --saml-metadata-document file://$FOLDER/metadata.xml --query SAMLProviderArn
        get-saml-provider --saml-provider-arn $SAML
        update-saml-provider --saml-provider-arn $SAML --saml-metadata-document file://$FOLDER/metadata.xml
        tag-saml-provider --saml-provider-arn $SAML --tags Key=cost,Value=7
        list-saml-provider-tags --saml-provider-arn $SAML
        untag-saml-provider --saml-provider-arn $SAML --tag-keys cost
        list-saml-providers
        delete-saml-provider --saml-provider-arn $SAML
    """,
    "the account": """
        create-account-alias --account-alias cycle
        list-account-aliases
        delete-account-alias --account-alias cycle
        get-account-summary
        get-account-authorization-details
        generate-credential-report
        set-security-token-service-preferences --global-endpoint-token-version v2Token
        $JOB = generate-service-last-accessed-details --arn arn:aws:iam::$ACCOUNT:user/administrator --query JobId
        get-service-last-accessed-details --job-id $JOB
        get-service-last-accessed-details-with-entities --job-id $JOB --service-namespace iam
        list-policies-granting-service-access --arn arn:aws:iam::$ACCOUNT:user/administrator --service-namespaces s3
    """,
}

# Left out of the cycles: what Debian's AWS CLI is too old to know, what waits for another person or for a report, and what
# is always refused.
NOT_IN_CYCLES = {
    *("AcquireRole", "GetRoleTemplateVersion", "GetAccountProperties", "PutAccountProperties", "GetHumanReadableSummary"),
    *("AcceptDelegationRequest", "AssociateDelegationRequest", "CreateDelegationRequest", "GetDelegationRequest"),
    *("ListDelegationRequests", "RejectDelegationRequest", "SendDelegationToken", "UpdateDelegationRequest"),
    *("EnableOutboundWebIdentityFederation", "DisableOutboundWebIdentityFederation", "GetOutboundWebIdentityFederationInfo"),
    *("EnableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootCredentialsManagement"),
    *("EnableOrganizationsRootSessions", "DisableOrganizationsRootSessions", "ListOrganizationsFeatures"),
    *("GenerateOrganizationsAccessReport", "GetOrganizationsAccessReport"),
    *("ChangePassword", "ResyncMFADevice", "GetMFADevice", "GetCredentialReport"),
}

# What the pages of a listing hold, and what is done first so that there are some. `$N` is 1 to 5.
PAGED = [
    ("ListUsers", {}, [("CreateUser", {"UserName": "Page$N"})]),
    ("ListGroups", {}, [("CreateGroup", {"GroupName": "Page$N"})]),
    ("ListRoles", {}, [("CreateRole", {"RoleName": "Page$N", "AssumeRolePolicyDocument": "$TRUST"})]),
    ("ListPolicies", {"Scope": "Local"}, [("CreatePolicy", {"PolicyName": "Page$N", "PolicyDocument": "$ANYTHING"})]),
    ("GetGroup", {"GroupName": "Page1"}, [("AddUserToGroup", {"GroupName": "Page1", "UserName": "Page$N"})]),
    ("ListGroupsForUser", {"UserName": "Page2"}, [("AddUserToGroup", {"GroupName": "Page$N", "UserName": "Page2"})]),
    *(
        row
        for kind in ("User", "Group", "Role")
        for row in [
            (
                f"List{kind}Policies",
                {f"{kind}Name": "Page1"},
                [(f"Put{kind}Policy", {f"{kind}Name": "Page1", "PolicyName": "own$N", "PolicyDocument": "$ANYTHING"})],
            ),
            (
                f"ListAttached{kind}Policies",
                {f"{kind}Name": "Page1"},
                [(f"Attach{kind}Policy", {f"{kind}Name": "Page1", "PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Page$N"})],
            ),
        ]
    ),
    (
        "ListEntitiesForPolicy",
        {"PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Page1"},
        [("AttachUserPolicy", {"UserName": "Page$N", "PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Page1"})],
    ),
    (
        "ListPolicyVersions",
        {"PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Own"},
        [
            ("CreatePolicy", {"PolicyName": "Own", "PolicyDocument": "$ANYTHING"}, 1),
            ("CreatePolicyVersion", {"PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Own", "PolicyDocument": "$ANYTHING"}, 4),
        ],
    ),
    ("ListAccessKeys", {"UserName": "Page1"}, [("CreateAccessKey", {"UserName": "Page1"}, 2)]),
    ("ListUserTags", {"UserName": "Page1"}, [("TagUser", {"UserName": "Page1", "Tags": [{"Key": "k$N", "Value": ""}]})]),
    ("ListRoleTags", {"RoleName": "Page1"}, [("TagRole", {"RoleName": "Page1", "Tags": [{"Key": "k$N", "Value": ""}]})]),
    (
        "ListPolicyTags",
        {"PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Page1"},
        [("TagPolicy", {"PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Page1", "Tags": [{"Key": "k$N", "Value": ""}]})],
    ),
    (
        "SimulateCustomPolicy",
        {"PolicyInputList": ["$ANYTHING"], "ActionNames": ["s3:GetObject", "s3:PutObject", "iam:GetUser"]},
        [],
    ),
    (
        "SimulatePrincipalPolicy",
        {"PolicySourceArn": "arn:aws:iam::$ACCOUNT:user/Page1", "ActionNames": ["s3:GetObject", "s3:PutObject", "iam:GetUser"]},
        [],
    ),
    ("ListInstanceProfiles", {}, [("CreateInstanceProfile", {"InstanceProfileName": "Page$N"})]),
    (
        "ListInstanceProfilesForRole",
        {"RoleName": "Page1"},
        [("AddRoleToInstanceProfile", {"InstanceProfileName": "Page$N", "RoleName": "Page1"})],
    ),
    (
        "ListInstanceProfileTags",
        {"InstanceProfileName": "Page1"},
        [("TagInstanceProfile", {"InstanceProfileName": "Page1", "Tags": [{"Key": "k$N", "Value": ""}]})],
    ),
    ("ListVirtualMFADevices", {}, [("CreateVirtualMFADevice", {"VirtualMFADeviceName": "Page$N"})]),
    (
        "ListMFADeviceTags",
        {"SerialNumber": "arn:aws:iam::$ACCOUNT:mfa/Page1"},
        [("TagMFADevice", {"SerialNumber": "arn:aws:iam::$ACCOUNT:mfa/Page1", "Tags": [{"Key": "k$N", "Value": ""}]})],
    ),
    ("ListMFADevices", {"UserName": "Page1"}, []),
    ("ListAccountAliases", {}, [("CreateAccountAlias", {"AccountAlias": "page"}, 1)]),
    (
        "ListServerCertificates",
        {},
        [("UploadServerCertificate", {"ServerCertificateName": "Page$N", "CertificateBody": "$CERTIFICATE", "PrivateKey": "$PRIVATE"})],
    ),
    (
        "ListServerCertificateTags",
        {"ServerCertificateName": "Page1"},
        [("TagServerCertificate", {"ServerCertificateName": "Page1", "Tags": [{"Key": "k$N", "Value": ""}]})],
    ),
    (
        "ListSigningCertificates",
        {"UserName": "Page1"},
        [("UploadSigningCertificate", {"UserName": "Page1", "CertificateBody": "$CERTIFICATE"}, 1)],
    ),
    ("ListSSHPublicKeys", {"UserName": "Page1"}, [("UploadSSHPublicKey", {"UserName": "Page1", "SSHPublicKeyBody": "$SSH"}, 1)]),
    (
        "ListOpenIDConnectProviderTags",
        {"OpenIDConnectProviderArn": "arn:aws:iam::$ACCOUNT:oidc-provider/idp.example.com"},
        [
            ("CreateOpenIDConnectProvider", {"Url": "https://idp.example.com", "ThumbprintList": ["0" * 40]}, 1),
            (
                "TagOpenIDConnectProvider",
                {
                    "OpenIDConnectProviderArn": "arn:aws:iam::$ACCOUNT:oidc-provider/idp.example.com",
                    "Tags": [{"Key": "k$N", "Value": ""}],
                },
            ),
        ],
    ),
    (
        "ListSAMLProviderTags",
        {"SAMLProviderArn": "arn:aws:iam::$ACCOUNT:saml-provider/page"},
        [
            ("CreateSAMLProvider", {"Name": "page", "SAMLMetadataDocument": "$METADATA"}, 1),
            (
                "TagSAMLProvider",
                {"SAMLProviderArn": "arn:aws:iam::$ACCOUNT:saml-provider/page", "Tags": [{"Key": "k$N", "Value": ""}]},
            ),
        ],
    ),
    ("GetAccountAuthorizationDetails", {}, []),
]

WAITED = {
    "user_exists": ({"UserName": "Late"}, "CreateUser", {"UserName": "Late"}),
    "role_exists": ({"RoleName": "Late"}, "CreateRole", {"RoleName": "Late", "AssumeRolePolicyDocument": "$TRUST"}),
    "policy_exists": (
        {"PolicyArn": "arn:aws:iam::$ACCOUNT:policy/Late"},
        "CreatePolicy",
        {"PolicyName": "Late", "PolicyDocument": "$ANYTHING"},
    ),
    "instance_profile_exists": ({"InstanceProfileName": "Late"}, "CreateInstanceProfile", {"InstanceProfileName": "Late"}),
}

# Of many who create the same at once, one is served; the others hear this.
CREATED = [
    ("CreateUser", {"UserName": "Won"}),
    ("CreateGroup", {"GroupName": "Won"}),
    ("CreateRole", {"RoleName": "Won", "AssumeRolePolicyDocument": "$TRUST"}),
    ("CreatePolicy", {"PolicyName": "Won", "PolicyDocument": "$ANYTHING"}),
    ("CreateInstanceProfile", {"InstanceProfileName": "Won"}),
    ("CreateVirtualMFADevice", {"VirtualMFADeviceName": "Won"}),
    ("CreateLoginProfile", {"UserName": "Won", "Password": "Correct-horse-battery-staple-5"}),
    ("CreateOpenIDConnectProvider", {"Url": "https://won.example.com", "ThumbprintList": ["0" * 40]}),
    ("CreateSAMLProvider", {"Name": "Won", "SAMLMetadataDocument": "$METADATA"}),
    ("UploadServerCertificate", {"ServerCertificateName": "Won", "CertificateBody": "$CERTIFICATE", "PrivateKey": "$PRIVATE"}),
]


class Cycles(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(cls.folder))
        cls.iam = client(cls.authority, "iam", cls.authority.administrator())
        cls.built = {name.removeprefix("iam:") for name in built(cls.iam)}
        made, key = certificate()
        cls.variables = {
            **CONSTANTS,
            **{"$ACCOUNT": ACCOUNT, "$FOLDER": str(cls.folder), "$SSH": ssh_key(), "$METADATA": saml_metadata("one", made)},
            **{"$CERTIFICATE": made, "$PRIVATE": key},
        }
        for name, text in [("ssh.pub", "$SSH"), ("certificate.pem", "$CERTIFICATE"), ("key.pem", "$PRIVATE"), ("metadata.xml", "$METADATA")]:
            (cls.folder / name).write_text(cls.variables[text])

    def asked(self, operation: str, parameters: dict, **variables: str):
        given = filled(parameters, {**self.variables, **variables})
        return ask(self.iam, operation, given)[1]

    # The AWS CLI.

    def test_cycles_of_the_aws_cli(self):
        before = self.everything()
        whole = {noun: lines for noun, lines in CYCLES.items() if self.operations(lines) <= self.built}
        left_out = sorted(CYCLES.keys() - whole.keys())
        if left_out:
            print(f"not built: {', '.join(left_out)}", end=" ")
        with ThreadPoolExecutor(CYCLES_AT_A_TIME) as pool:
            for noun, fault in zip(whole, pool.map(self.run_cycle, whole.values())):
                with self.subTest(noun):
                    self.assertIsNone(fault)
        self.assertEqual(self.everything(), before)

    def test_each_operation_is_in_a_cycle(self):
        in_cycles = {operation for lines in CYCLES.values() for operation in self.operations(lines)}
        self.assertEqual(set(self.iam.meta.service_model.operation_names) - in_cycles, NOT_IN_CYCLES)

    def operations(self, lines: str) -> set[str]:
        commands = {line.partition(" = ")[2] or line for line in map(str.strip, lines.strip().splitlines())}
        commands = {command.split()[0] for command in commands}
        by_command = {xform_name(name, "-"): name for name in self.iam.meta.service_model.operation_names}
        return {by_command[command] for command in commands if command != "wait"}

    def run_cycle(self, lines: str) -> str | None:
        """What went wrong, if anything did."""
        known = dict(self.variables)
        with CliSession(self.authority, self.authority.administrator()) as cli:
            for line in map(str.strip, lines.strip().splitlines()):
                name, _, command = line.rpartition(" = ")
                if "$CODE1" in command:
                    seed = (self.folder / "seed").read_text().strip()
                    known |= {"$CODE1": totp(seed, "-1"), "$CODE2": totp(seed)}
                words = [filled(word, known) for word in shlex.split(command)]
                said = cli("iam", *words, *(("--output", "text") if name else ()))
                if said["status"] != 0:
                    return f"{command}: {said}"
                if name:
                    known[name] = said["printed"].strip()
        return None

    def everything(self) -> dict:
        """What every listing that needs no parameter lists."""
        nameless = [
            name
            for name in sorted(self.built)
            if name.startswith("List") and not self.iam.meta.service_model.operation_model(name).input_shape.required_members
        ]
        parameters = {"ListPolicies": {"Scope": "Local"}, "ListServiceSpecificCredentials": {"UserName": "administrator"}}
        answers = {name: self.asked(name, parameters.get(name, {})) for name in nameless if "Organizations" not in name}
        return json.loads(json.dumps(answers, default=str))

    # boto3.

    def test_pages_of_every_paginator(self):
        listed = {operation for operation, *_ in PAGED}
        paginated = {name for name in self.iam.meta.service_model.operation_names if self.iam.can_paginate(xform_name(name))}
        self.assertEqual(paginated - listed, set())
        for operation, parameters, first in PAGED:
            if {operation, *(step[0] for step in first)} <= self.built:
                for given, of_each, *times in first:
                    for number in range(1, (times[0] if times else 5) + 1):
                        answer = self.asked(given, of_each, **{"$N": str(number)})
                        tolerated = getattr(answer, "code", None) in (None, "LimitExceeded")
                        self.assertTrue(tolerated, f"{given} {of_each}, {number}: {answer}")
                with self.subTest(operation):
                    self.page_through(operation, filled(parameters, self.variables))

    def page_through(self, operation: str, parameters: dict):
        paginator = self.iam.get_paginator(xform_name(operation))
        keys = [key.expression for key in paginator.result_keys]

        def found(size: int) -> tuple[list, int]:
            pages = list(paginator.paginate(**parameters, PaginationConfig={"PageSize": size}))
            together = [element for key in keys for page in pages for element in page.get(key, [])]
            return json.loads(json.dumps(together, default=str)), len(pages)

        whole, pages = found(1000)
        self.assertEqual(pages, 1)
        self.assertEqual(len({json.dumps(element) for element in whole}), len(whole))
        for size in range(1, len(whole) + 2):
            together, pages = found(size)
            self.assertEqual(together, whole, f"pages of {size}")
            self.assertEqual(pages, max(1, -(-len(whole) // size)), f"pages of {size}")

    def test_waiters(self):
        self.assertEqual(set(WAITED), set(self.iam.waiter_names))
        for name, (parameters, create, given) in WAITED.items():
            if create in self.built:
                waiter, parameters = self.iam.get_waiter(name), filled(parameters, self.variables)
                with self.subTest(name):
                    with self.assertRaises(WaiterError):
                        waiter.wait(**parameters, WaiterConfig={"MaxAttempts": 1})
                    with ThreadPoolExecutor() as pool:
                        waits = pool.submit(waiter.wait, **parameters)
                        self.assertNotIsInstance(self.asked(create, given), Refusal)
                        waits.result(timeout=30)

    # Many at once.

    def test_of_many_creators_one_wins(self):
        for operation, parameters in CREATED:
            if operation in self.built:
                with ThreadPoolExecutor(THREADS) as pool:
                    answers = list(pool.map(lambda _: self.asked(operation, parameters), range(THREADS)))
                lost = [answer.code for answer in answers if isinstance(answer, Refusal)]
                with self.subTest(operation):
                    self.assertEqual(lost, ["EntityAlreadyExists"] * (THREADS - 1))


if __name__ == "__main__":
    unittest.main()
