//! Texts put together from placeholders and places in the payload: device identities and series names.

use super::path::Path;

/// A text with placeholders: `{node}/{ch}`, `el.power.l{phase}`, `{$.src}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    text: String,
    pieces: Vec<Piece>,
}

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Just this text.
    Literal(String),
    /// The word that stands at a placeholder of the topic, or `index` and `key` of a fan-out.
    Placeholder(String),
    /// The text or number at this place of the payload.
    Path(Box<Path>),
}

impl Expression {
    /// The expression written `text`. A text that starts with `$` is a place in the payload as a whole.
    ///
    /// # Errors
    /// What is wrong, and how to write it.
    pub fn parse(text: &str) -> Result<Self, (String, String)> {
        let pieces = if text.starts_with('$') { vec![path_piece(text)?] } else { pieces_of(text)? };
        if pieces.is_empty() {
            return Err(("it is empty".into(), "write it like \"{device}\"".into()));
        }
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// The expression as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its pieces in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The placeholders it uses.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether it looks into the payload.
    #[must_use]
    pub fn has_path(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Path(_)))
    }
}

fn pieces_of(text: &str) -> Result<Vec<Piece>, (String, String)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let open = rest.find('{').unwrap_or(rest.len());
        let (literal, placeholder) = rest.split_at(open);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
        if placeholder.is_empty() {
            break;
        }
        let Some(close) = placeholder.find('}') else {
            return Err((format!("`{placeholder}` has no closing brace"), "write it like {device}".into()));
        };
        let inside = &placeholder[1..close];
        pieces.push(if inside.starts_with('$') {
            path_piece(inside)?
        } else {
            Piece::Placeholder(inside.trim_end_matches("...").to_owned())
        });
        rest = &placeholder[close + 1..];
    }
    Ok(pieces)
}

fn path_piece(text: &str) -> Result<Piece, (String, String)> {
    let path = Path::parse(text).map_err(|error| {
        (
            format!("`{text}` is not a JSONPath: {error}"),
            "write it like \"$.id\" or \"$['my id']\"".to_owned(),
        )
    })?;
    Ok(Piece::Path(Box::new(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_told_apart() {
        let names = |text: &str| {
            let expression = Expression::parse(text).unwrap();
            (expression.placeholders().map(str::to_owned).collect::<Vec<_>>(), expression.has_path())
        };
        assert_eq!(names("{node}/{ch}"), (vec!["node".into(), "ch".into()], false));
        assert_eq!(names("$.id"), (vec![], true));
        assert_eq!(names("{$.src}-{ch}"), (vec!["ch".into()], true));
        assert_eq!(names("deye"), (vec![], false));
        for bad in ["", "{a", "$.[", "{$.[}"] {
            assert!(Expression::parse(bad).is_err(), "{bad}");
        }
    }
}
