//! The metadata document of an identity provider: who issues assertions, and what they are verified against.
//! <https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use records::quotas;
use records::saml_providers::SamlIssuer;
use shapes::iam::{InvalidInput, LimitExceeded};

use super::xml::Element;
use crate::shared::certificate::Certificate;
use crate::shared::errors;

/// The issuers of a provider that is made or changed, with no more keys than one may have.
pub(super) fn issuers_within_quota<E>(document: &str) -> Result<Vec<SamlIssuer>, E>
where
    E: From<InvalidInput> + From<LimitExceeded>,
{
    let issuers = issuers(document)?;
    let keys = issuers
        .iter()
        .map(|issuer| issuer.signing_certificates.len())
        .sum::<usize>();
    if keys > quotas::KEYS_PER_SAML_PROVIDER.limit {
        return Err(errors::quota_exceeded(quotas::KEYS_PER_SAML_PROVIDER).into());
    }
    Ok(issuers)
}

/// The issuers that a document names, in order.
///
/// AWS was observed to take a document without certificates or addresses, and one that says that it has ended; those
/// matter when somebody signs in, or not at all.
///
/// # Errors
/// `InvalidInput` for a text that is no metadata, and for metadata of nobody who issues assertions.
fn issuers(document: &str) -> Result<Vec<SamlIssuer>, InvalidInput> {
    let unreadable = || InvalidInput::new("Could not parse metadata");
    let root = Element::parse(document).ok_or_else(unreadable)?;
    let mut issuers = Vec::new();
    read_entities(&root, &mut issuers).ok_or_else(unreadable)?;
    if issuers.is_empty() {
        return Err(InvalidInput::new(
            "SAML Metadata must reference at least one SAML assertion issuer",
        ));
    }
    Ok(issuers)
}

/// An entity, or a group of entities and groups.
fn read_entities(element: &Element, issuers: &mut Vec<SamlIssuer>) -> Option<()> {
    if element.is(METADATA, "EntityDescriptor") {
        issuers.extend(read_entity(element)?);
        return Some(());
    }
    if !element.is(METADATA, "EntitiesDescriptor") {
        return None;
    }
    for kind in ["EntityDescriptor", "EntitiesDescriptor"] {
        for member in element.children(METADATA, kind) {
            read_entities(member, issuers)?;
        }
    }
    Some(())
}

/// An entity, if it issues assertions; the outer none is for a document that cannot be read.
fn read_entity(entity: &Element) -> Option<Option<SamlIssuer>> {
    let entity_id = entity
        .attribute("entityID")
        .filter(|text| !text.is_empty())?;
    let mut is_issuer = false;
    let mut signing_certificates = Vec::new();
    for role in entity.children(METADATA, "IDPSSODescriptor") {
        is_issuer = true;
        for descriptor in role.children(METADATA, "KeyDescriptor") {
            let certificates = read_key_descriptor(descriptor)?;
            match descriptor.attribute("use") {
                None | Some("signing") => signing_certificates.extend(certificates),
                Some("encryption") => {}
                Some(_) => return None,
            }
        }
    }
    Some(is_issuer.then(|| SamlIssuer {
        entity_id: entity_id.to_owned(),
        signing_certificates,
    }))
}

/// The certificates of a key, as DER in base64.
fn read_key_descriptor(descriptor: &Element) -> Option<Vec<String>> {
    let key_infos = descriptor.children(SIGNATURE, "KeyInfo");
    let data = key_infos.flat_map(|info| info.children(SIGNATURE, "X509Data"));
    data.flat_map(|data| data.children(SIGNATURE, "X509Certificate"))
        .map(|certificate| {
            let text: String = certificate.text().split_ascii_whitespace().collect();
            let der = STANDARD.decode(text).ok()?;
            Certificate::of_der(&der)?;
            Some(STANDARD.encode(der))
        })
        .collect()
}

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("samples/certificate.txt");

    fn key(usage: &str, certificate: &str) -> String {
        format!(
            "<KeyDescriptor{usage}><KeyInfo xmlns='{SIGNATURE}'><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        )
    }

    fn entity(attributes: &str, content: &str) -> String {
        format!("<EntityDescriptor xmlns='{METADATA}' {attributes}>{content}</EntityDescriptor>")
    }

    fn idp(keys: &str) -> String {
        let role = format!("<IDPSSODescriptor>{keys}</IDPSSODescriptor>");
        entity(
            "entityID='urn:idp' validUntil='2020-01-01T00:00:00Z'",
            &role,
        )
    }

    /// The number of signing certificates of each issuer.
    fn told(document: &str) -> Result<Vec<(String, usize)>, String> {
        let issuers = issuers(document).map_err(|error| error.message)?;
        let counted = issuers
            .into_iter()
            .map(|issuer| (issuer.entity_id, issuer.signing_certificates.len()));
        Ok(counted.collect())
    }

    #[test]
    fn a_provider_has_at_most_ten_keys() {
        let signing = key(" use='signing'", &format!("\n{CERTIFICATE}\n"));
        for (keys, is_taken) in [(10, true), (11, false)] {
            let document = idp(&signing.repeat(keys));
            let read = issuers_within_quota::<shapes::iam::CreateSAMLProviderError>(&document);
            assert_eq!(read.is_ok(), is_taken, "{keys}");
        }
    }

    #[test]
    fn issuers_are_read_with_their_signing_certificates() {
        let signing = key(" use='signing'", &format!("\n{CERTIFICATE}\n"));
        let encryption = key(" use='encryption'", CERTIFICATE);
        let both = key("", CERTIFICATE);
        let group = |content: &str| {
            format!("<EntitiesDescriptor xmlns='{METADATA}'>{content}</EntitiesDescriptor>")
        };
        let bystander = entity("entityID='urn:sp'", "<SPSSODescriptor/>");
        let nested = group(&(bystander.clone() + &group(&idp(&signing)) + &idp("")));
        for (document, counts) in [
            (idp(""), vec![0]),
            (idp(&signing), vec![1]),
            (idp(&encryption), vec![0]),
            (idp(&(signing.clone() + &both + &encryption)), vec![2]),
            (nested, vec![0, 1]),
        ] {
            let expected = counts
                .into_iter()
                .map(|count| ("urn:idp".to_owned(), count));
            assert_eq!(told(&document), Ok(expected.collect()), "{document}");
        }
        let nobody = "SAML Metadata must reference at least one SAML assertion issuer";
        for document in [entity("entityID='urn:idp'", ""), bystander, group("")] {
            assert_eq!(told(&document), Err(nobody.to_owned()), "{document}");
        }
    }

    #[test]
    fn what_is_no_metadata_is_refused() {
        let other_root = idp("").replace("EntityDescriptor", "SomethingElse");
        for document in [
            "no XML".to_owned(),
            other_root,
            idp("").replace(METADATA, "urn:other"),
            entity("", "<IDPSSODescriptor/>"),
            entity("entityID=''", "<IDPSSODescriptor/>"),
            idp(&key(" use='signing'", "aaaa")),
            idp(&key(" use='signing'", "no base64!")),
            idp(&key(" use='other'", CERTIFICATE)),
            idp(&key(" use='encryption'", "aaaa")),
            format!("<!DOCTYPE x>{}", idp("")),
        ] {
            let told = told(&document);
            assert_eq!(
                told,
                Err("Could not parse metadata".to_owned()),
                "{document}"
            );
        }
    }
}
