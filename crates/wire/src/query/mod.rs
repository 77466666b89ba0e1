//! The query protocol (`awsQuery`): a request is a form.
//! <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>
//!
//! [`Params`] is the form; `decode` reads a structure from it. Names are dotted paths (`Tags.member.1.Key`): sorted once,
//! all names under a path stand side by side, so that each step into a structure or a list is a search in one slice and
//! reading a form of any size stays linear but for that sort.

mod decode;
mod form;
mod list;
mod node;
mod percent;

pub use form::{FormError, PARAMETERS_MAX, Params};
pub use percent::percent_encode;

pub(crate) use decode::decode;
