//! Values against what their key holds: Regions, service principals, VPCs, endpoints, keys of KMS.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use policy::Comparison;

use super::{Condition, Context};
use crate::arn::{Arn, Field, is_open};
use crate::check::error::{
    INVALID_KMS_KEY_VALUE, INVALID_REGION, INVALID_SERVICE_PRINCIPAL_FORMAT, INVALID_VPC_FORMAT,
    INVALID_VPCE_FORMAT,
};
use crate::report::Report;
use crate::tables::region;

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let is_text = condition.block.operator.is_some_and(|operator| {
        matches!(
            operator.comparison,
            Comparison::String
                | Comparison::StringIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn { .. }
        )
    });
    if !is_text {
        return;
    }
    for value in key.values.iter().filter(|value| !is_open(&value.text)) {
        let text: &str = &value.text;
        match key.folded.as_str() {
            "aws:requestedregion" | "kms:primaryregion" | "kms:replicaregion"
                if !region::is_region(text, None) =>
            {
                report.add(&INVALID_REGION, &[("region", text)], value.node);
            }
            "aws:sourcevpc" if !is_id(text, "vpc-") => {
                report.add(&INVALID_VPC_FORMAT, &[], value.node)
            }
            "aws:sourcevpce" if !is_id(text, "vpce-") => {
                report.add(&INVALID_VPCE_FORMAT, &[], value.node)
            }
            "kms:viaservice" if !is_regional_service(text) => {
                let fill = [("expectedFormat", "service-name.AWS_region.amazonaws.com")];
                report.add(&INVALID_SERVICE_PRINCIPAL_FORMAT, &fill, value.node);
            }
            folded if names_services(folded) && !is_service_principal(text) => {
                let fill = [("expectedFormat", "service-name.amazonaws.com")];
                report.add(&INVALID_SERVICE_PRINCIPAL_FORMAT, &fill, value.node);
            }
            folded if KMS_KEYS.contains(&folded) && !is_kms_key(text) => {
                report.add(
                    &INVALID_KMS_KEY_VALUE,
                    &[("key", key.name.text)],
                    value.node,
                );
            }
            _ => {}
        }
    }
}

/// Keys whose values are service principals.
fn names_services(folded: &str) -> bool {
    matches!(
        folded,
        "iam:passedtoservice"
            | "aws:calledvia"
            | "aws:calledviafirst"
            | "aws:calledvialast"
            | "aws:principalservicename"
            | "aws:principalservicenameslist"
    )
}

/// `service-name.amazonaws.com`, perhaps with a Region or other label between. A few principals have another of AWS's
/// domains.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services>
pub(super) fn is_service_principal(text: &str) -> bool {
    const DOMAINS: [&str; 5] = [
        ".amazonaws.com",
        ".amazonaws.com.cn",
        ".amazon.com",
        ".aws.internal",
        ".aws.com",
    ];
    DOMAINS.iter().any(|domain| {
        text.strip_suffix(domain)
            .is_some_and(|labels| labels.split('.').all(is_label))
    })
}

/// `service-name.AWS_region.amazonaws.com`
fn is_regional_service(text: &str) -> bool {
    let labels = text
        .strip_suffix(".amazonaws.com")
        .or_else(|| text.strip_suffix(".amazonaws.com.cn"));
    labels
        .and_then(|labels| labels.rsplit_once('.'))
        .is_some_and(|(service, name)| {
            service.split('.').all(is_label) && region::is_region(name, None)
        })
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The prefix, then 8 or 17 letters and digits.
fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Keys whose values are ARNs of KMS keys, in lower case.
const KMS_KEYS: &[&str] = &[
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3express:x-amz-server-side-encryption-aws-kms-key-id",
    "s3tables:kmskeyarn",
    "s3vectors:kmskeyarn",
    "secretsmanager:kmskeyarn",
    "comprehend:datalakekmskey",
    "comprehend:modelkmskey",
    "comprehend:outputkmskey",
    "comprehend:volumekmskey",
    "quicksight:kmskeyarns",
    "sagemaker:domainsharingoutputkmskey",
    "sagemaker:featuregroupofflinestorekmskey",
    "sagemaker:featuregrouponlinestorekmskey",
    "sagemaker:homeefsfilesystemkmskey",
    "sagemaker:outputkmskey",
    "sagemaker:volumekmskey",
];

/// `arn:partition:kms:region:account:key/id`
fn is_kms_key(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| {
        arn.field(Field::Prefix) == "arn"
            && region::is_partition(arn.field(Field::Partition))
            && arn.field(Field::Service) == "kms"
            && !arn.field(Field::Region).is_empty()
            && !arn.field(Field::Account).is_empty()
            && arn
                .field(Field::Resource)
                .strip_prefix("key/")
                .is_some_and(|id| !id.is_empty())
    })
}
