//! The names that service-specific credentials sign in with: no two in an account are the same.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html>

use std::collections::HashSet;

use pipeline::Context;
use records::WriteTx;
use records::users::{self, User};

/// A name for a new credential of the user that no credential of the account has, whatever its user is called now.
pub(super) fn new(cx: &Context<'_>, tx: &mut WriteTx, user: &User) -> String {
    let taken: HashSet<String> = users::list(tx, cx.account(), None)
        .flat_map(|user| &user.credentials.service_specific_credentials)
        .map(|credential| credential.login_name.to_ascii_lowercase())
        .collect();
    let account = cx.account();
    let mut stem = user.name.to_string();
    let mut number = 0_u32;
    loop {
        let name = format!("{stem}-at-{account}");
        if !taken.contains(&name.to_ascii_lowercase()) {
            // A user who is himself called `Ann+1` may be about to take this name too.
            tx.touch(&users::key(account, &stem));
            return name;
        }
        number += 1;
        stem = format!("{}+{number}", user.name);
    }
}
