//! Proof that a demand was allowed.

use std::marker::PhantomData;

/// Only [`crate::Pipeline::authorize`] makes one, so whoever holds it has been allowed to do `O`.
#[derive(Debug)]
pub struct Allowed<O: ?Sized> {
    operation: PhantomData<fn() -> O>,
}

impl<O: ?Sized> Allowed<O> {
    /// INVARIANT: called by authorization alone, after every check of the demand was allowed.
    pub(crate) fn proven() -> Self {
        Self {
            operation: PhantomData,
        }
    }
}
