//! What a role's trust in an identity provider that many organizations share must ask for, so that not all of them are
//! trusted.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html>
//!
//! Checked when a trust policy is saved, and never again. AWS was observed to look at operators, keys and values alone:
//! whether a condition can be met is not asked.

use std::borrow::Cow;

use policy::{Comparison, Condition, Effect, Operator, Policy, PrincipalKey, Statement};
use shapes::iam::MalformedPolicyDocument;

use super::errors;

/// Checks every statement by itself; a good one does not excuse another.
///
/// # Errors
/// `MalformedPolicyDocument` for the first provider that is trusted with all its tenants.
pub(crate) fn check(policy: &Policy) -> Result<(), MalformedPolicyDocument> {
    for statement in policy.statements().iter().filter(|it| opens(it)) {
        let principals = statement.principals().map(|them| them.entries());
        for principal in principals.unwrap_or_default() {
            if principal.key() == PrincipalKey::Federated {
                check_provider(principal.text(), statement.conditions())?;
            }
        }
    }
    Ok(())
}

/// Whether the statement lets somebody in by a token.
fn opens(statement: &Statement) -> bool {
    statement.effect() == Effect::Allow
        && statement.actions().is_some_and(|actions| {
            let is_named = actions
                .patterns()
                .iter()
                .any(|pattern| pattern.matches_action(ACTION));
            is_named != actions.is_not()
        })
}

fn check_provider(provider: &str, conditions: &[Condition]) -> Result<(), MalformedPolicyDocument> {
    let issuer = match provider.split_once(":oidc-provider/") {
        Some((_, issuer)) => issuer,
        None => provider,
    };
    if let Some(claims) = built_in_claims(issuer) {
        return match names_application(conditions, issuer, claims) {
            true => Ok(()),
            false => Err(errors::trusts_every_application(issuer)),
        };
    }
    let Some(claims) = required_claims(issuer) else {
        return Ok(());
    };
    if issuer == COGNITO && conditions.is_empty() {
        return Err(errors::cognito_without_conditions());
    }
    let is_strict = issuer.starts_with(GITHUB_ACTIONS);
    if is_scoped(conditions, &claims, is_strict) {
        return Ok(());
    }
    // AWS was observed to name GitHub's provider as the policy does, and the others by their issuer.
    let named = if is_strict { provider } else { issuer };
    Err(errors::trusts_every_tenant(named, &claims.join(" or ")))
}

/// The condition keys of which one must be asked for, if the issuer is shared.
fn required_claims(issuer: &str) -> Option<Vec<Cow<'static, str>>> {
    // AWS was observed to go by the beginning here, paths and longer names included.
    if issuer.starts_with(GITHUB_ACTIONS) {
        let claims = ["sub", "job_workflow_ref"];
        return Some(
            claims
                .map(|claim| format!("{issuer}:{claim}").into())
                .into(),
        );
    }
    if issuer == AZURE_SENTINEL {
        return Some(vec![Cow::Borrowed("sts:RoleSessionName")]);
    }
    let (_, claim) = SHARED.iter().find(|(shared, _)| *shared == issuer)?;
    Some(vec![format!("{issuer}:{claim}").into()])
}

/// Whether all values that an operator asks of these claims are scoped; one operator that does so is enough.
fn is_scoped(conditions: &[Condition], claims: &[Cow<'_, str>], is_strict: bool) -> bool {
    let on_claims = |condition: &&Condition| {
        let mut claims = claims.iter();
        is_positive(condition.operator(), true)
            && claims.any(|claim| claim.eq_ignore_ascii_case(condition.key()))
    };
    let is_open = |condition: &Condition| {
        let mut values = condition.literals().iter().map(|literal| literal.text());
        values.any(|value| {
            value == "*" || is_strict && (value.trim().is_empty() || value.starts_with('*'))
        })
    };
    conditions.iter().filter(on_claims).any(|candidate| {
        let same_block = |other: &&Condition| other.operator() == candidate.operator();
        let block = conditions.iter().filter(on_claims).filter(same_block);
        !block.into_iter().any(is_open)
    })
}

/// Whether some condition names an application of an issuer that needs no provider of its own. AWS was observed to know
/// these keys in lower case only, and to ask nothing of the values.
fn names_application(conditions: &[Condition], issuer: &str, claims: &[&str]) -> bool {
    conditions.iter().any(|condition| {
        let claim = condition.key().strip_prefix(issuer);
        let claim = claim.and_then(|rest| rest.strip_prefix(':'));
        is_positive(condition.operator(), false)
            && claim.is_some_and(|claim| claims.contains(&claim))
    })
}

fn built_in_claims(issuer: &str) -> Option<&'static [&'static str]> {
    match issuer {
        "accounts.google.com" => Some(&["aud", "oaud", "sub"]),
        "www.amazon.com" | "graph.facebook.com" => Some(&["app_id", "sub"]),
        _ => None,
    }
}

/// Whether the operator demands that the key is there and has one of the values; the set prefixes make no difference.
fn is_positive(operator: &Operator, with_patterns: bool) -> bool {
    let compares = match operator.comparison {
        Comparison::String | Comparison::StringIgnoreCase => true,
        Comparison::StringLike => with_patterns,
        _ => false,
    };
    compares && !operator.is_negated && !operator.if_exists
}

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
const COGNITO: &str = "cognito-identity.amazonaws.com";
const GITHUB_ACTIONS: &str = "token.actions.githubusercontent.com";
const AZURE_SENTINEL: &str = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d";

/// The other shared issuers, each with the claim that tells its tenants apart.
const SHARED: &[(&str, &str)] = &[
    ("agent.buildkite.com", "sub"),
    ("api.pulumi.com/oidc", "aud"),
    ("app.terraform.io", "sub"),
    (COGNITO, "aud"),
    ("gitlab.com", "sub"),
    ("oidc-configuration.audit-log.githubusercontent.com", "sub"),
    ("oidc.codefresh.io", "sub"),
    (
        "oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu",
        "sub",
    ),
    (
        "oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb",
        "sub",
    ),
    ("oidc.vercel.com", "aud"),
    ("proidc.upbound.io", "sub"),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7",
        "sub",
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr",
        "sub",
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg",
        "sub",
    ),
    (
        "rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26",
        "sub",
    ),
    ("sandboxes.cloud", "aud"),
    ("scalr.io", "sub"),
    ("studio.datachain.ai/api", "sub"),
    ("tokens.cloud.shisho.dev", "sub"),
    ("vstoken.actions.githubusercontent.com", "sub"),
];

#[cfg(test)]
mod tests {
    use policy::Kind;

    use super::*;

    const GITHUB: &str =
        "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

    fn told(statements: &str) -> Result<(), String> {
        let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let policy = Policy::parse(&document, Kind::Trust).unwrap();
        check(&policy).map_err(|error| error.message)
    }

    fn statement(effect: &str, action: &str, provider: &str, condition: &str) -> String {
        format!(
            r#"{{"Effect": "{effect}", "Action": "sts:{action}", "Principal": {{"Federated": "{provider}"}}, "Condition": {{{condition}}}}}"#
        )
    }

    fn allowing(provider: &str, condition: &str) -> String {
        statement("Allow", "AssumeRoleWithWebIdentity", provider, condition)
    }

    fn generic(provider: &str, claims: &str) -> String {
        format!(
            "Trust policy with trusted principal {provider} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, {claims} which is not scoped to all."
        )
    }

    #[test]
    fn a_shared_issuer_is_trusted_with_a_scoped_claim_only() {
        let arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
        let refused = Err(generic("gitlab.com", "gitlab.com:sub"));
        for (condition, is_taken) in [
            ("", false),
            (r#""StringEquals": {"gitlab.com:sub": "x"}"#, true),
            (r#""StringLike": {"gitlab.com:sub": "x*"}"#, true),
            (r#""StringEqualsIgnoreCase": {"GITLAB.COM:SUB": "x"}"#, true),
            (
                r#""ForAnyValue:StringEquals": {"gitlab.com:sub": "x"}"#,
                true,
            ),
            (
                r#""ForAllValues:StringLike": {"gitlab.com:sub": "x"}"#,
                true,
            ),
            (r#""StringEquals": {"gitlab.com:sub": "*"}"#, false),
            (r#""StringEquals": {"gitlab.com:sub": ["x", "*"]}"#, false),
            (r#""StringLike": {"gitlab.com:sub": "?"}"#, true),
            (r#""StringLike": {"gitlab.com:sub": "**"}"#, true),
            (r#""StringLike": {"gitlab.com:sub": "*?"}"#, true),
            (r#""StringEquals": {"gitlab.com:sub": ""}"#, true),
            (r#""StringEquals": {"gitlab.com:sub": []}"#, true),
            (r#""StringNotEquals": {"gitlab.com:sub": "x"}"#, false),
            (r#""StringEqualsIfExists": {"gitlab.com:sub": "x"}"#, false),
            (r#""Null": {"gitlab.com:sub": "false"}"#, false),
            (r#""StringEquals": {"gitlab.com:aud": "x"}"#, false),
            (
                r#""StringEquals": {"gitlab.com:sub": "x"}, "StringLike": {"gitlab.com:sub": "*"}"#,
                true,
            ),
        ] {
            let expected = if is_taken { Ok(()) } else { refused.clone() };
            assert_eq!(told(&allowing(arn, condition)), expected, "{condition}");
        }
    }

    #[test]
    fn github_is_taken_more_strictly_and_by_the_beginning_of_its_name() {
        let sub = "token.actions.githubusercontent.com:sub";
        let workflow = "token.actions.githubusercontent.com:job_workflow_ref";
        let refused = Err(generic(GITHUB, &format!("{sub} or {workflow}")));
        for (condition, is_taken) in [
            (String::new(), false),
            (format!(r#""StringLike": {{"{sub}": "repo:a/b:*"}}"#), true),
            (format!(r#""StringEquals": {{"{workflow}": "x"}}"#), true),
            (format!(r#""StringLike": {{"{sub}": "*"}}"#), false),
            (format!(r#""StringLike": {{"{sub}": "*x"}}"#), false),
            (format!(r#""StringLike": {{"{sub}": " "}}"#), false),
            (format!(r#""StringLike": {{"{sub}": "?*"}}"#), true),
            (
                format!(r#""StringLike": {{"{sub}": "${{aws:username}}"}}"#),
                true,
            ),
            (
                format!(r#""StringEquals": {{"{sub}": "x", "{workflow}": "*"}}"#),
                false,
            ),
            (
                format!(r#""StringEquals": {{"{sub}": "*"}}, "StringLike": {{"{workflow}": "x"}}"#),
                true,
            ),
        ] {
            let expected = if is_taken { Ok(()) } else { refused.clone() };
            assert_eq!(told(&allowing(GITHUB, &condition)), expected, "{condition}");
        }
        for suffix in ["/private", ".example.test", "other"] {
            let issuer = format!("{GITHUB_ACTIONS}{suffix}");
            let provider = format!("{GITHUB}{suffix}");
            let foreign = format!(r#""StringEquals": {{"{sub}": "x"}}"#);
            let claims = format!("{issuer}:sub or {issuer}:job_workflow_ref");
            let expected = Err(generic(&provider, &claims));
            assert_eq!(told(&allowing(&provider, &foreign)), expected, "{suffix}");
            let own = format!(r#""StringEquals": {{"{issuer}:sub": "x"}}"#);
            assert_eq!(told(&allowing(&provider, &own)), Ok(()), "{suffix}");
        }
    }

    #[test]
    fn issuers_that_need_no_provider_must_name_an_application() {
        let refused = |issuer: &str| {
            Err(format!(
                "Policy trusting {issuer} requires a StringEquals condition on an application id"
            ))
        };
        for (issuer, claim) in [
            ("accounts.google.com", "oaud"),
            ("www.amazon.com", "app_id"),
            ("graph.facebook.com", "sub"),
        ] {
            let with = |operator: &str, key: &str| {
                told(&allowing(
                    issuer,
                    &format!(r#""{operator}": {{"{key}": "*"}}"#),
                ))
            };
            let key = format!("{issuer}:{claim}");
            assert_eq!(told(&allowing(issuer, "")), refused(issuer));
            assert_eq!(with("StringEquals", &key), Ok(()));
            assert_eq!(with("ForAnyValue:StringEqualsIgnoreCase", &key), Ok(()));
            assert_eq!(with("StringLike", &key), refused(issuer));
            assert_eq!(with("StringEquals", &key.to_uppercase()), refused(issuer));
        }
        assert_eq!(
            told(&allowing(COGNITO, "")),
            Err("A condition block must be present for the Cognito provider".to_owned())
        );
    }

    #[test]
    fn only_what_lets_somebody_in_by_a_token_is_checked() {
        let good = allowing(
            GITHUB,
            &format!(r#""StringEquals": {{"{GITHUB_ACTIONS}:sub": "x"}}"#),
        );
        let bad = allowing(GITHUB, "");
        assert!(told(&good).is_ok() && told(&bad).is_err());
        assert!(told(&format!("{good}, {bad}")).is_err());
        let private = "arn:aws:iam::123456789012:oidc-provider/idp.example.com";
        for harmless in [
            statement("Deny", "AssumeRoleWithWebIdentity", GITHUB, ""),
            statement("Allow", "TagSession", GITHUB, ""),
            allowing(private, ""),
        ] {
            assert_eq!(told(&harmless), Ok(()), "{harmless}");
        }
    }

    #[test]
    fn every_shared_issuer_is_refused_without_its_claim() {
        let named = SHARED
            .iter()
            .map(|(issuer, claim)| (*issuer, format!("{issuer}:{claim}")));
        let sentinel = (AZURE_SENTINEL, "sts:RoleSessionName".to_owned());
        for (issuer, key) in named.chain([sentinel]) {
            let provider = format!("arn:aws:iam::123456789012:oidc-provider/{issuer}");
            let other = allowing(&provider, r#""StringEquals": {"aws:SourceAccount": "x"}"#);
            assert_eq!(told(&other), Err(generic(issuer, &key)), "{issuer}");
            let scoped = format!(r#""StringEquals": {{"{key}": "x"}}"#);
            assert_eq!(told(&allowing(&provider, &scoped)), Ok(()), "{issuer}");
        }
    }
}
