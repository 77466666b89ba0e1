//! The role templates of AWS, as GetRoleTemplateVersion was observed to answer them in September 2026. Others that AWS's
//! guide lists were not there.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-template.html>

use shapes::iam::{
    InlinePolicy, ManagedByTypeType, ParameterDefinition, ParameterTypeType, RoleTemplateVersion,
};

use crate::shared::view;

/// One template, of major and minor version together.
#[derive(Debug)]
pub(super) struct RoleTemplate {
    /// With the major version at its end.
    pub(super) arn: &'static str,
    pub(super) minor_version: i32,
    pub(super) role_name: &'static str,
    /// The root, if not said.
    pub(super) role_path: Option<&'static str>,
    pub(super) role_description: &'static str,
    pub(super) trust_policy: &'static str,
    /// Names and documents.
    pub(super) inline_policies: &'static [(&'static str, &'static str)],
    pub(super) managed_policies: &'static [&'static str],
    pub(super) parameters: &'static [Parameter],
    pub(super) max_session_duration: i32,
    name: &'static str,
    id: &'static str,
    description: &'static str,
    service: &'static str,
    created: &'static str,
}

/// A parameter of a template.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) r#type: ParameterTypeType,
    pub(super) default: Option<&'static str>,
    description: &'static str,
    is_required: bool,
}

/// The template with this ARN, in this minor version or the default one.
pub(super) fn find(arn: &str, minor_version: Option<i32>) -> Option<&'static RoleTemplate> {
    let mut found = TEMPLATES.iter().filter(|template| template.arn == arn);
    found.find(|template| template.minor_version == minor_version.unwrap_or(DEFAULT_MINOR_VERSION))
}

impl RoleTemplate {
    /// The template as GetRoleTemplateVersion shows it: without the members that it has no use for.
    pub(super) fn shown(&self) -> RoleTemplateVersion {
        let inline = self.inline_policies.iter();
        let inline: Vec<_> = inline
            .map(|(name, document)| InlinePolicy {
                policy_name: (*name).to_owned(),
                policy_document: view::document(document),
            })
            .collect();
        let managed: Vec<_> = self
            .managed_policies
            .iter()
            .map(ToString::to_string)
            .collect();
        let created = self.created.parse().ok();
        RoleTemplateVersion {
            template_arn: Some(self.arn.to_owned()),
            template_name: Some(self.name.to_owned()),
            template_version_id: Some(self.id.to_owned()),
            description: Some(self.description.to_owned()),
            major_version: Some(MAJOR_VERSION),
            default_minor_version: Some(DEFAULT_MINOR_VERSION),
            managed_by_type: Some(ManagedByTypeType::Service),
            managed_by_value: Some(self.service.to_owned()),
            enabled: Some(true),
            minor_version: Some(self.minor_version),
            role_name_pattern: Some(self.role_name.to_owned()),
            role_path_pattern: self.role_path.map(str::to_owned),
            role_description_pattern: Some(self.role_description.to_owned()),
            assume_role_policy_document_template: Some(view::document(self.trust_policy)),
            inline_policy_templates: (!inline.is_empty()).then_some(inline),
            managed_policy_arns: (!managed.is_empty()).then_some(managed),
            permission_boundary_arn: None,
            parameters_definition: Some(self.parameters.iter().map(Parameter::shown).collect()),
            role_tags_template: None,
            max_session_duration: Some(self.max_session_duration),
            version_enabled: Some(true),
            create_timestamp: created,
            update_timestamp: created,
        }
    }
}

impl Parameter {
    fn shown(&self) -> ParameterDefinition {
        ParameterDefinition {
            name: self.name.to_owned(),
            r#type: self.r#type,
            sub_type: None,
            description: Some(self.description.to_owned()),
            is_required: Some(self.is_required),
            default_value: self.default.map(str::to_owned),
            immutable: Some(false),
        }
    }
}

const MAJOR_VERSION: i32 = 1;
const DEFAULT_MINOR_VERSION: i32 = 0;

static TEMPLATES: [RoleTemplate; 5] = [
    RoleTemplate {
        arn: "arn:aws:iam::aws:role-template/iam.amazonaws.com/PowerUserRoleTemplate:1",
        minor_version: 0,
        role_name: "@{RoleName}",
        role_path: None,
        role_description: "Power user role for @{AWSServiceName}",
        trust_policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"@{AWSServiceName}"},"Action":"sts:AssumeRole"}]}"#,
        inline_policies: &[],
        managed_policies: &["arn:aws:iam::aws:policy/PowerUserAccess"],
        parameters: &[
            Parameter {
                name: "AWSServiceName",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Service principal of the service",
                is_required: true,
            },
            Parameter {
                name: "RoleName",
                r#type: ParameterTypeType::String,
                default: Some("PowerUserRole"),
                description: "Customized name for the role",
                is_required: false,
            },
        ],
        max_session_duration: 3_600,
        name: "PowerUserRoleTemplate",
        id: "AVTAZKAPJZG4N6BGA67NU",
        description: "Creates a role that grants PowerUser permissions to the calling AWS service, allowing it to create and manage most AWS resources on your behalf. Intended for services that require wide-ranging permissions. The trusted service is configurable via the AWSServiceName parameter.",
        service: "iam.amazonaws.com",
        created: "2026-06-12T02:57:08Z",
    },
    RoleTemplate {
        arn: "arn:aws:iam::aws:role-template/backup.amazonaws.com/AWSBackupDefaultServiceRoleTemplate:1",
        minor_version: 0,
        role_name: "@{RoleName}",
        role_path: Some("/service-role/"),
        role_description: "Standard service role the provides AWS Backup service permission to create and restore backups on your behalf across AWS services",
        trust_policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"@{accountId}"}}}]}"#,
        inline_policies: &[],
        managed_policies: &[
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        ],
        parameters: &[
            Parameter {
                name: "accountId",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Account id of the target account",
                is_required: true,
            },
            Parameter {
                name: "RoleName",
                r#type: ParameterTypeType::String,
                default: Some("AWSBackupDefaultServiceRole"),
                description: "Custom name for the role",
                is_required: false,
            },
        ],
        max_session_duration: 3_600,
        name: "AWSBackupDefaultServiceRoleTemplate",
        id: "AVTAZKAPJZG4ILRKDYSS2",
        description: "Create a role that grants AWS Backup the permissions it needs to protect your resources, including creating and managing backups for DynamoDB, RDS, EC2 EBS volumes, EFS file systems, and Storage Gateway volumes. This is the standard service role used by AWS Backup when performing backup and restore jobs.",
        service: "backup.amazonaws.com",
        created: "2026-07-09T15:27:12Z",
    },
    RoleTemplate {
        arn: "arn:aws:iam::aws:role-template/datazone.amazonaws.com/AmazonSageMakerAdminIAMPermissiveExecutionRoleTemplate:1",
        minor_version: 0,
        role_name: "@{RoleName}",
        role_path: None,
        role_description: "Administrative role that provides full administrative control over the Amazon SageMaker Unified Studio domain, and broad permissions to your account's data and AWS services to execute operations within Amazon SageMaker Unified Studio.",
        trust_policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["sagemaker.amazonaws.com","scheduler.amazonaws.com","bedrock.amazonaws.com","datazone.amazonaws.com","lakeformation.amazonaws.com","airflow-serverless.amazonaws.com","emr-serverless.amazonaws.com","redshift.amazonaws.com","glue.amazonaws.com","athena.amazonaws.com"]},"Action":["sts:AssumeRole","sts:TagSession","sts:SetContext","sts:SetSourceIdentity"],"Condition":{"StringEquals":{"aws:SourceAccount":"@{accountId}"}}}]}"#,
        inline_policies: &[(
            "CustomKMSKeyPolicy",
            r#"{"Version":"2012-10-17","Statement":[{"@Enabled":"CMK_ENABLED","Sid":"KMSDescribePermissions","Effect":"Allow","Action":"kms:DescribeKey","Resource":["arn:aws:kms:@{keyRegion}:@{keyAccountId}:key/@{kmsKeyId}"]},{"@Enabled":"CMK_ENABLED","Sid":"KMSPermissions","Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":["arn:aws:kms:@{keyRegion}:@{keyAccountId}:key/@{kmsKeyId}"],"Condition":{"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":"aws:datazone:domainId"}}}]}"#,
        )],
        managed_policies: &[
            "arn:aws:iam::aws:policy/SageMakerStudioAdminIAMPermissiveExecutionPolicy",
        ],
        parameters: &[
            Parameter {
                name: "CMK_ENABLED",
                r#type: ParameterTypeType::String,
                default: Some("False"),
                description: "An indicator on whether a custom KMS key is used. Must be True or False",
                is_required: false,
            },
            Parameter {
                name: "RoleName",
                r#type: ParameterTypeType::String,
                default: Some("AmazonSageMakerAdminIAMExecutionRole"),
                description: "Custom name for the role",
                is_required: false,
            },
            Parameter {
                name: "accountId",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Account id of the target account",
                is_required: true,
            },
            Parameter {
                name: "keyAccountId",
                r#type: ParameterTypeType::String,
                default: None,
                description: "AWS account that hosts the KMS key. Effective only if CMK_ENABLED is True.",
                is_required: true,
            },
            Parameter {
                name: "keyRegion",
                r#type: ParameterTypeType::String,
                default: None,
                description: "AWS region for the KMS key. Effective only if CMK_ENABLED is True.",
                is_required: true,
            },
            Parameter {
                name: "kmsKeyId",
                r#type: ParameterTypeType::String,
                default: None,
                description: "KMS key id for the custom key. Effective only if CMK_ENABLED is True.",
                is_required: true,
            },
        ],
        max_session_duration: 3_600,
        name: "AmazonSageMakerAdminIAMPermissiveExecutionRoleTemplate",
        id: "AVTAZKAPJZG4OFOHF2FKU",
        description: "Creates a role that provides full administrative control over the Amazon SageMaker Unified Studio domain, and broad permissions to your account's data and AWS services to execute operations within Amazon SageMaker Unified Studio.",
        service: "datazone.amazonaws.com",
        created: "2026-07-08T22:12:14Z",
    },
    RoleTemplate {
        arn: "arn:aws:iam::aws:role-template/datazone.amazonaws.com/AmazonSageMakerUserIAMPermissiveExecutionRoleTemplate:1",
        minor_version: 0,
        role_name: "@{RoleName}",
        role_path: None,
        role_description: "User role that provides broad permissions to your account's data and AWS services to execute operations within Amazon SageMaker Unified Studio.",
        trust_policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["sagemaker.amazonaws.com","scheduler.amazonaws.com","bedrock.amazonaws.com","datazone.amazonaws.com","lakeformation.amazonaws.com","airflow-serverless.amazonaws.com","emr-serverless.amazonaws.com","redshift.amazonaws.com","glue.amazonaws.com","athena.amazonaws.com"]},"Action":["sts:AssumeRole","sts:TagSession","sts:SetContext","sts:SetSourceIdentity"],"Condition":{"StringEquals":{"aws:SourceAccount":"@{accountId}"}}}]}"#,
        inline_policies: &[],
        managed_policies: &[
            "arn:aws:iam::aws:policy/SageMakerStudioUserIAMPermissiveExecutionPolicy",
        ],
        parameters: &[
            Parameter {
                name: "RoleName",
                r#type: ParameterTypeType::String,
                default: Some("AmazonSageMakerUserIAMExecutionRole"),
                description: "Custom name for the role",
                is_required: false,
            },
            Parameter {
                name: "accountId",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Account id of the target account",
                is_required: true,
            },
        ],
        max_session_duration: 3_600,
        name: "AmazonSageMakerUserIAMPermissiveExecutionRoleTemplate",
        id: "AVTAZKAPJZG4HTC3G2PFY",
        description: "User role that provides broad permissions to your account's data and AWS services to execute operations within Amazon SageMaker Unified Studio.",
        service: "datazone.amazonaws.com",
        created: "2026-07-08T22:12:17Z",
    },
    RoleTemplate {
        arn: "arn:aws:iam::aws:role-template/secretsmanager.amazonaws.com/AWSSecretsManagerRotationRoleTemplate:1",
        minor_version: 0,
        role_name: "@{RoleName}",
        role_path: Some("/service-role/"),
        role_description: "Allows AWS Secrets Manager to perform secret rotation by accessing and updating secret values",
        trust_policy: r#"{"Version":"2012-10-17","Statement":[{"Sid":"SecretsManagerPrincipalAccess","Effect":"Allow","Principal":{"Service":"secretsmanager.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"@{accountId}"}}}]}"#,
        inline_policies: &[(
            "SecretRotationPermissionPolicy",
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"AllowRotationAccessGeneric","Effect":"Allow","Action":["secretsmanager:DescribeSecret","secretsmanager:GetSecretValue","secretsmanager:PutSecretValue","secretsmanager:UpdateSecretVersionStage"],"Resource":"arn:aws:secretsmanager:@{region}:@{accountId}:secret:*","Condition":{"StringEquals":{"secretsmanager:resource/Type":"@{resourceType}"}}},{"Effect":"Allow","Sid":"AllowPasswordGenerationAccessAdmin","Action":["secretsmanager:GetRandomPassword"],"Resource":"*"},{"@Enabled":"ADMIN_RESOURCE_ENABLED","Sid":"AllowRotationAccess","Action":["secretsmanager:GetSecretValue"],"Resource":"arn:aws:secretsmanager:@{region}:@{accountId}:secret:*","Effect":"Allow","Condition":{"StringEquals":{"secretsmanager:resource/Type":"@{adminType}"}}},{"@Enabled":"CMK_ENABLED","Sid":"KMSAccessForCustomerSecret","Effect":"Allow","Action":["kms:Decrypt","kms:DescribeKey","kms:GenerateDataKey"],"Resource":"@{kmsKeyArn}","Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.@{region}.amazonaws.com"}}}]}"#,
        )],
        managed_policies: &[],
        parameters: &[
            Parameter {
                name: "ADMIN_RESOURCE_ENABLED",
                r#type: ParameterTypeType::String,
                default: Some("False"),
                description: "An indicator on whether a administrative resource type for secrets manager is enabled. Must be True or False",
                is_required: false,
            },
            Parameter {
                name: "CMK_ENABLED",
                r#type: ParameterTypeType::String,
                default: Some("False"),
                description: "An indicator on whether a custom key is used with the secret. Must be True or False",
                is_required: false,
            },
            Parameter {
                name: "RoleName",
                r#type: ParameterTypeType::String,
                default: Some("AWSSecretsManagerSecretRotationRole"),
                description: "Custom name for the role",
                is_required: false,
            },
            Parameter {
                name: "accountId",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Account id of the target account",
                is_required: true,
            },
            Parameter {
                name: "adminType",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Administrative resource type for secret rotation access condition. Effective only if ADMIN_RESOURCE_ENABLED is True",
                is_required: true,
            },
            Parameter {
                name: "kmsKeyArn",
                r#type: ParameterTypeType::StringList,
                default: None,
                description: "List of KMS key ARNs for the custom keys. Effective only if CMK_ENABLED is True.",
                is_required: true,
            },
            Parameter {
                name: "region",
                r#type: ParameterTypeType::String,
                default: None,
                description: "AWS region for the Secret Manager secret",
                is_required: true,
            },
            Parameter {
                name: "resourceType",
                r#type: ParameterTypeType::String,
                default: None,
                description: "Partner/resource type for secret rotation access condition",
                is_required: true,
            },
        ],
        max_session_duration: 3_600,
        name: "AWSSecretsManagerRotationRoleTemplate",
        id: "AVTAZKAPJZG4PCYR454GW",
        description: "Creates a role that allows AWS Secrets Manager to perform secret rotation by accessing and updating secret values",
        service: "secretsmanager.amazonaws.com",
        created: "2026-07-09T15:27:27Z",
    },
];

#[cfg(test)]
mod tests {
    use policy::{Kind, Policy};

    use super::*;

    #[test]
    fn every_template_is_whole() {
        for template in &TEMPLATES {
            let shown = template.shown();
            assert!(shown.create_timestamp.is_some(), "{}", template.arn);
            assert!(template.arn.ends_with(&format!("/{}:1", template.name)));
            assert!(std::ptr::eq(find(template.arn, None).unwrap(), template));
            assert!(find(template.arn, Some(1)).is_none());
            for arn in template.managed_policies {
                let policy = records::aws_managed::by_arn(arn);
                assert!(policy.unwrap().is_attachable(), "{arn}");
            }
            for text in template
                .inline_policies
                .iter()
                .map(|(_, text)| text)
                .chain([&template.trust_policy])
            {
                assert!(policy::read_json(text).is_ok(), "{text}");
            }
        }
        let backup = TEMPLATES[1]
            .trust_policy
            .replace("@{accountId}", "123456789012");
        assert!(Policy::parse(&backup, Kind::Trust).is_ok());
    }
}
