//! The checks of IAM Access Analyzer on a policy document.
