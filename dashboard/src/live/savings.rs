//! New results and changes of state, told as the API says them.

use crate::api;
use crate::app::App;

/// Tell of results and of the state of the program until the server ends.
pub(crate) async fn tell(app: App) {
    let feed = app.feed.clone();
    let mut live = app.live.clone();
    loop {
        tokio::select! {
            changed = feed.changed_results() => {
                for (building, carrier) in changed {
                    match api::savings_now(&app, &building, carrier).await {
                        Ok(Some(savings)) => feed.publish("savings", &savings),
                        Ok(None) => {}
                        Err(failure) => failure.log("/api/v1/live"),
                    }
                }
            }
            // A sender that is gone will not change any more.
            Ok(()) = live.changed() => {
                if feed.is_heard() {
                    feed.publish("status", &api::status_now(&app, false).await);
                }
            }
            else => return,
        }
    }
}
