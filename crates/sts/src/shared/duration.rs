//! How long a session lasts, in seconds. The model's own range has been checked before.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use wire::CommonError;

use super::errors;

/// What a session of a role lasts where nothing else is asked for.
pub(crate) const OF_ROLE_BY_DEFAULT: i32 = 3_600;

/// The duration of a role's session. AWS was observed to mind the role's maximum before the limit of chaining, and to
/// refuse instead of shortening.
pub(crate) fn of_role(
    asked: Option<i32>,
    role_max: i32,
    is_chained: bool,
) -> Result<i64, CommonError> {
    let duration = asked.unwrap_or(OF_ROLE_BY_DEFAULT);
    if duration > role_max {
        return Err(errors::longer_than_role_allows());
    }
    if is_chained && duration > CHAINED_MAX {
        return Err(errors::longer_than_chaining_allows());
    }
    Ok(duration.into())
}

/// The duration of a session that is got with long-term credentials: that of the root user is cut short in silence.
pub(crate) fn of_long_term(asked: Option<i32>, is_root: bool) -> i64 {
    let duration = asked.unwrap_or(OF_LONG_TERM_BY_DEFAULT);
    i64::from(if is_root {
        duration.min(OF_ROOT_MAX)
    } else {
        duration
    })
}

const CHAINED_MAX: i32 = 3_600;
const OF_LONG_TERM_BY_DEFAULT: i32 = 43_200;
const OF_ROOT_MAX: i32 = 3_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_of_roles_are_bounded_by_the_role_and_by_chaining() {
        let role = Err(errors::longer_than_role_allows());
        let chaining = Err(errors::longer_than_chaining_allows());
        for (asked, role_max, is_chained, expected) in [
            (None, 3_600, false, Ok(3_600)),
            (None, 43_200, true, Ok(3_600)),
            (Some(900), 3_600, true, Ok(900)),
            (Some(43_200), 43_200, false, Ok(43_200)),
            (Some(3_601), 3_600, false, role.clone()),
            (Some(3_601), 43_200, true, chaining),
            (Some(43_200), 7_200, true, role),
        ] {
            let got = of_role(asked, role_max, is_chained);
            assert_eq!(got, expected, "{asked:?} {role_max} {is_chained}");
        }
    }

    #[test]
    fn the_root_user_gets_one_hour_at_most() {
        for (asked, is_root, expected) in [
            (None, false, 43_200),
            (None, true, 3_600),
            (Some(129_600), false, 129_600),
            (Some(129_600), true, 3_600),
            (Some(900), true, 900),
        ] {
            assert_eq!(
                of_long_term(asked, is_root),
                expected,
                "{asked:?} {is_root}"
            );
        }
    }
}
