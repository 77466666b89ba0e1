//! Lower case with regard to context, as string comparisons without case were observed to do it: the final sigma is told
//! from the others, characters beyond U+FFFF stay as they are but count as letters.

pub fn lowercase(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut lower = String::new();
    for (place, &character) in characters.iter().enumerate() {
        if character == 'Σ' {
            lower.push(sigma(&characters[..place], &characters[place + 1..]));
        } else if u32::from(character) > 0xFFFF {
            lower.push(character);
        } else {
            lower.extend(character.to_lowercase());
        }
    }
    lower
}

/// The lower case of one sigma between its neighbours: the standard library is asked with every other sigma out of the
/// way, and what it made of this one is counted.
fn sigma(before: &[char], after: &[char]) -> char {
    let tame = |characters: &[char]| -> String {
        characters
            .iter()
            .map(|&c| if matches!(c, 'Σ' | 'ς') { 'σ' } else { c })
            .collect()
    };
    let lower = format!("{}Σ{}", tame(before), tame(after)).to_lowercase();
    if lower.contains('ς') { 'ς' } else { 'σ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context() {
        for (text, lower) in [
            ("ΟΣ", "ος"),
            ("Σ", "σ"),
            ("AΣ\u{10400}", "aσ\u{10400}"),
            ("İ", "i\u{307}"),
            ("ſS", "ſs"),
            ("ΑΣ ΣΑΣ", "ας σας"),
        ] {
            assert_eq!(lowercase(text), lower, "{text}");
        }
    }
}
