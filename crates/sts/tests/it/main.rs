//! STS end to end, in one binary: signed requests in, answers out, and the new credentials used.

mod assume_role;
mod authorization_message;
mod delegated_access;
mod one_time_codes;
mod own_sessions;
mod support;
mod web_identity_token;
