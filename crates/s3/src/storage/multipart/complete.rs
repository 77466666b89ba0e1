//! CompleteMultipartUpload: the listed parts become one object, without a byte being copied.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>

use std::collections::BTreeSet;

use jiff::Timestamp;
use md5::{Digest as _, Md5};
use rusqlite::Connection;

use super::UploadRecord;
use super::part::{PartRow, delete_parts};
use crate::checksum::{self, Checksum, ChecksumAlgorithm, ChecksumType};
use crate::condition::{WriteCondition, bare_etag};
use crate::error::{S3Error, S3ErrorCode};
use crate::payload::hex;
use crate::storage::Storage;
use crate::storage::bucket::assert_open;
use crate::storage::error::StorageError;
use crate::storage::index::Written;
use crate::storage::object::{ObjectHead, ObjectRow, damaged, whole_seconds};

/// What CompleteMultipartUpload asks for.
#[derive(Debug, Clone)]
pub struct CompleteUpload {
    /// The bucket's storage id.
    pub bucket: String,
    /// The key of the upload.
    pub key: String,
    /// The upload.
    pub upload_id: String,
    /// The parts that make the object, at least one.
    pub parts: Vec<CompletedPart>,
    /// `x-amz-checksum-*` of the whole object, as sent.
    pub checksum: Option<(ChecksumAlgorithm, String)>,
    /// `x-amz-checksum-type`.
    pub checksum_type: Option<ChecksumType>,
    /// `x-amz-mp-object-size`.
    pub object_size: Option<u64>,
    /// Judged against the object that is there at the moment of the write.
    pub condition: WriteCondition,
}

/// A part as the client lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletedPart {
    /// 1 to 10,000.
    pub number: u32,
    /// Its entity tag, with or without quotes.
    pub etag: String,
    /// Its checksums, as sent.
    pub checksums: Vec<(ChecksumAlgorithm, String)>,
}

impl Storage {
    /// Completes an upload.
    ///
    /// # Errors
    /// `NoSuchUpload`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`, `InvalidRequest`, `BadDigest`,
    /// `PreconditionFailed`, `NoSuchKey`, `OperationAborted`; storage faults. The upload stays on each of them.
    pub async fn complete_upload(
        &self,
        complete: CompleteUpload,
        now: Timestamp,
    ) -> Result<ObjectHead, StorageError> {
        self.index
            .write(move |connection| complete_in(connection, complete, now))
            .await
    }
}

fn complete_in(
    connection: &Connection,
    complete: CompleteUpload,
    now: Timestamp,
) -> Result<Written<ObjectHead>, StorageError> {
    let CompleteUpload {
        bucket,
        key,
        upload_id,
        ..
    } = &complete;
    if complete.parts.is_empty() {
        return Err(S3ErrorCode::MalformedXML.into());
    }
    assert_open(connection, bucket)?;
    let upload = UploadRecord::find(connection, bucket, key, upload_id)?;
    let rows = listed_parts(connection, &complete, &upload)?;
    check_size(&complete, &rows)?;
    let checksum = object_checksum(&complete, &upload, &rows)?;

    let replaced = ObjectRow::find(connection, bucket, key)?;
    complete
        .condition
        .judge(key, replaced.as_ref().map(|row| row.head.etag.as_str()))?;

    let kept: BTreeSet<u32> = rows.iter().map(|row| row.number).collect();
    let mut garbage = delete_parts(connection, upload_id, |number| !kept.contains(&number))?;
    let row = ObjectRow {
        content: upload_id.clone(),
        head: ObjectHead {
            key: key.clone(),
            size: rows.iter().map(|row| row.size).sum(),
            etag: etag_of(&rows),
            last_modified: whole_seconds(now),
            storage_class: upload.storage_class,
            checksum,
            parts_count: Some(u32::try_from(rows.len()).map_err(|_| damaged())?),
            metadata: upload.metadata,
        },
    };
    garbage.extend(row.replace(connection, bucket, replaced)?);
    UploadRecord::delete(connection, bucket, key, upload_id)?;
    Ok(Written {
        value: row.head,
        garbage,
    })
}

/// The stored rows of the listed parts, in order, each as the client says it is.
fn listed_parts(
    connection: &Connection,
    complete: &CompleteUpload,
    upload: &UploadRecord,
) -> Result<Vec<PartRow>, StorageError> {
    if !complete
        .parts
        .is_sorted_by(|before, after| before.number < after.number)
    {
        return Err(S3Error::new(S3ErrorCode::InvalidPartOrder)
            .with("UploadId", &complete.upload_id)
            .into());
    }
    let mut rows = Vec::with_capacity(complete.parts.len());
    for part in &complete.parts {
        let row = PartRow::find(connection, &complete.upload_id, part.number)?;
        match row.filter(|row| is_the_same(part, row)) {
            Some(row) => rows.push(row),
            None => return Err(invalid_part(complete, part).into()),
        }
        if let Some((chosen, ChecksumType::Composite)) = upload.checksum
            && !part
                .checksums
                .iter()
                .any(|(algorithm, _)| *algorithm == chosen)
        {
            return Err(S3Error::invalid_request(format!(
                "The upload was created using a {} checksum. The complete request must include the checksum for each part. It was missing for part {} in the request.",
                chosen.name().to_ascii_lowercase(),
                part.number
            ))
            .into());
        }
    }
    Ok(rows)
}

fn is_the_same(part: &CompletedPart, row: &PartRow) -> bool {
    bare_etag(&part.etag).eq_ignore_ascii_case(&hex(&row.md5))
        && part
            .checksums
            .iter()
            .all(|(algorithm, value)| row.checksums.get(algorithm.name()) == Some(value))
}

fn check_size(complete: &CompleteUpload, rows: &[PartRow]) -> Result<(), S3Error> {
    let all_but_last = rows.split_last().map_or(&[][..], |(_, before)| before);
    if let Some(small) = all_but_last.iter().find(|row| row.size < PART_SIZE_MIN) {
        return Err(S3Error::new(S3ErrorCode::EntityTooSmall)
            .with("ProposedSize", small.size.to_string())
            .with("MinSizeAllowed", PART_SIZE_MIN.to_string())
            .with("PartNumber", small.number.to_string())
            .with("ETag", hex(&small.md5)));
    }
    let size: u64 = rows.iter().map(|row| row.size).sum();
    match complete.object_size {
        Some(claimed) if claimed != size => Err(S3Error::invalid_request(format!(
            "The provided 'x-amz-mp-object-size' header value {claimed} does not match what was computed: {size}"
        ))),
        _ => Ok(()),
    }
}

/// The checksum of the object, held against what the request says it is.
fn object_checksum(
    complete: &CompleteUpload,
    upload: &UploadRecord,
    rows: &[PartRow],
) -> Result<Checksum, StorageError> {
    let (algorithm, kind) = upload
        .checksum
        .unwrap_or((ChecksumAlgorithm::Crc64Nvme, ChecksumType::FullObject));
    if complete.checksum_type.is_some_and(|wanted| wanted != kind) {
        return Err(S3Error::invalid_request(format!(
            "The upload was created using the {} checksum mode. The complete request must use the same checksum mode.",
            kind.as_str()
        ))
        .into());
    }
    let values = rows
        .iter()
        .map(|row| {
            let text = row.checksums.get(algorithm.name())?;
            Some((checksum::decode(algorithm, text)?, row.size))
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(damaged)?;
    let pairs = values.iter().map(|(value, size)| (value.as_slice(), *size));
    let computed = checksum::of_parts(algorithm, kind, pairs).ok_or_else(damaged)?;
    if let Some((declared, value)) = &complete.checksum {
        // A composite may be sent with or without the number of its parts.
        let bare = computed.value.split('-').next().unwrap_or_default();
        if *declared != algorithm || (*value != computed.value && value != bare) {
            return Err(S3Error::new(S3ErrorCode::BadDigest)
                .message(format!(
                    "The {} you specified did not match the calculated checksum.",
                    declared.name()
                ))
                .into());
        }
    }
    Ok(computed)
}

/// MD5 over the parts' MD5s, a dash, and how many there are.
fn etag_of(rows: &[PartRow]) -> String {
    let mut md5 = Md5::new();
    for row in rows {
        md5.update(row.md5);
    }
    format!("{}-{}", hex(&md5.finalize().0), rows.len())
}

fn invalid_part(complete: &CompleteUpload, part: &CompletedPart) -> S3Error {
    S3Error::new(S3ErrorCode::InvalidPart)
        .with("UploadId", &complete.upload_id)
        .with("PartNumber", part.number.to_string())
        .with("ETag", bare_etag(&part.etag))
}

/// Bytes of every part but the last: 5 MiB.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>
const PART_SIZE_MIN: u64 = 5 * 1024 * 1024;
