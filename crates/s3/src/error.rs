//! The S3 error: code, HTTP status, message and the extra elements of its envelope.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;

/// One refusal as an S3 client reads it. The envelope (request ids, XML) is written by the transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Error {
    code: S3ErrorCode,
    message: Cow<'static, str>,
    details: Vec<(&'static str, String)>,
    unsaid: Option<String>,
}

impl S3Error {
    /// The error with AWS's usual message for its code.
    #[must_use]
    pub fn new(code: S3ErrorCode) -> Self {
        Self {
            code,
            message: Cow::Borrowed(code.usual_message()),
            details: Vec::new(),
            unsaid: None,
        }
    }

    /// Replaces the message.
    #[must_use]
    pub fn message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// Adds an element that stands after `Message` in the envelope, in the order of the calls.
    #[must_use]
    pub fn with(mut self, element: &'static str, value: impl Into<String>) -> Self {
        self.details.push((element, value.into()));
        self
    }

    /// Adds the reason that the client may not read.
    #[must_use]
    pub fn unsaid(mut self, reason: impl Into<String>) -> Self {
        self.unsaid = Some(reason.into());
        self
    }

    /// The reason for the audit: the one that was kept from the client, or else what it was told.
    #[must_use]
    pub fn reason(&self) -> &str {
        self.unsaid.as_deref().unwrap_or(&self.message)
    }

    /// The error code.
    #[must_use]
    pub fn code(&self) -> S3ErrorCode {
        self.code
    }

    /// The HTTP status that goes with the code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.code.status()
    }

    /// The text of the `Message` element.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.message
    }

    /// The extra elements, in order.
    #[must_use]
    pub fn details(&self) -> &[(&'static str, String)] {
        &self.details
    }

    /// `InvalidArgument` with the two elements that AWS adds to it.
    #[must_use]
    pub fn invalid_argument(
        message: impl Into<Cow<'static, str>>,
        name: &str,
        value: impl Into<String>,
    ) -> Self {
        Self::new(S3ErrorCode::InvalidArgument)
            .message(message)
            .with("ArgumentName", name)
            .with("ArgumentValue", value)
    }

    /// `InvalidRequest` with its own message.
    #[must_use]
    pub fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(S3ErrorCode::InvalidRequest).message(message)
    }

    /// The refusal of a header whose meaning this service does not offer.
    #[must_use]
    pub fn unsupported_header(name: &str) -> Self {
        Self::new(S3ErrorCode::NotImplemented)
            .message("A header you provided implies functionality that is not implemented")
            .with("Header", name)
    }

    /// The refusal of a query parameter whose meaning this service does not offer.
    #[must_use]
    pub fn unsupported_parameter(name: &str) -> Self {
        Self::new(S3ErrorCode::NotImplemented)
            .message("A parameter you provided implies functionality that is not implemented")
            .with("Parameter", name)
    }

    /// `NoSuchBucket` naming the bucket.
    #[must_use]
    pub fn no_such_bucket(bucket: &str) -> Self {
        Self::new(S3ErrorCode::NoSuchBucket).with("BucketName", bucket)
    }

    /// `NoSuchKey` naming the key.
    #[must_use]
    pub fn no_such_key(key: &str) -> Self {
        Self::new(S3ErrorCode::NoSuchKey).with("Key", key)
    }

    /// `NoSuchUpload` naming the upload.
    #[must_use]
    pub fn no_such_upload(upload_id: &str) -> Self {
        Self::new(S3ErrorCode::NoSuchUpload).with("UploadId", upload_id)
    }

    /// `PreconditionFailed` naming the header that failed.
    #[must_use]
    pub fn precondition_failed(condition: &'static str) -> Self {
        Self::new(S3ErrorCode::PreconditionFailed).with("Condition", condition)
    }
}

impl From<S3ErrorCode> for S3Error {
    fn from(code: S3ErrorCode) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for S3Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.as_str(), self.message)
    }
}

impl std::error::Error for S3Error {}

/// Declares the codes: name, status, usual message. One row is one code.
macro_rules! codes {
    ($($name:ident $status:literal $message:literal;)*) => {
        /// The codes that this service answers with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is the AWS code of the same name")]
        pub enum S3ErrorCode { $($name),* }

        impl S3ErrorCode {
            /// Every code, for tables and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it stands in the envelope.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// The code of this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }

            /// The HTTP status of the code.
            #[must_use]
            pub fn status(self) -> StatusCode {
                let status: u16 = match self { $(Self::$name => $status),* };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            fn usual_message(self) -> &'static str {
                match self { $(Self::$name => $message),* }
            }
        }
    };
}

codes! {
    AccessControlListNotSupported 400 "The bucket does not allow ACLs";
    AccessDenied 403 "Access Denied";
    BadDigest 400 "The Content-MD5 you specified did not match what we received.";
    BucketAlreadyExists 409 "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
    BucketAlreadyOwnedByYou 409 "Your previous request to create the named bucket succeeded and you already own it.";
    BucketNotEmpty 409 "The bucket you tried to delete is not empty";
    EntityTooLarge 400 "Your proposed upload exceeds the maximum allowed size";
    EntityTooSmall 400 "Your proposed upload is smaller than the minimum allowed size";
    IllegalLocationConstraintException 400 "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.";
    IncompleteBody 400 "The request body terminated unexpectedly";
    InternalError 500 "We encountered an internal error. Please try again.";
    InvalidArgument 400 "Invalid Argument";
    InvalidBucketAclWithObjectOwnership 400 "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
    InvalidChunkSizeError 403 "Only the last chunk is allowed to have a size less than 8192 bytes";
    InvalidBucketName 400 "The specified bucket is not valid.";
    InvalidBucketOwnerAWSAccountID 400 "The value of the expected bucket owner parameter must be an AWS account ID";
    InvalidDigest 400 "The Content-MD5 you specified was invalid.";
    InvalidLocationConstraint 400 "The specified location-constraint is not valid";
    InvalidPart 400 "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    InvalidPartNumber 416 "The requested partnumber is not satisfiable";
    InvalidPartOrder 400 "The list of parts was not in ascending order. Parts must be ordered by part number.";
    InvalidPolicyDocument 400 "The content of the form does not meet the conditions specified in the policy document.";
    InvalidRange 416 "The requested range is not satisfiable";
    InvalidRequest 400 "The request is not valid.";
    InvalidStorageClass 400 "The storage class you specified is not valid";
    InvalidURI 400 "Couldn't parse the specified URI.";
    KeyTooLongError 400 "Your key is too long";
    MalformedPolicy 400 "This policy contains invalid Json";
    MalformedXML 400 "The XML you provided was not well-formed or did not validate against our published schema";
    MalformedTrailerError 400 "The request contained trailing data that was not well-formed or did not conform to our published schema.";
    MaxMessageLengthExceeded 400 "Your request was too big.";
    MetadataTooLarge 400 "Your metadata headers exceed the maximum allowed metadata size";
    MethodNotAllowed 405 "The specified method is not allowed against this resource.";
    MissingContentLength 411 "You must provide the Content-Length HTTP header.";
    MissingRequestBodyError 400 "Request Body is empty";
    NoSuchBucket 404 "The specified bucket does not exist";
    NoSuchBucketPolicy 404 "The bucket policy does not exist";
    NoSuchKey 404 "The specified key does not exist.";
    NoSuchPublicAccessBlockConfiguration 404 "The public access block configuration was not found";
    NoSuchUpload 404 "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
    NotImplemented 501 "A header you provided implies functionality that is not implemented";
    NotModified 304 "Not Modified";
    OperationAborted 409 "A conflicting conditional operation is currently in progress against this resource. Please try again.";
    PreconditionFailed 412 "At least one of the pre-conditions you specified did not hold";
    RequestTimeout 400 "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.";
    ServiceUnavailable 503 "Please reduce your request rate.";
    SignatureDoesNotMatch 403 "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    TooManyBuckets 400 "You have attempted to create more buckets than allowed";
    XAmzContentSHA256Mismatch 400 "The provided 'x-amz-content-sha256' header does not match what was computed.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_status_of_its_own_kind() {
        for code in S3ErrorCode::ALL {
            let status = code.status().as_u16();
            let fault = code.as_str() == "InternalError";
            assert_eq!(status == 500, fault, "{code:?}");
            assert!(!code.usual_message().is_empty());
        }
        assert_eq!(S3ErrorCode::InvalidRange.status(), 416);
        assert_eq!(S3ErrorCode::PreconditionFailed.status(), 412);
        assert_eq!(S3ErrorCode::MissingContentLength.status(), 411);
    }

    #[test]
    fn details_keep_their_order() {
        let error = S3Error::invalid_argument("bad", "max-keys", "x");
        assert_eq!(
            error.details(),
            [
                ("ArgumentName", "max-keys".to_owned()),
                ("ArgumentValue", "x".to_owned())
            ]
        );
        assert_eq!(error.to_string(), "InvalidArgument: bad");
    }
}
