//! From TIMEX3's values to those of Microsoft's Recognizers-Text, whose test cases are one of the corpora: it has no names for quarters,
//! halves, decades and centuries, nor lengths that are tied to a day, and writes `start/end` for them, the end exclusive. What is
//! needed stands in the record: the first and the last day of each expression.

use anyhow::Context as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

/// Rewrites the values of an annotated article's dates.
pub fn convert(article: &mut Value) -> anyhow::Result<()> {
    let published = article["published"].as_str().and_then(|d| d.parse::<Date>().ok());
    for date in article["dates"].as_array_mut().context("an article without `dates`")? {
        let day = |key: &str| date[key].as_str().and_then(|d| d.parse::<Date>().ok());
        let (Some(first), Some(last)) = (day("first_day"), day("last_day")) else { continue };
        let value = date["value"].as_str().unwrap_or_default();
        let next = |d: Date| d.checked_add(1.days());
        let period = if date["type"] == "DURATION" && value.starts_with('P') {
            // "the next five days" begin tomorrow; "the last three months" end where today begins.
            if published == Some(first) { Some((next(first)?, next(last)?)) } else { Some((first, last)) }
        } else if date["type"] == "DATE" && unnamed(value) {
            Some((first, next(last)?))
        } else {
            None
        };
        if let Some((start, end)) = period {
            date["value"] = Value::String(format!("{start}/{end}"));
        }
    }
    Ok(())
}

/// Quarters, halves, decades and centuries.
fn unnamed(value: &str) -> bool {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    digits && value.len() < 4 || value.contains("-Q") || value.contains("-H")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn periods_without_a_name_become_their_ends() {
        let date = |kind: &str, value: &str, first: &str, last: &str| {
            let date = json!({"type": kind, "value": value, "first_day": first, "last_day": last});
            let mut article = json!({"published": "2016-11-07", "dates": [date]});
            super::convert(&mut article).unwrap();
            article["dates"][0]["value"].as_str().unwrap().to_owned()
        };
        assert_eq!(date("DATE", "2017-Q1", "2017-01-01", "2017-03-31"), "2017-01-01/2017-04-01");
        assert_eq!(date("DATE", "199", "1990-01-01", "1999-12-31"), "1990-01-01/2000-01-01");
        assert_eq!(date("DURATION", "P3D", "2016-11-07", "2016-11-10"), "2016-11-08/2016-11-11");
        assert_eq!(date("DURATION", "P3M", "2016-08-07", "2016-11-07"), "2016-08-07/2016-11-07");
        assert_eq!(date("DATE", "2017-03", "2017-03-01", "2017-03-31"), "2017-03");
    }
}
