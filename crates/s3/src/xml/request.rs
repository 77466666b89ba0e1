//! The documents that clients send.

use super::element::{Element, malformed};
use crate::checksum::ChecksumAlgorithm;
use crate::condition::WriteCondition;
use crate::error::S3Error;
use crate::object_key::ObjectKey;
use crate::storage::CompletedPart;

/// `PublicAccessBlockConfiguration`; a switch that is not named is off.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublicAccessBlock {
    /// `BlockPublicAcls`.
    pub block_public_acls: bool,
    /// `IgnorePublicAcls`.
    pub ignore_public_acls: bool,
    /// `BlockPublicPolicy`.
    pub block_public_policy: bool,
    /// `RestrictPublicBuckets`.
    pub restrict_public_buckets: bool,
}

/// One object to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteEntry {
    /// The key.
    pub key: ObjectKey,
    /// `VersionId`.
    pub version_id: Option<String>,
    /// `ETag`, as sent.
    pub etag: Option<String>,
    /// The same, to be judged.
    pub condition: WriteCondition,
}

impl DeleteEntry {
    /// Buckets here keep one version, called `null`; an entry that names another fails by itself.
    ///
    /// # Errors
    /// `InvalidArgument`.
    pub fn check_version(&self) -> Result<(), S3Error> {
        match self.version_id.as_deref() {
            None | Some("null") => Ok(()),
            Some(other) => Err(S3Error::invalid_argument(
                "Invalid version id specified",
                "versionId",
                other,
            )),
        }
    }
}

/// `CreateBucketConfiguration`: the location constraint. An empty body is none.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
///
/// # Errors
/// `MalformedXML`; `NotImplemented` for directory buckets and tags.
pub fn create_bucket_configuration(document: &[u8]) -> Result<Option<String>, S3Error> {
    if document.is_empty() {
        return Ok(None);
    }
    let root = Element::parse(document, "CreateBucketConfiguration")?;
    root.only(&["LocationConstraint", "Location", "Bucket", "Tags"])?;
    for unbuilt in ["Location", "Bucket", "Tags"] {
        if root.children.iter().any(|child| child.name == unbuilt) {
            return Err(S3Error::unsupported_parameter(unbuilt));
        }
    }
    Ok(root
        .optional("LocationConstraint")?
        .map(|region| region.trim().to_owned()))
}

/// `PublicAccessBlockConfiguration`.
///
/// # Errors
/// `MalformedXML`.
pub fn public_access_block(document: &[u8]) -> Result<PublicAccessBlock, S3Error> {
    let root = Element::parse(document, "PublicAccessBlockConfiguration")?;
    root.only(&[
        "BlockPublicAcls",
        "IgnorePublicAcls",
        "BlockPublicPolicy",
        "RestrictPublicBuckets",
    ])?;
    let switch = |name| Ok::<_, S3Error>(root.boolean(name)?.unwrap_or(false));
    Ok(PublicAccessBlock {
        block_public_acls: switch("BlockPublicAcls")?,
        ignore_public_acls: switch("IgnorePublicAcls")?,
        block_public_policy: switch("BlockPublicPolicy")?,
        restrict_public_buckets: switch("RestrictPublicBuckets")?,
    })
}

/// `Delete`: the objects, 1 to 1,000, and whether successes are left out of the answer.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
///
/// # Errors
/// `MalformedXML`, `KeyTooLongError`, `NotImplemented` (conditions of directory buckets).
pub fn delete(document: &[u8]) -> Result<(Vec<DeleteEntry>, bool), S3Error> {
    let root = Element::parse(document, "Delete")?;
    root.only(&["Object", "Quiet"])?;
    let quiet = root.boolean("Quiet")?.unwrap_or(false);
    let objects = root.children.iter().filter(|child| child.name == "Object");
    let entries = objects.map(delete_entry).collect::<Result<Vec<_>, _>>()?;
    if entries.is_empty() || entries.len() > DELETE_MAX {
        return Err(malformed());
    }
    Ok((entries, quiet))
}

fn delete_entry(object: &Element) -> Result<DeleteEntry, S3Error> {
    object.only(&["Key", "VersionId", "ETag", "LastModifiedTime", "Size"])?;
    for unbuilt in ["LastModifiedTime", "Size"] {
        if object.optional(unbuilt)?.is_some() {
            return Err(S3Error::unsupported_parameter(unbuilt));
        }
    }
    let etag = object.optional("ETag")?.map(str::trim);
    Ok(DeleteEntry {
        key: ObjectKey::parse(object.required("Key")?)?,
        version_id: object.optional("VersionId")?.map(str::to_owned),
        etag: etag.map(str::to_owned),
        condition: match etag {
            None => WriteCondition::Always,
            Some("*") => WriteCondition::Present,
            Some(etag) => WriteCondition::Match(etag.to_owned()),
        },
    })
}

/// `CompleteMultipartUpload`: the parts, 1 to 10,000.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
///
/// # Errors
/// `MalformedXML`; `NotImplemented` for checksums of another kind.
pub fn complete_multipart_upload(document: &[u8]) -> Result<Vec<CompletedPart>, S3Error> {
    let root = Element::parse(document, "CompleteMultipartUpload")?;
    root.only(&["Part"])?;
    let parts = root
        .children
        .iter()
        .map(completed_part)
        .collect::<Result<Vec<_>, _>>()?;
    if parts.is_empty() || parts.len() > PARTS_MAX {
        return Err(malformed());
    }
    Ok(parts)
}

fn completed_part(part: &Element) -> Result<CompletedPart, S3Error> {
    let mut checksums = Vec::new();
    for child in &part.children {
        let algorithm = ChecksumAlgorithm::ALL
            .into_iter()
            .find(|one| one.element() == child.name);
        match (algorithm, child.name.as_str()) {
            (Some(algorithm), _) => checksums.push((algorithm, child.text.trim().to_owned())),
            (None, "ETag" | "PartNumber") => {}
            (None, name) if name.starts_with("Checksum") => {
                return Err(S3Error::unsupported_parameter(name));
            }
            (None, _) => return Err(malformed()),
        }
    }
    let number = part.required("PartNumber")?.trim();
    Ok(CompletedPart {
        number: number.parse().map_err(|_| malformed())?,
        etag: part.required("ETag")?.trim().to_owned(),
        checksums,
    })
}

/// Objects in one DeleteObjects.
const DELETE_MAX: usize = 1000;
/// Parts of one upload.
const PARTS_MAX: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_configurations() {
        assert_eq!(create_bucket_configuration(b"").unwrap(), None);
        let xml = b"<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
        assert_eq!(
            create_bucket_configuration(xml).unwrap().as_deref(),
            Some("eu-west-1")
        );
        let tagged = b"<CreateBucketConfiguration><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags></CreateBucketConfiguration>";
        assert_eq!(
            create_bucket_configuration(tagged).unwrap_err().status(),
            501
        );
        assert_eq!(
            create_bucket_configuration(b"<Other/>")
                .unwrap_err()
                .status(),
            400
        );
    }

    #[test]
    fn switches_that_are_not_named_are_off() {
        let xml = b"<PublicAccessBlockConfiguration><BlockPublicAcls>TRUE</BlockPublicAcls><BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>";
        let parsed = public_access_block(xml).unwrap();
        assert_eq!(
            parsed,
            PublicAccessBlock {
                block_public_acls: true,
                ..PublicAccessBlock::default()
            }
        );
        for bad in ["<BlockPublicAcls>1</BlockPublicAcls>", "<Else/>"] {
            let xml =
                format!("<PublicAccessBlockConfiguration>{bad}</PublicAccessBlockConfiguration>");
            assert!(public_access_block(xml.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn deletes() {
        let xml = b"<Delete><Object><Key>a &amp; b</Key></Object><Object><Key>c</Key><VersionId>null</VersionId><ETag>\"e\"</ETag></Object><Quiet>true</Quiet></Delete>";
        let (entries, quiet) = delete(xml).unwrap();
        assert!(quiet);
        assert_eq!(entries[0].key.as_str(), "a & b");
        assert_eq!(entries[1].version_id.as_deref(), Some("null"));
        assert_eq!(
            entries[1].condition,
            WriteCondition::Match("\"e\"".to_owned())
        );
        let many = format!(
            "<Delete>{}</Delete>",
            "<Object><Key>k</Key></Object>".repeat(1001)
        );
        assert!(delete(many.as_bytes()).is_err());
        for (bad, status) in [
            ("<Delete/>", 400),
            ("<Delete><Object/></Delete>", 400),
            ("<Delete><Object><Key/></Object></Delete>", 400),
            (
                "<Delete><Object><Key>a</Key><Size>1</Size></Object></Delete>",
                501,
            ),
        ] {
            assert_eq!(
                delete(bad.as_bytes()).unwrap_err().status(),
                status,
                "{bad}"
            );
        }
    }

    #[test]
    fn completions() {
        let xml = b"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;e&quot;</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part></CompleteMultipartUpload>";
        assert_eq!(
            complete_multipart_upload(xml).unwrap(),
            [CompletedPart {
                number: 1,
                etag: "\"e\"".to_owned(),
                checksums: vec![(ChecksumAlgorithm::Crc32, "AAAAAA==".to_owned())],
            }]
        );
        for (bad, status) in [
            ("<CompleteMultipartUpload/>", 400),
            (
                "<CompleteMultipartUpload><Part><ETag>e</ETag></Part></CompleteMultipartUpload>",
                400,
            ),
            (
                "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>e</ETag></Part></CompleteMultipartUpload>",
                400,
            ),
            (
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag><ChecksumMD5>x</ChecksumMD5></Part></CompleteMultipartUpload>",
                501,
            ),
        ] {
            assert_eq!(
                complete_multipart_upload(bad.as_bytes())
                    .unwrap_err()
                    .status(),
                status,
                "{bad}"
            );
        }
    }
}
