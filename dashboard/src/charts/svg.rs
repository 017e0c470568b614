//! SVG elements as text. Coordinates have one decimal: a tenth of a pixel is enough and keeps pages small.

use std::fmt::Write;

use super::{Caption, Size};

/// A drawing under way.
#[derive(Debug, Default)]
pub(super) struct Svg {
    body: String,
}

/// The `d` of a path under way.
#[derive(Debug, Default, Clone)]
pub(super) struct Path(String);

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// `value` with at most one decimal.
pub(super) fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `text` with everything that means something in markup replaced.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

impl Svg {
    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let mut path = Path::default();
        path.move_to(x1, y1);
        path.line_to(x2, y2);
        self.path(class, &path);
    }

    pub(super) fn path(&mut self, class: &str, path: &Path) {
        if !path.0.is_empty() {
            let _ = write!(self.body, r#"<path class="{class}" d="{}"/>"#, path.0);
        }
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let (x, y, radius) = (coordinate(x), coordinate(y), coordinate(radius));
        let _ = write!(self.body, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#);
    }

    pub(super) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let (x, y) = (coordinate(x), coordinate(y));
        let (width, height) = (coordinate(width), coordinate(height));
        let _ =
            write!(self.body, r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#);
    }

    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let (x, y) = (coordinate(x), coordinate(y));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        let _ = write!(self.body, r#"<text{class} x="{x}" y="{y}"{anchor}>{}</text>"#, escape(text));
    }

    /// The whole element for a figure.
    pub(super) fn figure(self, caption: Caption<'_>, size: Size) -> String {
        let class = size.class();
        let (id, width, height) = (escape(caption.id), coordinate(size.width()), coordinate(size.height()));
        format!(
            concat!(
                r#"<svg class="chart {class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" "#,
                r#"role="img" aria-labelledby="{id}-{class}-t {id}-{class}-d">"#,
                r#"<title id="{id}-{class}-t">{title}</title><desc id="{id}-{class}-d">{desc}</desc>{body}</svg>"#
            ),
            class = class,
            width = width,
            height = height,
            id = id,
            title = escape(caption.title),
            desc = escape(caption.description),
            body = self.body,
        )
    }

    /// A small drawing beside text that says the same: hidden from those who hear the text.
    pub(super) fn ornament(self, class: &str, width: f64, height: f64) -> String {
        let (width, height) = (coordinate(width), coordinate(height));
        format!(
            concat!(
                r#"<svg class="{class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" "#,
                r#"aria-hidden="true" focusable="false">{body}</svg>"#
            ),
            class = class,
            width = width,
            height = height,
            body = self.body
        )
    }
}

impl Path {
    pub(super) fn move_to(&mut self, x: f64, y: f64) {
        let _ = write!(self.0, "M{} {}", coordinate(x), coordinate(y));
    }

    pub(super) fn line_to(&mut self, x: f64, y: f64) {
        let _ = write!(self.0, "L{} {}", coordinate(x), coordinate(y));
    }

    pub(super) fn close(&mut self) {
        self.0.push('Z');
    }

    /// Raw relative commands after a move, for marks.
    pub(super) fn raw(&mut self, commands: &str) {
        self.0.push_str(commands);
    }

    /// A line through the points, broken where one is missing. A lone point becomes a dot.
    pub(super) fn polyline(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> Self {
        let mut path = Self::default();
        let mut run = 0;
        for point in points {
            match point {
                Some((x, y)) if run == 0 => {
                    path.move_to(x, y);
                    path.raw("h.1");
                    run = 1;
                }
                Some((x, y)) => {
                    path.line_to(x, y);
                    run += 1;
                }
                None => run = 0,
            }
        }
        path
    }

    /// The area between two lines, one polygon per unbroken stretch. Items are (x, upper y, lower y).
    pub(super) fn band(points: impl IntoIterator<Item = Option<(f64, f64, f64)>>) -> Self {
        let mut path = Self::default();
        let mut stretch: Vec<(f64, f64, f64)> = Vec::new();
        for point in points {
            match point {
                Some(point) => stretch.push(point),
                None => path.polygon(&mut stretch),
            }
        }
        path.polygon(&mut stretch);
        path
    }

    fn polygon(&mut self, stretch: &mut Vec<(f64, f64, f64)>) {
        if let (Some((x, upper, _)), true) = (stretch.first(), stretch.len() > 1) {
            self.move_to(*x, *upper);
            for (x, upper, _) in stretch.iter().skip(1) {
                self.line_to(*x, *upper);
            }
            for (x, _, lower) in stretch.iter().rev() {
                self.line_to(*x, *lower);
            }
            self.close();
        }
        stretch.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_a_value_is_missing() {
        let path = Path::polyline([Some((0.0, 1.0)), Some((1.04, 2.0)), None, Some((3.0, 4.56))]);
        insta::assert_snapshot!(path.0, @"M0 1h.1L1 2M3 4.6h.1");
        let band = Path::band([Some((0.0, 1.0, 5.0)), Some((1.0, 2.0, 6.0)), None, Some((3.0, 1.0, 2.0))]);
        insta::assert_snapshot!(band.0, @"M0 1L1 2L1 6L0 5Z");
    }

    #[test]
    fn text_cannot_become_markup() {
        let mut svg = Svg::default();
        svg.text("", (0.0, -0.01), Anchor::Start, "<script>\"'&");
        insta::assert_snapshot!(svg.body, @r#"<text x="0" y="0">&lt;script&gt;&quot;&#39;&amp;</text>"#);
    }
}
