//! Calendars: red days of a country, and the days on which buildings are closed.

use super::{building, ident};
use crate::draft::{CalendarDraft, Draft, Kind};
use crate::keys;
use crate::place::Placed;
use crate::portfolio::{Calendar, Closed};
use crate::schema::Schema;
use crate::table::Table;

/// Add a calendar.
pub(super) fn calendar(table: &Table<'_>, draft: &mut Draft) {
    let id = ident::ident(table, "id").map(|id| id.value.to_owned()).unwrap_or_default();
    draft.name(Kind::Calendar, &id, &table.place());
    let known = |word: &str| Calendar::COUNTRIES.contains(&word).then(|| word.to_owned());
    let country = table.word("country", &Calendar::COUNTRIES, known).map(|country| country.value);
    let (closed, unread_closed) = closed(table, &keys::CALENDAR_CLOSED);
    draft.calendars.push(CalendarDraft { id, country, place: table.place(), closed, unread_closed });
}

/// The rows of days on which it is closed, and whether some could not be read.
pub(super) fn closed(table: &Table<'_>, schema: &'static Schema) -> (Vec<Placed<Closed>>, bool) {
    let tables = table.tables("closed", schema);
    let rows: Vec<_> = tables.iter().filter_map(row).collect();
    let unread = rows.len() < tables.len();
    (rows, unread)
}

fn row(table: &Table<'_>) -> Option<Placed<Closed>> {
    let (from, to) = (building::date(table, "from"), building::date(table, "to"));
    let name = table.text("name");
    let value = Closed { from: from?, to: to?, name: name?.value.to_owned() };
    Some(Placed { value, place: table.place() })
}
