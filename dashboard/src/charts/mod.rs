//! Charts, drawn here as SVG: no script draws anything in the browser.
//!
//! Every figure is drawn once per [`Size`], each with text of at least 12 px as rendered, and the style sheet shows
//! the one that fits. Colours are classes, so that light, dark and forced colours are the style sheet's
//! business; a line never differs from another by colour alone. Each drawing carries a title and a description
//! for those who cannot see it, and stands above a table with the same numbers.

mod axis;
mod calendar;
mod cumulative;
mod dates;
mod forest;
mod scale;
mod series;
mod share;
mod signature;
mod stacked;
mod svg;

pub use calendar::{DayState, calendar};
pub use cumulative::{Cumulative, CumulativePoint};
pub use forest::Forest;
pub(crate) use forest::tone;
pub use series::{MeasuredAgainstBaseline, Step};
pub use share::share_bar;
pub use signature::{Cloud, Signature};
pub use stacked::{Bar, Stacked};

/// The room a drawing is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The whole width of a desktop page.
    Full,
    /// Half of it, or a tablet.
    Half,
    /// A phone.
    Phone,
}

/// The words that go with a drawing.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'a> {
    /// Unique on the page.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// What can be seen in it, in a sentence.
    pub description: &'a str,
}

impl Size {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Half => "half",
            Self::Phone => "phone",
        }
    }

    pub(crate) const fn width(self) -> f64 {
        match self {
            Self::Full => 1080.0,
            Self::Half => 520.0,
            Self::Phone => 258.0,
        }
    }

    pub(crate) const fn height(self) -> f64 {
        match self {
            Self::Full => 340.0,
            Self::Half => 310.0,
            Self::Phone => 280.0,
        }
    }

    /// Whether there is room beside the plot for the names of the lines.
    pub(crate) const fn has_margin(self) -> bool {
        !matches!(self, Self::Phone)
    }
}
