//! Statement ids.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>

use std::collections::HashMap;

use super::Context;
use crate::check::error::{UNIQUE_SIDS_REQUIRED, UNSUPPORTED_SID};
use crate::check::suggestion::EMPTY_SID_VALUE;
use crate::check::warning::UNIQUE_SIDS_RECOMMENDED;
use crate::document::Statement;
use crate::report::{Report, Spot};

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    statement: &Statement<'n>,
    report: &mut Report<'n>,
) {
    let Some(sid) = statement.sid else {
        return;
    };
    if sid.text.is_empty() {
        report.add(&EMPTY_SID_VALUE, &[], sid);
    }
    let is_plain = sid.text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_strict(context) && !is_plain {
        report.add(&UNSUPPORTED_SID, &[], sid);
    }
}

/// One finding for each id that several statements have, at all of them.
pub(super) fn unique<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    let mut first: Vec<&str> = Vec::new();
    let mut uses: HashMap<&str, Vec<Spot<'n>>> = HashMap::new();
    let sids = context
        .document
        .statements
        .iter()
        .filter_map(|statement| statement.sid);
    for sid in sids.filter(|sid| !sid.text.is_empty()) {
        let spots = uses.entry(sid.text).or_default();
        if spots.is_empty() {
            first.push(sid.text);
        }
        spots.push(sid.into());
    }
    let check = if is_strict(context) {
        &UNIQUE_SIDS_REQUIRED
    } else {
        &UNIQUE_SIDS_RECOMMENDED
    };
    for spots in first.into_iter().filter_map(|sid| uses.get(sid)) {
        if spots.len() > 1 {
            report.add_at(check, &[], spots);
        }
    }
}

/// Whether ids are held to letters and digits, and to standing once: the policies that IAM and Organizations keep. Other
/// services keep their resource policies themselves, and take more.
fn is_strict(context: &Context<'_, '_>) -> bool {
    !context.scope.is_resource() || context.scope.is_trust()
}
