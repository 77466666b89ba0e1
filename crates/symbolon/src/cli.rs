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
