//! Typed literals of conditions: how texts become numbers, dates, networks and booleans.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

mod date;
mod lowercase;
mod network;
mod number;

pub use date::Moment;
pub(crate) use lowercase::lowercase;
pub use network::{Address, Network};
pub use number::Number;

/// A boolean: AWS was observed to take any spelling of `true` for true and everything else for false, on both sides.
pub(crate) fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// Whether a text is strict base64. The strict form has one spelling for each sequence of bytes, so two such texts are
/// equal exactly if their bytes are.
pub fn is_base64(text: &str) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    STANDARD.decode(text).is_ok()
}
