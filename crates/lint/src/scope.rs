//! Which policy a document is checked as.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>

/// The type of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyType {
    /// Attached to a user, group, role or permission set.
    Identity,
    /// Attached to a resource, a role's trust policy included.
    Resource,
    /// A service control policy.
    ServiceControl,
    /// A resource control policy.
    ResourceControl,
}

/// The type of the resource that a resource policy is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceType {
    /// An S3 bucket.
    S3Bucket,
    /// An S3 access point.
    S3AccessPoint,
    /// An S3 Multi-Region Access Point.
    S3MultiRegionAccessPoint,
    /// An S3 Object Lambda access point.
    S3ObjectLambdaAccessPoint,
    /// A role, whose trust policy it is.
    AssumeRolePolicyDocument,
    /// A DynamoDB table.
    DynamoDbTable,
}

/// What a document is checked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The type of the policy.
    pub policy_type: PolicyType,
    /// What a resource policy is attached to; without it only the checks common to all resource policies run. It says
    /// nothing about policies of other types.
    pub resource_type: Option<ResourceType>,
    /// Whether service control policies are held to wildcards at the end of actions only, as AWS once asked. The language
    /// of service control policies has grown since, so this is off unless said otherwise.
    pub scp_wildcards_only_at_end: bool,
}

impl PolicyType {
    /// From the API's name for it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "IDENTITY_POLICY" => PolicyType::Identity,
            "RESOURCE_POLICY" => PolicyType::Resource,
            "SERVICE_CONTROL_POLICY" => PolicyType::ServiceControl,
            "RESOURCE_CONTROL_POLICY" => PolicyType::ResourceControl,
            _ => return None,
        })
    }

    /// The API's name for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PolicyType::Identity => "IDENTITY_POLICY",
            PolicyType::Resource => "RESOURCE_POLICY",
            PolicyType::ServiceControl => "SERVICE_CONTROL_POLICY",
            PolicyType::ResourceControl => "RESOURCE_CONTROL_POLICY",
        }
    }
}

impl ResourceType {
    /// From the API's name for it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "AWS::S3::Bucket" => ResourceType::S3Bucket,
            "AWS::S3::AccessPoint" => ResourceType::S3AccessPoint,
            "AWS::S3::MultiRegionAccessPoint" => ResourceType::S3MultiRegionAccessPoint,
            "AWS::S3ObjectLambda::AccessPoint" => ResourceType::S3ObjectLambdaAccessPoint,
            "AWS::IAM::AssumeRolePolicyDocument" => ResourceType::AssumeRolePolicyDocument,
            "AWS::DynamoDB::Table" => ResourceType::DynamoDbTable,
            _ => return None,
        })
    }

    /// What findings call it: `S3 Bucket` was observed, the others follow it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            ResourceType::S3Bucket => "S3 Bucket",
            ResourceType::S3AccessPoint => "S3 Access Point",
            ResourceType::S3MultiRegionAccessPoint => "S3 Multi-Region Access Point",
            ResourceType::S3ObjectLambdaAccessPoint => "S3 Object Lambda Access Point",
            ResourceType::AssumeRolePolicyDocument => "IAM Role Trust Policy",
            ResourceType::DynamoDbTable => "DynamoDB Table",
        }
    }
}

impl Scope {
    /// A policy of that type, checked as AWS checks it today.
    #[must_use]
    pub fn new(policy_type: PolicyType, resource_type: Option<ResourceType>) -> Self {
        Self {
            policy_type,
            resource_type,
            scp_wildcards_only_at_end: false,
        }
    }

    pub(crate) fn is_identity(&self) -> bool {
        self.policy_type == PolicyType::Identity
    }

    /// Any resource policy, trust policies included.
    pub(crate) fn is_resource(&self) -> bool {
        self.policy_type == PolicyType::Resource
    }

    pub(crate) fn is_service_control(&self) -> bool {
        self.policy_type == PolicyType::ServiceControl
    }

    pub(crate) fn is_resource_control(&self) -> bool {
        self.policy_type == PolicyType::ResourceControl
    }

    /// What the resource policy is attached to, if that was said.
    pub(crate) fn attached_to(&self) -> Option<ResourceType> {
        self.resource_type.filter(|_| self.is_resource())
    }

    pub(crate) fn is_trust(&self) -> bool {
        self.attached_to() == Some(ResourceType::AssumeRolePolicyDocument)
    }

    pub(crate) fn is_s3(&self) -> bool {
        self.attached_to().is_some_and(|attached| {
            !matches!(
                attached,
                ResourceType::AssumeRolePolicyDocument | ResourceType::DynamoDbTable
            )
        })
    }
}
