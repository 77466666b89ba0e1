//! The URL of an OpenID Connect provider: `https://`, a host, perhaps a path.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>

use shapes::iam::InvalidInput;
use wire::CommonError;

/// What a provider is stored and named by: host and path as given, without scheme and without HTTPS's own port.
///
/// # Errors
/// `InvalidInput` for a query or a fragment, which AWS was observed to answer with the single word `Unknown`;
/// `ValidationError` for all else that is no such URL.
pub(super) fn stored<E>(url: &str) -> Result<String, E>
where
    E: From<InvalidInput> + From<CommonError>,
{
    let rest = url.strip_prefix(SCHEME).ok_or_else(invalid)?;
    if rest.contains(['?', '#']) {
        return Err(InvalidInput::new("Unknown").into());
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.strip_suffix(PORT).unwrap_or(authority);
    let is_host_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_host = !host.is_empty() && host.bytes().all(is_host_byte);
    if is_host && path.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(format!("{host}{path}"))
    } else {
        Err(invalid().into())
    }
}

/// The host alone, or what stands in its place: what creating a provider is decided on.
pub(super) fn host(url: &str) -> &str {
    let rest = url.strip_prefix(SCHEME).unwrap_or(url);
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

fn invalid() -> CommonError {
    CommonError::validation("Invalid Open ID Connect Provider URL")
}

const SCHEME: &str = "https://";
const PORT: &str = ":443";

#[cfg(test)]
mod tests {
    use shapes::iam::CreateOpenIDConnectProviderError;
    use wire::ServiceError as _;

    use super::*;

    #[test]
    fn a_url_is_kept_as_it_is_but_for_scheme_and_port() {
        let unknown = Err("InvalidInput: Unknown".to_owned());
        let invalid = Err("ValidationError: Invalid Open ID Connect Provider URL".to_owned());
        let is = |text: &str| Ok(text.to_owned());
        for (url, expected, host_alone) in [
            (
                "https://idp.example.com",
                is("idp.example.com"),
                "idp.example.com",
            ),
            (
                "https://idp.example.com/a",
                is("idp.example.com/a"),
                "idp.example.com",
            ),
            (
                "https://idp.example.com/a/",
                is("idp.example.com/a/"),
                "idp.example.com",
            ),
            (
                "https://idp.example.com:443",
                is("idp.example.com"),
                "idp.example.com",
            ),
            (
                "https://IDP.Example.com/MixedCase",
                is("IDP.Example.com/MixedCase"),
                "IDP.Example.com",
            ),
            (
                "https://idp.example.com/?q=v",
                unknown.clone(),
                "idp.example.com",
            ),
            ("https://idp.example.com/#f", unknown, "idp.example.com"),
            (
                "https://idp.example.com:8443",
                invalid.clone(),
                "idp.example.com",
            ),
            ("http://idp.example.com", invalid.clone(), "http"),
            ("idp.example.com", invalid.clone(), "idp.example.com"),
            ("https://", invalid.clone(), ""),
            (
                "https://user@idp.example.com",
                invalid.clone(),
                "user@idp.example.com",
            ),
            (
                "https://idp.example.com/a b",
                invalid.clone(),
                "idp.example.com",
            ),
            ("https://idp.example.com/é", invalid, "idp.example.com"),
        ] {
            let told = stored::<CreateOpenIDConnectProviderError>(url).map_err(|error| {
                format!("{}: {}", error.code(), error.message().unwrap_or_default())
            });
            assert_eq!(told, expected, "{url}");
            assert_eq!(host(url), host_alone, "{url}");
        }
    }
}
