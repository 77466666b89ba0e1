//! Forms of strangers: parsed, decoded as several operations, and every refusal encoded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wire::query::{Params, percent_encode};
use wire::{CommonError, Format, Input, response};

/// What one decoding refused, if it did.
type Refusal = Option<CommonError>;

/// Inputs with scalars of every type, lists of strings, lists of structures and documents.
const DECODERS: &[fn(&Params<'_>) -> Refusal] = &[
    refusal::<shapes::iam::CreateUserRequest>,
    refusal::<shapes::iam::CreateRoleRequest>,
    refusal::<shapes::iam::CreatePolicyRequest>,
    refusal::<shapes::iam::ListUsersRequest>,
    refusal::<shapes::iam::UntagUserRequest>,
    refusal::<shapes::iam::SimulateCustomPolicyRequest>,
    refusal::<shapes::sts::AssumeRoleRequest>,
    refusal::<shapes::sts::GetFederationTokenRequest>,
];

fuzz_target!(|data: &[u8]| {
    let (query, body) = split(data);
    let Ok(params) = Params::parse(query, body) else {
        return;
    };
    reads_back(&params);
    for decode in DECODERS {
        if let Some(error) = decode(&params) {
            for format in [Format::Xml, Format::Json] {
                let text = response::failure(
                    "https://iam.amazonaws.com/doc/2010-05-08/",
                    &error,
                    "id",
                    format,
                );
                assert!(
                    !text.contains("<script"),
                    "a refusal carries markup of the request: {text}"
                );
            }
        }
    }
});

fn refusal<I: Input>(params: &Params<'_>) -> Refusal {
    I::decode(params).err()
}

/// The query of the URL and the body, parted by the first zero byte.
fn split(data: &[u8]) -> (&[u8], &[u8]) {
    let middle = data.iter().position(|byte| *byte == 0);
    middle.map_or((&[], data), |middle| (&data[..middle], &data[middle + 1..]))
}

/// A value that was read, written as a form and read again is itself.
fn reads_back(params: &Params<'_>) {
    for name in ["Action", "UserName", "Policy"] {
        if let Some(value) = params.get(name) {
            let form = format!("{name}={}", percent_encode(value));
            let again = Params::parse(form.as_bytes(), b"").unwrap();
            assert_eq!(again.get(name), Some(value));
        }
    }
}
