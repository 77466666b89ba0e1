//! Beside us those who decide likewise, each given the nearest translation of the same statements and the same request
//! ready made: nobody reads a policy or a request while the clock runs.

mod aspen;
mod cedar;
mod ours;
mod rego;

use super::sets::{Question, Set, questions, sets};
use crate::measure::{Contestant, Race, heading};

/// One who decides.
trait Peer {
    const NAME: &'static str;

    /// Makes the policies and the request ready.
    fn new(set: &Set, question: &Question) -> Self;

    /// Whether the request is allowed.
    fn allows(&mut self) -> bool;
}

/// Prints, for each set and question, what each takes and how much more than we do.
pub fn run() {
    for set in sets() {
        for question in questions(&set) {
            let conditions = if set.has_conditions {
                "with"
            } else {
                "without"
            };
            heading(
                &format!(
                    "Decide, {}, {conditions} conditions: {}",
                    set.name, question.name
                ),
                "ours",
            );
            let race = Race::run(vec![
                contestant::<ours::Ours>(&set, question),
                contestant::<cedar::Cedar>(&set, question),
                contestant::<rego::Rego>(&set, question),
                contestant::<aspen::Aspen>(&set, question),
            ]);
            race.print(ours::Ours::NAME);
        }
    }
}

fn contestant<P: Peer>(set: &Set, question: Question) -> Contestant<'static>
where
    P: 'static,
{
    let mut peer = P::new(set, &question);
    Contestant::new(P::NAME, move || {
        assert_eq!(
            peer.allows(),
            question.is_allowed,
            "{}: {}",
            P::NAME,
            question.name
        );
    })
}
