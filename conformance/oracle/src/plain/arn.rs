//! ARNs: six parts, split at the first five colons.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

/// The six parts; nothing where there are fewer, or where the first is not `arn`.
pub fn parts(text: &str) -> Option<Vec<String>> {
    let parts: Vec<String> = text.splitn(6, ':').map(str::to_owned).collect();
    (parts.len() == 6 && parts[0] == "arn").then_some(parts)
}
