//! The wish to end, which every task can wait for or look at.

use tokio::sync::watch;

/// Whoever holds it can ask all tasks to end. Dropping it asks as well.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// A task's view of the wish to end.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// A wish that has not been made, and the way to make it.
#[must_use]
pub fn channel() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Ask every task to finish what it holds and end.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Whether the tasks have been asked to end.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Returns once the tasks are asked to end.
    pub async fn requested(&self) {
        // An error means that nobody is left who could ask: the same as being asked.
        let _ = self.0.clone().wait_for(|stop| *stop).await;
    }
}
