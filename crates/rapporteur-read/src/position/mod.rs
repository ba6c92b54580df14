//! Position: where an event leaves its holder on a matter.
