//! Blob files: immutable runs of bytes under random names, written once, made durable, then named by
//! the index. A client's bucket or key is never part of a path.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Entropy;

/// The name of a blob: the generation of the storage that wrote it, and 128 random bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct BlobId(String);

impl BlobId {
    fn new(generation: u64, entropy: &dyn Entropy) -> Self {
        let mut random = [0_u8; 16];
        entropy.fill(&mut random);
        Self(format!(
            "{:032x}-{generation:x}",
            u128::from_be_bytes(random)
        ))
    }

    /// Reads a name from the index or the directory; anything else is no blob of ours.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (random, generation) = name.split_once('-')?;
        let hex = |text: &str| {
            text.bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        (random.len() == 32 && !generation.is_empty() && hex(random) && hex(generation))
            .then(|| Self(name.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn generation(&self) -> Option<u64> {
        let (_, generation) = self.0.split_once('-')?;
        u64::from_str_radix(generation, 16).ok()
    }

    fn shard(&self) -> &str {
        self.0.get(..2).unwrap_or("00")
    }
}

/// The directory of blobs, split in 256 by the first two digits of the name.
pub(crate) struct Blobs {
    root: PathBuf,
    generation: u64,
    entropy: Arc<dyn Entropy>,
}

impl Blobs {
    /// Opens the directory, making the 256 shards where they are missing.
    pub(crate) fn open(
        root: PathBuf,
        generation: u64,
        entropy: Arc<dyn Entropy>,
    ) -> io::Result<Self> {
        fs::create_dir_all(&root)?;
        for shard in shards() {
            match fs::create_dir(root.join(shard)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        sync_directory(&root)?;
        Ok(Self {
            root,
            generation,
            entropy,
        })
    }

    /// Makes an empty blob that removes itself unless it is kept.
    pub(crate) fn create(&self) -> io::Result<(File, Unkept)> {
        let id = BlobId::new(self.generation, self.entropy.as_ref());
        let path = self.path(&id);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)?;
        Ok((
            file,
            Unkept {
                id,
                path,
                kept: false,
            },
        ))
    }

    /// Gives the bytes of a blob a second name without copying them, durably.
    pub(crate) fn link(&self, source: &BlobId) -> io::Result<Unkept> {
        let id = BlobId::new(self.generation, self.entropy.as_ref());
        let path = self.path(&id);
        fs::hard_link(self.path(source), &path)?;
        let linked = Unkept {
            id,
            path,
            kept: false,
        };
        self.sync_shard(&linked.id)?;
        Ok(linked)
    }

    /// Makes the name of a new blob durable; its bytes are synced by the writer of the file.
    pub(crate) fn sync_shard(&self, id: &BlobId) -> io::Result<()> {
        sync_directory(&self.root.join(id.shard()))
    }

    pub(crate) fn open_blob(&self, id: &BlobId) -> io::Result<File> {
        File::open(self.path(id))
    }

    /// Removes a blob; one that is already gone is no error.
    pub(crate) fn remove(&self, id: &BlobId) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The blobs of one shard that an earlier start of the storage wrote.
    pub(crate) fn older_blobs(&self, shard: &str) -> io::Result<impl Iterator<Item = BlobId>> {
        let generation = self.generation;
        let entries = fs::read_dir(self.root.join(shard))?;
        Ok(entries
            .filter_map(|entry| BlobId::parse(entry.ok()?.file_name().to_str()?))
            .filter(move |id| id.generation().is_some_and(|written| written < generation)))
    }

    fn path(&self, id: &BlobId) -> PathBuf {
        self.root.join(id.shard()).join(id.as_str())
    }
}

/// A blob that no index row names yet. Dropping it removes the file.
pub(crate) struct Unkept {
    id: BlobId,
    path: PathBuf,
    kept: bool,
}

impl Unkept {
    pub(crate) fn id(&self) -> &BlobId {
        &self.id
    }

    /// Leaves the file where it is: an index row is about to name it. Should the commit of that row
    /// fail, the file stays too, since nobody can tell what became durable; the next start collects it.
    pub(crate) fn keep(mut self) -> BlobId {
        self.kept = true;
        self.id.clone()
    }
}

impl Drop for Unkept {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an abandoned upload could not be removed; the next start will");
        }
    }
}

/// The names of the 256 shards.
pub(crate) fn shards() -> impl Iterator<Item = String> {
    (0..=u8::MAX).map(|shard| format!("{shard:02x}"))
}

/// A new name in a directory survives a power failure only when the directory was synced.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_are_blobs() {
        let id = BlobId::new(255, &|bytes: &mut [u8]| bytes.fill(0xab));
        assert_eq!(id.as_str(), "abababababababababababababababab-ff");
        assert_eq!(id.generation(), Some(255));
        assert_eq!(id.shard(), "ab");
        assert_eq!(BlobId::parse(id.as_str()), Some(id));
        for other in [
            "",
            "x",
            "../../etc/passwd",
            "abababababababababababababababab-",
            "abababababababababababababababaB-1",
        ] {
            assert_eq!(BlobId::parse(other), None, "{other}");
        }
    }
}
