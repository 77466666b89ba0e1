//! A service: its operations by name, and what it makes of callers before any policy is asked.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use records::{ReadTx, WriteTx};
use wire::{CommonError, Input, OperationInfo, ServiceInfo};

use crate::answer::{Answer, Parameters};
use crate::authenticate::GLOBAL_REGION;
use crate::keys_of_request::RequestFacts;
use crate::operation::{Access, Operation};
use crate::{Caller, Context, Denial, Outcome};

/// Refuses callers that a service does not serve whatever their policies say, such as sessions without MFA at IAM.
pub type Admission = fn(&Caller, &OperationInfo) -> Result<(), CommonError>;

/// One AWS service.
pub struct Service {
    /// The service in the model.
    pub info: &'static ServiceInfo,
    admission: Admission,
    is_global: bool,
    operations: HashMap<&'static str, Box<dyn Handler>, RandomState>,
}

impl Service {
    /// A service without operations.
    #[must_use]
    pub fn new(info: &'static ServiceInfo, admission: Admission) -> Self {
        Self {
            info,
            admission,
            is_global: false,
            operations: HashMap::default(),
        }
    }

    /// Says that the service is one for all regions, as IAM is: whatever region clients sign for, requests are made to
    /// `us-east-1`, which `aws:RequestedRegion` says.
    #[must_use]
    pub fn global(mut self) -> Self {
        self.is_global = true;
        self
    }

    /// Adds an operation.
    #[must_use]
    pub fn with<O: Operation>(mut self) -> Self {
        self.operations.insert(
            info::<O>().name,
            Box::new(Typed::<O>(std::marker::PhantomData)),
        );
        self
    }

    /// The names of the operations that are built.
    pub fn operation_names(&self) -> impl Iterator<Item = &'static str> {
        self.operations.keys().copied()
    }

    pub(crate) fn operation(&self, name: &str) -> Option<&dyn Handler> {
        self.operations.get(name).map(AsRef::as_ref)
    }

    /// The operation of the REST protocol with this method and path; the one that spells out more of the path, if there
    /// are two.
    pub(crate) fn operation_at(&self, method: &str, path: &str) -> Option<&dyn Handler> {
        let covering = self.operations.values().filter_map(|handler| {
            let binding = handler.info().binding?;
            let is_it = binding.covers(method, path);
            is_it.then_some((binding.literal_segments(), handler.as_ref()))
        });
        covering
            .max_by_key(|(literal_segments, _)| *literal_segments)
            .map(|(_, handler)| handler)
    }

    /// The region that a request signed for `region` is made to.
    pub(crate) fn region<'r>(&self, region: &'r str) -> &'r str {
        if self.is_global {
            GLOBAL_REGION
        } else {
            region
        }
    }

    pub(crate) fn admit(
        &self,
        caller: &Caller,
        operation: &OperationInfo,
    ) -> Result<(), CommonError> {
        (self.admission)(caller, operation)
    }
}

/// One attempt to answer a call on one snapshot.
pub(crate) struct Attempt<'a> {
    pub(crate) cx: Context<'a>,
    pub(crate) reads: ReadTx,
    pub(crate) facts: &'a RequestFacts<'a>,
    pub(crate) params: Parameters<'a>,
    pub(crate) answer: Answer<'a>,
}

/// What became of an attempt.
pub(crate) struct Attempted {
    /// The status of the answer.
    pub(crate) status: u16,
    /// The answer's body.
    pub(crate) body: String,
    /// The code of the answer, if it is an error.
    pub(crate) code: Option<String>,
    /// What must be committed before the answer may be given.
    pub(crate) writes: Option<WriteTx>,
    /// Why the caller was not allowed, for the audit.
    pub(crate) denial: Option<Denial>,
}

/// An operation whose types are forgotten.
pub(crate) trait Handler: Send + Sync {
    fn info(&self) -> &'static OperationInfo;
    /// What the log tells of an answer that changed nothing.
    fn answered(&self) -> Outcome<'static>;
    fn attempt(&self, attempt: Attempt<'_>) -> Attempted;
}

struct Typed<O>(std::marker::PhantomData<fn() -> O>);

impl<O: Operation> Handler for Typed<O> {
    fn info(&self) -> &'static OperationInfo {
        info::<O>()
    }

    fn answered(&self) -> Outcome<'static> {
        if O::Access::HANDS_OUT {
            Outcome::Changed
        } else {
            Outcome::Answered
        }
    }

    fn attempt(&self, attempt: Attempt<'_>) -> Attempted {
        let Attempt {
            cx,
            mut reads,
            facts,
            params,
            answer,
        } = attempt;
        let input = match params.decode::<O::Input>() {
            Ok(input) => input,
            Err(error) => return answer.failure(info::<O>().service, &error, None),
        };
        let demand = match O::demand(&cx, &mut reads, &input) {
            Ok(demand) => demand,
            Err(error) => return answer.failure(info::<O>().service, &error, None),
        };
        let authorized = cx
            .pipeline
            .authorize::<O>(cx.caller, &demand, facts, &mut reads);
        let allowed = match authorized {
            Ok(allowed) => allowed,
            Err(denial) => {
                let request_id = answer.request_id;
                cx.pipeline
                    .remember_denied(request_id, cx.caller, &demand, facts, &mut reads);
                let error = CommonError::access_denied(denial.message().to_owned());
                return answer.failure(info::<O>().service, &error, Some(denial));
            }
        };
        let mut tx = O::Access::begin(reads);
        match O::run(&allowed, &cx, &mut tx, input) {
            Ok(output) => {
                let (status, body) = answer.success(info::<O>(), &output);
                Attempted {
                    status,
                    body,
                    code: None,
                    writes: O::Access::finish(tx),
                    denial: None,
                }
            }
            Err(error) => answer.failure(info::<O>().service, &error, None),
        }
    }
}

fn info<O: Operation>() -> &'static OperationInfo {
    <O::Input as Input>::OPERATION
}
