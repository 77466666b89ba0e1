//! Leases: while somebody reads a content, its blobs are not removed, so that a download of many parts
//! ends with the bytes it began with although the object was overwritten meanwhile.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::blob::{BlobId, Blobs};

/// What a commit left without a name: a content and its blobs.
#[derive(Debug)]
pub(crate) struct Garbage {
    pub(crate) content: String,
    pub(crate) blobs: Vec<BlobId>,
}

impl Garbage {
    /// A part of an upload. Nobody reads a part before it is an object's, so its blob is garbage by itself.
    pub(crate) fn of_part(blob: BlobId) -> Self {
        Self {
            content: blob.as_str().to_owned(),
            blobs: vec![blob],
        }
    }
}

/// Who reads what now.
pub(crate) struct Leases {
    blobs: Arc<Blobs>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    readers: HashMap<String, usize>,
    /// Garbage that waits for its last reader.
    waiting: HashMap<String, Vec<BlobId>>,
    /// Contents that are being removed; nobody may begin to read them.
    condemned: HashSet<String>,
}

impl Leases {
    pub(crate) fn new(blobs: Arc<Blobs>) -> Arc<Self> {
        Arc::new(Self {
            blobs,
            state: Mutex::default(),
        })
    }

    /// Holds a content. `None` when it is being removed: the index already says something newer.
    pub(crate) fn hold(self: &Arc<Self>, content: &str) -> Option<Lease> {
        let mut state = self.state();
        if state.condemned.contains(content) {
            return None;
        }
        *state.readers.entry(content.to_owned()).or_default() += 1;
        Some(Lease {
            leases: Arc::clone(self),
            content: content.to_owned(),
        })
    }

    /// Removes garbage, now or after its last reader.
    pub(crate) fn discard(&self, garbage: Garbage) {
        {
            let mut state = self.state();
            if state.readers.contains_key(&garbage.content) {
                state
                    .waiting
                    .entry(garbage.content)
                    .or_default()
                    .extend(garbage.blobs);
                return;
            }
            state.condemned.insert(garbage.content.clone());
        }
        for blob in &garbage.blobs {
            if let Err(error) = self.blobs.remove(blob) {
                tracing::warn!(%error, "a blob could not be removed; the next start will");
            }
        }
        self.state().condemned.remove(&garbage.content);
    }

    fn release(&self, content: &str) {
        let waiting = {
            let mut state = self.state();
            match state.readers.get_mut(content) {
                Some(count) if *count > 1 => {
                    *count -= 1;
                    None
                }
                _ => {
                    state.readers.remove(content);
                    state.waiting.remove(content)
                }
            }
        };
        if let Some(blobs) = waiting {
            self.discard(Garbage {
                content: content.to_owned(),
                blobs,
            });
        }
    }

    /// A panicking holder leaves counts, never half-made structures.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A content that stays readable until this is dropped.
pub(crate) struct Lease {
    leases: Arc<Leases>,
    content: String,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.leases.release(&self.content);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_waits_for_its_last_reader() {
        let directory = tempfile::tempdir().unwrap();
        let entropy = Arc::new(|bytes: &mut [u8]| bytes.fill(7));
        let blobs = Arc::new(Blobs::open(directory.path().join("blobs"), 1, entropy).unwrap());
        let (_, unkept) = blobs.create().unwrap();
        let blob = unkept.keep();
        let leases = Leases::new(Arc::clone(&blobs));
        let content = blob.as_str().to_owned();

        let first = leases.hold(&content).unwrap();
        let second = leases.hold(&content).unwrap();
        leases.discard(Garbage {
            content,
            blobs: vec![blob.clone()],
        });
        drop(first);
        assert!(blobs.open_blob(&blob).is_ok());
        drop(second);
        assert!(blobs.open_blob(&blob).is_err());
    }
}
