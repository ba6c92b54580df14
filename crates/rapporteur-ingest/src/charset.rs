//! From bytes to text: byte order mark, declared charset, detection.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Decoded text, and a note if it was not plain UTF-8.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    pub note: Option<String>,
}

/// What bytes that are no text may be, and what to do with them.
pub(crate) fn kind_of_binary(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(4096)];
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    if bytes.starts_with(b"%PDF") {
        "a PDF; save its text as HTML or plain text"
    } else if bytes.starts_with(b"PK\x03\x04") {
        "a zip archive or an office file; unpack it, or save it as HTML or plain text"
    } else if even.max(odd) * 4 > head.len() && even.min(odd) * 8 < even.max(odd) {
        "it seems to be UTF-16 without a byte order mark; save it as UTF-8"
    } else {
        "a binary file; save it as HTML or plain text"
    }
}

/// Are these bytes no text at all (images, archives, PDF)?
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 10] = [
        b"%PDF",
        b"PK\x03\x04",
        b"\x89PNG",
        b"GIF8",
        b"\xff\xd8\xff",
        b"\x7fELF",
        b"\xd0\xcf\x11\xe0",
        b"Rar!",
        b"7z\xbc\xaf",
        b"SQLite format 3",
    ];
    if MAGIC.iter().any(|m| bytes.starts_with(m)) {
        return true;
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return false;
    }
    let head = &bytes[..bytes.len().min(8192)];
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    head.contains(&0) || control * 20 > head.len()
}

/// Is this the name of a charset?
pub(crate) fn is_known(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

/// Decodes by byte order mark, else as UTF-8 if it is that, else as declared (`<meta charset>` of a page), else as detected.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let note = (encoding != UTF_8).then(|| format!("text was {}", encoding.name()));
        return Decoded { text: text.into_owned(), note };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), note: None };
    }
    // Mostly UTF-8 with a few broken bytes: another charset would spoil every accent to save one.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{fffd}').count();
    let accents = lossy.chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').count();
    if broken * 4 < accents {
        return Decoded {
            note: Some(format!("text is not valid UTF-8: {broken} broken characters replaced")),
            text: lossy.into_owned(),
        };
    }
    if let Some(encoding) = declared.and_then(|label| Encoding::for_label(label.as_bytes()))
        && encoding != UTF_8
    {
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        if !bad {
            return Decoded { text: text.into_owned(), note: Some(format!("text was {}", encoding.name())) };
        }
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, bad) = guess.decode_without_bom_handling(bytes);
    let (text, encoding) =
        if bad { (WINDOWS_1252.decode_without_bom_handling(bytes).0, WINDOWS_1252) } else { (text, guess) };
    Decoded {
        text: text.into_owned(),
        note: Some(format!("text is not UTF-8: read as {} by detection", encoding.name())),
    }
}

/// The charset that a page declares in its first 4 kB.
pub(crate) fn declared_in_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_needs_no_note() {
        let d = decode("Tillabéri".as_bytes(), Some("iso-8859-1"));
        assert_eq!((d.text.as_str(), d.note), ("Tillabéri", None));
        assert_eq!(decode(b"\xef\xbb\xbfNiamey", None).text, "Niamey");
    }

    #[test]
    fn other_charsets_are_read_and_noted() {
        let d = decode(b"The caf\xe9 in Porto Velho \x96 closed", None);
        assert_eq!(d.text, "The café in Porto Velho – closed");
        assert!(d.note.is_some());
        let d = decode(b"\xff\xfeN\0o\0", None);
        assert_eq!(d.text, "No");
        assert_eq!(decode(b"Gda\xf1sk", Some("iso-8859-2")).text, "Gdańsk");
    }

    #[test]
    fn one_broken_byte_does_not_change_the_charset() {
        let mut bytes =
            "Ménaka, Gao, Kidal, Ségou, Tessalit, Aguelhok, Bourem, Ansongo – é è ê".as_bytes().to_vec();
        bytes.push(0xe9);
        let d = decode(&bytes, None);
        assert!(d.text.starts_with("Ménaka") && d.note.is_some());
    }

    #[test]
    fn pictures_and_archives_are_no_text() {
        assert!(is_binary(b"%PDF-1.4"));
        assert!(is_binary(&[1, 2, 3, 0, 5]));
        assert!(!is_binary("Só português".as_bytes()));
        assert!(!is_binary(b""));
        let utf16: Vec<u8> = "Ostmark left the pact.".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(is_binary(&utf16) && kind_of_binary(&utf16).contains("UTF-16"));
        assert!(kind_of_binary(b"PK\x03\x04..").contains("unpack"));
        assert!(kind_of_binary(&[1, 2, 3, 0, 5]).contains("binary"));
    }

    #[test]
    fn a_page_says_its_charset() {
        assert_eq!(declared_in_page(b"<meta charset=\"ISO-8859-2\">").as_deref(), Some("iso-8859-2"));
        assert_eq!(
            declared_in_page(b"<meta http-equiv=x content='text/html; charset=windows-1251'>").as_deref(),
            Some("windows-1251")
        );
        assert_eq!(declared_in_page(b"<p>no"), None);
    }
}
