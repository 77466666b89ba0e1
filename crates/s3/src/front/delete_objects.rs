//! DeleteObjects: each key is allowed or denied, deleted or kept, by itself.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>

use http::Response;

use super::ResponseBody;
use super::access::Granted;
use super::exchange::Exchange;
use super::reply::{self, Refusal};
use crate::error::{S3Error, S3ErrorCode};
use crate::input::DeleteObjects;
use crate::xml::response::{self, DeleteResultEntry};

impl Exchange<'_> {
    pub(super) async fn delete_objects(
        &self,
        granted: &Granted,
        input: &DeleteObjects,
    ) -> Result<Response<ResponseBody>, Refusal> {
        let bucket = granted.bucket()?;
        let mut verdicts: Vec<Result<(), S3Error>> = granted.keys.clone();
        // INVARIANT: a key without a verdict of its own is not deleted.
        verdicts.resize_with(
            input.entries.len(),
            || Err(S3ErrorCode::AccessDenied.into()),
        );
        for (entry, verdict) in input.entries.iter().zip(&mut verdicts) {
            if verdict.is_ok() {
                *verdict = entry.check_version();
            }
        }
        let allowed = input
            .entries
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_ok());
        let keys = allowed
            .map(|(entry, _)| (entry.key.as_str().to_owned(), entry.condition.clone()))
            .collect();
        let mut done = self
            .storage()
            .delete_objects(&bucket.storage_id, keys)
            .await?
            .into_iter();
        let results =
            input
                .entries
                .iter()
                .zip(verdicts)
                .map(|(entry, verdict)| DeleteResultEntry {
                    key: entry.key.as_str().to_owned(),
                    version_id: entry.version_id.clone(),
                    result: match verdict {
                        Ok(()) => done
                            .next()
                            .unwrap_or_else(|| Err(S3ErrorCode::InternalError.into())),
                        denied => denied,
                    },
                });
        let results: Vec<DeleteResultEntry> = results.collect();
        Ok(reply::document(response::delete_result(
            &results,
            input.quiet,
        )))
    }
}
