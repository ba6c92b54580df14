//! Dates: time expressions and the days that they mean.
