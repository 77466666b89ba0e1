//! Prints how often memory is allocated on the way of a request that is like many before it.
//!
//! A program of its own, so that counting does not slow down what `times` measures.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use benches::decision;
use benches::request::Authority;
use benches::token::Token;
use benches::verify::{self, Ours, S3s, Scratchstack};
use http::StatusCode;

/// The system's allocator, counted for each thread.
struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is the system allocator's; the counter neither allocates nor has a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the promises that this needs.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the promises that this needs.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the promises that this needs.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

fn main() {
    println!("\nAllocations of one piece of work, after many like it");
    for (title, sample) in verify::samples() {
        let (ours, s3s, scratchstack) =
            (Ours::new(&sample), S3s::new(), Scratchstack::new(&sample));
        let wrong = sample.with_a_wrong_signature();
        count(
            &format!("verify, {title}"),
            || (),
            |()| assert!(ours.accepts(&sample)),
        );
        count(
            &format!("verify, {title}, wrong: refused"),
            || (),
            |()| assert!(!ours.accepts(&wrong)),
        );
        count(
            &format!("s3s, {title}"),
            || sample.s3s_request(),
            |request| assert!(s3s.accepts(request)),
        );
        count(
            &format!("scratchstack, {title}"),
            || sample.bytes_request(),
            |request| assert!(scratchstack.accepts(request)),
        );
    }
    let token = Token::new(0);
    count("open a session token", || (), |()| assert!(token.opens()));
    for case in decision::cases() {
        let sources = case.sources();
        count(
            &format!("decide, {}", case.name),
            || (),
            |()| case.decide(&sources),
        );
    }
    let authority = Authority::new();
    for (name, request) in [
        ("GetCallerIdentity of a user", authority.who_am_i()),
        (
            "GetCallerIdentity of a session",
            authority.who_is_the_session(),
        ),
        ("GetUser", authority.get_user()),
        ("AssumeRole", authority.assume_role()),
    ] {
        count(
            &format!("pipeline, {name}"),
            || (),
            |()| authority.answer(&request, StatusCode::OK),
        );
    }
}

/// Prints how many allocations `work` makes, its input not counted.
fn count<T>(name: &str, make: impl Fn() -> T, work: impl Fn(T)) {
    for _ in 0..WARM_UP {
        work(make());
    }
    let mut allocations = 0;
    for _ in 0..TIMES {
        let input = make();
        let before = ALLOCATIONS.get();
        work(input);
        allocations += ALLOCATIONS.get() - before;
    }
    println!("  {name:<66} {:>8.2}", allocations as f64 / TIMES as f64);
}

const WARM_UP: usize = 200;
const TIMES: usize = 1_000;
