//! The documents that S3 answers with, in the element order of the service model.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pipeline::canonical_user_id;
use wire::s3::XmlWriter;

use super::request::PublicAccessBlock;
use crate::checksum::{ChecksumAlgorithm, ChecksumType};
use crate::error::S3Error;
use crate::http_date;
use crate::storage::{After, ListPage, ObjectHead, PartPage, PartRecord, UploadPage, UploadRecord};

/// A bucket of ListBuckets.
#[derive(Debug, Clone)]
pub struct BucketEntry {
    /// The name.
    pub name: String,
    /// When it was made.
    pub creation_date: jiff::Timestamp,
    /// Its region.
    pub region: String,
}

/// `ListAllMyBucketsResult`.
#[derive(Debug, Clone)]
pub struct ListBucketsResult<'a> {
    /// The account whose buckets these are.
    pub account_id: &'a str,
    /// The buckets, by name.
    pub buckets: &'a [BucketEntry],
    /// The prefix asked for.
    pub prefix: Option<&'a str>,
    /// Where the next page begins.
    pub continuation_token: Option<&'a str>,
    /// Whether the client asked for pages; only then AWS names the region of each bucket.
    pub is_paged: bool,
}

/// What a listing was asked for, to be echoed.
#[derive(Debug, Clone, Default)]
pub struct ListEcho<'a> {
    /// The bucket's name.
    pub bucket: &'a str,
    /// `prefix`.
    pub prefix: &'a str,
    /// `delimiter`.
    pub delimiter: Option<&'a str>,
    /// `max-keys` or `max-uploads`, after capping.
    pub max: usize,
    /// Whether `encoding-type=url` was asked for.
    pub url_encoded: bool,
}

/// One result of DeleteObjects.
#[derive(Debug, Clone)]
pub struct DeleteResultEntry {
    /// The key.
    pub key: String,
    /// The version that was asked for.
    pub version_id: Option<String>,
    /// What became of it.
    pub result: Result<(), S3Error>,
}

/// ListBuckets.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
#[must_use]
pub fn list_buckets(result: &ListBucketsResult<'_>) -> String {
    document("ListAllMyBucketsResult", |xml| {
        owner(xml, "Owner", result.account_id);
        xml.element("Buckets", |xml| {
            for bucket in result.buckets {
                xml.element("Bucket", |xml| {
                    xml.text("Name", &bucket.name);
                    xml.text("CreationDate", &http_date::xml(bucket.creation_date));
                    if result.is_paged {
                        xml.text("BucketRegion", &bucket.region);
                    }
                });
            }
        });
        optional(xml, "Prefix", result.prefix);
        optional(xml, "ContinuationToken", result.continuation_token);
    })
}

/// GetBucketLocation: `us-east-1` is the empty constraint.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
#[must_use]
pub fn location_constraint(region: &str) -> String {
    let empty = document("LocationConstraint", |_| ());
    if region == "us-east-1" {
        return empty;
    }
    // The one document whose root holds text, which the writer of documents has no word for.
    let root = empty.strip_suffix("/>").unwrap_or(&empty);
    format!(
        "{root}>{}</LocationConstraint>",
        quick_xml::escape::escape(region)
    )
}

/// GetBucketPolicyStatus.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html>
#[must_use]
pub fn policy_status(is_public: bool) -> String {
    document("PolicyStatus", |xml| xml.display("IsPublic", is_public))
}

/// `Tagging` of an object without tags.
#[must_use]
pub fn no_tags() -> String {
    document("Tagging", |xml| xml.element("TagSet", |_| ()))
}

/// A key as it stands in a URL, its slashes as they are.
#[must_use]
pub fn key_in_url(key: &str) -> String {
    utf8_percent_encode(key, URL_ENCODED).to_string()
}

/// GetPublicAccessBlock.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html>
#[must_use]
pub fn public_access_block(block: &PublicAccessBlock) -> String {
    document("PublicAccessBlockConfiguration", |xml| {
        xml.display("BlockPublicAcls", block.block_public_acls);
        xml.display("IgnorePublicAcls", block.ignore_public_acls);
        xml.display("BlockPublicPolicy", block.block_public_policy);
        xml.display("RestrictPublicBuckets", block.restrict_public_buckets);
    })
}

/// ListObjects. `NextMarker` stands only where a delimiter was given, as AWS documents.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>
#[must_use]
pub fn list_objects(
    echo: &ListEcho<'_>,
    marker: &str,
    owner_account_id: &str,
    page: &ListPage,
) -> String {
    document("ListBucketResult", |xml| {
        xml.text("Name", echo.bucket);
        xml.text("Prefix", &echo.encoded(echo.prefix));
        xml.text("Marker", &echo.encoded(marker));
        if let (Some(next), Some(_)) = (&page.next, echo.delimiter) {
            xml.text("NextMarker", &echo.encoded(place(next)));
        }
        xml.display("MaxKeys", echo.max);
        delimiter_and_encoding(xml, echo);
        xml.display("IsTruncated", page.next.is_some());
        contents(xml, echo, Some(owner_account_id), page);
    })
}

/// What ListObjectsV2 echoes beside [`ListEcho`].
#[derive(Debug, Clone, Default)]
pub struct ListV2Echo<'a> {
    /// `start-after`.
    pub start_after: Option<&'a str>,
    /// `continuation-token`.
    pub continuation_token: Option<&'a str>,
    /// The token of the next page.
    pub next_continuation_token: Option<&'a str>,
    /// The owner, where `fetch-owner=true` asked for it.
    pub owner_account_id: Option<&'a str>,
}

/// ListObjectsV2.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
#[must_use]
pub fn list_objects_v2(echo: &ListEcho<'_>, v2: &ListV2Echo<'_>, page: &ListPage) -> String {
    document("ListBucketResult", |xml| {
        xml.text("Name", echo.bucket);
        xml.text("Prefix", &echo.encoded(echo.prefix));
        if let Some(start_after) = v2.start_after {
            xml.text("StartAfter", &echo.encoded(start_after));
        }
        optional(xml, "ContinuationToken", v2.continuation_token);
        optional(xml, "NextContinuationToken", v2.next_continuation_token);
        xml.display("KeyCount", page.objects.len() + page.common_prefixes.len());
        xml.display("MaxKeys", echo.max);
        delimiter_and_encoding(xml, echo);
        xml.display("IsTruncated", page.next.is_some());
        contents(xml, echo, v2.owner_account_id, page);
    })
}

/// CreateMultipartUpload.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>
#[must_use]
pub fn initiate_multipart_upload(bucket: &str, upload: &UploadRecord) -> String {
    document("InitiateMultipartUploadResult", |xml| {
        xml.text("Bucket", bucket);
        xml.text("Key", &upload.key);
        xml.text("UploadId", &upload.upload_id);
    })
}

/// CompleteMultipartUpload.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>
#[must_use]
pub fn complete_multipart_upload(location: &str, bucket: &str, head: &ObjectHead) -> String {
    document("CompleteMultipartUploadResult", |xml| {
        xml.text("Location", location);
        xml.text("Bucket", bucket);
        xml.text("Key", &head.key);
        etag(xml, &head.etag);
        xml.text(head.checksum.algorithm.element(), &head.checksum.value);
        xml.text("ChecksumType", head.checksum.kind.as_str());
    })
}

/// CopyObject.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>
#[must_use]
pub fn copy_object(head: &ObjectHead) -> String {
    document("CopyObjectResult", |xml| {
        etag(xml, &head.etag);
        xml.text("LastModified", &http_date::xml(head.last_modified));
        xml.text("ChecksumType", head.checksum.kind.as_str());
        xml.text(head.checksum.algorithm.element(), &head.checksum.value);
    })
}

/// UploadPartCopy.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>
#[must_use]
pub fn copy_part(part: &PartRecord) -> String {
    document("CopyPartResult", |xml| {
        etag(xml, &part.etag);
        xml.text("LastModified", &http_date::xml(part.last_modified));
        part_checksum(xml, part);
    })
}

/// ListParts. `initiator` is the ARN that the upload records.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>
#[must_use]
pub fn list_parts(
    bucket: &str,
    marker: u32,
    max: usize,
    owner_account_id: &str,
    page: &PartPage,
) -> String {
    let upload = &page.upload;
    document("ListPartsResult", |xml| {
        xml.text("Bucket", bucket);
        xml.text("Key", &upload.key);
        xml.text("UploadId", &upload.upload_id);
        xml.display("PartNumberMarker", marker);
        let next = page.parts.last().filter(|_| page.is_truncated);
        xml.display("NextPartNumberMarker", next.map_or(0, |part| part.number));
        xml.display("MaxParts", max);
        xml.display("IsTruncated", page.is_truncated);
        for part in &page.parts {
            xml.element("Part", |xml| {
                xml.display("PartNumber", part.number);
                xml.text("LastModified", &http_date::xml(part.last_modified));
                etag(xml, &part.etag);
                xml.display("Size", part.size);
                part_checksum(xml, part);
            });
        }
        initiator(xml, upload);
        owner(xml, "Owner", owner_account_id);
        xml.text("StorageClass", &upload.storage_class);
        upload_checksum(xml, upload.checksum);
    })
}

/// The markers of ListMultipartUploads, as sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct UploadMarkers<'a> {
    /// `key-marker`.
    pub key: &'a str,
    /// `upload-id-marker`.
    pub upload_id: &'a str,
}

/// ListMultipartUploads.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>
#[must_use]
pub fn list_multipart_uploads(
    echo: &ListEcho<'_>,
    markers: UploadMarkers<'_>,
    owner_account_id: &str,
    page: &UploadPage,
) -> String {
    document("ListMultipartUploadsResult", |xml| {
        xml.text("Bucket", echo.bucket);
        xml.text("KeyMarker", &echo.encoded(markers.key));
        xml.text("UploadIdMarker", markers.upload_id);
        if let Some(next) = &page.next {
            xml.text("NextKeyMarker", &echo.encoded(place(next)));
            let upload_id = if let After::Upload(_, id) = next {
                id.as_str()
            } else {
                ""
            };
            xml.text("NextUploadIdMarker", upload_id);
        }
        xml.text("Prefix", &echo.encoded(echo.prefix));
        delimiter_and_encoding(xml, echo);
        xml.display("MaxUploads", echo.max);
        xml.display("IsTruncated", page.next.is_some());
        for upload in &page.uploads {
            xml.element("Upload", |xml| {
                xml.text("Key", &echo.encoded(&upload.key));
                xml.text("UploadId", &upload.upload_id);
                initiator(xml, upload);
                owner(xml, "Owner", owner_account_id);
                xml.text("StorageClass", &upload.storage_class);
                xml.text("Initiated", &http_date::xml(upload.initiated));
                upload_checksum(xml, upload.checksum);
            });
        }
        common_prefixes(xml, echo, &page.common_prefixes);
    })
}

/// DeleteObjects. In quiet mode only errors are told.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>
#[must_use]
pub fn delete_result(entries: &[DeleteResultEntry], quiet: bool) -> String {
    document("DeleteResult", |xml| {
        for entry in entries {
            match &entry.result {
                Ok(()) if quiet => {}
                Ok(()) => xml.element("Deleted", |xml| {
                    xml.text("Key", &entry.key);
                    optional(xml, "VersionId", entry.version_id.as_deref());
                }),
                Err(error) => xml.element("Error", |xml| {
                    xml.text("Key", &entry.key);
                    optional(xml, "VersionId", entry.version_id.as_deref());
                    xml.text("Code", error.code().as_str());
                    xml.text("Message", error.text());
                }),
            }
        }
    })
}

impl ListEcho<'_> {
    /// Keys may hold characters that XML cannot; `encoding-type=url` is how clients ask for them encoded.
    fn encoded(&self, text: &str) -> String {
        if self.url_encoded {
            utf8_percent_encode(text, URL_ENCODED)
                .to_string()
                .replace("%20", "+")
        } else {
            text.to_owned()
        }
    }
}

fn document(root: &str, children: impl FnOnce(&mut XmlWriter)) -> String {
    let mut xml = XmlWriter::document();
    xml.root(root, children);
    xml.finish()
}

fn delimiter_and_encoding(xml: &mut XmlWriter, echo: &ListEcho<'_>) {
    if let Some(delimiter) = echo.delimiter {
        xml.text("Delimiter", &echo.encoded(delimiter));
    }
    if echo.url_encoded {
        xml.text("EncodingType", "url");
    }
}

fn contents(
    xml: &mut XmlWriter,
    echo: &ListEcho<'_>,
    owner_account_id: Option<&str>,
    page: &ListPage,
) {
    for object in &page.objects {
        xml.element("Contents", |xml| {
            xml.text("Key", &echo.encoded(&object.key));
            xml.text("LastModified", &http_date::xml(object.last_modified));
            etag(xml, &object.etag);
            xml.text("ChecksumAlgorithm", object.checksum_algorithm.name());
            xml.text("ChecksumType", object.checksum_type.as_str());
            xml.display("Size", object.size);
            if let Some(account_id) = owner_account_id {
                owner(xml, "Owner", account_id);
            }
            xml.text("StorageClass", &object.storage_class);
        });
    }
    common_prefixes(xml, echo, &page.common_prefixes);
}

fn common_prefixes(xml: &mut XmlWriter, echo: &ListEcho<'_>, prefixes: &[String]) {
    for prefix in prefixes {
        xml.element("CommonPrefixes", |xml| {
            xml.text("Prefix", &echo.encoded(prefix))
        });
    }
}

fn owner(xml: &mut XmlWriter, element: &str, account_id: &str) {
    xml.element(element, |xml| {
        xml.text("ID", &canonical_user_id(account_id))
    });
}

fn initiator(xml: &mut XmlWriter, upload: &UploadRecord) {
    xml.element("Initiator", |xml| xml.text("ID", &upload.initiator));
}

fn etag(xml: &mut XmlWriter, etag: &str) {
    xml.text("ETag", &format!("\"{etag}\""));
}

fn part_checksum(xml: &mut XmlWriter, part: &PartRecord) {
    if let Some((algorithm, value)) = &part.checksum {
        xml.text(algorithm.element(), value);
    }
}

fn upload_checksum(xml: &mut XmlWriter, checksum: Option<(ChecksumAlgorithm, ChecksumType)>) {
    if let Some((algorithm, kind)) = checksum {
        xml.text("ChecksumAlgorithm", algorithm.name());
        xml.text("ChecksumType", kind.as_str());
    }
}

fn optional(xml: &mut XmlWriter, element: &str, text: Option<&str>) {
    if let Some(text) = text {
        xml.text(element, text);
    }
}

/// The key or common prefix that a page ended with.
fn place(after: &After) -> &str {
    match after {
        After::Key(text) | After::Prefix(text) | After::Upload(text, _) => text,
    }
}

/// What S3 leaves as it is in `encoding-type=url`.
const URL_ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/');

#[cfg(test)]
mod tests;
