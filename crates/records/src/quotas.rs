//! How much an account and its entities may hold: AWS's default quotas, each refused with AWS's own words.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use names::AccountId;

use crate::{Reads as _, Table, WriteTx, accounts};

/// A bound on how many of a thing may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// AWS's name for it, as in `Cannot exceed quota for AccessKeysPerUser: 2`.
    pub name: &'static str,
    /// The most that may be.
    pub limit: usize,
}

/// Users in an account.
pub const USERS: Quota = Quota {
    name: "UsersPerAccount",
    limit: 5_000,
};
/// Groups in an account.
pub const GROUPS: Quota = Quota {
    name: "GroupsPerAccount",
    limit: 300,
};
/// Roles in an account.
pub const ROLES: Quota = Quota {
    name: "RolesPerAccount",
    limit: 1_000,
};
/// Customer managed policies in an account.
pub const POLICIES: Quota = Quota {
    name: "PoliciesPerAccount",
    limit: 1_500,
};
/// Instance profiles in an account.
pub const INSTANCE_PROFILES: Quota = Quota {
    name: "InstanceProfilesPerAccount",
    limit: 1_000,
};
/// Roles in an instance profile.
pub const ROLES_PER_INSTANCE_PROFILE: Quota = Quota {
    name: "InstanceSessionsPerInstanceProfile",
    limit: 1,
};
/// Virtual MFA devices in an account, assigned or not: as many as users.
pub const VIRTUAL_MFA_DEVICES: Quota = Quota {
    name: "VirtualMFADevicesPerAccount",
    limit: USERS.limit,
};
/// MFA devices of a user or a root user.
pub const MFA_DEVICES_PER_USER: Quota = Quota {
    name: "MFADevicesPerUser",
    limit: 8,
};
/// Buckets of an account.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html>
pub const BUCKETS: Quota = Quota {
    name: "BucketsPerAccount",
    limit: 10_000,
};
/// Credentials of a user for one service, whatever their status.
pub const SERVICE_SPECIFIC_CREDENTIALS: Quota = Quota {
    name: "ContextSpecificCredentialsPerUserPerContext",
    limit: 2,
};
/// Server certificates in an account.
pub const SERVER_CERTIFICATES: Quota = Quota {
    name: "ServerCertificatesPerAccount",
    limit: 20,
};
/// OpenID Connect providers in an account.
pub const OIDC_PROVIDERS: Quota = Quota {
    name: "OpenIdConnectProvidersPerAccount",
    limit: 100,
};
/// Client ids of an OpenID Connect provider.
pub const CLIENT_IDS_PER_OIDC_PROVIDER: Quota = Quota {
    name: "ClientIdsPerOpenIdConnectProvider",
    limit: 100,
};
/// SAML providers in an account.
pub const SAML_PROVIDERS: Quota = Quota {
    name: "SAMLProvidersPerAccount",
    limit: 100,
};
/// Signing certificates in the metadata of a SAML provider. AWS publishes the number; its name for it is unknown.
pub const KEYS_PER_SAML_PROVIDER: Quota = Quota {
    name: "KeysPerSAMLProvider",
    limit: 10,
};
/// Signing certificates of a user or a root user, whatever their status.
pub const SIGNING_CERTIFICATES_PER_USER: Quota = Quota {
    name: "CertificatesPerUser",
    limit: 2,
};
/// SSH public keys of a user, whatever their status.
pub const SSH_PUBLIC_KEYS_PER_USER: Quota = Quota {
    name: "SSHPublicKeysPerUser",
    limit: 5,
};
/// Requests of a product provider for delegated access, those that are over and not yet forgotten included. AWS publishes
/// neither name nor number.
pub const DELEGATION_REQUESTS: Quota = Quota {
    name: "DelegationRequestsPerAccount",
    limit: 1_000,
};
/// Access keys of a user, whatever their status.
pub const ACCESS_KEYS_PER_USER: Quota = Quota {
    name: "AccessKeysPerUser",
    limit: 2,
};
/// Groups a user is in.
pub const GROUPS_PER_USER: Quota = Quota {
    name: "GroupsPerUser",
    limit: 10,
};
/// Managed policies attached to a user.
pub const POLICIES_PER_USER: Quota = Quota {
    name: "PoliciesPerUser",
    limit: 10,
};
/// Managed policies attached to a group.
pub const POLICIES_PER_GROUP: Quota = Quota {
    name: "PoliciesPerGroup",
    limit: 10,
};
/// Managed policies attached to a role.
pub const POLICIES_PER_ROLE: Quota = Quota {
    name: "PoliciesPerRole",
    limit: 20,
};
/// Stored versions of a managed policy.
pub const VERSIONS_PER_POLICY: Quota = Quota {
    name: "VersionsPerPolicy",
    limit: 5,
};
/// Tags on a resource.
pub const TAGS_PER_RESOURCE: usize = names::TagSet::MAX;
/// Characters of a managed policy, white space not counted.
pub const POLICY_SIZE: Quota = Quota {
    name: "PolicySize",
    limit: 6_144,
};
/// Characters of a trust policy, white space not counted.
pub const TRUST_POLICY_SIZE: Quota = Quota {
    name: "ACLSizePerRole",
    limit: 2_048,
};
/// Characters of all inline policies of a user, white space not counted.
pub const USER_INLINE_SIZE: usize = 2_048;
/// Characters of all inline policies of a group, white space not counted.
pub const GROUP_INLINE_SIZE: usize = 5_120;
/// Characters of all inline policies of a role, white space not counted.
pub const ROLE_INLINE_SIZE: usize = 10_240;

/// More than are made of one kind in one account at the same moment.
const CLOSE: usize = 200;

impl Quota {
    /// Whether one more would be too many, given how many there are.
    #[must_use]
    pub fn is_reached(self, present: usize) -> bool {
        present >= self.limit
    }

    /// Whether the account holds as many of this table as it may.
    ///
    /// What is counted is not relied on, for then no two things could be made at once. Close to the limit it matters,
    /// and each creation makes those at the same time count again.
    #[must_use]
    pub fn is_reached_in(self, tx: &mut WriteTx, account: AccountId, table: Table) -> bool {
        let present = tx.state().index().count(account, table);
        if present + CLOSE >= self.limit {
            tx.touch(&accounts::key(account));
        }
        self.is_reached(present)
    }
}
