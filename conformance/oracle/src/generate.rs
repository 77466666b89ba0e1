//! Random cases, made so that an allow, and a denial by each layer in each way, are all frequent: statements are built
//! around the request, most layers are open, and a few close.

mod condition;
mod damage;
mod noise;
mod principal;
mod request;
mod resource;
mod statement;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::caller::{self, Caller, Kind};
use crate::case::{Case, ResourceKind};
use crate::random::Random;

/// What a case is being made from. Conditions and variables put the keys they need into the context.
pub struct Maker {
    pub random: Random,
    pub caller: &'static Caller,
    pub action: String,
    pub resource: String,
    pub context: BTreeMap<String, Value>,
}

/// How a layer is minded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Allows the request, as far as the details fall so.
    Open,
    /// Says something, perhaps about the request.
    Vague,
    /// Denies the request, as far as the details fall so.
    Hostile,
}

/// Where a document is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Identity,
    Session,
    Trust,
    Resource,
    Scp,
    Rcp,
    VpcEndpoint,
}

/// The case of that number in the run of that seed.
pub fn case(seed: u64, number: u64) -> Case {
    let mut random = Random::new(seed, number);
    let caller = caller::named(name(&mut random));
    let request = request::request(&mut random, caller);
    let mut maker = Maker {
        random,
        caller,
        action: request.action,
        resource: request.resource,
        context: request::context(),
    };
    let place = if request.kind == ResourceKind::Trust {
        Place::Trust
    } else {
        Place::Resource
    };
    let mut case = Case {
        caller: caller.name,
        action: maker.action.clone(),
        resource: maker.resource.clone(),
        owner: request.owner,
        resource_kind: request.kind,
        context: BTreeMap::new(),
        rcp: maker.levels(Place::Rcp, 15),
        scp: maker.levels(Place::Scp, 20),
        vpc_endpoint: maker.one(Place::VpcEndpoint, 12),
        resource_policy: maker.one(place, if request.needs_policy { 85 } else { 45 }),
        identity: Vec::new(),
        boundary: None,
        session: None,
    };
    // An issuing root has neither policies nor a boundary.
    if caller.kind != Kind::FederatedRoot {
        if maker.random.percent(92) {
            case.identity = maker.some(Place::Identity);
        }
        case.boundary = maker.one(Place::Identity, 25);
    }
    let session = match caller.kind {
        Kind::Federated | Kind::FederatedRoot | Kind::RootSession => 85,
        Kind::Role => 35,
        _ => 4,
    };
    if maker.random.percent(session) {
        case.session = Some(maker.some(Place::Session));
    }
    case.context = std::mem::take(&mut maker.context);
    if maker.random.percent(4) {
        damage::damage(&mut case, &mut maker.random);
    }
    case
}

fn name(random: &mut Random) -> &'static str {
    match random.below(100) {
        0..=26 => "user",
        27..=46 => "role",
        47..=57 => "federated",
        58..=65 => "foreign-user",
        66..=71 => "root",
        _ => caller::CALLERS[random.below(caller::CALLERS.len())].name,
    }
}

impl Maker {
    fn mood(&mut self) -> Mood {
        match self.random.below(100) {
            0..=79 => Mood::Open,
            80..=93 => Mood::Vague,
            _ => Mood::Hostile,
        }
    }

    /// One to three levels in so many cases of a hundred.
    fn levels(&mut self, place: Place, percent: u64) -> Vec<Vec<Value>> {
        if !self.random.percent(percent) {
            return Vec::new();
        }
        let count = 1 + self.random.below(3);
        (0..count)
            .map(|_| {
                if self.random.percent(2) {
                    return Vec::new();
                }
                let mut level = self.some(place);
                // As it is in an organization, where full access is attached first.
                if self.random.percent(60) {
                    level.push(statement::full_access(place));
                }
                level
            })
            .collect()
    }

    fn one(&mut self, place: Place, percent: u64) -> Option<Value> {
        self.random.percent(percent).then(|| {
            let mood = self.mood();
            self.document(place, mood)
        })
    }

    /// One document, seldom two or three, or none.
    fn some(&mut self, place: Place) -> Vec<Value> {
        let count = match self.random.below(20) {
            0 => 0,
            1..=14 => 1,
            15..=18 => 2,
            _ => 3,
        };
        (0..count)
            .map(|_| {
                let mood = self.mood();
                self.document(place, mood)
            })
            .collect()
    }
}
