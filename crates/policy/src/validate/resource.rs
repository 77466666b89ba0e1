//! Resources: what an ARN in a policy has to look like.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use crate::arn;
use crate::kind::Kind;
use crate::template::{Piece, Syntax, Template};

const PARTITIONS: &[&str] = &[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
    "*",
];

const IAM_PATHS: &[&str] = &[
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

/// Resources that came later, which AWS's own policies name; the words of the refusal with them are not known.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>
const NEWER_IAM_PATHS: &[&str] = &["delegation-request/", "role-template/"];

/// What S3 keeps in a region, unlike buckets and objects.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-resources-for-iam-policies>
const S3_REGIONAL_PATHS: &[&str] = &[
    "accesspoint/",
    "access-grants/",
    "async-request/",
    "job/",
    "storage-lens/",
    "storage-lens-group/",
];

/// The text for the first malformed resource of a list. A recorded case with two malformed entries was answered for the
/// one that sorts first.
pub(super) fn first_malformed(texts: &[&str], kind: Kind) -> Option<String> {
    let mut sorted = texts.to_vec();
    sorted.sort_unstable();
    sorted.into_iter().find_map(|text| malformed(text, kind))
}

/// The older reader cannot follow `::` in an ARN cut short, nor an empty service.
pub(super) fn is_legacy_readable(text: &str) -> bool {
    if text == "*" || starts_with_variable(text) {
        return true;
    }
    let is_short = text.matches(':').count() < arn::PARTS - 1;
    let has_empty_service = text.split(':').nth(2) == Some("");
    !(has_empty_service || is_short && text.contains("::"))
}

/// A resource that begins with a variable is as a whole only known later.
fn starts_with_variable(text: &str) -> bool {
    text.starts_with("${")
}

fn malformed(text: &str, kind: Kind) -> Option<String> {
    if text == "*" || starts_with_variable(text) {
        return None;
    }
    let Some((_, rest)) = text.split_once(':') else {
        return Some(format!("Resource {text} must be in ARN format or \"*\"."));
    };
    let mut parts = rest.splitn(5, ':');
    let partition = parts.next().unwrap_or_default();
    let (service, region, account, path) = (parts.next(), parts.next(), parts.next(), parts.next());
    if !PARTITIONS.contains(&partition) && !partition.contains("${") {
        return Some(unknown_partition(rest));
    }
    // An upper-case service matches nothing, and a Deny written so would protect nothing.
    let is_open = |service: &str| {
        !service.contains("${")
            && (service.contains(['*', '?']) || service.bytes().any(|b| b.is_ascii_uppercase()))
    };
    if service.is_none_or(is_open) {
        return Some("Resource vendor must be fully qualified and cannot contain regexes.".into());
    }
    let has_region = region.is_some_and(|region| !region.is_empty());
    let path = path_of(text).unwrap_or(path);
    match service {
        Some("iam") if has_region => Some(format!(
            "IAM resource {text} cannot contain region information."
        )),
        Some("s3") if has_region && !path.is_some_and(is_regional_in_s3) => Some(format!(
            "Resource {text} can not contain region information."
        )),
        Some("iam") if path.is_some_and(|path| !is_iam_path(path)) => Some(format!(
            "IAM resource path must either be \"*\" or start with {}.",
            IAM_PATHS.join(", ")
        )),
        // Padding is promised for identity policies alone; elsewhere nobody knows what such an ARN would mean.
        _ if !kind.pads_short_arns()
            && (account.is_none() || path.is_none())
            && !text.contains("${") =>
        {
            Some(format!("Resource {text} must be in ARN format or \"*\"."))
        }
        _ => None,
    }
}

/// The sixth part, where variables before it hide colons of their own (`${saml:sub}`).
fn path_of(text: &str) -> Option<Option<&str>> {
    if !text.contains("${") {
        return None;
    }
    let template = Template::parse(
        text,
        Syntax {
            wildcards: false,
            variables: true,
        },
    );
    let parts = arn::split_pieces(template.pieces());
    let Some(Piece::Text(start)) = parts.get(arn::PARTS - 1).and_then(|part| part.first()) else {
        return Some(None);
    };
    text.find(start.as_ref()).map(|at| text.get(at..))
}

fn is_regional_in_s3(path: &str) -> bool {
    path.starts_with("${")
        || S3_REGIONAL_PATHS
            .iter()
            .any(|start| path.starts_with(start))
}

/// `root` is what sts:AssumeRoot asks for.
fn is_iam_path(path: &str) -> bool {
    path == "*"
        || path == "root"
        || path.starts_with("${")
        || [IAM_PATHS, NEWER_IAM_PATHS]
            .iter()
            .any(|paths| paths.iter().any(|start| path.starts_with(start)))
}

/// Missing parts are printed as `*`; what stood before the first colon is not looked at and printed as `arn`.
fn unknown_partition(rest: &str) -> String {
    let mut parts = rest.splitn(5, ':');
    let partition = parts.next().unwrap_or_default();
    let mut next = || parts.next().unwrap_or("*");
    let (service, region, account, path) = (next(), next(), next(), next());
    format!(
        "Partition \"{partition}\" is not valid for resource \"arn:{partition}:{service}:{region}:{account}:{path}\"."
    )
}
