//! A lock that serves in order of arrival: a long import takes its turn again behind everyone who waits, which a
//! plain mutex does not promise.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A value that one thread at a time may use, first come first served.
#[derive(Debug)]
pub(crate) struct Turnstile<T> {
    tickets: Mutex<Tickets>,
    turned: Condvar,
    value: Mutex<T>,
}

#[derive(Debug, Default)]
struct Tickets {
    next: u64,
    serving: u64,
}

/// A turn; dropping it lets the next one in.
pub(crate) struct Turn<'a, T> {
    gate: &'a Turnstile<T>,
    value: Option<MutexGuard<'a, T>>,
}

impl<T> Turnstile<T> {
    /// Guards `value`.
    pub(crate) fn new(value: T) -> Self {
        Self { tickets: Mutex::default(), turned: Condvar::new(), value: Mutex::new(value) }
    }

    /// Waits for everyone who came before.
    pub(crate) fn enter(&self) -> Turn<'_, T> {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = tickets.next;
        tickets.next += 1;
        let served = self
            .turned
            .wait_while(tickets, |tickets| tickets.serving != mine)
            .unwrap_or_else(PoisonError::into_inner);
        drop(served);
        // A panic in an earlier turn rolled its transaction back: the connection is as good as before.
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        Turn { gate: self, value: Some(value) }
    }
}

impl<T> Deref for Turn<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect("held until dropped")
    }
}

impl<T> DerefMut for Turn<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("held until dropped")
    }
}

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        self.value = None;
        self.gate.tickets.lock().unwrap_or_else(PoisonError::into_inner).serving += 1;
        self.gate.turned.notify_all();
    }
}
