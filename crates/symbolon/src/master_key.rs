//! Where the master key comes from: the environment, a named file, or a file made in the data directory.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use secrets::{Entropy as _, MasterKey, Secret};

use crate::cli::Serve;
use crate::serve::ServeError;
use crate::world::Os;

/// The master key as the options say.
pub(crate) fn load(options: &Serve) -> Result<MasterKey, ServeError> {
    if let Some(text) = &options.master_key {
        return parse(text, "SYMBOLON_MASTER_KEY");
    }
    if let Some(path) = &options.master_key_file {
        return read(path);
    }
    let path = options.data_dir.join(FILE_NAME);
    if path.exists() {
        read(&path)
    } else {
        create(&path)
    }
}

fn read(path: &Path) -> Result<MasterKey, ServeError> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX).read_to_string(&mut text))
        .map_err(|error| ServeError::file("read the master key", path, error))?;
    let text = Secret::new(text);
    parse(text.expose().trim(), &path.display().to_string())
}

fn create(path: &Path) -> Result<MasterKey, ServeError> {
    let mut bytes = [0; 32];
    Os.fill(&mut bytes);
    let text = Secret::new(
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>(),
    );
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.expose().as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            // The name must survive a crash as surely as the key, or the data could never be opened again.
            path.parent()
                .map_or(Ok(()), |directory| File::open(directory)?.sync_all())
        });
    written.map_err(|error| ServeError::file("make the master key", path, error))?;
    parse(text.expose(), FILE_NAME)
}

fn parse(text: &str, origin: &str) -> Result<MasterKey, ServeError> {
    MasterKey::parse(text)
        .map_err(|error| ServeError::Configuration(format!("the master key in {origin}: {error}")))
}

const FILE_NAME: &str = "master.key";
const FILE_BYTES_MAX: u64 = 1024;
