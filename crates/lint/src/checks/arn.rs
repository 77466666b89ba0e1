//! The ARNs of Resource and NotResource, field by field; the first field that is wrong is the one reported.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
//!
//! A wildcard or a variable may become whatever is right, so only literal fields are judged.

use super::Context;
use crate::arn::{Arn, FIELDS, Field, is_open};
use crate::catalog::{self, Format};
use crate::check::Check;
use crate::check::error::{
    ARN_ACCOUNT_NOT_ALLOWED, ARN_REGION_NOT_ALLOWED, INVALID_ARN_ACCOUNT, INVALID_ARN_PREFIX,
    INVALID_ARN_REGION, INVALID_ARN_RESOURCE, INVALID_ARN_SERVICE_CASE, INVALID_PARTITION,
    INVALID_SERVICE, MISSING_ARN_ACCOUNT, MISSING_ARN_FIELD, MISSING_ARN_REGION,
};
use crate::check::suggestion::WILDCARD_IN_SERVICE_NAME;
use crate::document::{Statement, Text};
use crate::pattern::Pattern;
use crate::report::{Report, Spot};
use crate::tables::region;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    for resource in statement.all_resources() {
        if resource.text == "*" {
            continue;
        }
        match Arn::parse(resource.text) {
            Some(arn) => {
                let mut fault = Fault {
                    resource,
                    arn: &arn,
                    report,
                };
                if !names(&mut fault) {
                    places(context, &mut fault);
                }
            }
            // A variable may bring the fields that are not there.
            None if resource.text.contains("${") => {}
            None => {
                let fields = FIELDS.to_string();
                report.add(&MISSING_ARN_FIELD, &[("fields", &fields)], resource);
            }
        }
    }
}

/// Where a fault is reported.
struct Fault<'f, 'n> {
    resource: Text<'n>,
    arn: &'f Arn<'n>,
    report: &'f mut Report<'n>,
}

impl Fault<'_, '_> {
    /// Reports a fault in a field; the whole ARN when the field is empty, since there is nothing to point at.
    fn add(&mut self, check: &Check, fill: &[(&str, &str)], field: Field) -> bool {
        let range = self.arn.range(field);
        let spot = if range.is_empty() {
            Spot::Value(self.resource.node)
        } else {
            Spot::Part(self.resource.node, range)
        };
        self.report.add(check, fill, spot);
        true
    }
}

/// Prefix, partition and service. Returns whether anything was reported.
fn names(fault: &mut Fault<'_, '_>) -> bool {
    let arn = fault.arn;
    let (prefix, service) = (arn.field(Field::Prefix), arn.field(Field::Service));
    if prefix != "arn" && !prefix.contains("${") {
        return fault.add(&INVALID_ARN_PREFIX, &[], Field::Prefix);
    }
    if !service.contains("${") && service.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return fault.add(
            &INVALID_ARN_SERVICE_CASE,
            &[("service", service)],
            Field::Service,
        );
    }
    if let Some(partition) = arn
        .literal(Field::Partition)
        .filter(|name| !region::is_partition(name))
    {
        let partitions = region::partitions();
        let fill = [
            ("service", service),
            ("partition", partition),
            ("partitions", partitions.as_str()),
        ];
        return fault.add(&INVALID_PARTITION, &fill, Field::Partition);
    }
    if service.contains(['*', '?']) {
        return fault.add(&WILDCARD_IN_SERVICE_NAME, &[], Field::Service);
    }
    if !is_open(service) && !catalog::is_service(service) {
        return fault.add(&INVALID_SERVICE, &[("service", service)], Field::Service);
    }
    false
}

/// Region, account and resource, against the formats of the service. Returns whether anything was reported.
fn places(context: &Context<'_, '_>, fault: &mut Fault<'_, '_>) -> bool {
    let arn = fault.arn;
    let service = arn.field(Field::Service);
    // Of a service without resource types nothing is known.
    let Some(formats) = catalog::formats(service) else {
        return false;
    };
    let resource = Pattern::with_open_variables(arn.field(Field::Resource));
    let matching: Vec<&Format> = formats
        .iter()
        .filter(|format| format.resource.overlaps(&resource, context.budget))
        .collect();
    if region_is_wrong(fault, service, &matching) || account_is_wrong(fault, service, &matching) {
        return true;
    }
    matching.is_empty() && fault.add(&INVALID_ARN_RESOURCE, &[], Field::Resource)
}

fn region_is_wrong(fault: &mut Fault<'_, '_>, service: &str, matching: &[&Format]) -> bool {
    let Some(name) = fault.arn.literal(Field::Region) else {
        return false;
    };
    let has_none = |format: &&Format| format.region.is_empty();
    let fill = [("service", service), ("region", name)];
    if name.is_empty() {
        let is_missing = !matching.is_empty() && !matching.iter().any(has_none);
        return is_missing && fault.add(&MISSING_ARN_REGION, &fill, Field::Region);
    }
    if !matching.is_empty() && matching.iter().all(has_none) {
        return fault.add(&ARN_REGION_NOT_ALLOWED, &fill, Field::Region);
    }
    let partition = fault.arn.literal(Field::Partition);
    let is_region =
        region::is_region(name, partition) || matching.iter().any(|format| format.region == name);
    !is_region && fault.add(&INVALID_ARN_REGION, &fill, Field::Region)
}

fn account_is_wrong(fault: &mut Fault<'_, '_>, service: &str, matching: &[&Format]) -> bool {
    let Some(account) = fault.arn.literal(Field::Account) else {
        return false;
    };
    // Types that have a Region are out when the ARN has none, and the other way round.
    let has_region = fault
        .arn
        .literal(Field::Region)
        .map(|region| !region.is_empty());
    let fits = |format: &&&Format| {
        has_region.is_none_or(|has_region| has_region != format.region.is_empty())
    };
    let accounts: Vec<&str> = matching
        .iter()
        .filter(fits)
        .map(|format| format.account)
        .collect();
    let resource = fault.arn.field(Field::Resource);
    let fill = [
        ("service", service),
        ("account", account),
        ("resourceName", resource),
    ];
    if account.is_empty() {
        let is_missing = !accounts.is_empty() && !accounts.iter().any(|account| account.is_empty());
        return is_missing && fault.add(&MISSING_ARN_ACCOUNT, &fill, Field::Account);
    }
    if !accounts.is_empty() && accounts.iter().all(|account| account.is_empty()) {
        return fault.add(&ARN_ACCOUNT_NOT_ALLOWED, &fill, Field::Account);
    }
    let is_id = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    // What AWS owns has `aws` here, and some types a word of their own.
    let is_word = account == "aws" || accounts.contains(&account);
    !is_id && !is_word && fault.add(&INVALID_ARN_ACCOUNT, &fill, Field::Account)
}
