//! The directory of a store: who may read it, and which process serves it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::StoreError;

/// The files of an opened directory.
pub(super) struct Files {
    /// Absolute, so that SQLite cannot take a directory named `file:…` for a URI.
    pub(super) database: PathBuf,
    /// Locked as long as it lives. A file of its own: closing any descriptor of the database file would drop the
    /// POSIX locks that SQLite holds on it. <https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>
    pub(super) _lock: File,
}

/// Makes what is missing and takes the lock.
pub(super) fn prepare(directory: &Path) -> Result<Files, StoreError> {
    let say = |error: &io::Error| StoreError::Failed(format!("{}: {error}", directory.display()));
    make_directory(directory).map_err(|error| say(&error))?;
    let directory = directory.canonicalize().map_err(|error| say(&error))?;
    let lock = private()
        .truncate(false)
        .create(true)
        .open(directory.join(LOCK))
        .map_err(|error| say(&error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(StoreError::Locked(directory.display().to_string()));
        }
        Err(TryLockError::Error(error)) => return Err(say(&error)),
    }
    let database = directory.join(DATABASE);
    make_database(&database)
        .and_then(|()| sync(&directory))
        .map_err(|error| say(&error))?;
    Ok(Files {
        database,
        _lock: lock,
    })
}

fn make_directory(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    directory.canonicalize()?.parent().map_or(Ok(()), sync)
}

/// SQLite would make the file with the mode of the umask; what it makes beside it (-wal, -shm) takes this file's mode.
fn make_database(path: &Path) -> io::Result<()> {
    match private().create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => restrict(path),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn restrict(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(drop)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new name in a directory is durable only once the directory is.
#[cfg(unix)]
fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The database beside which SQLite keeps its `-wal` and `-shm`.
pub(super) const DATABASE: &str = "store.sqlite";

const LOCK: &str = "store.lock";
