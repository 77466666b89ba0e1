//! A small world: one account with a few identities, a client that signs, and a clock that the test holds.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use names::{AccountId, IdPrefix, Tag, UniqueId};
use pipeline::{
    Configuration, Destination, Now, Peer, Pipeline, RequestHead, Service, World as Outside,
};
use records::accounts::{Account, RootUser};
use records::groups::Group;
use records::roles::Role;
use records::users::User;
use records::{AccessKey, Document, KeyStatus, ReadTx, Reads, Replica, Stored, UnixTime, WriteTx};
use secrets::session::{self, RoleOrigin, SessionClaims, SessionKind, SessionOwner};
use secrets::{Entropy, KeyRing};
use sigv4::{Dialect, SignedBody, Signer, Target, Timestamp};
use store::faulty::Faulty;
use store::{Memory, TxnId};

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const NOW: i64 = 1_790_000_000;
/// Where the authority stands; global services are signed for us-east-1 all the same.
pub(crate) const REGION: &str = "eu-central-1";

pub(crate) struct World {
    pub(crate) pipeline: Pipeline,
    pub(crate) services: Vec<Service>,
    pub(crate) store: Arc<Faulty<Memory>>,
    pub(crate) ring: KeyRing,
    pub(crate) clock: Arc<AtomicI64>,
    commits: AtomicU64,
}

/// What a client signs with.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
}

pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(test)
}

impl World {
    /// Ann (`user/team/Ann`, key [`ann`]), the root user (key [`root`]), the role `role/team/Deploy` and the group `Team`.
    pub(crate) async fn new() -> Self {
        let store = Arc::new(Faulty::new(Memory::new()));
        let replica = Replica::open(Arc::clone(&store) as Arc<dyn store::Store>)
            .await
            .unwrap();
        let follower = Arc::clone(&replica);
        tokio::spawn(async move { follower.follow().await });
        let ring = KeyRing::generate(NOW, &Numbers::default());
        let clock = Arc::new(AtomicI64::new(NOW));
        let time = Arc::clone(&clock);
        let outside = Outside {
            clock: Box::new(move || Now(time.load(Ordering::SeqCst) * 1_000 + 359)),
            entropy: Box::new(Numbers(AtomicU64::new(1_000_000))),
        };
        let configuration = Configuration {
            region: REGION.to_owned(),
            ..Configuration::default()
        };
        let pipeline = Pipeline::new(replica, ring.clone(), outside, configuration);
        let services = crate::operations::services();
        let world = Self {
            pipeline,
            services,
            store,
            ring,
            clock,
            commits: AtomicU64::new(0),
        };
        world
            .change(|tx| {
                tx.put(world.account());
                tx.put(world.user(1));
                tx.put(world.role(1));
                tx.put(group());
            })
            .await;
        world
    }

    pub(crate) async fn change(&self, change: impl FnOnce(&mut WriteTx)) {
        let mut tx = WriteTx::new(ReadTx::new(self.pipeline.replica().state()));
        change(&mut tx);
        let number = self.commits.fetch_add(1, Ordering::SeqCst);
        let id = TxnId((u128::from(number) | 1 << 100).to_be_bytes());
        self.pipeline.replica().commit(id, tx).await.unwrap();
    }

    /// Changes Ann.
    pub(crate) async fn change_ann(&self, change: impl FnOnce(&mut User)) {
        self.change(|tx| {
            let mut ann = User::clone(&records::users::by_name(tx, account_id(), "Ann").unwrap());
            change(&mut ann);
            tx.put(ann);
        })
        .await;
    }

    fn account(&self) -> Account {
        let root = RootUser {
            email: "root@example.com".into(),
            password_hash: String::new(),
            access_keys: vec![self.key(&root())],
            credentials: records::Credentials::default(),
        };
        Account {
            id: account_id(),
            created_at: UnixTime(NOW),
            root,
            settings: records::accounts::Settings::default(),
        }
    }

    /// Ann; of another number, somebody else of the same name.
    pub(crate) fn user(&self, number: u64) -> User {
        User {
            account: account_id(),
            id: unique_id(IdPrefix::User, number),
            name: "Ann".parse().unwrap(),
            path: "/team/".parse().unwrap(),
            created_at: UnixTime(NOW),
            access_keys: vec![self.key(&ann())],
            credentials: records::Credentials::default(),
            inline_policies: records::InlinePolicies::default(),
            attached_policies: Vec::new(),
            groups: Vec::new(),
            permissions_boundary: None,
            tags: [Tag {
                key: "Team".into(),
                value: "blue".into(),
            }]
            .into_iter()
            .collect(),
        }
    }

    /// Deploy; of another number, another role of the same name.
    pub(crate) fn role(&self, number: u64) -> Role {
        let tags = [("Team", "red"), ("Kind", "role")];
        Role {
            account: account_id(),
            id: unique_id(IdPrefix::Role, number),
            name: "Deploy".parse().unwrap(),
            path: "/team/".parse().unwrap(),
            created_at: UnixTime(NOW),
            description: None,
            max_session_duration: 3_600,
            trust_policy: Document::new("{}"),
            inline_policies: records::InlinePolicies::default(),
            attached_policies: Vec::new(),
            permissions_boundary: None,
            tags: tags
                .map(|(key, value)| Tag {
                    key: key.into(),
                    value: value.into(),
                })
                .into_iter()
                .collect(),
            source_template: None,
        }
    }

    /// The record of these credentials.
    pub(crate) fn key(&self, credentials: &Credentials) -> AccessKey {
        let (id, secret) = (credentials.id.as_bytes(), credentials.secret.as_bytes());
        AccessKey {
            id: credentials.id.parse().unwrap(),
            secret: secrets::seal(&self.ring, id, secret, NOW, &Numbers::default()),
            status: KeyStatus::Active,
            created_at: UnixTime(NOW),
        }
    }

    /// Credentials of a session with these claims.
    pub(crate) fn issue(&self, claims: &SessionClaims) -> Credentials {
        let issued = session::issue(&self.ring, claims, &Numbers(AtomicU64::new(77))).unwrap();
        Credentials {
            id: issued.access_key_id.to_string(),
            secret: issued.secret_access_key.expose().clone(),
            token: Some(issued.session_token),
        }
    }

    /// Answers a signed call of an operation in STS's shape that nobody is denied.
    pub(crate) async fn who(&self, credentials: &Credentials) -> Answer {
        self.send(
            Call::sts("Action=GetCallerIdentity&Version=2011-06-15"),
            Some(credentials),
        )
        .await
    }

    /// Answers a signed call of DeleteUser, of which policies decide.
    pub(crate) async fn delete_user(&self, credentials: &Credentials) -> Answer {
        self.send(
            Call::iam("Action=DeleteUser&Version=2010-05-08&UserName=Ann"),
            Some(credentials),
        )
        .await
    }

    pub(crate) async fn send(&self, call: Call<'_>, credentials: Option<&Credentials>) -> Answer {
        let headers = call.headers(credentials);
        let head = RequestHead {
            method: call.method,
            path: call.path,
            query: call.query,
            authority: Some("symbolon.example"),
            headers: &headers,
        };
        let body = call.body.as_bytes();
        let (pipeline, services) = (&self.pipeline, &self.services);
        Answer::of(match pipeline::route(&head, services) {
            Destination::Rest => pipeline.rest(services, &head, body, peer()).await,
            // What goes elsewhere is asked of the query protocol, so that it can be seen to refuse.
            Destination::Query | Destination::Resource => {
                pipeline.query(services, &head, body, peer()).await
            }
        })
    }
}

/// A request, before it is signed.
#[derive(Clone)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) body: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) at: i64,
    pub(crate) extra: Vec<(&'static str, String)>,
}

impl<'a> Call<'a> {
    pub(crate) fn sts(body: &'a str) -> Self {
        let form = (
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        );
        let agent = ("user-agent", "client/1".to_owned());
        Self {
            method: "POST",
            path: "/",
            query: "",
            body,
            service: "sts",
            region: REGION,
            at: NOW,
            extra: vec![form, agent],
        }
    }

    pub(crate) fn iam(body: &'a str) -> Self {
        Self {
            service: "iam",
            region: "us-east-1",
            ..Self::sts(body)
        }
    }

    pub(crate) fn rest(service: &'a str, method: &'a str, path: &'a str, body: &'a str) -> Self {
        Self {
            method,
            path,
            service,
            extra: vec![("content-type", "application/json".to_owned())],
            ..Self::sts(body)
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.extra.push((name, value.to_owned()));
        self
    }

    pub(crate) fn headers(&self, credentials: Option<&Credentials>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.extra {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        if let Some(credentials) = credentials {
            let target = Target {
                method: self.method,
                path: self.path,
                query: self.query,
                authority: Some("symbolon.example"),
            };
            let body = SignedBody::Bytes(self.body.as_bytes());
            let at = Timestamp::from_unix_seconds(self.at);
            self.signer(credentials)
                .sign(&target, &mut headers, body, at)
                .unwrap();
        }
        headers
    }

    fn signer(&self, credentials: &'a Credentials) -> Signer<'a> {
        Signer {
            access_key_id: &credentials.id,
            secret_access_key: &credentials.secret,
            session_token: credentials.token.as_deref(),
            region: self.region,
            service: self.service,
            dialect: if self.service == "s3" {
                Dialect::S3
            } else {
                Dialect::Query
            },
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    fn of(response: Response<Bytes>) -> Self {
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    /// The text of the first element of this name.
    pub(crate) fn text(&self, element: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{element}>"))?;
        let (text, _) = rest.split_once(&format!("</{element}>"))?;
        Some(
            text.replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    }

    pub(crate) fn code(&self) -> String {
        self.text("Code").unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn account_id() -> AccountId {
    ACCOUNT.parse().unwrap()
}

pub(crate) fn unique_id(prefix: IdPrefix, number: u64) -> UniqueId {
    secrets::access_key::unique_id(
        prefix,
        account_id(),
        &Numbers(AtomicU64::new(number * 1_000)),
    )
}

pub(crate) fn ann() -> Credentials {
    long_term("AKIAQKLNZVFJ4EXAMPLE", "anns/secret")
}

pub(crate) fn root() -> Credentials {
    long_term("ROOTKEYGIVENATTHESTART", "roots/secret")
}

fn long_term(id: &str, secret: &str) -> Credentials {
    Credentials {
        id: id.into(),
        secret: secret.into(),
        token: None,
    }
}

pub(crate) fn group() -> Group {
    Group {
        account: account_id(),
        id: unique_id(IdPrefix::Group, 1),
        name: "Team".parse().unwrap(),
        path: "/".parse().unwrap(),
        created_at: UnixTime(NOW),
        inline_policies: records::InlinePolicies::default(),
        attached_policies: Vec::new(),
    }
}

/// An hour of the role Deploy, as session `app`.
pub(crate) fn role_session() -> SessionClaims {
    role_session_of(RoleOrigin::Direct)
}

/// The same, assumed in another way.
pub(crate) fn role_session_of(origin: RoleOrigin) -> SessionClaims {
    claims(SessionKind::Role {
        role_id: unique_id(IdPrefix::Role, 1),
        role_session_name: "app".parse().unwrap(),
        origin,
    })
}

/// Ann, or the root user, with GetSessionToken.
pub(crate) fn session_token(is_root: bool) -> SessionClaims {
    let issuing = if is_root { root().id } else { ann().id };
    SessionClaims {
        issuing_access_key_id: Some(issuing.parse().unwrap()),
        ..claims(SessionKind::SessionToken {
            owner: owner(is_root),
        })
    }
}

/// The federated user `fred` of Ann, or of the root user.
pub(crate) fn federated(is_root: bool) -> SessionClaims {
    let kind = SessionKind::FederatedUser {
        issuer: owner(is_root),
        name: "fred".parse().unwrap(),
    };
    SessionClaims {
        kind,
        ..session_token(is_root)
    }
}

fn owner(is_root: bool) -> SessionOwner {
    match is_root {
        true => SessionOwner::Root,
        false => SessionOwner::User(unique_id(IdPrefix::User, 1)),
    }
}

fn claims(kind: SessionKind) -> SessionClaims {
    SessionClaims {
        account: account_id(),
        kind,
        issued_at: NOW - 60,
        expires_at: NOW + 3_540,
        issuing_access_key_id: None,
        session_policy: None,
        session_policy_arns: Vec::new(),
        session_tags: Vec::new(),
        source_identity: None,
        mfa_authenticated_at: None,
    }
}

pub(crate) fn peer() -> Peer {
    // As a listener on both protocols sees a client of the older one.
    Peer {
        address: IpAddr::V6(Ipv4Addr::new(192, 0, 2, 7).to_ipv6_mapped()),
        tls_version: Some("1.3"),
    }
}

/// Deletes the record of this kind and key.
pub(crate) fn delete<T: Stored>(tx: &mut WriteTx, record: &T) {
    assert!(tx.read(&record.key()).is_some());
    tx.delete(&record.key());
}

/// Randomness that repeats itself from test to test and never within one.
#[derive(Default)]
pub(crate) struct Numbers(pub(crate) AtomicU64);

impl Entropy for Numbers {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            let mixed = self
                .0
                .fetch_add(1, Ordering::SeqCst)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *byte = (mixed ^ (mixed >> 29)).to_le_bytes()[3];
        }
    }
}
