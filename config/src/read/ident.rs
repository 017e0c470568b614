//! Ids: short words that stand in addresses, file names and database rows, so they keep to plain letters.

use crate::sheet::{At, shorten};
use crate::table::Table;

const MAX_LENGTH: usize = 64;

/// The id in `key`.
pub(super) fn ident<'s>(table: &Table<'s>, key: &'static str) -> Option<At<&'s str>> {
    let id = table.text(key)?;
    if is_ident(id.value) {
        return Some(id);
    }
    let suggestion = suggestion(id.value);
    let hint = if is_ident(&suggestion) {
        format!("write \"{suggestion}\"; names with capitals, å, ä, ö and spaces belong in `name`")
    } else {
        "write a short word such as \"arebo-heat\"".to_owned()
    };
    table.report(
        key,
        format!("`{key}` cannot be \"{}\"", shorten(id.value)),
        format!(
            "ids have at most {MAX_LENGTH} characters of a-z, 0-9, - and _, and begin with a letter or digit"
        ),
        hint,
    );
    None
}

fn is_ident(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    id.len() <= MAX_LENGTH
        && id.bytes().next().is_some_and(plain)
        && id.bytes().all(|byte| plain(byte) || byte == b'-' || byte == b'_')
}

/// `text` in the letters of an id.
fn suggestion(text: &str) -> String {
    let letters = text.trim().chars().flat_map(char::to_lowercase).filter_map(|letter| match letter {
        'å' | 'ä' | 'à' | 'á' | 'æ' => Some('a'),
        'ö' | 'ø' | 'ó' => Some('o'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'ü' => Some('u'),
        ' ' | '.' | '/' | ':' => Some('-'),
        other if other.is_ascii_alphanumeric() || other == '-' || other == '_' => Some(other),
        _ => None,
    });
    letters.take(MAX_LENGTH).collect::<String>().trim_matches(['-', '_']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swedish_name_becomes_an_id() {
        for (name, id) in
            [("Ärebo", "arebo"), ("Hus & Hem", "hus--hem"), ("ÅÄÖ 1/2", "aao-1-2"), ("_x_", "x"), ("北", "")]
        {
            assert_eq!(suggestion(name), id);
        }
        assert!(is_ident("arebo-heat_2") && is_ident("1951") && !is_ident("-a") && !is_ident(""));
        assert!(!is_ident(&"a".repeat(65)));
    }
}
