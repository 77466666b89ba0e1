//! A whole request through the pipeline, without a network: what authentication, authorization, running and answering
//! cost together.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use http::{HeaderMap, Response, StatusCode};
use names::{AccountId, IdPrefix};
use pipeline::{Configuration, Now, Peer, Pipeline, RequestHead, Service, World};
use records::accounts::{Account, RootUser};
use records::users::User;
use records::{AccessKey, KeyStatus, ReadTx, Replica, UnixTime, WriteTx};
use secrets::{Entropy, KeyRing, access_key};
use store::{Memory, Store, TxnId};
use tokio::runtime::Runtime;

use crate::credentials::{Credentials, GET_CALLER_IDENTITY, assume_role, make_role};
use crate::measure::{Contestant, Race, heading};
use crate::world::{Seeded, at_once, now_milliseconds, now_seconds};

/// An authority in memory, with an administrator and a role.
pub struct Authority {
    runtime: Runtime,
    pipeline: Pipeline,
    services: Vec<Service>,
    administrator: Credentials,
}

/// One signed request.
pub struct Signed {
    headers: HeaderMap,
    body: String,
}

impl Authority {
    /// Makes everything.
    #[must_use]
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build()
            .expect("a runtime");
        let entropy = Seeded::new(2);
        let ring = KeyRing::generate(now_seconds(), &entropy);
        let store: Arc<dyn Store> = Arc::new(Memory::new());
        let replica = runtime.block_on(Replica::open(store)).expect("a replica");
        let following = Arc::clone(&replica);
        runtime.spawn(async move { following.follow().await });
        let (account, user, administrator) = first_records(&ring, &entropy);
        let mut tx = WriteTx::new(ReadTx::new(replica.state()));
        tx.put(account);
        tx.put(user);
        runtime
            .block_on(replica.commit(TxnId([1; 16]), tx))
            .expect("the records are committed");

        let world = World {
            clock: Box::new(|| Now(now_milliseconds())),
            entropy: Box::new(entropy),
        };
        let configuration = Configuration {
            region: "us-east-1".to_owned(),
            ..Configuration::default()
        };
        let pipeline = Pipeline::new(replica, ring, world, configuration);
        let services = vec![iam::service(), sts::service()];
        let authority = Self {
            runtime,
            pipeline,
            services,
            administrator,
        };
        for body in make_role(ACCOUNT) {
            let request = Signed::new(&authority.administrator, "iam", body);
            let answer = authority.runtime.block_on(authority.query(&request));
            assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
        }
        authority
    }

    /// Who the administrator is.
    #[must_use]
    pub fn who_am_i(&self) -> Signed {
        Signed::new(&self.administrator, "sts", GET_CALLER_IDENTITY.to_owned())
    }

    /// The administrator assumes the role.
    #[must_use]
    pub fn assume_role(&self) -> Signed {
        Signed::new(&self.administrator, "sts", assume_role(ACCOUNT, 0))
    }

    /// The administrator reads itself, which policies must allow.
    #[must_use]
    pub fn get_user(&self) -> Signed {
        Signed::new(
            &self.administrator,
            "iam",
            "Action=GetUser&Version=2010-05-08&UserName=administrator".to_owned(),
        )
    }

    /// Who a session of the role is.
    #[must_use]
    pub fn who_is_the_session(&self) -> Signed {
        let answer = at_once(self.query(&self.assume_role()));
        let credentials =
            Credentials::from_answer(std::str::from_utf8(answer.body()).expect("XML"));
        Signed::new(&credentials, "sts", GET_CALLER_IDENTITY.to_owned())
    }

    /// Carries out a request that writes nothing, and panics unless it is answered with this status.
    pub fn answer(&self, request: &Signed, status: StatusCode) {
        let answer = at_once(self.query(request));
        assert_eq!(answer.status(), status, "{:?}", answer.body());
    }

    /// The administrator lists users after this marker.
    #[must_use]
    pub fn list_users(&self, marker: Option<&str>) -> Signed {
        let marker = marker
            .map(|marker| format!("&Marker={}", marker.replace('+', "%2B").replace('=', "%3D")));
        let body = format!(
            "Action=ListUsers&Version=2010-05-08{}",
            marker.unwrap_or_default()
        );
        Signed::new(&self.administrator, "iam", body)
    }

    /// The body of a good answer to a request that writes nothing.
    #[must_use]
    pub fn text(&self, request: &Signed) -> String {
        let answer = at_once(self.query(request));
        assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.body());
        String::from_utf8(answer.into_body().to_vec()).expect("XML")
    }

    /// What is stored.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        self.pipeline.replica()
    }

    /// Writes records past all operations.
    pub fn commit(&self, id: TxnId, tx: WriteTx) {
        self.runtime
            .block_on(self.pipeline.replica().commit(id, tx))
            .expect("the records are committed");
    }

    async fn query(&self, request: &Signed) -> Response<bytes::Bytes> {
        let head = RequestHead {
            method: "POST",
            path: "/",
            query: "",
            authority: None,
            headers: &request.headers,
        };
        let peer = Peer {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            tls_version: None,
        };
        self.pipeline
            .query(&self.services, &head, request.body.as_bytes(), peer)
            .await
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Signed {
    fn new(credentials: &Credentials, service: &str, body: String) -> Self {
        let headers = credentials.sign_form(service, "127.0.0.1:4760", &body, 0, now_seconds());
        Self { headers, body }
    }

    /// The same for another action, under the signature of the former.
    fn forged(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            body: format!("{}&x=1", self.body),
        }
    }
}

/// Prints all requests.
pub fn run() {
    let authority = Authority::new();
    let who_am_i = authority.who_am_i();
    let forged = who_am_i.forged();
    let session = authority.who_is_the_session();
    let get_user = authority.get_user();
    let assume_role = authority.assume_role();
    heading(
        "A whole request in the pipeline: bytes to bytes, no network, no log",
        "the first",
    );
    let race = Race::run(vec![
        Contestant::new(FIRST, || authority.answer(&who_am_i, StatusCode::OK)),
        Contestant::new("GetCallerIdentity of a session", || {
            authority.answer(&session, StatusCode::OK)
        }),
        Contestant::new("GetCallerIdentity, forged: refused", || {
            authority.answer(&forged, StatusCode::FORBIDDEN)
        }),
        Contestant::new("GetUser, allowed by AdministratorAccess", || {
            authority.answer(&get_user, StatusCode::OK)
        }),
        Contestant::new("AssumeRole", || {
            authority.answer(&assume_role, StatusCode::OK)
        }),
    ]);
    race.print(FIRST);
}

fn first_records(ring: &KeyRing, entropy: &Seeded) -> (Account, User, Credentials) {
    let account: AccountId = ACCOUNT.parse().expect("an account");
    let now = UnixTime(now_seconds());
    let root = RootUser {
        email: "root@localhost".to_owned(),
        password_hash: String::new(),
        access_keys: Vec::new(),
        credentials: records::Credentials::default(),
    };
    let secret = access_key::secret_access_key(entropy);
    let id = access_key::long_term_id(account, entropy);
    let sealed = secrets::seal(
        ring,
        id.as_str().as_bytes(),
        secret.expose().as_bytes(),
        now.0,
        entropy,
    );
    let administrator = Credentials {
        access_key_id: id.to_string(),
        secret_access_key: secret.expose().clone(),
        session_token: None,
    };
    let user = User {
        account,
        id: access_key::unique_id(IdPrefix::User, account, entropy as &dyn Entropy),
        name: "administrator".parse().expect("a name"),
        path: names::Path::root(),
        created_at: now,
        access_keys: vec![AccessKey {
            id,
            secret: sealed,
            status: KeyStatus::Active,
            created_at: now,
        }],
        credentials: records::Credentials::default(),
        inline_policies: records::InlinePolicies::default(),
        attached_policies: vec![
            "arn:aws:iam::aws:policy/AdministratorAccess"
                .parse()
                .expect("an ARN"),
        ],
        groups: Vec::new(),
        permissions_boundary: None,
        tags: names::TagSet::default(),
    };
    (
        Account {
            id: account,
            created_at: now,
            root,
            settings: records::accounts::Settings::default(),
        },
        user,
        administrator,
    )
}

/// Whose everything is.
pub const ACCOUNT: &str = "123456789012";
const FIRST: &str = "GetCallerIdentity of a user";
