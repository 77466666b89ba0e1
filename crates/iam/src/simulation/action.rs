//! ActionNames, ResourceArns and ResourceHandlingOption: what a simulation asks about.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>

use shapes::iam::InvalidInput;

use super::{errors, resource_template};

/// What stands for all resources.
pub(super) const EVERYTHING: &str = "*";

/// Checks the resources and the actions together, in AWS's order.
///
/// # Errors
/// `InvalidInput` for what is no ARN; an action without a colon; known and unknown actions on the same resources; and an
/// option that an action does not have.
pub(super) fn check(
    actions: &[String],
    resources: &[String],
    handling_option: Option<&str>,
) -> Result<(), InvalidInput> {
    for resource in resources {
        let is_everything = resource == EVERYTHING && resources.len() == 1;
        if !is_everything && !is_arn(resource) {
            return Err(errors::not_an_arn(resource));
        }
    }
    if actions.iter().any(|action| !action.contains(':')) {
        return Err(errors::incomplete_action());
    }
    if !are_particular(resources) {
        return Ok(());
    }
    let names = actions.iter().map(String::as_str);
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        names.partition(|name| resource_template::known_action(name).is_some());
    if !known.is_empty() && !unknown.is_empty() {
        return Err(errors::mixed_actions(&known, &unknown));
    }
    let Some(option) = handling_option else {
        return Ok(());
    };
    match actions.iter().find(|action| !has_option(action, option)) {
        Some(action) => Err(errors::unsupported_handling(action)),
        None => Ok(()),
    }
}

/// Whether the resources are particular ones, and not all.
pub(super) fn are_particular(resources: &[String]) -> bool {
    !matches!(resources, [only] if only == EVERYTHING)
}

/// Six parts, of which partition, service and resource are not empty.
fn is_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", partition, service, _, _, resource]
        if !partition.is_empty() && !service.is_empty() && !resource.is_empty())
}

/// The option chooses a scenario of its action and asks for no resources: AWS was observed to take incomplete sets.
fn has_option(action: &str, option: &str) -> bool {
    let options = OPTIONS
        .iter()
        .find(|(of, _)| action.eq_ignore_ascii_case(of));
    options.is_some_and(|(_, options)| options.contains(&option))
}

/// More than AWS's page lists, as AWS was observed to take them.
const OPTIONS: &[(&str, &[&str])] = &[
    ("cloudwatch:ListTagsForResource", OF_CLOUDWATCH),
    ("cloudwatch:TagResource", OF_CLOUDWATCH),
    ("cloudwatch:UntagResource", OF_CLOUDWATCH),
    (
        "devicefarm:ScheduleRun",
        &[
            "Device Pool as filter",
            "Device Selection Configuration as filter",
        ],
    ),
    (
        "ec2:RunInstances",
        &[
            "EC2-Classic-EBS",
            "EC2-Classic-InstanceStore",
            "EC2-VPC-EBS",
            "EC2-VPC-EBS-Subnet",
            "EC2-VPC-InstanceStore",
            "EC2-VPC-InstanceStore-Subnet",
        ],
    ),
];

const OF_CLOUDWATCH: &[&str] = &[
    "CloudWatch-Alarm",
    "CloudWatch-AlarmMuteRule",
    "CloudWatch-Dashboard",
    "CloudWatch-Dataset",
    "CloudWatch-InsightRule",
    "CloudWatch-MetricStream",
    "CloudWatch-Service",
    "CloudWatch-ServiceLevelObjective",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_refused_in_aws_words() {
        let bucket = "arn:aws:s3:::bucket";
        let instance = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
        for (actions, resources, option, refusal) in [
            (&["s3:GetObject"][..], &["*"][..], None, None),
            (&["s3:GetObject"], &[bucket, bucket], None, None),
            (
                &["s3:*", "s3:", "s3:Get Object", "madeup:Action"],
                &[bucket],
                None,
                None,
            ),
            (
                &["s3:GetObject", "madeup:Action"],
                &["*"],
                Some("fictional"),
                None,
            ),
            (
                &["ec2:RunInstances"],
                &[instance],
                Some("EC2-VPC-EBS"),
                None,
            ),
            (
                &["GetObject"],
                &["*"],
                None,
                Some("The action is invalid since it is missing names"),
            ),
            (
                &["s3:GetObject"],
                &["not-an-arn"],
                None,
                Some("ResourceNames are not in a valid ARN format: not-an-arn."),
            ),
            (
                &["s3:GetObject"],
                &["arn:aws:s3"],
                None,
                Some("ResourceNames are not in a valid ARN format: arn:aws:s3."),
            ),
            (
                &["s3:GetObject"],
                &[bucket, "*"],
                None,
                Some("ResourceNames are not in a valid ARN format: *."),
            ),
            (
                &["madeup:Action", "s3:GetObject", "iam:GetUser"],
                &[bucket],
                None,
                Some(
                    "Invalid Input Actions: [s3:GetObject,iam:GetUser] and [madeup:Action] require different authorization information.",
                ),
            ),
            (
                &["ec2:RunInstances"],
                &[instance],
                Some("CloudWatch-Alarm"),
                Some(
                    "Invalid input resource handling options. Action does not support resource handling options: ec2:RunInstances.",
                ),
            ),
        ] {
            let owned = |texts: &[&str]| {
                texts
                    .iter()
                    .map(|text| (*text).to_owned())
                    .collect::<Vec<_>>()
            };
            let checked = check(&owned(actions), &owned(resources), option);
            assert_eq!(
                checked.err().map(|error| error.message).as_deref(),
                refusal,
                "{actions:?}"
            );
        }
    }
}
