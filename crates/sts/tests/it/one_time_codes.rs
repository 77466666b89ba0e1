//! Codes of virtual MFA devices, with a clock that stands still: when they are good, how often, and whose.

use records::UnixTime;
use records::mfa_devices::{MfaDevice, VirtualMfaDevice};
use records::users::User;
use secrets::{Secret, totp};

use crate::support::{ABROAD, ADMINISTRATOR, BEGINNING, Credentials, HOME, World, inline};

const WRONG: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const NOT_FOUND: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial \
                         number is valid and associated with this user.";
const SEED: &[u8] = b"forty bytes of which nobody knows a byte";

/// What the device shows some steps after the beginning.
fn code(steps: i64) -> String {
    let step = totp::counter(BEGINNING).saturating_add_signed(steps);
    totp::code(&Secret::new(SEED.to_vec()), step).to_string()
}

/// A world in which Bob has a phone.
async fn world() -> (World, User, Credentials, VirtualMfaDevice) {
    let world = World::new(vec![sts::service()]).await;
    world.account(HOME).await;
    world.account(ABROAD).await;
    let (mut bob, credentials) = world.user(HOME, "Bob");
    let phone = world.device(&bob, "phone", SEED);
    bob.inline_policies = inline(ADMINISTRATOR);
    bob.credentials.mfa_devices = vec![MfaDevice {
        serial_number: phone.serial_number().to_string(),
        enabled_at: UnixTime(BEGINNING),
    }];
    world.put(bob.clone()).await;
    world.put(phone.clone()).await;
    (world, bob, credentials, phone)
}

/// How GetSessionToken with this code is refused; nothing if it is not.
async fn refused(world: &World, credentials: &Credentials, code: &str) -> Option<String> {
    let serial_number = format!("arn:aws:iam::{HOME}:mfa/phone");
    let parameters = [
        ("SerialNumber", serial_number.as_str()),
        ("TokenCode", code),
    ];
    world
        .call(credentials, "GetSessionToken", &parameters)
        .await
        .get("Message")
}

#[tokio::test]
async fn a_code_is_good_two_steps_around_its_own_and_once() {
    for (adjustment, steps, is_good) in [
        (0, -3, false),
        (0, -2, true),
        (0, 2, true),
        (0, 3, false),
        (-7, -9, true),
        (-7, 0, false),
        (400, 402, true),
        (400, 403, false),
    ] {
        let (world, _, bob, mut phone) = world().await;
        phone.adjustment = adjustment;
        world.put(phone).await;
        let first = refused(&world, &bob, &code(steps)).await;
        let expected = (!is_good).then(|| WRONG.to_owned());
        assert_eq!(first, expected, "{steps} steps, adjusted by {adjustment}");
        let again = refused(&world, &bob, &code(steps)).await;
        assert_eq!(again.as_deref(), Some(WRONG), "{steps} steps again");
    }
}

#[tokio::test]
async fn earlier_codes_stay_good_after_a_later_one() {
    let (world, _, bob, _) = world().await;
    for steps in [2, 0, 1, -2, -1] {
        assert_eq!(refused(&world, &bob, &code(steps)).await, None, "{steps}");
    }
}

#[tokio::test]
async fn good_and_bad_tries_are_counted_alike() {
    let (world, _, bob, _) = world().await;
    for steps in [0, 1, 2] {
        assert_eq!(refused(&world, &bob, &code(steps)).await, None);
    }
    for steps in [0, 50, 51, 52, 53, 54] {
        let refused = refused(&world, &bob, &code(steps)).await;
        assert_eq!(refused.as_deref(), Some(WRONG));
    }
    let refused_now = refused(&world, &bob, &code(-1)).await;
    assert_eq!(refused_now.as_deref(), Some(NOT_FOUND));
    // The next span of three minutes.
    world.wait(180 - BEGINNING % 180);
    let steps = totp::counter(BEGINNING + 180 - BEGINNING % 180) - totp::counter(BEGINNING);
    let steps = i64::try_from(steps).unwrap();
    assert_eq!(refused(&world, &bob, &code(steps + 2)).await, None);
}

#[tokio::test]
async fn a_device_is_the_callers_in_both_records_or_not_at_all() {
    let (world, mut bob, credentials, phone) = world().await;
    let (eve, eves) = world.user(HOME, "Eve");
    world.put(eve.clone()).await;
    let not_found = |refused: Option<String>| assert_eq!(refused.as_deref(), Some(NOT_FOUND));
    not_found(refused(&world, &eves, &code(0)).await);
    // The device says that it is Eve's, and her record does not.
    let mut stolen = phone.clone();
    stolen.owner = world.device(&eve, "phone", SEED).owner;
    world.put(stolen).await;
    not_found(refused(&world, &eves, &code(0)).await);
    not_found(refused(&world, &credentials, &code(0)).await);
    // Bob's record says that he has it, and the device that it is nobody's.
    let mut unassigned = phone.clone();
    unassigned.owner = None;
    world.put(unassigned).await;
    not_found(refused(&world, &credentials, &code(0)).await);
    // The device says that it is Bob's, and his record does not.
    world.put(phone.clone()).await;
    let devices = std::mem::take(&mut bob.credentials.mfa_devices);
    world.put(bob.clone()).await;
    not_found(refused(&world, &credentials, &code(0)).await);
    // A seed that was sealed for another device does not open.
    bob.credentials.mfa_devices = devices;
    world.put(bob.clone()).await;
    let mut moved = phone.clone();
    moved.seed = world.device(&bob, "tablet", SEED).seed;
    world.put(moved).await;
    let refused_now = refused(&world, &credentials, &code(0)).await;
    assert_eq!(refused_now.as_deref(), Some(WRONG));
    world.put(phone).await;
    assert_eq!(refused(&world, &credentials, &code(0)).await, None);
}

#[tokio::test]
async fn a_namesake_of_another_account_has_another_device() {
    let (world, ..) = world().await;
    let (mut stranger, credentials) = world.user(ABROAD, "Bob");
    stranger.credentials.mfa_devices = vec![MfaDevice {
        serial_number: format!("arn:aws:iam::{HOME}:mfa/phone"),
        enabled_at: UnixTime(BEGINNING),
    }];
    world.put(stranger).await;
    let refused = refused(&world, &credentials, &code(0)).await;
    assert_eq!(refused.as_deref(), Some(NOT_FOUND));
}
