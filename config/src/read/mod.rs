//! Tables become values. Everything that one table alone can tell is checked here; what needs several tables
//! is checked afterwards, in [`crate::check`].

mod building;
mod calendar;
mod correction;
mod fit;
mod ident;
mod meter;
mod mqtt;
mod options;
mod parts;
mod place;
mod rates;
mod solar;
mod source;
mod store;
mod weather;

pub(crate) use options::options;

use crate::draft::{Draft, Kind};
use crate::keys;
use crate::place::Placed;
use crate::portfolio::{Municipality, Owner};
use crate::table::Table;

/// Add what a file says about the portfolio to the draft.
pub(crate) fn portfolio(file: &Table<'_>, draft: &mut Draft) {
    for table in file.tables("municipality", &keys::MUNICIPALITY) {
        let (id, name) = named(&table, Kind::Municipality, draft);
        draft.municipalities.push(Placed { value: Municipality { id, name }, place: table.place() });
    }
    for table in file.tables("owner", &keys::OWNER) {
        let (id, name) = named(&table, Kind::Owner, draft);
        draft.owners.push(Placed { value: Owner { id, name }, place: table.place() });
    }
    for table in file.tables("station", &keys::STATION) {
        place::station(&table, draft);
    }
    for table in file.tables("calendar", &keys::CALENDAR) {
        calendar::calendar(&table, draft);
    }
    for table in file.tables("building", &keys::BUILDING) {
        building::building(&table, draft);
    }
    for table in file.tables("solar", &keys::SOLAR) {
        solar::plant(&table, draft);
    }
    for table in file.tables("tariff", &keys::TARIFF) {
        rates::tariff(&table, draft);
    }
    for table in file.tables("emission_factor", &keys::EMISSION_FACTOR) {
        rates::emission_factor(&table, draft);
    }
}

/// Id and name of a table; the id is registered. An absent name is the id.
fn named(table: &Table<'_>, kind: Kind, draft: &mut Draft) -> (String, String) {
    let id = ident::ident(table, "id").map(|id| id.value.to_owned()).unwrap_or_default();
    draft.name(kind, &id, &table.place());
    let name = table.text("name").map_or_else(|| id.clone(), |name| name.value.to_owned());
    (id, name)
}
