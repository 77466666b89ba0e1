//! The macros that keep the generated errors and enumerations short.

/// Defines the type of one modelled error: its code, HTTP status and fault.
#[macro_export]
macro_rules! modelled_error {
    ($(#[$meta:meta])* $name:ident, $code:literal, $status:literal, $fault:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            /// The text for the client.
            pub message: String,
        }

        impl $name {
            /// The error code on the wire.
            pub const CODE: &'static str = $code;

            /// The error with this text.
            #[must_use]
            pub fn new(message: impl Into<String>) -> Self {
                Self { message: message.into() }
            }
        }

        impl $crate::ServiceError for $name {
            fn code(&self) -> &str {
                Self::CODE
            }
            fn status(&self) -> u16 {
                $status
            }
            fn message(&self) -> Option<&str> {
                Some(&self.message)
            }
            fn fault(&self) -> $crate::Fault {
                $crate::Fault::$fault
            }
        }
    };
}

/// Defines the type of one modelled error that says more than its message.
#[macro_export]
macro_rules! detailed_error {
    ($(#[$meta:meta])* $name:ident, $code:literal, $status:literal, $fault:ident, {
        $($member:ident: $type:ty = $wire_name:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            /// The text for the client.
            pub message: String,
            $(
                #[doc = concat!("`", $wire_name, "`.")]
                pub $member: $type,
            )+
        }

        impl Eq for $name {}

        impl $name {
            /// The error code on the wire.
            pub const CODE: &'static str = $code;
        }

        impl $crate::ServiceError for $name {
            fn code(&self) -> &str {
                Self::CODE
            }
            fn status(&self) -> u16 {
                $status
            }
            fn message(&self) -> Option<&str> {
                Some(&self.message)
            }
            fn fault(&self) -> $crate::Fault {
                $crate::Fault::$fault
            }
            fn members(&self, encoder: &mut $crate::Encoder<'_>) {
                $(encoder.member($wire_name, &self.$member);)+
            }
        }
    };
}

/// Defines what one operation can answer instead of its output: its modelled errors, or one that any operation has.
#[macro_export]
macro_rules! operation_error {
    ($(#[$meta:meta])* $name:ident { $($error:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("The modelled error `", stringify!($error), "`.")]
                $error($error),
            )*
            /// An error that any operation may answer.
            Common($crate::CommonError),
        }

        $(
            impl From<$error> for $name {
                fn from(error: $error) -> Self {
                    Self::$error(error)
                }
            }
        )*

        impl From<$crate::CommonError> for $name {
            fn from(error: $crate::CommonError) -> Self {
                Self::Common(error)
            }
        }

        impl $name {
            fn inner(&self) -> &dyn $crate::ServiceError {
                match self {
                    $(Self::$error(error) => error,)*
                    Self::Common(error) => error,
                }
            }
        }

        impl $crate::ServiceError for $name {
            fn code(&self) -> &str {
                self.inner().code()
            }
            fn status(&self) -> u16 {
                self.inner().status()
            }
            fn message(&self) -> Option<&str> {
                self.inner().message()
            }
            fn fault(&self) -> $crate::Fault {
                self.inner().fault()
            }
            fn namespace(&self) -> Option<&'static str> {
                self.inner().namespace()
            }
            fn members(&self, encoder: &mut $crate::Encoder<'_>) {
                self.inner().members(encoder);
            }
        }
    };
}

/// Defines an enumeration of strings: its constants, its text, and how it is decoded and encoded.
#[macro_export]
macro_rules! string_enum {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`")]
                $variant,
            )+
        }

        impl $name {
            /// Every value, in the model's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The value with this text, its case included.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: $crate::Value<'_>) -> Result<Self, $crate::Mismatch> {
                match value {
                    $crate::Value::Text(text) => Self::parse(&text).ok_or($crate::Mismatch),
                    _ => Err($crate::Mismatch),
                }
            }
        }

        impl $crate::Encode for $name {
            fn encode(&self, name: &str, encoder: &mut $crate::Encoder<'_>) {
                encoder.text(name, self.as_str());
            }
        }
    };
}
