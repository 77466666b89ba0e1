//! Condition keys that every service has, and those that sessions carry from one service to all others.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

/// A key.
#[derive(Debug)]
pub(crate) struct GlobalKey {
    /// In lower case; a family of tag keys ends in `/`.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_multivalued: bool,
}

/// What the values of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    Arn,
    Bool,
    Numeric,
    Date,
    /// `aws:EpochTime`, which date and numeric operators both read.
    DateOrNumeric,
    IpAddress,
}

/// The key with this name in lower case; the name of a tag is any text.
pub(crate) fn find(folded: &str) -> Option<&'static GlobalKey> {
    TABLE.iter().find(|key| match key.name.strip_suffix('/') {
        Some(_) => folded.len() > key.name.len() && folded.starts_with(key.name),
        None => folded == key.name,
    })
}

/// Whether wildcards and variables in its values have no valid use: a pattern might match somebody else's.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive>
pub(crate) fn is_sensitive(folded: &str) -> bool {
    [
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:vpceaccount",
        "aws:vpceorgid",
    ]
    .contains(&folded)
}

const fn one(name: &'static str, kind: Kind) -> GlobalKey {
    GlobalKey {
        name,
        kind,
        is_multivalued: false,
    }
}

const fn many(name: &'static str) -> GlobalKey {
    GlobalKey {
        name,
        kind: Kind::String,
        is_multivalued: true,
    }
}

const TABLE: &[GlobalKey] = &[
    one("aws:principalarn", Kind::Arn),
    one("aws:principalaccount", Kind::String),
    one("aws:principalorgid", Kind::String),
    many("aws:principalorgpaths"),
    one("aws:principaltag/", Kind::String),
    one("aws:principalisawsservice", Kind::Bool),
    one("aws:principalservicename", Kind::String),
    many("aws:principalservicenameslist"),
    one("aws:principaltype", Kind::String),
    one("aws:userid", Kind::String),
    one("aws:username", Kind::String),
    one("aws:assumedroot", Kind::Bool),
    one("aws:federatedprovider", Kind::String),
    one("aws:tokenissuetime", Kind::Date),
    one("aws:signinsessionarn", Kind::Arn),
    one("aws:multifactorauthage", Kind::Numeric),
    one("aws:multifactorauthpresent", Kind::Bool),
    one("aws:chatbotsourcearn", Kind::Arn),
    one("aws:ec2instancesourcevpc", Kind::String),
    one("aws:ec2instancesourceprivateipv4", Kind::IpAddress),
    one("aws:sourceidentity", Kind::String),
    one("aws:sourceip", Kind::IpAddress),
    one("aws:sourcevpc", Kind::String),
    one("aws:sourcevpcarn", Kind::Arn),
    one("aws:sourcevpce", Kind::String),
    one("aws:vpcsourceip", Kind::IpAddress),
    one("aws:vpceaccount", Kind::String),
    one("aws:vpceorgid", Kind::String),
    many("aws:vpceorgpaths"),
    one("aws:resourceaccount", Kind::String),
    one("aws:resourceorgid", Kind::String),
    many("aws:resourceorgpaths"),
    one("aws:resourcetag/", Kind::String),
    many("aws:calledvia"),
    one("aws:calledviafirst", Kind::String),
    one("aws:calledvialast", Kind::String),
    one("aws:calledviaawsmcp", Kind::String),
    one("aws:viaawsservice", Kind::Bool),
    one("aws:viaawsmcpservice", Kind::Bool),
    one("aws:ismcpserviceaction", Kind::Bool),
    one("aws:currenttime", Kind::Date),
    one("aws:epochtime", Kind::DateOrNumeric),
    one("aws:referer", Kind::String),
    one("aws:requestedregion", Kind::String),
    one("aws:requesttag/", Kind::String),
    many("aws:tagkeys"),
    one("aws:securetransport", Kind::Bool),
    one("aws:sourceaccount", Kind::String),
    one("aws:sourcearn", Kind::Arn),
    one("aws:sourceorgid", Kind::String),
    many("aws:sourceorgpaths"),
    one("aws:useragent", Kind::String),
    // Carried by sessions that a service gave out, to every other service.
    one("ec2:roledelivery", Kind::Numeric),
    one("ec2:sourceinstancearn", Kind::Arn),
    one("lambda:sourcefunctionarn", Kind::Arn),
    one("ssm:sourceinstancearn", Kind::Arn),
    one("glue:roleassumedby", Kind::String),
    one("glue:credentialissuingservice", Kind::String),
    one("codebuild:buildarn", Kind::Arn),
    one("codebuild:projectarn", Kind::Arn),
    one("identitystore:userid", Kind::String),
];
