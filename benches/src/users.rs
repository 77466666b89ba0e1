//! Listing many users, page by page: what the first page costs and what the last, of a thousand users and of a hundred thousand.

use http::StatusCode;
use names::IdPrefix;
use records::users::User;
use records::{Credentials, InlinePolicies, ReadTx, UnixTime, WriteTx};
use secrets::access_key;
use store::TxnId;

use crate::measure::{Contestant, Race, heading};
use crate::request::{ACCOUNT, Authority, Signed};
use crate::world::{Seeded, now_seconds};

/// Prints the pages.
pub fn run() {
    let few = Authority::new();
    make(&few, FEW);
    let many = Authority::new();
    make(&many, MANY);
    let whole = walk(&many);
    assert_eq!(whole.len(), (MANY + 1).div_ceil(PAGE), "every page");
    let of_few = walk(&few);
    let middle = &whole[whole.len() / 2];
    // The very last page may be short; the one before is whole.
    let last = &whole[whole.len() - 2];
    heading(
        "ListUsers, 100 users on a page, in the pipeline",
        "the first",
    );
    let page = |authority, request| move || Authority::answer(authority, request, StatusCode::OK);
    let race = Race::run(vec![
        Contestant::new(FIRST, page(&many, &whole[0])),
        Contestant::new("page 500 of 100,000 users", page(&many, middle)),
        Contestant::new("page 1,000 of 100,000 users", page(&many, last)),
        Contestant::new("page 1 of 1,000 users", page(&few, &of_few[0])),
    ]);
    race.print(FIRST);
}

/// The requests of all pages, each by the marker of the one before.
fn walk(authority: &Authority) -> Vec<Signed> {
    let mut requests = vec![authority.list_users(None)];
    loop {
        let answer = authority.text(&requests[requests.len() - 1]);
        let Some((_, rest)) = answer.split_once("<Marker>") else {
            return requests;
        };
        let (marker, _) = rest.split_once("</Marker>").expect("XML");
        requests.push(authority.list_users(Some(marker)));
    }
}

/// Writes so many users at once, past the quota of an account, which is no matter of listing.
fn make(authority: &Authority, count: usize) {
    let entropy = Seeded::new(3);
    let account = ACCOUNT.parse().expect("an account");
    for first in (0..count).step_by(WRITTEN_TOGETHER) {
        let mut tx = WriteTx::new(ReadTx::new(authority.replica().state()));
        for number in first..(first + WRITTEN_TOGETHER).min(count) {
            tx.put(User {
                account,
                id: access_key::unique_id(IdPrefix::User, account, &entropy),
                name: format!("user-{number:06}").parse().expect("a name"),
                path: names::Path::root(),
                created_at: UnixTime(now_seconds()),
                access_keys: Vec::new(),
                credentials: Credentials::default(),
                inline_policies: InlinePolicies::default(),
                attached_policies: Vec::new(),
                groups: Vec::new(),
                permissions_boundary: None,
                tags: names::TagSet::default(),
            });
        }
        let mut id = [3; 16];
        id[..8].copy_from_slice(&(first as u64).to_be_bytes());
        authority.commit(TxnId(id), tx);
    }
}

const FIRST: &str = "page 1 of 100,000 users";
const MANY: usize = 100_000;
const FEW: usize = 1_000;
const PAGE: usize = 100;
const WRITTEN_TOGETHER: usize = 40;
