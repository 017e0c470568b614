//! What stands around every page.

use engine::baseline::METHOD_VERSION;

use crate::app::App;
use crate::assets::{ICON, LIVE, STYLE};
use crate::format;
use crate::language::Lang;
use crate::texts::{Span, Texts, fill, fill_rich};
use crate::visit::{Theme, Visit, address};

/// Header, notices and footer of one page.
#[derive(Debug)]
pub(crate) struct Shell {
    pub(crate) lang: Lang,
    pub(crate) t: &'static Texts,
    pub(crate) title: String,
    pub(crate) theme: Option<&'static str>,
    pub(crate) style: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) script: &'static str,
    pub(crate) here: String,
    pub(crate) other_href: String,
    pub(crate) overview_href: &'static str,
    pub(crate) method_href: &'static str,
    pub(crate) accessibility_href: &'static str,
    pub(crate) navigation: Vec<NavigationItem>,
    pub(crate) demo_href: Option<&'static str>,
    pub(crate) notices: Vec<Vec<Span>>,
    pub(crate) appearances: [Appearance; 3],
    pub(crate) weather_credit: Option<&'static str>,
    pub(crate) version: String,
}

/// One of the main views.
#[derive(Debug)]
pub(crate) struct NavigationItem {
    pub(crate) name: &'static str,
    pub(crate) href: &'static str,
    pub(crate) current: bool,
}

/// One choice of light and dark.
#[derive(Debug)]
pub(crate) struct Appearance {
    pub(crate) value: &'static str,
    pub(crate) name: &'static str,
    pub(crate) pressed: bool,
}

impl Shell {
    /// The shell of the page at `visit`, titled `title`.
    pub(crate) fn new(app: &App, visit: &Visit, title: impl Into<String>) -> Self {
        let lang = visit.lang;
        let t = lang.texts();
        let here = visit.here();
        let path = here.split('?').next().unwrap_or_default().to_owned();
        let item = |name, href| NavigationItem { name, href, current: path == href };
        let appearance =
            |theme: Theme, name| Appearance { value: theme.as_str(), name, pressed: visit.theme == theme };
        Self {
            lang,
            t,
            title: title.into(),
            theme: (visit.theme != Theme::Auto).then_some(visit.theme.as_str()),
            style: &STYLE.href,
            icon: &ICON.href,
            script: &LIVE.href,
            here,
            other_href: visit.in_other_language(),
            overview_href: address::overview(lang),
            method_href: address::method(lang),
            accessibility_href: address::accessibility(lang),
            navigation: vec![
                item(t.shell.overview, address::overview(lang)),
                item(t.shell.solar, address::solar(lang)),
                item(t.shell.quality, address::quality(lang)),
                item(t.shell.method, address::method(lang)),
            ],
            demo_href: app.demo.as_ref().map(|_| address::demo(lang)),
            notices: notices(app, lang),
            appearances: [
                appearance(Theme::Auto, t.shell.appearance_auto),
                appearance(Theme::Light, t.shell.appearance_light),
                appearance(Theme::Dark, t.shell.appearance_dark),
            ],
            weather_credit: app.smhi.then_some(t.shell.weather_credit),
            version: fill(
                t.shell.version,
                &[("version", env!("CARGO_PKG_VERSION")), ("method", METHOD_VERSION)],
            ),
        }
    }
}

/// What every visitor must know before reading on.
fn notices(app: &App, lang: Lang) -> Vec<Vec<Span>> {
    let (t, live) = (&lang.texts().shell, app.live.borrow());
    let mut notices = Vec::new();
    if live.embedded && app.demo.is_none() {
        notices.push(fill_rich(t.embedded, &[]));
    }
    if let Some(share) = app.demo.as_ref().map(|demo| *demo.arrived.borrow()).filter(|share| *share < 1.0) {
        notices.push(fill_rich(t.demo_arriving, &[("share", &format::percent(100.0 * share, 0, lang))]));
    }
    if !live.broker_connected {
        let zone = app.config.portfolio.buildings.first().map_or(chrono_tz::Europe::Stockholm, |b| b.zone);
        notices.push(match live.since {
            Some(since) => {
                let since = format::instant(since, zone, lang);
                fill_rich(t.broker_lost, &[("broker", &live.broker), ("since", &since)])
            }
            None => fill_rich(t.broker_never, &[("broker", &live.broker)]),
        });
    }
    notices
}
