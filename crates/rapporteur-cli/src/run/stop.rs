//! Interrupts: the first SIGINT or SIGTERM asks the run to end in order, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A flag that is set when somebody asks the program to stop.
pub fn on_signals() -> Arc<AtomicBool> {
    let asked = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // The order matters: the second signal finds the flag set.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&asked));
        let _ = signal_hook::flag::register(signal, Arc::clone(&asked));
    }
    asked
}
