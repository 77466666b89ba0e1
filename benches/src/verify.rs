//! A signature is verified: parse, check and compare, the signing key at hand, against the SHA-256 blocks that this
//! takes whoever does it, and against the verifiers of two peers.

mod blocks;
mod ours;
mod s3s_peer;
mod sample;
mod scratchstack_peer;

use crate::measure::{Contestant, Race, heading};
pub use ours::Ours;
pub use s3s_peer::S3s;
pub use sample::Sample;
pub use scratchstack_peer::Scratchstack;

/// The two requests that are verified.
#[must_use]
pub fn samples() -> [(&'static str, Sample); 2] {
    [
        ("STS POST", Sample::sts_post()),
        ("S3 GET, ten signed headers", Sample::s3_get()),
    ]
}

/// Prints everything about both requests.
pub fn run() {
    for (title, sample) in samples() {
        let blocks = sample.blocks();
        let wrong = sample.with_a_wrong_signature();
        let unsigned = sample.unsigned();
        let (ours, s3s, scratchstack) =
            (Ours::new(&sample), S3s::new(), Scratchstack::new(&sample));
        assert!(
            ours.accepts(&sample) && !ours.accepts(&wrong),
            "ours tells right from wrong"
        );
        assert!(
            s3s.accepts(sample.s3s_request()) && !s3s.accepts(wrong.s3s_request()),
            "s3s tells right from wrong"
        );
        assert!(
            scratchstack.accepts(sample.bytes_request())
                && !scratchstack.accepts(wrong.bytes_request()),
            "scratchstack tells right from wrong"
        );
        let open = S3s::without_authentication();
        assert!(
            open.accepts(unsigned.s3s_request()),
            "s3s serves whoever asks when it has no keys"
        );

        heading(
            &format!("Verify a signature: {title}, {blocks} SHA-256 blocks"),
            "blocks",
        );
        let race = Race::run(vec![
            Contestant::new(FLOOR, blocks::compressing(blocks)),
            Contestant::new(OURS, || assert!(ours.accepts(&sample))),
            Contestant::new(OURS_REFUSES, || assert!(!ours.accepts(&wrong))),
            Contestant::consuming(
                S3S,
                || sample.s3s_request(),
                |request| assert!(s3s.accepts(request)),
            ),
            Contestant::consuming(
                S3S_OPEN,
                || unsigned.s3s_request(),
                |request| assert!(open.accepts(request)),
            ),
            Contestant::consuming(
                SCRATCHSTACK,
                || sample.bytes_request(),
                |request| assert!(scratchstack.accepts(request)),
            ),
        ]);
        race.print(FLOOR);
        println!(
            "  s3s's verification alone is {:.2} of ours, scratchstack's {:.2}",
            race.ratio_of_difference((S3S, S3S_OPEN), OURS),
            race.ratio(SCRATCHSTACK, OURS)
        );
    }
}

const FLOOR: &str = "bare SHA-256 blocks";
const OURS: &str = "symbolon";
const OURS_REFUSES: &str = "symbolon, a wrong signature refused";
const S3S: &str = "s3s, its service over a route that answers at once";
const S3S_OPEN: &str = "s3s, the same with no signature and no keys";
const SCRATCHSTACK: &str = "scratchstack-aws-signature, signing key at hand";
