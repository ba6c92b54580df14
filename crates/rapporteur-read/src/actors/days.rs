//! Dates of mixed precision as day numbers.

use jiff::civil::Date;

use super::table::{OPEN_END, OPEN_START};

/// Days since 1970-01-01.
pub fn number(date: Date) -> i32 {
    // Days from a civil date, after Howard Hinnant.
    let (y, m, d) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// First and last day of "2014", "2014-09" or "2014-09-08"; nothing for anything else.
pub fn range(text: &str) -> Option<(i32, i32)> {
    let part = |s: &str| s.parse::<i16>().ok();
    match text.len() {
        4 => {
            let year = part(text)?;
            Some((number(Date::new(year, 1, 1).ok()?), number(Date::new(year, 12, 31).ok()?)))
        }
        7 => {
            let first = Date::new(part(text.get(..4)?)?, part(text.get(5..)?)? as i8, 1).ok()?;
            Some((number(first), number(first.last_of_month())))
        }
        10 => {
            let day = number(text.parse().ok()?);
            Some((day, day))
        }
        _ => None,
    }
}

/// Start and end columns of a row: the earliest first and the latest last day that they may mean.
pub fn interval(start: &str, end: &str) -> Option<(i32, i32)> {
    let first = if start.is_empty() { OPEN_START } else { range(start)?.0 };
    let last = if end.is_empty() { OPEN_END } else { range(end)?.1 };
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_the_epoch() {
        assert_eq!(range("1970-01-01"), Some((0, 0)));
        assert_eq!(range("2000-03-01"), Some((11_017, 11_017)));
        assert_eq!(range("1970"), Some((0, 364)));
        assert_eq!(range("2024-02").map(|(a, b)| b - a), Some(28));
        assert_eq!(range("2014-13"), None);
        assert_eq!(range("soon"), None);
    }
}
