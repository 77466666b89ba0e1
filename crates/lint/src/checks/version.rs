//! The Version element.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>

use super::Context;
use crate::check::error::INVALID_VERSION;
use crate::check::warning::MISSING_VERSION;
use crate::report::Report;

const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

pub(super) fn check<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    let document = context.document;
    if !document.has_version {
        report.add(&MISSING_VERSION, &[], document.root);
    }
    if let Some(version) = document
        .version
        .filter(|version| !VERSIONS.contains(&version.text))
    {
        let versions = VERSIONS.join(", ");
        report.add(
            &INVALID_VERSION,
            &[("version", version.text), ("versions", &versions)],
            version,
        );
    }
}
