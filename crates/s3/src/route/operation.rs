//! Every operation of S3: its place on the wire, its action, and whether it is built.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>

/// What an operation is addressed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Service,
    Bucket,
    Object,
    /// Copies, ListObjectsV2 and the lists of configurations share the rule of another operation and are told
    /// apart in [`super::route`]. No request is looked up at this level.
    Shared,
}

impl Level {
    /// The `ResourceType` element of `MethodNotAllowed`.
    pub(super) fn resource_type(self) -> String {
        match self {
            Self::Service => "SERVICE".to_owned(),
            Self::Bucket => "BUCKET".to_owned(),
            Self::Object | Self::Shared => "OBJECT".to_owned(),
        }
    }
}

/// How one operation is recognised.
pub(super) struct Rule {
    level: Level,
    method: &'static str,
    sub_resource: Option<&'static str>,
    pub(super) operation: S3Operation,
}

impl Rule {
    pub(super) fn find(
        level: Level,
        method: &str,
        sub_resource: Option<&str>,
    ) -> Option<&'static Self> {
        RULES.iter().find(|rule| {
            rule.level == level && rule.method == method && rule.sub_resource == sub_resource
        })
    }

    /// Whether the name is a sub-resource at this level, by whatever method.
    pub(super) fn knows(level: Level, name: &str) -> bool {
        RULES
            .iter()
            .any(|rule| rule.level == level && rule.sub_resource == Some(name))
    }
}

impl S3Operation {
    /// For the `Get` of a family of configurations: the `List` that a request without an `id` means.
    pub(super) fn lists_without_id(self) -> Option<Self> {
        match self {
            Self::GetBucketAnalyticsConfiguration => Some(Self::ListBucketAnalyticsConfigurations),
            Self::GetBucketIntelligentTieringConfiguration => {
                Some(Self::ListBucketIntelligentTieringConfigurations)
            }
            Self::GetBucketInventoryConfiguration => Some(Self::ListBucketInventoryConfigurations),
            Self::GetBucketMetricsConfiguration => Some(Self::ListBucketMetricsConfigurations),
            _ => None,
        }
    }
}

/// Declares the operations. A row: name, built or not, level, method, sub-resource.
macro_rules! operations {
    ($($name:ident $built:literal $level:ident $method:literal $sub:expr;)*) => {
        /// An operation of S3.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is the AWS operation of the same name")]
        pub enum S3Operation { $($name),* }

        impl S3Operation {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// AWS's name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }

            /// Whether this service runs it; the others are answered `NotImplemented`.
            #[must_use]
            pub fn is_built(self) -> bool {
                match self { $(Self::$name => $built),* }
            }
        }

        const RULES: &[Rule] = &[$(Rule {
            level: Level::$level,
            method: $method,
            sub_resource: $sub,
            operation: S3Operation::$name,
        }),*];
    };
}

operations! {
    ListBuckets true Service "GET" None;
    WriteGetObjectResponse false Shared "POST" None;

    ListObjects true Bucket "GET" None;
    ListObjectsV2 true Shared "GET" None;
    HeadBucket true Bucket "HEAD" None;
    CreateBucket true Bucket "PUT" None;
    DeleteBucket true Bucket "DELETE" None;
    PostObject false Bucket "POST" None;
    DeleteObjects true Bucket "POST" Some("delete");
    GetBucketLocation true Bucket "GET" Some("location");
    ListMultipartUploads true Bucket "GET" Some("uploads");
    ListObjectVersions false Bucket "GET" Some("versions");
    GetBucketPolicy true Bucket "GET" Some("policy");
    PutBucketPolicy true Bucket "PUT" Some("policy");
    DeleteBucketPolicy true Bucket "DELETE" Some("policy");
    GetBucketPolicyStatus true Bucket "GET" Some("policyStatus");
    GetPublicAccessBlock true Bucket "GET" Some("publicAccessBlock");
    PutPublicAccessBlock true Bucket "PUT" Some("publicAccessBlock");
    DeletePublicAccessBlock true Bucket "DELETE" Some("publicAccessBlock");
    CreateSession false Bucket "GET" Some("session");
    CreateBucketMetadataConfiguration false Bucket "POST" Some("metadataConfiguration");
    GetBucketMetadataConfiguration false Bucket "GET" Some("metadataConfiguration");
    DeleteBucketMetadataConfiguration false Bucket "DELETE" Some("metadataConfiguration");
    CreateBucketMetadataTableConfiguration false Bucket "POST" Some("metadataTable");
    GetBucketMetadataTableConfiguration false Bucket "GET" Some("metadataTable");
    DeleteBucketMetadataTableConfiguration false Bucket "DELETE" Some("metadataTable");
    UpdateBucketMetadataInventoryTableConfiguration false Bucket "PUT" Some("metadataInventoryTable");
    UpdateBucketMetadataJournalTableConfiguration false Bucket "PUT" Some("metadataJournalTable");
    GetBucketAbac false Bucket "GET" Some("abac");
    PutBucketAbac false Bucket "PUT" Some("abac");
    GetBucketAccelerateConfiguration false Bucket "GET" Some("accelerate");
    PutBucketAccelerateConfiguration false Bucket "PUT" Some("accelerate");
    GetBucketAcl false Bucket "GET" Some("acl");
    PutBucketAcl false Bucket "PUT" Some("acl");
    GetBucketAnalyticsConfiguration false Bucket "GET" Some("analytics");
    ListBucketAnalyticsConfigurations false Shared "GET" None;
    PutBucketAnalyticsConfiguration false Bucket "PUT" Some("analytics");
    DeleteBucketAnalyticsConfiguration false Bucket "DELETE" Some("analytics");
    GetBucketCors false Bucket "GET" Some("cors");
    PutBucketCors false Bucket "PUT" Some("cors");
    DeleteBucketCors false Bucket "DELETE" Some("cors");
    GetBucketEncryption false Bucket "GET" Some("encryption");
    PutBucketEncryption false Bucket "PUT" Some("encryption");
    DeleteBucketEncryption false Bucket "DELETE" Some("encryption");
    GetBucketIntelligentTieringConfiguration false Bucket "GET" Some("intelligent-tiering");
    ListBucketIntelligentTieringConfigurations false Shared "GET" None;
    PutBucketIntelligentTieringConfiguration false Bucket "PUT" Some("intelligent-tiering");
    DeleteBucketIntelligentTieringConfiguration false Bucket "DELETE" Some("intelligent-tiering");
    GetBucketInventoryConfiguration false Bucket "GET" Some("inventory");
    ListBucketInventoryConfigurations false Shared "GET" None;
    PutBucketInventoryConfiguration false Bucket "PUT" Some("inventory");
    DeleteBucketInventoryConfiguration false Bucket "DELETE" Some("inventory");
    GetBucketLifecycleConfiguration false Bucket "GET" Some("lifecycle");
    PutBucketLifecycleConfiguration false Bucket "PUT" Some("lifecycle");
    DeleteBucketLifecycle false Bucket "DELETE" Some("lifecycle");
    GetBucketLogging false Bucket "GET" Some("logging");
    PutBucketLogging false Bucket "PUT" Some("logging");
    GetBucketMetricsConfiguration false Bucket "GET" Some("metrics");
    ListBucketMetricsConfigurations false Shared "GET" None;
    PutBucketMetricsConfiguration false Bucket "PUT" Some("metrics");
    DeleteBucketMetricsConfiguration false Bucket "DELETE" Some("metrics");
    GetBucketNotificationConfiguration false Bucket "GET" Some("notification");
    PutBucketNotificationConfiguration false Bucket "PUT" Some("notification");
    GetBucketOwnershipControls false Bucket "GET" Some("ownershipControls");
    PutBucketOwnershipControls false Bucket "PUT" Some("ownershipControls");
    DeleteBucketOwnershipControls false Bucket "DELETE" Some("ownershipControls");
    GetBucketReplication false Bucket "GET" Some("replication");
    PutBucketReplication false Bucket "PUT" Some("replication");
    DeleteBucketReplication false Bucket "DELETE" Some("replication");
    GetBucketRequestPayment false Bucket "GET" Some("requestPayment");
    PutBucketRequestPayment false Bucket "PUT" Some("requestPayment");
    GetBucketTagging false Bucket "GET" Some("tagging");
    PutBucketTagging false Bucket "PUT" Some("tagging");
    DeleteBucketTagging false Bucket "DELETE" Some("tagging");
    GetBucketVersioning false Bucket "GET" Some("versioning");
    PutBucketVersioning false Bucket "PUT" Some("versioning");
    GetBucketWebsite false Bucket "GET" Some("website");
    PutBucketWebsite false Bucket "PUT" Some("website");
    DeleteBucketWebsite false Bucket "DELETE" Some("website");
    GetObjectLockConfiguration false Bucket "GET" Some("object-lock");
    PutObjectLockConfiguration false Bucket "PUT" Some("object-lock");

    GetObject true Object "GET" None;
    HeadObject true Object "HEAD" None;
    PutObject true Object "PUT" None;
    CopyObject true Shared "PUT" None;
    DeleteObject true Object "DELETE" None;
    CreateMultipartUpload true Object "POST" Some("uploads");
    UploadPart true Object "PUT" Some("uploadId");
    UploadPartCopy true Shared "PUT" None;
    CompleteMultipartUpload true Object "POST" Some("uploadId");
    AbortMultipartUpload true Object "DELETE" Some("uploadId");
    ListParts true Object "GET" Some("uploadId");
    GetObjectAttributes false Object "GET" Some("attributes");
    GetObjectAcl false Object "GET" Some("acl");
    PutObjectAcl false Object "PUT" Some("acl");
    GetObjectTagging true Object "GET" Some("tagging");
    PutObjectTagging false Object "PUT" Some("tagging");
    DeleteObjectTagging false Object "DELETE" Some("tagging");
    GetObjectLegalHold false Object "GET" Some("legal-hold");
    PutObjectLegalHold false Object "PUT" Some("legal-hold");
    GetObjectRetention false Object "GET" Some("retention");
    PutObjectRetention false Object "PUT" Some("retention");
    GetObjectTorrent false Object "GET" Some("torrent");
    RestoreObject false Object "POST" Some("restore");
    SelectObjectContent false Object "POST" Some("select");
    RenameObject false Object "PUT" Some("renameObject");
    UpdateObjectEncryption false Object "PUT" Some("encryption");
}
