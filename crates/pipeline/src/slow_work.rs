//! Work on passwords, which is slow by design, and on new key pairs: done between two attempts of a request, never inside
//! one.
//!
//! An operation asks its [`Context`](crate::Context) for a hash, say, and learns that it is not there yet ([`Unfinished`]),
//! which ends the attempt. The pipeline then has the work done on a thread of its own and attempts the request again,
//! which finds the answer at hand. So the work is done once however often a commit conflicts, only for callers who
//! were allowed to ask for it, while nobody else waits, and the decision that counts is made after it.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrets::issuer_key::{IssuerKeyError, NewKeys};
use secrets::password::{self, PasswordError, Salt};
use secrets::{Entropy, Secret};
use tokio::sync::Semaphore;
use wire::CommonError;

/// The answer is not there: not yet, or it cannot be found out. Ends the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("slow work is unfinished")]
pub struct Unfinished;

/// What a client is told of work that failed; of work that is merely outstanding nobody is told anything.
impl From<Unfinished> for CommonError {
    fn from(_: Unfinished) -> Self {
        Self::service_failure()
    }
}

/// What one request asked for, and what of it is done.
#[derive(Debug, Default)]
pub(crate) struct SlowWork(Mutex<Desk>);

#[derive(Debug, Default)]
struct Desk {
    wanted: Vec<Task>,
    done: Vec<Done>,
}

#[derive(Debug)]
enum Task {
    Hash(Secret<String>, Salt),
    Verify(Secret<String>, Secret<String>),
    IssuerKeys,
}

#[derive(Debug)]
enum Done {
    Hash(Secret<String>, Result<Secret<String>, PasswordError>),
    Verify(Secret<String>, Secret<String>, Result<bool, PasswordError>),
    IssuerKeys(Box<Result<NewKeys, IssuerKeyError>>),
}

impl SlowWork {
    /// The hash of a new password; within one request always the same.
    pub(crate) fn hash(
        &self,
        password: &str,
        entropy: &dyn Entropy,
    ) -> Result<Secret<String>, Unfinished> {
        let mut desk = self.desk();
        let found = desk.done.iter().find_map(|done| match done {
            Done::Hash(of, hash) if of.matches(password.as_bytes()) => Some(hash.clone()),
            _ => None,
        });
        if let Some(hash) = found {
            return hash.map_err(|_| Unfinished);
        }
        let task = Task::Hash(Secret::new(password.to_owned()), Salt::new(entropy));
        desk.wanted.push(task);
        Err(Unfinished)
    }

    /// Whether the hash was made from this password.
    pub(crate) fn verify(&self, password: &str, hash: &Secret<String>) -> Result<bool, Unfinished> {
        let mut desk = self.desk();
        let found = desk.done.iter().find_map(|done| match done {
            Done::Verify(of, against, is_right)
                if of.matches(password.as_bytes()) && against == hash =>
            {
                Some(*is_right)
            }
            _ => None,
        });
        if let Some(is_right) = found {
            return is_right.map_err(|_| Unfinished);
        }
        let task = Task::Verify(Secret::new(password.to_owned()), hash.clone());
        desk.wanted.push(task);
        Err(Unfinished)
    }

    /// New keys for an issuer of tokens; within one request always the same.
    pub(crate) fn issuer_keys(&self) -> Result<NewKeys, Unfinished> {
        let mut desk = self.desk();
        let found = desk.done.iter().find_map(|done| match done {
            Done::IssuerKeys(keys) => Some(keys.as_ref().clone()),
            _ => None,
        });
        if let Some(keys) = found {
            return keys.map_err(|_| Unfinished);
        }
        desk.wanted.push(Task::IssuerKeys);
        Err(Unfinished)
    }

    /// Whether the attempt ended because something is still to be done.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.desk().wanted.is_empty()
    }

    /// Does what is wanted, off the threads that carry requests.
    pub(crate) async fn perform(&self, bench: &Bench) {
        let tasks = mem::take(&mut self.desk().wanted);
        let Ok(place) = Arc::clone(&bench.0).acquire_owned().await else {
            return;
        };
        let work = tokio::task::spawn_blocking(move || {
            // The place is given back by the work and not by the request, which its client may abandon at any time.
            let _place = place;
            tasks.into_iter().map(Task::perform).collect::<Vec<_>>()
        });
        if let Ok(done) = work.await {
            self.desk().done.extend(done);
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Task {
    fn perform(self) -> Done {
        match self {
            Self::Hash(password, salt) => {
                let hash = password::hash_with_salt(password.expose(), salt);
                Done::Hash(password, hash)
            }
            Self::Verify(password, hash) => {
                let is_right = password::verify(password.expose(), &hash);
                Done::Verify(password, hash, is_right)
            }
            Self::IssuerKeys => Done::IssuerKeys(Box::new(NewKeys::generate())),
        }
    }
}

/// The places at which slow work is done, all requests together.
#[derive(Debug)]
pub(crate) struct Bench(Arc<Semaphore>);

impl Default for Bench {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PLACES)))
    }
}

/// Each takes a core, and for a password 19 MiB, while it works. More would let whoever may change passwords take the
/// whole machine.
const PLACES: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    fn perform(work: &SlowWork) {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(work.perform(&Bench::default()));
    }

    #[test]
    fn what_is_asked_for_is_there_at_the_next_attempt() {
        let work = SlowWork::default();
        assert!(!work.is_wanted());
        assert_eq!(work.hash("hush", &Fixed), Err(Unfinished));
        assert!(work.is_wanted());
        perform(&work);
        assert!(!work.is_wanted());
        let hash = work.hash("hush", &Fixed).unwrap();
        assert_eq!(work.hash("hush", &Fixed).unwrap(), hash);
        assert!(!work.is_wanted());

        assert_eq!(work.verify("hush", &hash), Err(Unfinished));
        assert_eq!(work.verify("Hush", &hash), Err(Unfinished));
        perform(&work);
        assert_eq!(work.verify("hush", &hash), Ok(true));
        assert_eq!(work.verify("Hush", &hash), Ok(false));
        assert!(!work.is_wanted());

        assert!(work.issuer_keys().is_err());
        perform(&work);
        let keys = [work.issuer_keys(), work.issuer_keys()];
        let [first, second] = keys.map(|keys| keys.unwrap().rs256.public);
        assert_eq!(first, second);
        assert!(!work.is_wanted());
    }

    #[test]
    fn what_cannot_be_found_out_is_asked_for_once() {
        let work = SlowWork::default();
        let damaged = Secret::new("$argon2id$".to_owned());
        for _ in 0..2 {
            assert_eq!(work.verify("hush", &damaged), Err(Unfinished));
            perform(&work);
        }
        assert_eq!(work.verify("hush", &damaged), Err(Unfinished));
        assert!(!work.is_wanted());
    }
}
