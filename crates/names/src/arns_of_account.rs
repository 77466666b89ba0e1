//! The ARNs of an account's own things: IAM ARNs have no region, and the path stands between type and name.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>

use crate::arn::built;
use crate::{
    AccountId, Arn, GroupName, InstanceProfileName, MfaDeviceName, PARTITION, Path, PolicyName,
    RoleName, SamlProviderName, ServerCertificateName, SessionName, UserName,
};

impl AccountId {
    /// `arn:aws:iam::ACCOUNT:root`, which stands for the root user and, in policies, for the whole account.
    #[must_use]
    pub fn root_arn(self) -> Arn {
        self.arn_in("iam", &["root"])
    }

    /// The ARN of a user.
    #[must_use]
    pub fn user_arn(self, path: &Path, name: &UserName) -> Arn {
        self.iam_arn("user", path, name.as_str())
    }

    /// The ARN of a group.
    #[must_use]
    pub fn group_arn(self, path: &Path, name: &GroupName) -> Arn {
        self.iam_arn("group", path, name.as_str())
    }

    /// The ARN of a role.
    #[must_use]
    pub fn role_arn(self, path: &Path, name: &RoleName) -> Arn {
        self.iam_arn("role", path, name.as_str())
    }

    /// The ARN of a customer managed policy.
    #[must_use]
    pub fn policy_arn(self, path: &Path, name: &PolicyName) -> Arn {
        self.iam_arn("policy", path, name.as_str())
    }

    /// The ARN of an instance profile.
    #[must_use]
    pub fn instance_profile_arn(self, path: &Path, name: &InstanceProfileName) -> Arn {
        self.iam_arn("instance-profile", path, name.as_str())
    }

    /// The ARN of a virtual MFA device, which is its serial number.
    #[must_use]
    pub fn mfa_device_arn(self, path: &Path, name: &MfaDeviceName) -> Arn {
        self.iam_arn("mfa", path, name.as_str())
    }

    /// The ARN of a server certificate.
    #[must_use]
    pub fn server_certificate_arn(self, path: &Path, name: &ServerCertificateName) -> Arn {
        self.iam_arn("server-certificate", path, name.as_str())
    }

    /// The ARN of a SAML provider.
    #[must_use]
    pub fn saml_provider_arn(self, name: &SamlProviderName) -> Arn {
        self.iam_arn("saml-provider", &Path::root(), name.as_str())
    }

    /// The ARN of an OpenID Connect provider, or of all of them; `url` has no scheme and may have a path.
    #[must_use]
    pub fn oidc_provider_arn(self, url: &str) -> Arn {
        self.arn_in("iam", &["oidc-provider/", url])
    }

    /// The ARN of a session of a role; the role's path is dropped.
    #[must_use]
    pub fn assumed_role_arn(self, role: &RoleName, session: &SessionName) -> Arn {
        self.arn_in(
            "sts",
            &["assumed-role/", role.as_str(), "/", session.as_str()],
        )
    }

    /// The ARN of a federated user of GetFederationToken.
    #[must_use]
    pub fn federated_user_arn(self, name: &SessionName) -> Arn {
        self.arn_in("sts", &["federated-user/", name.as_str()])
    }

    /// What a list operation is decided on: the type followed by the prefix as asked for, no star appended.
    #[must_use]
    pub fn list_arn(self, kind: &str, path_prefix: &str) -> Arn {
        self.arn_in("iam", &[kind, path_prefix])
    }

    /// The ARN of a thing of `kind` under the default path, for names that have not been found.
    #[must_use]
    pub fn unplaced_arn(self, kind: &str, name: &str) -> Arn {
        self.arn_in("iam", &[kind, "/", name])
    }

    fn iam_arn(self, kind: &str, path: &Path, name: &str) -> Arn {
        self.arn_in("iam", &[kind, path.as_str(), name])
    }

    /// Joined and not formatted, for every request needs the ARN of its caller.
    fn arn_in(self, service: &str, resource: &[&str]) -> Arn {
        let start = ["arn:", PARTITION, ":", service, "::", self.as_str(), ":"];
        built([&start, resource].concat().concat())
    }
}
