//! A whole authority in memory: a store, a replica and a pipeline, with a clock that stands still and seeded randomness.
//! Requests to it are signed and answered as they would be over a connection.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use http::{HeaderMap, HeaderValue};
use names::{AccountId, IdPrefix};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pipeline::{Configuration, Now, Peer, Pipeline, RequestHead, Service};
use policy::Kind;
use records::accounts::{Account, RootUser};
use records::mfa_devices::{MfaOwner, VirtualMfaDevice};
use records::policies::{ManagedPolicy, PolicyVersion};
use records::roles::Role;
use records::users::User;
use records::{
    AccessKey, Document, InlinePolicies, KeyStatus, ReadTx, Replica, Stored, UnixTime, WriteTx,
};
use secrets::{Entropy, KeyRing};
use sigv4::{Dialect, SignedBody, Signer, Target, Timestamp};
use store::{Memory, Store, TxnId};

/// The account that most things are in, and another.
pub(crate) const HOME: &str = "111122223333";
pub(crate) const ABROAD: &str = "444455556666";

/// When the world begins, in seconds since 1970: 2026-09-21T14:13:20Z.
pub(crate) const BEGINNING: i64 = 1_790_000_000;

/// A policy that allows everything.
pub(crate) const ADMINISTRATOR: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// Everything there is.
pub(crate) struct World {
    pub(crate) replica: Arc<Replica>,
    pipeline: Pipeline,
    services: Vec<Service>,
    key_ring: KeyRing,
    entropy: Seeded,
    clock: Arc<AtomicI64>,
}

impl World {
    /// A world with nothing in it.
    pub(crate) async fn new(services: Vec<Service>) -> Self {
        Self::over(Arc::new(Memory::new()), services).await
    }

    /// A world with nothing in it, over this store.
    pub(crate) async fn over(store: Arc<dyn Store>, services: Vec<Service>) -> Self {
        let entropy = Seeded::default();
        let key_ring = KeyRing::generate(BEGINNING, &entropy);
        let replica = Replica::open(store).await.unwrap();
        let following = Arc::clone(&replica);
        tokio::spawn(async move { following.follow().await });
        let clock = Arc::new(AtomicI64::new(BEGINNING));
        let hands = Arc::clone(&clock);
        let world = pipeline::World {
            clock: Box::new(move || Now(hands.load(Ordering::Relaxed) * 1_000)),
            entropy: Box::new(entropy.clone()),
        };
        let configuration = Configuration {
            region: "us-east-1".to_owned(),
            ..Configuration::default()
        };
        let pipeline = Pipeline::new(Arc::clone(&replica), key_ring.clone(), world, configuration);
        Self {
            replica,
            pipeline,
            services,
            key_ring,
            entropy,
            clock,
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Writes a record, whatever stood there before.
    pub(crate) async fn put<T: Stored>(&self, record: T) {
        let mut tx = WriteTx::new(ReadTx::new(self.replica.state()));
        tx.put(record);
        self.replica
            .commit(TxnId(self.entropy.bytes()), tx)
            .await
            .unwrap();
    }

    /// Makes an account and gives the credentials of its root user.
    pub(crate) async fn account(&self, id: &str) -> Credentials {
        let id = account(id);
        let (key, credentials) = self.access_key(id);
        self.put(Account {
            id,
            created_at: UnixTime(BEGINNING),
            root: RootUser {
                email: "root@example.com".to_owned(),
                password_hash: String::new(),
                access_keys: vec![key],
                credentials: records::Credentials::default(),
            },
            settings: records::accounts::Settings::default(),
        })
        .await;
        credentials
    }

    /// A user without policies and its credentials, not yet written; write it with [`World::put`].
    pub(crate) fn user(&self, id: &str, name: &str) -> (User, Credentials) {
        let account = account(id);
        let (key, credentials) = self.access_key(account);
        let user = User {
            account,
            id: secrets::access_key::unique_id(IdPrefix::User, account, &self.entropy),
            name: name.parse().unwrap(),
            path: "/".parse().unwrap(),
            created_at: UnixTime(BEGINNING),
            access_keys: vec![key],
            credentials: records::Credentials::default(),
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
            groups: Vec::new(),
            permissions_boundary: None,
            tags: names::TagSet::default(),
        };
        (user, credentials)
    }

    /// A virtual MFA device of this user with this seed, not yet written.
    pub(crate) fn device(&self, user: &User, name: &str, seed: &[u8]) -> VirtualMfaDevice {
        let serial_number = format!("arn:aws:iam::{}:mfa/{name}", user.account);
        let bound_to = serial_number.as_bytes();
        VirtualMfaDevice {
            account: user.account,
            name: name.parse().unwrap(),
            path: "/".parse().unwrap(),
            created_at: UnixTime(BEGINNING),
            seed: secrets::seal(&self.key_ring, bound_to, seed, BEGINNING, &self.entropy),
            adjustment: 0,
            last_pair: None,
            owner: Some(MfaOwner::User(user.id)),
            tags: names::TagSet::default(),
        }
    }

    /// A secret, sealed for this place.
    pub(crate) fn sealed(&self, bound_to: &str, plaintext: &[u8]) -> secrets::Sealed {
        let bound_to = bound_to.as_bytes();
        secrets::seal(
            &self.key_ring,
            bound_to,
            plaintext,
            BEGINNING,
            &self.entropy,
        )
    }

    /// The token that the product provider of this request trades in.
    pub(crate) fn exchange_token(&self, request_id: &str) -> String {
        secrets::exchange_token::make(&self.key_ring, request_id, BEGINNING, &self.entropy)
    }

    /// A role without policies, not yet written.
    pub(crate) fn role(&self, id: &str, name: &str, trust: &str) -> Role {
        policy::Policy::parse(trust, Kind::Trust).unwrap();
        let account = account(id);
        Role {
            account,
            id: secrets::access_key::unique_id(IdPrefix::Role, account, &self.entropy),
            name: name.parse().unwrap(),
            path: "/".parse().unwrap(),
            created_at: UnixTime(BEGINNING),
            description: None,
            max_session_duration: 3_600,
            trust_policy: Document::new(trust),
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
            permissions_boundary: None,
            tags: names::TagSet::default(),
            source_template: None,
        }
    }

    /// A managed policy of one version, not yet written.
    pub(crate) fn managed_policy(&self, id: &str, name: &str, document: &str) -> ManagedPolicy {
        let account = account(id);
        let created_at = UnixTime(BEGINNING);
        ManagedPolicy {
            account,
            id: secrets::access_key::unique_id(IdPrefix::ManagedPolicy, account, &self.entropy),
            name: name.parse().unwrap(),
            path: "/".parse().unwrap(),
            created_at,
            updated_at: created_at,
            description: None,
            versions: vec![PolicyVersion {
                number: 1,
                document: Document::new(document),
                created_at,
            }],
            default_version: 1,
            next_version: 2,
            tags: names::TagSet::default(),
        }
    }

    /// Sends one signed request to STS.
    pub(crate) async fn call(
        &self,
        credentials: &Credentials,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        self.call_service("sts", "2011-06-15", credentials, action, parameters)
            .await
    }

    /// Sends one signed request to the service with this signing name and API version.
    pub(crate) async fn call_service(
        &self,
        service: &str,
        version: &str,
        credentials: &Credentials,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        let head = [("Action", action), ("Version", version)];
        let pairs = head.iter().chain(parameters);
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let body = pairs.join("&").into_bytes();
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("sts.example.com"));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert("content-type", form);
        let signer = Signer {
            access_key_id: &credentials.access_key_id,
            secret_access_key: &credentials.secret_access_key,
            session_token: credentials.session_token.as_deref(),
            region: "us-east-1",
            service,
            dialect: Dialect::Query,
        };
        let target = Target {
            method: "POST",
            path: "/",
            query: "",
            authority: None,
        };
        let at = Timestamp::from_unix_seconds(self.clock.load(Ordering::Relaxed));
        signer
            .sign(&target, &mut headers, SignedBody::Bytes(&body), at)
            .unwrap();
        let head = RequestHead {
            method: "POST",
            path: "/",
            query: "",
            authority: None,
            headers: &headers,
        };
        let peer = Peer {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            tls_version: Some("1.3"),
        };
        let response = self
            .pipeline
            .query(&self.services, &head, &body, peer)
            .await;
        let status = response.status().as_u16();
        Answer {
            status,
            body: String::from_utf8(response.into_body().to_vec()).unwrap(),
        }
    }

    fn access_key(&self, account: AccountId) -> (AccessKey, Credentials) {
        let id = secrets::access_key::long_term_id(account, &self.entropy);
        let secret = secrets::access_key::secret_access_key(&self.entropy);
        let credentials = Credentials {
            access_key_id: id.to_string(),
            secret_access_key: secret.expose().clone(),
            session_token: None,
        };
        let bound_to = id.as_str().as_bytes();
        let plaintext = secret.expose().as_bytes();
        let sealed = secrets::seal(
            &self.key_ring,
            bound_to,
            plaintext,
            BEGINNING,
            &self.entropy,
        );
        let created_at = UnixTime(BEGINNING);
        (
            AccessKey {
                id,
                secret: sealed,
                status: KeyStatus::Active,
                created_at,
            },
            credentials,
        )
    }
}

/// Inline policies of one document.
pub(crate) fn inline(document: &str) -> InlinePolicies {
    let mut policies = InlinePolicies::default();
    policies.put("inline".parse().unwrap(), Document::new(document));
    policies
}

/// One tag.
pub(crate) fn tag(key: &str, value: &str) -> names::Tag {
    names::Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

fn account(id: &str) -> AccountId {
    id.parse().unwrap()
}

/// What a request is signed with.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
}

/// An answer, of which one asks for the text of elements.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// The text of the first element of this name, if there is one.
    pub(crate) fn get(&self, element: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{element}>"))?;
        let (text, _) = rest.split_once(&format!("</{element}>"))?;
        Some(
            text.replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&"),
        )
    }

    /// The text of an element that must be there.
    pub(crate) fn text(&self, element: &str) -> String {
        self.get(element)
            .unwrap_or_else(|| panic!("no {element} in {}", self.body))
    }

    /// The credentials in the answer.
    pub(crate) fn credentials(&self) -> Credentials {
        assert_eq!(self.status, 200, "{}", self.body);
        Credentials {
            access_key_id: self.text("AccessKeyId"),
            secret_access_key: self.text("SecretAccessKey"),
            session_token: Some(self.text("SessionToken")),
        }
    }

    /// Status, code and message of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        (
            self.status,
            self.text("Code"),
            self.get("Message").unwrap_or_default(),
        )
    }
}

/// Randomness that is the same in every run: splitmix64 over a counter that all clones share.
#[derive(Clone, Default)]
struct Seeded(Arc<AtomicU64>);

impl Seeded {
    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let mut word = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}
