//! The picture that an authenticator app reads a seed from.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html>

use names::{AccountId, MfaDeviceName};
use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, QrCode};
use secrets::Secret;
use wire::CommonError;

/// A PNG with a QR code of `otpauth://totp/NAME@ACCOUNT?secret=SEED`.
///
/// # Errors
/// None for any name that a device can have: the longest has a tenth of what a QR code holds.
pub(super) fn png(
    name: &MfaDeviceName,
    account: AccountId,
    seed: &Secret<String>,
) -> Result<Vec<u8>, CommonError> {
    let uri = Secret::new(format!(
        "otpauth://totp/{name}@{account}?secret={}",
        seed.expose()
    ));
    let failed = |_| CommonError::service_failure();
    let code = QrCode::new(uri.expose().as_bytes()).map_err(failed)?;
    let modules = code.width();
    let colors = code.into_colors();
    let rows: Vec<Vec<bool>> = colors
        .chunks(modules)
        .map(|row| row.iter().map(|color| *color == Color::Dark).collect())
        .collect();
    encode(&rows, modules).map_err(|_| CommonError::service_failure())
}

/// A greyscale picture of [`PIXELS`] a module within a margin of [`MARGIN`] modules.
fn encode(rows: &[Vec<bool>], modules: usize) -> Result<Vec<u8>, png::EncodingError> {
    let width = (modules + 2 * MARGIN) * PIXELS;
    let is_dark = |row: usize, column: usize| {
        let row = rows.get(row.checked_sub(MARGIN)?)?;
        row.get(column.checked_sub(MARGIN)?).copied()
    };
    let pixel = |row: usize, column: usize| {
        if is_dark(row / PIXELS, column / PIXELS) == Some(true) {
            BLACK
        } else {
            WHITE
        }
    };
    let pixels: Vec<u8> = (0..width)
        .flat_map(|row| (0..width).map(move |column| (row, column)))
        .map(|(row, column)| pixel(row, column))
        .collect();
    let side = u32::try_from(width).unwrap_or(u32::MAX);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

/// What the standard asks for around the code.
const MARGIN: usize = 4;
const PIXELS: usize = 5;
const BLACK: u8 = 0;
const WHITE: u8 = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_has_a_picture() {
        let account = "123456789012".parse().unwrap();
        let seed = Secret::new("A".repeat(64));
        for length in [1, 226] {
            let name = "+".repeat(length).parse().unwrap();
            let picture = png(&name, account, &seed).unwrap();
            let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
                .read_info()
                .unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            let side = usize::try_from(info.width).unwrap();
            assert_eq!((info.height, side % PIXELS), (info.width, 0));
            // The margin is white, and the finder pattern begins in the corner of the code.
            let at = |row: usize, column: usize| pixels[row * side + column];
            assert_eq!(at(MARGIN * PIXELS - 1, MARGIN * PIXELS), WHITE);
            assert_eq!(at(MARGIN * PIXELS, MARGIN * PIXELS), BLACK);
            assert_eq!(at((MARGIN + 1) * PIXELS, (MARGIN + 1) * PIXELS), WHITE);
        }
    }
}
