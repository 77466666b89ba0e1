//! The command line. Every option is an environment variable too.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A self-hosted authority for AWS security credentials: IAM, STS and protected S3, wire-compatible with AWS.
#[derive(Debug, Parser)]
#[command(
    name = "symbolon",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves everything on one endpoint; the first start makes an account and prints its secrets once.
    Serve(Serve),

    /// Decides requests by policies and says why: every layer, policy and statement, and what kept each from applying.
    ///
    /// The policies are files, or with --endpoint those that a running server has for the principal. Exits with 0 if all
    /// requests are allowed, 1 if one is denied, 2 on an error.
    Explain(Ask),

    /// Decides many requests by policies, one line each. With --endpoint the server decides (SimulatePrincipalPolicy).
    ///
    /// Exits with 0 if all requests are allowed, 1 if one is denied, 2 on an error.
    Simulate(Ask),

    /// Checks policy documents, as IAM Access Analyzer's ValidatePolicy does.
    ///
    /// Exits with 1 if there is an ERROR or a SECURITY_WARNING, 0 if there is none, 2 if a file cannot be read.
    Lint(Lint),
}

/// The options of `symbolon lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The documents; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What the documents are.
    #[arg(long = "type", value_enum, value_name = "TYPE", default_value_t = LintType::Identity)]
    pub(crate) policy_type: LintType,

    /// What resource policies are attached to, as AWS::S3::Bucket; only then its own checks run.
    #[arg(long, value_name = "TYPE")]
    pub(crate) resource_type: Option<String>,

    /// How findings look.
    #[arg(long, value_enum, default_value_t = LintFormat::Text)]
    pub(crate) format: LintFormat,

    /// No colours, which otherwise appear on a terminal.
    #[arg(long, env = "NO_COLOR", num_args = 0..=1, default_missing_value = "1", value_name = "ANY")]
    pub(crate) no_color: Option<String>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintType {
    /// Attached to a user, group or role.
    Identity,
    /// Attached to a resource.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
}

/// How findings look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    /// For people, with the lines that are meant.
    Text,
    /// The findings as ValidatePolicy answers them, by file.
    Json,
    /// For code hosts and editors: SARIF 2.1.0.
    Sarif,
}

/// What is asked, by which policies, and how the answer looks.
#[derive(Debug, Default, Args)]
pub(crate) struct Ask {
    /// A YAML or JSON file that asks the same: principal, action, resource, owner, context, policies. Flags override or
    /// add to it.
    #[arg(long, value_name = "FILE")]
    pub(crate) request: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) who: Who,

    /// An action, as s3:GetObject; may be repeated.
    #[arg(long, value_name = "SERVICE:ACTION")]
    pub(crate) action: Vec<String>,

    /// The ARN of a resource; may be repeated. Without one, `*`: nothing in particular.
    #[arg(long, value_name = "ARN")]
    pub(crate) resource: Vec<String>,

    /// The account that owns the resource, where its ARN does not say; the principal's own if not given.
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) owner: Option<String>,

    /// A condition key with its one value; may be repeated.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<String>,

    /// One value of a multivalued condition key, as aws:TagKeys; repeated for more values.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context_list: Vec<String>,

    #[command(flatten)]
    pub(crate) policies: PolicyFiles,

    #[command(flatten)]
    pub(crate) server: Server,

    #[command(flatten)]
    pub(crate) show: Show,
}

/// Who asks.
#[derive(Debug, Default, Args)]
pub(crate) struct Who {
    /// The ARN of a user, role, session or root user; a service, as s3.amazonaws.com; or `anonymous`. A role stands for
    /// any session of it.
    #[arg(long, value_name = "ARN")]
    pub(crate) principal: Option<String>,

    /// What the principal is, where its ARN does not say it right.
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) principal_kind: Option<PrincipalKind>,

    /// The unique id of the user or role: AIDA… or AROA….
    #[arg(long, value_name = "ID")]
    pub(crate) principal_id: Option<String>,

    /// The ARN of the role behind a session, with its path, or of the user who issued a federated user's.
    #[arg(long, value_name = "ARN")]
    pub(crate) entity: Option<String>,
}

/// The kinds of principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PrincipalKind {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A session of a role.
    RoleSession,
    /// A session that an IAM user issued with GetFederationToken.
    FederatedUser,
    /// A session that the root user issued with GetFederationToken.
    FederatedRoot,
    /// A session of AssumeRoot.
    RootSession,
    /// An AWS service in its own name.
    Service,
    /// Whoever presents a SAML or OIDC assertion.
    IdentityProvider,
    /// Nobody: an unsigned request.
    Anonymous,
}

/// The policies, as files.
#[derive(Debug, Default, Args)]
pub(crate) struct PolicyFiles {
    /// A policy of the user, its groups or the role; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) identity: Vec<PathBuf>,

    /// The permissions boundary.
    #[arg(long, value_name = "FILE")]
    pub(crate) boundary: Option<PathBuf>,

    /// A session policy; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) session: Vec<PathBuf>,

    /// The policy of the resource, as a bucket policy.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["trust_policy", "key_policy"])]
    pub(crate) resource_policy: Option<PathBuf>,

    /// The trust policy of the role that is assumed, which has to grant.
    #[arg(long, value_name = "FILE", conflicts_with = "key_policy")]
    pub(crate) trust_policy: Option<PathBuf>,

    /// The key policy of the KMS key, which has to grant.
    #[arg(long, value_name = "FILE")]
    pub(crate) key_policy: Option<PathBuf>,

    /// The policy of the VPC endpoint.
    #[arg(long, value_name = "FILE")]
    pub(crate) vpc_endpoint_policy: Option<PathBuf>,

    /// The service control policies of one level, separated by commas; repeated from the root down to the account.
    #[arg(long, value_name = "FILE,…")]
    pub(crate) scp: Vec<String>,

    /// The resource control policies of one level, likewise.
    #[arg(long, value_name = "FILE,…")]
    pub(crate) rcp: Vec<String>,
}

/// A running server, and who asks it.
#[derive(Debug, Default, Args)]
pub(crate) struct Server {
    /// Asks this server, as http://127.0.0.1:4760, for the policies (explain) or the decision (simulate).
    #[arg(long, env = "SYMBOLON_ENDPOINT", value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// The key to sign with.
    #[arg(long, env = "AWS_ACCESS_KEY_ID", value_name = "ID")]
    pub(crate) access_key_id: Option<String>,

    /// Its secret.
    #[arg(
        long,
        env = "AWS_SECRET_ACCESS_KEY",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub(crate) secret_access_key: Option<String>,

    /// The token that goes with a temporary key.
    #[arg(
        long,
        env = "AWS_SESSION_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub(crate) session_token: Option<String>,

    /// The region to sign for.
    #[arg(long, env = "AWS_REGION", default_value = "us-east-1")]
    pub(crate) region: String,

    /// PEM file with the certificates that an https endpoint is trusted by; the system's if not given.
    #[arg(long, env = "AWS_CA_BUNDLE", value_name = "FILE")]
    pub(crate) ca_bundle: Option<PathBuf>,
}

/// How an answer looks.
#[derive(Debug, Default, Args)]
pub(crate) struct Show {
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,

    /// No colours, which otherwise appear on a terminal.
    #[arg(long, env = "NO_COLOR", num_args = 0..=1, default_missing_value = "1", value_name = "ANY")]
    pub(crate) no_color: Option<String>,
}

/// The options of `symbolon serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where clients connect; port 0 takes a free one.
    #[arg(long, env = "SYMBOLON_LISTEN", default_value = "127.0.0.1:4760")]
    pub(crate) listen: SocketAddr,

    /// Where operators connect: /health, /ready and /metrics. Never expose it.
    #[arg(long, env = "SYMBOLON_ADMIN_LISTEN", default_value = "127.0.0.1:4761")]
    pub(crate) admin_listen: SocketAddr,

    /// Where everything is kept.
    #[arg(long, env = "SYMBOLON_DATA_DIR", default_value = "./symbolon-data")]
    pub(crate) data_dir: PathBuf,

    /// The region that this authority answers for.
    #[arg(long, env = "SYMBOLON_REGION", default_value = "us-east-1")]
    pub(crate) region: String,

    /// The URL under which clients reach this authority, such as https://auth.example.com; the address that it listens on
    /// if not given. Tokens for services elsewhere name it as their issuer.
    #[arg(long, env = "SYMBOLON_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,

    /// YAML or JSON file with the product providers who may ask accounts for temporary access.
    #[arg(long, env = "SYMBOLON_PARTNERS", value_name = "FILE")]
    pub(crate) partners: Option<PathBuf>,

    /// The domain of host-style S3 requests (BUCKET.DOMAIN); path-style works always.
    #[arg(long, env = "SYMBOLON_S3_DOMAIN")]
    pub(crate) s3_domain: Option<String>,

    /// PEM file with the certificate chain of the endpoint.
    #[arg(long, env = "SYMBOLON_TLS_CERT", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// PEM file with the private key of the certificate.
    #[arg(long, env = "SYMBOLON_TLS_KEY", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Serve plain HTTP on an address that is not loopback. Secrets will cross the network in the clear.
    #[arg(long, env = "SYMBOLON_INSECURE_HTTP")]
    pub(crate) insecure_http: bool,

    /// Write the secrets of the first start to this file as JSON (mode 0600) instead of to the terminal.
    #[arg(long, env = "SYMBOLON_BOOTSTRAP_OUTPUT")]
    pub(crate) bootstrap_output: Option<PathBuf>,

    /// How log lines look.
    #[arg(long, env = "SYMBOLON_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,

    /// The key that everything is sealed under: 64 hex digits or base64 of 32 bytes. Without it, a file in the data
    /// directory is made and used.
    #[arg(
        long,
        env = "SYMBOLON_MASTER_KEY",
        hide_env_values = true,
        conflicts_with = "master_key_file"
    )]
    pub(crate) master_key: Option<String>,

    /// A file that holds the master key.
    #[arg(long, env = "SYMBOLON_MASTER_KEY_FILE")]
    pub(crate) master_key_file: Option<PathBuf>,

    /// First start only: the account id; random if not given.
    #[arg(long, env = "SYMBOLON_ACCOUNT_ID")]
    pub(crate) account_id: Option<String>,

    /// First start only: the root user's e-mail address.
    #[arg(long, env = "SYMBOLON_ROOT_EMAIL", default_value = "root@localhost")]
    pub(crate) root_email: String,

    /// First start only: the root user's password; random if not given.
    #[arg(long, env = "SYMBOLON_ROOT_PASSWORD", hide_env_values = true)]
    pub(crate) root_password: Option<String>,

    /// First start only: an access key id of the root user, 16 to 128 word characters.
    #[arg(
        long,
        env = "SYMBOLON_ROOT_ACCESS_KEY_ID",
        requires = "root_secret_access_key"
    )]
    pub(crate) root_access_key_id: Option<String>,

    /// First start only: the secret of that access key.
    #[arg(
        long,
        env = "SYMBOLON_ROOT_SECRET_ACCESS_KEY",
        hide_env_values = true,
        requires = "root_access_key_id"
    )]
    pub(crate) root_secret_access_key: Option<String>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For machines, one JSON object a line.
    Json,
}
