//! The first start on an empty data directory: an account, its root user and an administrator come into being.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use names::{AccessKeyId, AccountId, Arn, IdPrefix, PARTITION, UserName};
use records::accounts::{Account, RootUser};
use records::key_rings::SealedKeyRing;
use records::users::User;
use records::{AccessKey, KeyStatus, ReadTx, Replica, State, UnixTime, WriteTx};
use secrets::{Entropy as _, KeyRing, MasterKey, Secret, access_key};
use serde::Serialize;
use store::TxnId;

use crate::cli::Serve;
use crate::serve::ServeError;
use crate::world::Os;

/// The secrets of the first start, to be shown once and then forgotten.
#[derive(Serialize)]
pub(crate) struct Bootstrap {
    account_id: String,
    root: Root,
    administrator: Administrator,
    endpoint: String,
}

#[derive(Serialize)]
struct Root {
    email: String,
    password: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_access_key: Option<String>,
}

#[derive(Serialize)]
struct Administrator {
    user_name: String,
    access_key_id: String,
    secret_access_key: String,
}

/// Opens the key ring of what is stored already.
pub(crate) fn open_key_ring(
    state: &State,
    master_key: &MasterKey,
) -> Result<Option<KeyRing>, ServeError> {
    let mut tx = ReadTx::new(std::sync::Arc::new(state.clone()));
    let Some(record) = records::key_rings::get(&mut tx) else {
        return Ok(None);
    };
    let sealed = record.bytes().ok_or(ServeError::Damaged("the key ring"))?;
    KeyRing::open(master_key, &sealed)
        .map(Some)
        .map_err(ServeError::KeyRing)
}

/// Makes everything in one transaction: a crash before it leaves nothing, a crash after it leaves a whole account, whose
/// secrets the operator then has as little as after losing the terminal: `root` recovery or an empty directory helps.
pub(crate) async fn run(
    options: &Serve,
    endpoint: &str,
    master_key: &MasterKey,
    replica: &Replica,
    now: UnixTime,
) -> Result<(KeyRing, Bootstrap), ServeError> {
    let ring = KeyRing::generate(now.0, &Os);
    let account = account_id(options)?;
    let password = root_password(options)?;
    let hash = secrets::password::hash(&password, &Os)
        .map_err(|error| ServeError::Configuration(format!("the root user's password: {error}")))?;
    let root_keys = root_keys(options, &ring, now)?;
    let (administrator, secret) = administrator(account, &ring, now)?;

    let mut tx = WriteTx::new(ReadTx::new(replica.state()));
    tx.put(SealedKeyRing::new(&ring.seal(master_key, &Os)));
    tx.put(Account {
        id: account,
        created_at: now,
        root: RootUser {
            email: options.root_email.clone(),
            password_hash: hash.expose().clone(),
            access_keys: root_keys,
            credentials: records::Credentials::default(),
        },
        settings: records::accounts::Settings::default(),
    });
    let administrator_key = administrator
        .access_keys
        .first()
        .map(|key| key.id.to_string())
        .unwrap_or_default();
    tx.put(administrator);
    let mut id = [0; 16];
    Os.fill(&mut id);
    replica
        .commit(TxnId(id), tx)
        .await
        .map_err(|error| ServeError::Configuration(error.to_string()))?;

    let bootstrap = Bootstrap {
        account_id: account.to_string(),
        root: Root {
            email: options.root_email.clone(),
            password,
            access_key_id: options.root_access_key_id.clone(),
            secret_access_key: options.root_secret_access_key.clone(),
        },
        administrator: Administrator {
            user_name: ADMINISTRATOR.to_owned(),
            access_key_id: administrator_key,
            secret_access_key: secret.expose().clone(),
        },
        endpoint: endpoint.to_owned(),
    };
    Ok((ring, bootstrap))
}

impl Bootstrap {
    /// Shows the secrets in the one place that the operator chose.
    pub(crate) fn show(&self, output: Option<&Path>) -> Result<(), ServeError> {
        match output {
            None => {
                let _ = std::io::stdout()
                    .lock()
                    .write_all(self.for_people().as_bytes());
                Ok(())
            }
            Some(path) => {
                let json = serde_json::to_vec_pretty(self)
                    .map_err(|error| ServeError::Configuration(error.to_string()))?;
                let mut options = OpenOptions::new();
                // A file that is there already keeps its mode, so it is not written over.
                let written = options
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)
                    .and_then(|mut file| {
                        file.write_all(&json)?;
                        file.write_all(b"\n")?;
                        file.sync_all()
                    });
                written.map_err(|error| ServeError::file("write the bootstrap output", path, error))
            }
        }
    }

    fn for_people(&self) -> String {
        let mut text = format!(
            "\nA new authority. These secrets are shown once, now:\n\n  account          {}\n  root e-mail      {}\n  root \
             password    {}\n",
            self.account_id, self.root.email, self.root.password
        );
        if let (Some(id), Some(secret)) = (&self.root.access_key_id, &self.root.secret_access_key) {
            text.push_str(&format!(
                "  root access key  {id}\n  root secret key  {secret}\n"
            ));
        }
        let administrator = &self.administrator;
        text.push_str(&format!(
            "\nAs the administrator:\n\n  export AWS_ACCESS_KEY_ID={}\n  export AWS_SECRET_ACCESS_KEY={}\n  export \
             AWS_DEFAULT_REGION=us-east-1\n  aws --endpoint-url {} sts get-caller-identity\n\n",
            administrator.access_key_id, administrator.secret_access_key, self.endpoint
        ));
        text
    }
}

fn account_id(options: &Serve) -> Result<AccountId, ServeError> {
    if let Some(text) = &options.account_id {
        let parsed = text.parse();
        return parsed.map_err(|_| {
            ServeError::Configuration("the account id must be twelve digits".to_owned())
        });
    }
    let mut bytes = [0; 8];
    Os.fill(&mut bytes);
    // Not below 10^11, so that no tool drops a leading zero.
    let number = 100_000_000_000 + u64::from_be_bytes(bytes) % 900_000_000_000;
    AccountId::from_u64(number).map_err(|error| ServeError::Configuration(error.to_string()))
}

fn root_password(options: &Serve) -> Result<String, ServeError> {
    match &options.root_password {
        Some(password) if password.chars().count() < PASSWORD_CHARACTERS_MIN => {
            let text = format!(
                "the root user's password must have at least {PASSWORD_CHARACTERS_MIN} characters"
            );
            Err(ServeError::Configuration(text))
        }
        Some(password) => Ok(password.clone()),
        None => Ok(random_password()),
    }
}

fn root_keys(options: &Serve, ring: &KeyRing, now: UnixTime) -> Result<Vec<AccessKey>, ServeError> {
    let (Some(id), Some(secret)) = (&options.root_access_key_id, &options.root_secret_access_key)
    else {
        return Ok(Vec::new());
    };
    let id: AccessKeyId = id.parse().map_err(|_| {
        ServeError::Configuration(
            "the root access key id must be 16 to 128 word characters".to_owned(),
        )
    })?;
    if secret.len() < SECRET_CHARACTERS_MIN {
        let text = format!(
            "the root secret access key must have at least {SECRET_CHARACTERS_MIN} characters"
        );
        return Err(ServeError::Configuration(text));
    }
    if id.is_temporary() {
        let text = "the root access key id must not begin with ASIA: such keys are temporary";
        return Err(ServeError::Configuration(text.to_owned()));
    }
    Ok(vec![key(id, &Secret::new(secret.clone()), ring, now)])
}

fn administrator(
    account: AccountId,
    ring: &KeyRing,
    now: UnixTime,
) -> Result<(User, Secret<String>), ServeError> {
    let secret = access_key::secret_access_key(&Os);
    let id = access_key::long_term_id(account, &Os);
    let name: UserName = ADMINISTRATOR
        .parse()
        .map_err(|_| ServeError::Damaged("the administrator's name"))?;
    let policy: Arn = format!("arn:{PARTITION}:iam::aws:policy/AdministratorAccess")
        .parse()
        .map_err(|_| ServeError::Damaged("the administrator's policy"))?;
    let user = User {
        account,
        id: access_key::unique_id(IdPrefix::User, account, &Os),
        name,
        path: names::Path::root(),
        created_at: now,
        access_keys: vec![key(id, &secret, ring, now)],
        credentials: records::Credentials::default(),
        inline_policies: records::InlinePolicies::default(),
        attached_policies: vec![policy],
        groups: Vec::new(),
        permissions_boundary: None,
        tags: names::TagSet::default(),
    };
    Ok((user, secret))
}

fn key(id: AccessKeyId, secret: &Secret<String>, ring: &KeyRing, now: UnixTime) -> AccessKey {
    let sealed = secrets::seal(
        ring,
        id.as_str().as_bytes(),
        secret.expose().as_bytes(),
        now.0,
        &Os,
    );
    AccessKey {
        id,
        secret: sealed,
        status: KeyStatus::Active,
        created_at: now,
    }
}

/// 128 random bits in groups that can be read aloud, and that nobody takes for a secret access key.
fn random_password() -> String {
    let mut bytes = [0; 16];
    Os.fill(&mut bytes);
    let groups = bytes.chunks(2).map(|pair| {
        pair.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    });
    groups.collect::<Vec<_>>().join("-")
}

const ADMINISTRATOR: &str = "administrator";
const PASSWORD_CHARACTERS_MIN: usize = 8;
const SECRET_CHARACTERS_MIN: usize = 16;
