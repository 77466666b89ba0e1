//! GetAccountSummary: how much the account has of everything, and how much it may have.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use names::AccountId;
use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::accounts::{self, Account};
use records::{ReadTx, Reads, Table, mfa_devices, quotas};
use shapes::iam::{GetAccountSummaryError, GetAccountSummaryRequest, GetAccountSummaryResponse};
use wire::CommonError;

use super::used_policies;
use crate::shared::view;

pub(crate) struct GetAccountSummary;

impl Operation for GetAccountSummary {
    type Input = GetAccountSummaryRequest;
    type Output = GetAccountSummaryResponse;
    type Error = GetAccountSummaryError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetAccountSummaryRequest,
    ) -> Result<Demand, GetAccountSummaryError> {
        Ok(Demand::new(Check::on_anything("iam:GetAccountSummary")))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        _: GetAccountSummaryRequest,
    ) -> Result<GetAccountSummaryResponse, GetAccountSummaryError> {
        let account = accounts::get(tx, cx.account()).ok_or_else(CommonError::service_failure)?;
        let counted = counted(tx, cx.account()).into_iter();
        let quotas = QUOTAS.iter().copied();
        let numbers = counted
            .chain(quotas)
            .map(|(name, number)| (name.to_owned(), view::count(number)));
        let version = account.settings.global_endpoint_token_version.number();
        let of_root = of_root(&account)
            .into_iter()
            .map(|(name, is_so)| (name.to_owned(), i32::from(is_so)));
        let token_version = ("GlobalEndpointTokenVersion".to_owned(), version);
        let summary = numbers.chain(of_root).chain([token_version]);
        Ok(GetAccountSummaryResponse {
            summary_map: Some(summary.collect()),
        })
    }
}

fn counted(tx: &impl Reads, account: AccountId) -> [(&'static str, usize); 10] {
    let count = |table| tx.state().index().count(account, table);
    let devices = mfa_devices::list(tx, account, None);
    let (all, assigned) = devices.fold((0, 0), |(all, assigned), (_, device)| {
        (all + 1, assigned + usize::from(device.owner.is_some()))
    });
    [
        ("Users", count(Table::User)),
        ("Groups", count(Table::Group)),
        ("Roles", count(Table::Role)),
        ("Policies", count(Table::Policy)),
        ("PolicyVersionsInUse", used_policies::of(tx, account).len()),
        ("InstanceProfiles", count(Table::InstanceProfile)),
        (
            "Providers",
            count(Table::OidcProvider) + count(Table::SamlProvider),
        ),
        ("ServerCertificates", count(Table::ServerCertificate)),
        ("MFADevices", all),
        ("MFADevicesInUse", assigned),
    ]
}

/// What the root user has; the names end in `Present` because the values are 1 or 0, and not how many there are.
fn of_root(account: &Account) -> [(&'static str, bool); 4] {
    let root = &account.root;
    [
        (
            "AccountMFAEnabled",
            !root.credentials.mfa_devices.is_empty(),
        ),
        ("AccountAccessKeysPresent", !root.access_keys.is_empty()),
        ("AccountPasswordPresent", !root.password_hash.is_empty()),
        (
            "AccountSigningCertificatesPresent",
            !root.credentials.signing_certificates.is_empty(),
        ),
    ]
}

const QUOTAS: [(&str, usize); 19] = [
    ("UsersQuota", quotas::USERS.limit),
    ("GroupsQuota", quotas::GROUPS.limit),
    ("RolesQuota", quotas::ROLES.limit),
    ("PoliciesQuota", quotas::POLICIES.limit),
    ("PolicyVersionsInUseQuota", POLICY_VERSIONS_IN_USE),
    ("InstanceProfilesQuota", quotas::INSTANCE_PROFILES.limit),
    ("ServerCertificatesQuota", quotas::SERVER_CERTIFICATES.limit),
    ("GroupsPerUserQuota", quotas::GROUPS_PER_USER.limit),
    ("AccessKeysPerUserQuota", quotas::ACCESS_KEYS_PER_USER.limit),
    (
        "SigningCertificatesPerUserQuota",
        quotas::SIGNING_CERTIFICATES_PER_USER.limit,
    ),
    (
        "AttachedPoliciesPerUserQuota",
        quotas::POLICIES_PER_USER.limit,
    ),
    (
        "AttachedPoliciesPerGroupQuota",
        quotas::POLICIES_PER_GROUP.limit,
    ),
    (
        "AttachedPoliciesPerRoleQuota",
        quotas::POLICIES_PER_ROLE.limit,
    ),
    ("VersionsPerPolicyQuota", quotas::VERSIONS_PER_POLICY.limit),
    ("PolicySizeQuota", quotas::POLICY_SIZE.limit),
    ("AssumeRolePolicySizeQuota", quotas::TRUST_POLICY_SIZE.limit),
    ("UserPolicySizeQuota", quotas::USER_INLINE_SIZE),
    ("GroupPolicySizeQuota", quotas::GROUP_INLINE_SIZE),
    ("RolePolicySizeQuota", quotas::ROLE_INLINE_SIZE),
];

/// AWS was observed to show this number. It is out of reach of the other quotas, so nothing here enforces it.
const POLICY_VERSIONS_IN_USE: usize = 10_000;
