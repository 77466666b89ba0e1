//! STS end to end, in one binary: signed requests in, answers out, and the new credentials used.

mod assume_role;
mod own_sessions;
mod support;
