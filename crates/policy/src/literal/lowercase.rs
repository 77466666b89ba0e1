//! Lower-casing for the IgnoreCase operators, as AWS was observed to do it: by whole text, so that a sigma at the end of
//! a word becomes ς, without case folding or normalisation, and without touching characters beyond U+FFFF.

use std::borrow::Cow;

/// The lower-cased text.
pub(crate) fn lowercase(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    // The standard library decides about sigma with the whole text in view; characters beyond U+FFFF count as letters
    // there, and are then put back as they were.
    let lowered = text.to_lowercase();
    let mut from_lowered = lowered.chars();
    let mut out = String::with_capacity(lowered.len());
    for c in text.chars() {
        let mapped = from_lowered.by_ref().take(c.to_lowercase().count());
        if u32::from(c) > 0xFFFF {
            mapped.for_each(drop);
            out.push(c);
        } else {
            out.extend(mapped);
        }
    }
    Cow::Owned(out)
}
