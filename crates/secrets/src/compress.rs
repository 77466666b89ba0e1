//! Policies and ARNs in little space: zstd with a dictionary of what such texts are made of.
//!
//! Session policies travel in every request inside a signed header, so their length costs every signature.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

/// `text` compressed, without zstd's magic number; `None` where that would not be shorter.
pub(crate) fn compress(text: &str) -> Option<Vec<u8>> {
    let mut frame = COMPRESSOR.with_borrow_mut(|compressor| {
        if compressor.is_none() {
            *compressor = Compressor::with_dictionary(LEVEL, DICTIONARY.as_bytes()).ok();
        }
        compressor.as_mut()?.compress(text.as_bytes()).ok()
    })?;
    frame.drain(..MAGIC.len().min(frame.len()));
    (frame.len() < text.len()).then_some(frame)
}

/// Undoes [`compress`]; `None` for damaged bytes and for what would be longer than [`TEXT_BYTES_MAX`].
pub(crate) fn decompress(compressed: &[u8]) -> Option<String> {
    let frame = [MAGIC.as_slice(), compressed].concat();
    let text = DECOMPRESSOR.with_borrow_mut(|decompressor| {
        if decompressor.is_none() {
            *decompressor = Decompressor::with_dictionary(DICTIONARY.as_bytes()).ok();
        }
        decompressor
            .as_mut()?
            .decompress(&frame, TEXT_BYTES_MAX)
            .ok()
    })?;
    String::from_utf8(text).ok()
}

/// Longest text in bytes. STS admits 2,048 characters of policies, two bytes each at most; the rest is slack.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
pub(crate) const TEXT_BYTES_MAX: usize = 8192;

thread_local! {
    // One context a thread: making one costs more than a hundred kilobytes and as many page faults as that takes.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Every zstd frame begins with these bytes, so they need not be sent.
pub(crate) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Two microseconds for a short policy and twelve for the longest; higher levels cost much and gain nothing here.
const LEVEL: i32 = 9;

/// What policies are made of, the most frequent last, where zstd finds it cheapest.
// INVARIANT: a change makes all tokens that carry a policy unreadable; it goes with a new version of the token.
const DICTIONARY: &str = concat!(
    "arn:aws:iam::aws:policy/service-role/AmazonDynamoDBFullAccess PowerUserAccess ReadOnlyAccess SecurityAudit ViewOnlyAccess",
    "\narn:aws:iam::aws:policy/job-function/\narn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess",
    "\narn:aws:iam::aws:policy/AdministratorAccess\narn:aws:iam::aws:policy/AmazonS3FullAccess",
    "\narn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\n",
    r#""ec2:Describe*","logs:CreateLogStream","logs:PutLogEvents","kms:Decrypt","kms:GenerateDataKey*","sts:AssumeRole","#,
    r#""iam:PassRole","iam:List*","dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query","dynamodb:UpdateItem","sqs:SendMessage","#,
    r#""lambda:InvokeFunction","secretsmanager:GetSecretValue","glue:GetTable","glue:GetDatabase","NotAction":["#,
    r#""NotResource":["arn:aws:dynamodb:us-east-1:arn:aws:iam::arn:aws:kms:arn:aws:sqs:arn:aws:logs:arn:aws:lambda:"#,
    r#""Condition":{"StringNotEquals":{"Bool":{"aws:SecureTransport":"false"}},"IpAddress":{"aws:SourceIp":["#,
    r#""ForAnyValue:StringLike":{"StringEquals":{"aws:RequestedRegion":"aws:PrincipalTag/"StringLike":{"s3:prefix":["",""#,
    r#""s3:ListBucketMultipartUploads","s3:ListMultipartUploadParts","s3:AbortMultipartUpload","s3:GetBucketLocation","#,
    r#""s3:GetObjectVersion","s3:DeleteObject","s3:List*","s3:Get*","s3:ListAllMyBuckets","s3:ListBucket","#,
    r#"{"Statement":[{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Deny","Resource":["arn:aws:s3:::bucket/*"]}],"Id":""#,
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}]}"#,
    r#"{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::"#,
    r#""}]}{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_policy_shrinks_to_a_fraction() {
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::reports","arn:aws:s3:::reports/2026/*"]}]}"#;
        let compressed = compress(policy).unwrap();
        assert!(compressed.len() * 3 < policy.len(), "{}", compressed.len());
        assert_eq!(decompress(&compressed).as_deref(), Some(policy));
        assert_eq!(compress("x"), None);
    }

    #[test]
    fn what_would_swell_beyond_the_bound_is_refused() {
        let bound = compress(&"a".repeat(TEXT_BYTES_MAX)).unwrap();
        assert_eq!(
            decompress(&bound).map(|text| text.len()),
            Some(TEXT_BYTES_MAX)
        );
        assert_eq!(
            decompress(&compress(&"a".repeat(TEXT_BYTES_MAX + 1)).unwrap()),
            None
        );
    }

    proptest! {
        #[test]
        fn any_text_returns_and_any_bytes_are_harmless(text in ".{0,400}", bytes: Vec<u8>) {
            if let Some(compressed) = compress(&text) {
                prop_assert_eq!(decompress(&compressed), Some(text));
            }
            prop_assert!(decompress(&bytes).is_none_or(|text| text.len() <= TEXT_BYTES_MAX));
        }
    }
}
