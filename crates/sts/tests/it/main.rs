//! STS end to end, in one binary: signed requests in, answers out, and the new credentials used.

mod assume_role;
mod authorization_message;
mod own_sessions;
mod support;
