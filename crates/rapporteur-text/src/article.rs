//! One news item, as ingest hands it on.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One news item: its text and what is known about it. Made by ingest, read by every later stage, changed by none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Its own id, or else the path of its file below the folder that was named, without its ending.
    pub id: String,
    /// The address it was published at.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it, without "by".
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The day it was published: the day that "Monday" and "last week" are reckoned from.
    pub published: Option<Date>,
    /// The moment it was published, RFC 3339, where the source gives a time of day.
    pub published_at: Option<String>,
    /// The moment it was last changed, RFC 3339, or the day where no time of day is given; only where the source tells it apart
    /// from the publication, and it is later.
    pub updated_at: Option<String>,
    /// How the publication time was found.
    pub published_from: Option<PublishedFrom>,
    /// Language of the text, ISO 639-1, as detected.
    pub language: Option<String>,
    /// What is read. Every offset of every later stage counts in this string.
    pub text: String,
    /// Stretches of the source that were taken for furniture and left out of `text`, in order.
    pub dropped: Vec<String>,
    /// What a reader of the record should know of how the article was read.
    pub notes: Vec<String>,
    /// Why it is not to be read, such as its language: its record then has its own fields and no analysis.
    pub unread: Option<String>,
}

/// Where a publication time was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PublishedFrom {
    /// A field of a JSON line, of a table's row, of a feed's item, or of the header of an archive's export.
    Field,
    /// JSON-LD `datePublished` in the page.
    JsonLd,
    /// A `meta` element of the page.
    Meta,
    /// A `time` element of the page.
    TimeElement,
    /// A date line that a reader sees.
    VisibleDateLine,
    /// The address of the page.
    Url,
    /// `--published` on the command line.
    CommandLine,
}

impl PublishedFrom {
    /// The words that stand in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            PublishedFrom::Field => "field",
            PublishedFrom::JsonLd => "json-ld",
            PublishedFrom::Meta => "meta element",
            PublishedFrom::TimeElement => "time element",
            PublishedFrom::VisibleDateLine => "visible date line",
            PublishedFrom::Url => "url",
            PublishedFrom::CommandLine => "command line",
        }
    }
}
