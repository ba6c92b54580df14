//! Places: mentions resolved to the map.
