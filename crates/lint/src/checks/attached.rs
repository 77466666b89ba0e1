//! Resource policies of a named type of resource: what may stand in the policy of a bucket, an access point, a table, a role.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>

use shapes::catalog::Action;

use super::{Condition, Context};
use crate::arn::{Arn, Field};
use crate::catalog::{self, Named, matching, named};
use crate::check::error::{UNSUPPORTED_ACTION_IN_POLICY, UNSUPPORTED_RESOURCE_ARN_IN_POLICY};
use crate::check::suggestion::IRRELEVANT_CONDITION_KEY_IN_POLICY;
use crate::document::Statement;
use crate::pattern::Pattern;
use crate::report::Report;
use crate::scope::ResourceType;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    let Some(attached) = context.scope.attached_to() else {
        return;
    };
    let fill = [("resourceType", attached.title())];
    for action in statement.all_actions() {
        let is_supported = match named(action.text) {
            Named::One(action) => applies(attached, action),
            Named::Pattern(service) => {
                let mut matching = matching(service, action.text, context.budget).peekable();
                // A pattern of nothing is reported as such.
                matching.peek().is_none() || matching.any(|action| applies(attached, action))
            }
            _ => true,
        };
        if !is_supported && !context.budget.is_spent() {
            let fill = [("action", action.text), ("resourceType", attached.title())];
            report.add(&UNSUPPORTED_ACTION_IN_POLICY, &fill, action);
        }
    }
    // A trust policy has no resources at all, which is a finding of its own.
    if attached == ResourceType::AssumeRolePolicyDocument {
        return;
    }
    for resource in statement.all_resources() {
        if !is_of_type(context, attached, resource.text) {
            report.add(&UNSUPPORTED_RESOURCE_ARN_IN_POLICY, &fill, resource);
        }
    }
}

/// Whether the action can be asked for on such a resource.
fn applies(attached: ResourceType, action: &Action) -> bool {
    let (service, types) = types_of(attached);
    if attached == ResourceType::AssumeRolePolicyDocument {
        return service == action.service && TRUST_ACTIONS.contains(&action.name);
    }
    service == action.service
        && action
            .resources
            .iter()
            .any(|resource| types.contains(&resource.resource_type))
}

/// The service whose actions a policy there may name, and the resource types.
fn types_of(attached: ResourceType) -> (&'static str, &'static [&'static str]) {
    match attached {
        ResourceType::S3Bucket => ("s3", &["bucket", "object"]),
        ResourceType::S3AccessPoint | ResourceType::S3MultiRegionAccessPoint => (
            "s3",
            &[
                "accesspoint",
                "accesspointobject",
                "multiregionaccesspoint",
                "bucket",
                "object",
            ],
        ),
        ResourceType::S3ObjectLambdaAccessPoint => {
            ("s3-object-lambda", &["objectlambdaaccesspoint"])
        }
        ResourceType::AssumeRolePolicyDocument => ("sts", &[]),
        ResourceType::DynamoDbTable => ("dynamodb", &["table", "index", "stream"]),
    }
}

/// Actions that AWS was observed to take in trust policies.
const TRUST_ACTIONS: &[&str] = &[
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "DecodeAuthorizationMessage",
    "GetAccessKeyInfo",
    "GetCallerIdentity",
    "GetFederationToken",
    "GetServiceBearerToken",
    "GetSessionToken",
    "SetContext",
    "SetSourceIdentity",
    "TagSession",
];

/// Whether the ARN may be one of a resource of that type. AWS was observed to refuse `*` in the policy of a bucket.
fn is_of_type(context: &Context<'_, '_>, attached: ResourceType, text: &str) -> bool {
    if text == "*" {
        return false;
    }
    let Some(arn) = Arn::parse(text) else {
        // What is no ARN is reported as such.
        return true;
    };
    let Some(service) = arn.literal(Field::Service) else {
        return true;
    };
    // The place of each type's ARNs: service, types, whether with Region, whether with account.
    let (wanted, types, region, account): (_, &[&str], _, _) = match attached {
        ResourceType::S3Bucket => ("s3", &["bucket", "object"], false, false),
        ResourceType::S3AccessPoint => ("s3", &["accesspoint", "accesspointobject"], true, true),
        ResourceType::S3MultiRegionAccessPoint => ("s3", &["multiregionaccesspoint"], false, true),
        ResourceType::S3ObjectLambdaAccessPoint => {
            ("s3-object-lambda", &["objectlambdaaccesspoint"], true, true)
        }
        ResourceType::DynamoDbTable => ("dynamodb", &["table", "index", "stream"], true, true),
        ResourceType::AssumeRolePolicyDocument => return true,
    };
    let agrees = |field: Field, is_there: bool| {
        arn.literal(field)
            .is_none_or(|text| text.is_empty() != is_there)
    };
    let resource = Pattern::with_open_variables(arn.field(Field::Resource));
    service == wanted
        && agrees(Field::Region, region)
        && agrees(Field::Account, account)
        && catalog::formats(wanted).is_some_and(|formats| {
            formats.iter().any(|format| {
                types.contains(&format.resource_type)
                    && format.resource.overlaps(&resource, context.budget)
            })
        })
}

/// The resource's own account is no question in the resource's own policy.
pub(super) fn irrelevant_key<'n>(
    context: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    if let Some(attached) = context
        .scope
        .attached_to()
        .filter(|_| context.scope.is_s3())
        && key.folded == "s3:resourceaccount"
    {
        let fill = [
            ("condition-key", key.name.text),
            ("resource-type", attached.title()),
        ];
        report.add(&IRRELEVANT_CONDITION_KEY_IN_POLICY, &fill, key.node);
    }
}
