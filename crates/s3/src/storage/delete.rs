//! DeleteObject and DeleteObjects: names go, bytes follow.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>

use super::Storage;
use super::error::StorageError;
use super::index::Written;
use super::object::ObjectRow;
use crate::condition::WriteCondition;
use crate::error::S3Error;

impl Storage {
    /// Deletes an object. Deleting what is not there is a success, unless the condition says otherwise.
    ///
    /// # Errors
    /// `PreconditionFailed`, `NoSuchKey` (only under a condition); storage faults.
    pub async fn delete_object(
        &self,
        bucket: &str,
        key: &str,
        condition: WriteCondition,
    ) -> Result<(), StorageError> {
        let results = self
            .delete_objects(bucket, vec![(key.to_owned(), condition)])
            .await?;
        results
            .into_iter()
            .try_for_each(|result| result)
            .map_err(StorageError::Refused)
    }

    /// Deletes several objects in one transaction, each on its own condition; results in the same order.
    ///
    /// # Errors
    /// Storage faults, which undo all.
    pub async fn delete_objects(
        &self,
        bucket: &str,
        keys: Vec<(String, WriteCondition)>,
    ) -> Result<Vec<Result<(), S3Error>>, StorageError> {
        let bucket = bucket.to_owned();
        self.index
            .write(move |connection| {
                let mut all = Written::clean(Vec::with_capacity(keys.len()));
                for (key, condition) in &keys {
                    let row = ObjectRow::find(connection, &bucket, key)?;
                    let verdict =
                        condition.judge(key, row.as_ref().map(|row| row.head.etag.as_str()));
                    if let (Ok(()), Some(row)) = (&verdict, row) {
                        all.garbage.extend(row.delete(connection, &bucket)?.garbage);
                    }
                    all.value.push(verdict);
                }
                Ok(all)
            })
            .await
    }
}
