//! Actors: whom a mention stands for, and coreference.
