//! The services that take credentials of their own.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html>

use shapes::iam::NoSuchEntity;
use wire::CommonError;

use super::errors;

/// One service that takes such credentials.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SupportedService {
    /// As AWS writes it, in lower case.
    pub(super) name: &'static str,
    /// What its API keys begin with; none: it takes a name and a password.
    pub(super) api_key_prefix: Option<&'static str>,
}

/// The service that a request names, in any case.
///
/// # Errors
/// `ValidationError` for what is no name of a service, `NoSuchEntity` for every other service.
pub(super) fn named<E>(name: &str) -> Result<&'static SupportedService, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let is_character =
        |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
    if name.is_empty() || !name.chars().all(is_character) {
        return Err(errors::invalid_service_name().into());
    }
    let found = SUPPORTED
        .iter()
        .find(|service| service.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| errors::unsupported_service(name).into())
}

/// The service of a stored credential.
pub(super) fn stored(name: &str) -> Option<&'static SupportedService> {
    SUPPORTED.iter().find(|service| service.name == name)
}

static SUPPORTED: [SupportedService; 6] = [
    SupportedService {
        name: "codecommit.amazonaws.com",
        api_key_prefix: None,
    },
    SupportedService {
        name: "cassandra.amazonaws.com",
        api_key_prefix: None,
    },
    SupportedService {
        name: "bedrock.amazonaws.com",
        api_key_prefix: Some("ABSK"),
    },
    SupportedService {
        name: "logs.amazonaws.com",
        api_key_prefix: Some("ACWL"),
    },
    SupportedService {
        name: "cloudwatch.amazonaws.com",
        api_key_prefix: Some("APIAACWM"),
    },
    SupportedService {
        name: "aws-external-anthropic.amazonaws.com",
        api_key_prefix: Some("AEAA"),
    },
];

#[cfg(test)]
mod tests {
    use shapes::iam::CreateServiceSpecificCredentialError as Error;

    use super::*;

    #[test]
    fn services_are_named_in_any_case() {
        let found = named::<Error>("CodeCommit.amazonaws.COM").unwrap();
        assert_eq!(found.name, "codecommit.amazonaws.com");
        for service in &SUPPORTED {
            assert_eq!(stored(service.name), Some(service));
        }
        for unsupported in ["lambda.amazonaws.com", "codecommit", "x"] {
            let error = named::<Error>(unsupported);
            assert!(
                matches!(error, Err(Error::NoSuchEntity(_))),
                "{unsupported}"
            );
        }
        for invalid in ["", "codecommit amazonaws", "a/b", "ä"] {
            let error = named::<Error>(invalid);
            assert!(matches!(error, Err(Error::Common(_))), "{invalid}");
        }
    }
}
