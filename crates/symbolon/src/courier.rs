//! Tells product providers how far their requests have come, and sends them their tokens: as SNS delivers to an HTTP
//! endpoint, at least once, until it is taken.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-building-integration.html>
//!
//! The messages bear no signature of SNS. A token is a message's own proof: it trades for credentials or it does not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use pipeline::{Now, Pipeline};
use records::delegation_requests::{self, DelegationRequest, Notice, State};
use records::{CommitFailure, ReadTx, UnixTime, WriteTx};
use secrets::exchange_token;
use serde_json::{Value, json};
use tracing::{info, warn};

use crate::http_client::Remote;
use crate::partners::Topics;

/// Never ends.
pub(crate) async fn deliver(pipeline: Arc<Pipeline>, topics: Topics) {
    let mut courier = Courier {
        pipeline,
        topics,
        waiting: HashMap::new(),
    };
    loop {
        tokio::time::sleep(INTERVAL).await;
        courier.round().await;
    }
}

struct Courier {
    pipeline: Arc<Pipeline>,
    topics: Topics,
    /// Requests whose provider did not take a message: when to try again, and how long to wait the next time.
    waiting: HashMap<String, (UnixTime, i64)>,
}

impl Courier {
    async fn round(&mut self) {
        let (state, now) = (
            self.pipeline.replica().state(),
            self.pipeline.now().seconds(),
        );
        let reads = ReadTx::new(state);
        let due: Vec<Arc<DelegationRequest>> = delegation_requests::all(&reads, None)
            .filter(|request| is_over(request, now) || !request.unsent.is_empty())
            .cloned()
            .collect();
        let is_due = |id: &String| due.iter().any(|request| request.id == *id);
        self.waiting.retain(|id, _| is_due(id));
        // A topic that does not answer keeps the others waiting once in a round, and not once for each of its messages.
        let mut silent = HashSet::new();
        for request in &due {
            if is_over(request, now) {
                // What it says goes out with the next round.
                self.change(&request.id, |request| expire(request, now))
                    .await;
            } else if !silent.contains(&request.notification_channel)
                && self.tell(request, now).await.is_err()
            {
                silent.insert(&request.notification_channel);
            }
        }
    }

    /// Sends the first message that was not sent yet, if it is time for it.
    async fn tell(&mut self, request: &DelegationRequest, now: UnixTime) -> Result<(), Untold> {
        let wait = self.waiting.get(&request.id).copied();
        if wait.is_some_and(|(until, _)| now < until) {
            return Ok(());
        }
        let (Some(notice), Some(remote)) = (
            request.unsent.first(),
            self.topics.get(&request.notification_channel),
        ) else {
            return Ok(());
        };
        match self.post(remote, request, *notice).await {
            Ok(()) => {
                info!(request = request.id, "a product provider was told");
                self.waiting.remove(&request.id);
                let sent = *notice;
                self.change(&request.id, |request| {
                    if request.unsent.first() == Some(&sent) {
                        request.unsent.remove(0);
                    }
                })
                .await;
                Ok(())
            }
            Err(error) => {
                warn!(%error, request = request.id, "a product provider could not be told; trying again");
                let delay = wait.map_or(DELAY_MIN, |(_, delay)| (delay * 2).min(DELAY_MAX));
                let next = (now.plus_seconds(delay), delay);
                self.waiting.insert(request.id.clone(), next);
                Err(Untold)
            }
        }
    }

    async fn post(
        &self,
        remote: &Remote,
        request: &DelegationRequest,
        notice: Notice,
    ) -> Result<(), String> {
        let message = self.message(request, notice).to_string();
        let (topic, id) = (
            &request.notification_channel,
            self.pipeline.new_request_id(),
        );
        let envelope = json!({
            "Type": "Notification",
            "MessageId": id,
            "TopicArn": topic,
            "Message": message,
            "Timestamp": printed(self.pipeline.now().seconds()),
        });
        let mut post = Request::new(Full::new(Bytes::from(envelope.to_string())));
        *post.method_mut() = Method::POST;
        *post.uri_mut() = remote.path().parse().map_err(|_| "no path".to_owned())?;
        for (name, value) in [
            ("host", remote.authority()),
            ("content-type", "text/plain; charset=UTF-8"),
            ("x-amz-sns-message-type", "Notification"),
            ("x-amz-sns-message-id", &id),
            ("x-amz-sns-topic-arn", topic),
        ] {
            let value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
            post.headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
        match remote.exchange(post).await? {
            (status, _) if status.is_success() => Ok(()),
            // Gone for good, as SNS understands it too; there is nobody to tell.
            (StatusCode::GONE, _) => Ok(()),
            (status, _) => Err(format!("the endpoint answered {status}")),
        }
    }

    fn message(&self, request: &DelegationRequest, notice: Notice) -> Value {
        let (kind, state, at) = match notice {
            Notice::State { state, at } => ("StateChange", state, at),
            Notice::ExchangeToken { at } => ("ExchangeToken", State::Finalized, at),
        };
        let mut message = json!({
            "Type": kind,
            "RequestId": request.id,
            "RequestorWorkflowId": request.workflow_id,
            "State": state.as_str(),
            "UpdatedAt": printed(at),
        });
        let mut add = |name: &str, value: String| {
            if let Some(members) = message.as_object_mut() {
                members.insert(name.to_owned(), Value::String(value));
            }
        };
        if let Some(account) = request.owner_account {
            add("OwnerAccountId", account.to_string());
        }
        if matches!(notice, Notice::ExchangeToken { .. }) {
            let (now, entropy) = (self.pipeline.now().seconds().0, self.pipeline.entropy());
            let ring = self.pipeline.key_ring();
            add(
                "ExchangeToken",
                exchange_token::make(ring, &request.id, now, entropy),
            );
            let ends_at = at.plus_seconds(i64::from(request.session_duration));
            add("ExpiresAt", printed(ends_at));
        }
        message
    }

    /// Changes the request as it is now; after a conflict, as it is then.
    async fn change(&self, id: &str, change: impl Fn(&mut DelegationRequest)) {
        for _ in 0..ATTEMPTS {
            let mut tx = WriteTx::new(ReadTx::new(self.pipeline.replica().state()));
            let Some(request) = delegation_requests::get(&mut tx, id) else {
                return;
            };
            let mut request = Arc::unwrap_or_clone(request);
            change(&mut request);
            tx.put(request);
            match self.pipeline.commit(tx).await {
                Ok(()) => return,
                Err(CommitFailure::Conflict) => {}
                Err(error) => {
                    warn!(%error, request = id, "the store did not take what a product provider was told");
                    return;
                }
            }
        }
    }
}

/// A message was not taken.
struct Untold;

/// Ends the request, unless somebody has done something with it in the last moment.
fn expire(request: &mut DelegationRequest, now: UnixTime) {
    if is_over(request, now) {
        let over_at = request.expires_at();
        request.enter(State::Expired, over_at);
    }
}

/// Whether its time is over and its record does not say so yet.
fn is_over(request: &DelegationRequest, now: UnixTime) -> bool {
    request.state != State::Expired && request.state_at(now) == State::Expired
}

fn printed(time: UnixTime) -> String {
    wire::time::iso8601_seconds(Now(time.0.saturating_mul(1_000)).timestamp())
}

const INTERVAL: Duration = Duration::from_secs(1);
/// Seconds until the first new attempt, and the most between two.
const DELAY_MIN: i64 = 1;
const DELAY_MAX: i64 = 600;
/// Conflicts come from people who act on the very same request.
const ATTEMPTS: usize = 5;

#[cfg(test)]
mod tests {
    use pipeline::{Configuration, World};
    use records::Replica;
    use secrets::{Entropy, KeyRing};
    use store::Memory;

    use super::*;

    const NOW: i64 = 1_790_000_000;
    const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:example";

    struct Fixed;

    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    fn request(id: &str, state: State) -> DelegationRequest {
        let mut request: DelegationRequest = serde_json::from_value(json!({
            "id": id, "requestor": "123456789012", "requestor_name": "", "workflow_id": id, "description": "",
            "policy_template_arn": "", "permission_policy": "{}", "notification_channel": TOPIC,
            "session_duration": 3600, "created_at": NOW, "updated_at": NOW, "state": "Unassigned",
            "entered_at": NOW,
        }))
        .unwrap();
        request.enter(state, UnixTime(NOW));
        request
    }

    #[test]
    fn a_request_expires_unless_it_has_gone_on() {
        let late = UnixTime(NOW + State::Assigned.lifetime());
        let mut left = request("left", State::Assigned);
        let mut accepted = left.clone();
        accepted.enter(State::Accepted, UnixTime(late.0 - 1));
        expire(&mut left, late);
        expire(&mut accepted, late);
        assert_eq!((left.state, left.entered_at), (State::Expired, late));
        assert_eq!(accepted.state, State::Accepted);
    }

    #[tokio::test]
    async fn a_silent_topic_is_tried_once_in_a_round() {
        // Nobody listens where nobody listens any more.
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", closed.local_addr().unwrap());
        drop(closed);
        let replica = Replica::open(Arc::new(Memory::new())).await.unwrap();
        let following = Arc::clone(&replica);
        tokio::spawn(async move { following.follow().await });
        let world = World {
            clock: Box::new(|| Now(NOW * 1_000)),
            entropy: Box::new(Fixed),
        };
        let (key_ring, configuration) = (KeyRing::generate(NOW, &Fixed), Configuration::default());
        let mut tx = WriteTx::new(ReadTx::new(replica.state()));
        for id in ["a", "b", "c"] {
            tx.put(request(id, State::Assigned));
        }
        replica.commit(store::TxnId([1; 16]), tx).await.unwrap();
        let remote = Remote::parse(&endpoint, None).unwrap();
        let mut courier = Courier {
            pipeline: Arc::new(Pipeline::new(replica, key_ring, world, configuration)),
            topics: Topics::from([(TOPIC.to_owned(), remote)]),
            waiting: HashMap::new(),
        };
        for round in 1..=3 {
            courier.round().await;
            assert_eq!(courier.waiting.len(), round);
        }
    }
}
