//! How requests are read and answered in each protocol; all that is between is the same for all of them.

use wire::query::Params;
use wire::{
    CommonError, Format, Input, OperationInfo, Output, ServiceError, ServiceInfo, response, rest,
};

use crate::Denial;
use crate::service::Attempted;

/// What an input is read from.
#[derive(Clone, Copy)]
pub(crate) enum Parameters<'a> {
    /// A form.
    Form(&'a Params<'a>),
    /// A path, a query and a body.
    Rest(rest::Request<'a>),
}

impl Parameters<'_> {
    pub(crate) fn decode<I: Input>(&self) -> Result<I, CommonError> {
        match self {
            Self::Form(params) => I::decode(params),
            Self::Rest(request) => I::decode_rest(request),
        }
    }
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Of the query protocol.
    Query(Format),
    /// Of the REST protocol.
    RestJson,
}

impl Dialect {
    /// The `Content-Type` of the body.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Query(format) => format.content_type(),
            Self::RestJson => rest::CONTENT_TYPE,
        }
    }
}

/// How an answer is written.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) dialect: Dialect,
}

impl Answer<'_> {
    /// Status and body of a success.
    pub(crate) fn success(&self, operation: &OperationInfo, output: &dyn Output) -> (u16, String) {
        match self.dialect {
            Dialect::Query(format) => (
                200,
                response::success(operation, output, self.request_id, format),
            ),
            Dialect::RestJson => {
                let status = operation.binding.map_or(200, |binding| binding.status);
                (status, rest::success(output))
            }
        }
    }

    /// An error as this service answers it.
    pub(crate) fn failure(
        &self,
        service: &ServiceInfo,
        error: &dyn ServiceError,
        denial: Option<Denial>,
    ) -> Attempted {
        let (status, code, body) = match self.dialect {
            Dialect::Query(format) => (
                error.status(),
                error.code().to_owned(),
                response::failure(service.namespace, error, self.request_id, format),
            ),
            Dialect::RestJson => {
                let failure = rest::Failure::new(service, error);
                (failure.status, failure.code.into_owned(), failure.body)
            }
        };
        Attempted {
            status,
            body,
            code: Some(code),
            writes: None,
            denial,
        }
    }
}
