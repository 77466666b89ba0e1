//! The audience of an identity provider's token: a claim with one value.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif>

use policy::SetOperator;

use super::{Condition, Context};
use crate::check::security_warning::FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE;
use crate::check::suggestion::CONFIRM_AUDIENCE_CLAIM_TYPE;
use crate::report::Report;

pub(super) fn check<'n>(
    context: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let Some(set) = condition.block.operator.and_then(|operator| operator.set) else {
        return;
    };
    if !context.scope.is_trust() || !is_audience(&key.folded) {
        return;
    }
    let fill = [("key", key.name.text), ("audienceType", "audience")];
    if set == SetOperator::ForAnyValue {
        report.add(&FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE, &fill, key.node);
    }
    report.add(&CONFIRM_AUDIENCE_CLAIM_TYPE, &fill, key.node);
}

/// `<provider>:aud`, of whichever provider.
pub(super) fn is_audience(folded: &str) -> bool {
    folded.rsplit_once(':').is_some_and(|(provider, claim)| {
        claim == "aud" && (provider == "saml" || provider.contains('.'))
    })
}
