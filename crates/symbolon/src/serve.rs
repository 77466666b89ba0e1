//! `symbolon serve`: from options to a running authority, and down again.

use std::fs::DirBuilder;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use pipeline::{Configuration, Pipeline};
use records::{Replica, ReplicaError};
use secrets::{KeyRing, RingError};
use store::{Sqlite, Store, StoreError};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{error, info};

use crate::admin::Admin;
use crate::cli::Serve;
use crate::http_server::{self, Front};
use crate::meters::Meters;
use crate::services::services;
use crate::{bootstrap, courier, housekeeping, master_key, partners, tls, world};

/// Runs until it is told to stop.
pub(crate) fn run(options: Serve) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| ServeError::Configuration(format!("cannot start the runtime: {error}")))?;
    runtime.block_on(serve(options))
}

async fn serve(options: Serve) -> Result<(), ServeError> {
    let tls = acceptor(&options)?;
    make_data_dir(&options.data_dir)?;
    let master_key = master_key::load(&options)?;
    let partners = options
        .partners
        .as_deref()
        .map(partners::load)
        .transpose()?;
    let (partners, topics) = partners.unwrap_or_default();
    let listener = bind(options.listen).await?;
    let admin_listener = bind(options.admin_listen).await?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let endpoint = format!("{scheme}://{}", local_address(&listener)?);

    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&options.data_dir.join("store"))?);
    let replica = Replica::open(Arc::clone(&store)).await?;
    let following = tokio::spawn({
        let replica = Arc::clone(&replica);
        async move { follow(&replica).await }
    });
    let key_ring = key_ring(&options, &endpoint, &master_key, &replica).await?;

    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| ServeError::Configuration(format!("cannot start the metrics: {error}")))?;
    let configuration = Configuration {
        region: options.region.clone(),
        public_url: public_url(&options, &endpoint),
        partners,
    };
    let pipeline = Pipeline::new(
        Arc::clone(&replica),
        key_ring,
        world::world(),
        configuration,
    );
    let pipeline = Arc::new(pipeline);
    let objects = options.data_dir.join("objects");
    let resource = s3::Front::open(Arc::clone(&pipeline), &objects, options.s3_domain.clone())
        .await
        .map_err(|error| ServeError::Configuration(format!("cannot open the objects: {error}")))?;
    let front = Front {
        pipeline: Arc::clone(&pipeline),
        meters: Meters::new(),
        services: services(),
        resource,
    };

    let admin_endpoint = local_address(&admin_listener)?;
    tokio::spawn(keep_up(metrics.clone()));
    tokio::spawn(courier::deliver(Arc::clone(&pipeline), topics));
    tokio::spawn(housekeeping::keep(Arc::clone(&pipeline)));
    tokio::spawn(serve_admin(
        admin_listener,
        Arc::new(Admin { replica, metrics }),
    ));
    announce(&endpoint, &admin_endpoint.to_string());
    http_server::serve(listener, tls, Arc::new(front), stopped(following)).await;
    housekeeping::write_usage(&pipeline).await;
    store.close().await?;
    info!("stopped");
    Ok(())
}

/// Follows the store's feed through its failures: decisions go on from what is at hand meanwhile. Ends when the store is
/// closed, or when it holds what cannot be read.
async fn follow(replica: &Replica) -> Result<(), ReplicaError> {
    loop {
        match replica.follow().await {
            Err(ReplicaError::Store(error)) => {
                error!(%error, "the store cannot be followed now; trying again");
                tokio::time::sleep(FOLLOW_RETRY_DELAY).await;
            }
            ended => return ended,
        }
    }
}

/// The key ring of what is stored; the first start makes it, with all else.
async fn key_ring(
    options: &Serve,
    endpoint: &str,
    master_key: &secrets::MasterKey,
    replica: &Replica,
) -> Result<KeyRing, ServeError> {
    if let Some(key_ring) = bootstrap::open_key_ring(&replica.state(), master_key)? {
        return Ok(key_ring);
    }
    let now = world::now().seconds();
    let (key_ring, made) = bootstrap::run(options, endpoint, master_key, replica, now).await?;
    made.show(options.bootstrap_output.as_deref())?;
    Ok(key_ring)
}

fn acceptor(options: &Serve) -> Result<Option<tokio_rustls::TlsAcceptor>, ServeError> {
    match (&options.tls_cert, &options.tls_key) {
        (Some(certificate), Some(key)) => tls::acceptor(certificate, key).map(Some),
        _ if options.listen.ip().is_loopback() || options.insecure_http => Ok(None),
        _ => Err(ServeError::Configuration(format!(
            "{} is not a loopback address, and plain HTTP would carry secrets over the network in the clear: give \
             --tls-cert and --tls-key, or say --insecure-http",
            options.listen
        ))),
    }
}

fn public_url(options: &Serve, endpoint: &str) -> String {
    let url = options.public_url.as_deref().unwrap_or(endpoint);
    url.trim_end_matches('/').to_owned()
}

fn make_data_dir(path: &Path) -> Result<(), ServeError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| ServeError::file("make the data directory", path, error))
}

async fn bind(address: std::net::SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| ServeError::Configuration(format!("cannot listen on {address}: {error}")))
}

fn local_address(listener: &TcpListener) -> Result<std::net::SocketAddr, ServeError> {
    listener
        .local_addr()
        .map_err(|error| ServeError::Configuration(error.to_string()))
}

/// Tells people and scripts, on standard output, where it can be reached.
fn announce(endpoint: &str, admin: &str) {
    info!(endpoint, admin, "ready");
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "admin: http://{admin}\nready: {endpoint}");
    let _ = stdout.flush();
}

/// Folds measurements into their summaries, so that they do not pile up while nobody asks for them.
async fn keep_up(metrics: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP_INTERVAL);
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

async fn serve_admin(listener: TcpListener, admin: Arc<Admin>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let admin = Arc::clone(&admin);
        tokio::spawn(async move {
            let answer = service_fn(move |request| Arc::clone(&admin).answer(request));
            let builder = Builder::new(TokioExecutor::new());
            let _ = builder.serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// Resolves when an operator says stop, or when the replica can no longer be trusted to be fresh.
async fn stopped(following: tokio::task::JoinHandle<Result<(), ReplicaError>>) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        error!("signals cannot be received");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => info!("stopping: terminated"),
        _ = interrupt.recv() => info!("stopping: interrupted"),
        ended = following => error!(?ended, "stopping: the replica no longer follows the store"),
    }
}

/// Why the authority does not run; each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error("{0}")]
    Configuration(String),
    #[error("cannot {what} {path}: {error}")]
    File {
        what: &'static str,
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    #[error("the store: {0}")]
    Replica(#[from] ReplicaError),
    #[error("{0} in the store is damaged; restore a backup")]
    Damaged(&'static str),
    #[error(
        "the key ring does not open: {0}; give the master key that this data directory was made with"
    )]
    KeyRing(RingError),
}

impl ServeError {
    pub(crate) fn file(what: &'static str, path: &Path, error: std::io::Error) -> Self {
        Self::File {
            what,
            path: path.to_owned(),
            error,
        }
    }

    pub(crate) fn pem(what: &str, path: &Path, error: &rustls_pki_types::pem::Error) -> Self {
        Self::Configuration(format!("the {what} in {}: {error}", path.display()))
    }
}

const UPKEEP_INTERVAL: std::time::Duration = std::time::Duration::from_secs(5);
const FOLLOW_RETRY_DELAY: std::time::Duration = std::time::Duration::from_secs(1);
