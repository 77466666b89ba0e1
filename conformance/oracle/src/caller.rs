//! The callers, by the names that the tables use for them (`crates/policy/tests/tables.rs` holds the same).

use crate::case::HOME;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Root,
    User,
    Role,
    Federated,
    FederatedRoot,
    RootSession,
    Service,
    Provider,
    Anonymous,
}

/// A caller, as verified.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub name: &'static str,
    pub kind: Kind,
    pub arn: &'static str,
    pub account: Option<&'static str>,
    pub entity_arn: Option<&'static str>,
    pub unique_id: Option<&'static str>,
    pub canonical_user: Option<&'static str>,
    pub aliases: &'static [&'static str],
    pub service_linked: bool,
    pub long_term: bool,
    pub signed: bool,
}

/// The canonical user id that some callers are known by.
pub const CANONICAL: &str = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

const NOBODY: Caller = Caller {
    name: "anonymous",
    kind: Kind::Anonymous,
    arn: "",
    account: None,
    entity_arn: None,
    unique_id: None,
    canonical_user: None,
    aliases: &[],
    service_linked: false,
    long_term: false,
    signed: false,
};

const ROOT: Caller = Caller {
    name: "root",
    kind: Kind::Root,
    arn: "arn:aws:iam::111122223333:root",
    account: Some(HOME),
    signed: true,
    ..NOBODY
};

const USER: Caller = Caller {
    name: "user",
    kind: Kind::User,
    arn: "arn:aws:iam::111122223333:user/team/Ada",
    account: Some(HOME),
    unique_id: Some("AIDAEXAMPLEADA000001"),
    signed: true,
    ..NOBODY
};

const ROLE: Caller = Caller {
    name: "role",
    kind: Kind::Role,
    arn: "arn:aws:sts::111122223333:assumed-role/Worker/s1",
    account: Some(HOME),
    entity_arn: Some("arn:aws:iam::111122223333:role/app/Worker"),
    unique_id: Some("AROAEXAMPLEWORKER001"),
    signed: true,
    ..NOBODY
};

const FAY: &str = "arn:aws:sts::111122223333:federated-user/Fay";

pub const CALLERS: &[Caller] = &[
    NOBODY,
    ROOT,
    USER,
    ROLE,
    Caller {
        name: "root-canonical",
        canonical_user: Some(CANONICAL),
        ..ROOT
    },
    Caller {
        name: "root-session",
        kind: Kind::RootSession,
        ..ROOT
    },
    Caller {
        name: "user-with-keys",
        long_term: true,
        ..USER
    },
    Caller {
        name: "user-canonical",
        canonical_user: Some(CANONICAL),
        ..USER
    },
    Caller {
        name: "service-linked-role",
        service_linked: true,
        ..ROLE
    },
    Caller {
        name: "federated",
        kind: Kind::Federated,
        arn: FAY,
        entity_arn: Some(USER.arn),
        ..USER
    },
    Caller {
        name: "federated-root",
        kind: Kind::FederatedRoot,
        arn: FAY,
        ..ROOT
    },
    Caller {
        name: "service",
        kind: Kind::Service,
        arn: "sqs.amazonaws.com",
        aliases: &["sqs.eu-west-1.amazonaws.com"],
        signed: true,
        ..NOBODY
    },
    Caller {
        name: "provider",
        kind: Kind::Provider,
        arn: "arn:aws:iam::111122223333:saml-provider/Corp",
        ..NOBODY
    },
    Caller {
        name: "foreign-user",
        kind: Kind::User,
        arn: "arn:aws:iam::444455556666:user/Eve",
        account: Some("444455556666"),
        signed: true,
        ..NOBODY
    },
    Caller {
        name: "foreign-root",
        kind: Kind::Root,
        arn: "arn:aws:iam::444455556666:root",
        account: Some("444455556666"),
        signed: true,
        ..NOBODY
    },
];

/// The caller of that name.
pub fn named(name: &str) -> &'static Caller {
    CALLERS
        .iter()
        .find(|caller| caller.name == name)
        .expect("a case names a caller of the table")
}
