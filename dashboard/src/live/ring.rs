//! The last events, for those who come back.

use std::collections::VecDeque;
use std::sync::Arc;

/// Events kept.
const KEPT: usize = 1_024;

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: String,
    number: u64,
    pub(crate) kind: &'static str,
    /// JSON on one line.
    pub(crate) data: String,
}

/// What somebody who comes back has missed.
#[derive(Debug)]
pub(crate) struct Resumed {
    pub(crate) missed: Vec<Arc<Event>>,
    /// Some of it is gone.
    pub(crate) gap: bool,
    /// The id of the newest event before that.
    pub(crate) position: String,
}

#[derive(Debug)]
pub(super) struct Ring {
    epoch: i64,
    last: u64,
    events: VecDeque<Arc<Event>>,
}

impl Ring {
    pub(super) fn new(epoch: i64) -> Self {
        Self { epoch, last: 0, events: VecDeque::new() }
    }

    pub(super) fn push(&mut self, kind: &'static str, data: String) -> Arc<Event> {
        self.last += 1;
        let event = Arc::new(Event { id: self.id(self.last), number: self.last, kind, data });
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(Arc::clone(&event));
        event
    }

    /// Give up everything: whoever has seen the last event has a gap from now on.
    pub(super) fn forget(&mut self) {
        self.events.clear();
        self.last += 1;
    }

    pub(super) fn resume(&self, last_seen: Option<&str>) -> Resumed {
        let here = |gap| Resumed { missed: Vec::new(), gap, position: self.id(self.last) };
        let Some(last_seen) = last_seen else { return here(false) };
        let Some(number) = self.number(last_seen) else { return here(true) };
        let oldest = self.events.front().map_or(self.last + 1, |event| event.number);
        if number > self.last || number + 1 < oldest {
            return here(true);
        }
        let missed = self.events.iter().filter(|event| event.number > number).cloned().collect();
        Resumed { missed, gap: false, position: self.id(number) }
    }

    fn id(&self, number: u64) -> String {
        format!("{}-{number}", self.epoch)
    }

    /// The number in an id of this run.
    fn number(&self, id: &str) -> Option<u64> {
        let (epoch, number) = id.rsplit_once('-')?;
        (epoch.parse::<i64>().ok()? == self.epoch).then(|| number.parse().ok())?
    }
}
