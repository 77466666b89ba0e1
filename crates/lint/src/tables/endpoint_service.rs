//! Services that send `aws:VpceAccount`, `aws:VpceOrgID` and `aws:VpceOrgPaths`.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount>

/// Whether the key, in lower case, is one that only some services send.
pub(crate) fn is_restricted(folded: &str) -> bool {
    matches!(
        folded,
        "aws:vpceaccount" | "aws:vpceorgid" | "aws:vpceorgpaths"
    )
}

/// Whether requests for the action, given in lower case, carry that key.
pub(crate) fn sends(folded: &str, action: &str) -> bool {
    let Some((service, _)) = action.split_once(':') else {
        return false;
    };
    // Identity and Access Management sends them with every action but this one.
    action != "iam:passrole"
        && (ALL_KEYS.contains(&service)
            || folded != "aws:vpceaccount" && ORGANIZATION_KEYS.contains(&service))
}

/// Services that send all three.
const ALL_KEYS: &[&str] = &[
    "apprunner",
    "discovery",
    "athena",
    "servicediscovery",
    "applicationinsights",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "ecr",
    "ecs",
    "kinesisanalytics",
    "route53",
    "datasync",
    "dynamodb",
    "ebs",
    "scheduler",
    "firehose",
    "gamelift",
    "medical-imaging",
    "healthlake",
    "omics",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kms",
    "lambda",
    "payment-cryptography",
    "polly",
    "acm-pca",
    "rbin",
    "rekognition",
    "servicequotas",
    "s3",
    "shield",
    "storagegateway",
    "ssm-contacts",
    "textract",
    "transcribe",
    "transfer",
];

/// Services that send those about the organization only.
const ORGANIZATION_KEYS: &[&str] = &[
    "b2bi",
    "cognito-identity",
    "dms",
    "ds-data",
    "identitystore",
    "iottwinmaker",
    "cassandra",
    "network-firewall",
    "sms-voice",
    "pricing",
    "ses",
    "sqs",
];
