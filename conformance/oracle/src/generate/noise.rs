//! Random texts of each kind that conditions and resources compare, well-formed or nearly: what the lists of known
//! oddities do not think of.

use crate::random::Random;

/// The kinds of text, as the families of operators have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    Text,
    Number,
    Date,
    Word,
    Base64,
    Address,
    Arn,
}

pub fn noise(random: &mut Random, kind: Noise) -> String {
    let text = match kind {
        Noise::Text => text(random),
        Noise::Number => number(random),
        Noise::Date => date(random),
        Noise::Word => random
            .pick(&["true", "True", "false", "yes", "${t}"])
            .to_owned(),
        Noise::Base64 => some(random, &["QUJD", "QUI", "QQ", "Q", "=", "=", "A", "-"], 3),
        Noise::Address => address(random),
        Noise::Arn => arn(random),
    };
    if random.percent(20) {
        spoil(random, &text)
    } else {
        text
    }
}

/// One character more, less or other.
pub fn spoil(random: &mut Random, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let other = random.pick(&[
        "*",
        "?",
        ":",
        "::",
        "/",
        "$",
        "{",
        "}",
        "${",
        " ",
        "-",
        "+",
        ".",
        "0",
        "1",
        "a",
        "T",
        "Z",
        "e",
        "E",
        "'",
        "\u{10400}",
        "Σ",
    ]);
    let place = random.below(characters.len() + 1);
    if place < characters.len() && random.percent(60) {
        characters.remove(place);
    }
    let (before, after) = characters.split_at(place.min(characters.len()));
    let (before, after): (String, String) = (before.iter().collect(), after.iter().collect());
    let kept = if random.percent(60) { other } else { "" };
    format!("{before}{kept}{after}")
}

/// So many pieces at most.
fn some(random: &mut Random, pieces: &[&str], most: usize) -> String {
    let count = random.below(most + 1);
    (0..count).map(|_| random.pick(pieces)).collect()
}

fn text(random: &mut Random) -> String {
    let letters = [
        "a",
        "b",
        "A",
        "a",
        "*",
        "*",
        "?",
        "/",
        "é",
        "\u{10400}",
        "\u{10428}",
        "\n",
    ];
    let cases = [
        "Σ",
        "σ",
        "ς",
        "a",
        "A",
        " ",
        "\u{10400}",
        "İ",
        "i",
        "\u{307}",
        "ı",
        "'",
        "ſ",
        "K",
        "-",
        "ß",
        "ẞ",
        "\u{1F88}",
        ".",
    ];
    let variables = [
        "${",
        "}",
        "$",
        "{",
        "aws:username",
        ", '",
        "'}",
        "a",
        "*",
        "${aws:username}",
        "${absent}",
        "${k0, 'x'}",
        "${*}",
        "${$}",
        "Ada",
    ];
    match random.below(6) {
        0 | 1 => some(random, &letters, 6),
        2 | 3 => some(random, &cases, 4),
        4 => some(random, &["a", "a", "a", "b", "*", "?"], 12),
        _ => some(random, &variables, 4),
    }
}

fn number(random: &mut Random) -> String {
    let digits = ["0", "00", "1", "9", "10", "12", "99", "100"];
    let mut number = random.pick(&["", "", "", "-", "+"]).to_owned();
    number += random.pick(&digits);
    if random.percent(40) {
        number.push('.');
        number += &some(random, &digits, 2);
    }
    if random.percent(40) {
        number += random.pick(&["e", "E"]);
        number += random.pick(&["", "+", "-"]);
        number += random.pick(&["0", "1", "2", "02", "10", "2147483647", "2147483648"]);
    }
    number
}

fn date(random: &mut Random) -> String {
    if random.percent(15) {
        return some(random, &["1", "8", "9", "0", "35", "+", "-"], 6);
    }
    let year = random.pick(&[
        "2030",
        "2030",
        "2029",
        "2028",
        "1900",
        "2000",
        "1969",
        "0000",
        "0001",
        "-0001",
        "-0004",
        "12030",
        "292278993",
        "292278994",
        "203",
        "+2030",
        "-292275054",
        "-292275055",
    ]);
    let month = random.pick(&["01", "01", "02", "12", "06", "00", "13", "1"]);
    let day = random.pick(&["01", "01", "28", "29", "30", "31", "32", "00", "1"]);
    let mut date = match random.below(12) {
        0 => year.to_owned(),
        1 => format!("{year}-{month}"),
        _ => format!("{year}-{month}-{day}"),
    };
    if random.percent(60) {
        date += random.pick(&["T", "T", "T", "t", " "]);
        let count = random.below(4);
        let parts: Vec<&str> = (0..count)
            .map(|_| random.pick(&["00", "00", "01", "23", "59", "24", "60", "1", "59.999"]))
            .collect();
        date += &parts.join(":");
        date += random.pick(&[
            "",
            ".1",
            ".1239",
            ".0009",
            ".",
            ".9999999999",
            ".12345678901234567890",
        ]);
        date += random.pick(&[
            "", "Z", "Z", "z", "+00:00", "-00:30", "+01:00", "+23:59", "+24:00", "+01", "+0100",
            "-05", "ZZ",
        ]);
    }
    date
}

fn address(random: &mut Random) -> String {
    let octets = ["0", "1", "192", "255", "256", "00", "010", "2"];
    let groups = [
        "0", "1", "ffff", "FFFF", "c000", "201", "0001", "00001", "db8", "2001",
    ];
    let mut address = if random.percent(40) {
        let count = if random.percent(85) {
            4
        } else {
            random.below(6)
        };
        let octets: Vec<&str> = (0..count).map(|_| random.pick(&octets)).collect();
        octets.join(".")
    } else if random.percent(30) {
        random
            .pick(&[
                "::ffff:192.0.2.1",
                "::ffff:c000:201",
                "::192.0.2.1",
                "2001:db8::",
                "::1",
            ])
            .to_owned()
    } else {
        let count = if random.percent(40) {
            8
        } else {
            random.below(10)
        };
        let mut text = String::new();
        for place in 0..count {
            if place > 0 {
                text += random.pick(&[":", ":", ":", ":", "::"]);
            }
            text += random.pick(&groups);
        }
        if random.percent(15) {
            text = format!("{}{text}", random.pick(&[":", "::", ":::"]));
        }
        if random.percent(15) {
            text += random.pick(&[":", "::", ":::", ":192.0.2.1", "::192.0.2.1"]);
        }
        text
    };
    if random.percent(35) {
        address.push('/');
        address += random.pick(&[
            "0", "8", "16", "24", "32", "33", "64", "127", "128", "129", "+8", "08", "",
        ]);
    }
    address
}

fn arn(random: &mut Random) -> String {
    let parts = [
        "",
        "a",
        "b",
        "*",
        "?",
        "a*",
        "*b",
        "aws",
        "a?",
        "**",
        "${match}",
        "${absent}",
    ];
    let count = match random.below(8) {
        0 => random.below(9),
        _ => 6,
    };
    let mut text: Vec<&str> = (0..count).map(|_| random.pick(&parts)).collect();
    if random.percent(90)
        && let Some(first) = text.first_mut()
    {
        *first = "arn";
    }
    text.join(":")
}

/// An ARN to be asked for, without wildcards but with everything that wildcards may trip over.
pub fn resource(random: &mut Random) -> String {
    let parts = ["", "a", "b", "ab", "ba", "aab", "é"];
    let first: Vec<&str> = (0..2).map(|_| random.pick(&parts)).collect();
    let rest = some(
        random,
        &["a", "b", ":", ":", "/", "*", "?", "\u{10400}", "ab"],
        7,
    );
    format!("arn:aws:x:{}:{rest}", first.join(":"))
}

/// A pattern that may or may not fit such an ARN.
pub fn pattern(random: &mut Random) -> String {
    let start = random.pick(&[
        "arn:aws:x:",
        "arn:*:x:",
        "arn:aws:x:",
        "arn:${match}:x:",
        "arn:a*s:x:",
    ]);
    let pieces = [
        "a",
        "b",
        "ab",
        ":",
        ":",
        ":",
        "*",
        "*",
        "?",
        "/",
        "${v0}",
        "${v1, 'a:b'}",
        "${star}",
        "a*b",
    ];
    format!("{start}{}", some(random, &pieces, 9))
}
