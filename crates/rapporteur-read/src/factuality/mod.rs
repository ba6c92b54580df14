//! Factuality: for every word that states a happening, whether it happened.
