//! rapporteur reads news articles into a sourced, dated record of who did, pledged, offered, refused, ruled out or threatened
//! what to whom, where, when, how much, and who says so.
//!
//! [`Reader`] is the whole of it: an [`Article`] in, an [`Annotated`] record out. It does no I/O, never fails on prose, and gives
//! the same record for the same article at any number of threads.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use rapporteur::{Article, Reader};
//!
//! let leak = |path: &str| std::fs::read(path).map(|b| &*b.leak());
//! let reader = Reader::new(
//!     leak("models/default/model.rapp")?,
//!     leak("models/default/segment.bin")?,
//!     leak("target/knowledge.bin")?,
//! )?;
//! let article = Article { id: "a".into(), text: "Norway pledged 20 trucks to Mali.".into(), ..Article::default() };
//! for event in reader.read(&article).events {
//!     println!("{} {}", event.event, event.trigger.text);
//! }
//! # Ok(())
//! # }
//! ```

use rapporteur_read::knowledge::{Compiled, LoadError};

pub use rapporteur_ingest as ingest;
pub use rapporteur_read as reading;
pub use rapporteur_read::{Knowledge, Reading};
pub use rapporteur_syntax as syntax;
pub use rapporteur_syntax::Parser;
pub use rapporteur_text as text;
pub use rapporteur_text::record::Annotated;
pub use rapporteur_text::{Article, Sentence};

/// Why a reader could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model is damaged or of another format.
    #[error("the syntax model: {0}")]
    Model(#[from] rapporteur_syntax::LoadError),
    /// The knowledge is damaged or of another format.
    #[error("the knowledge: {0}")]
    Knowledge(#[from] LoadError),
}

/// Reads articles. Immutable: share it between threads.
pub struct Reader {
    parser: Parser,
    knowledge: Knowledge,
    version: String,
}

impl Reader {
    /// Makes a reader from the bytes of a syntax model, of its segmenter, and of compiled knowledge.
    pub fn new(
        model: &'static [u8],
        segment: &'static [u8],
        knowledge: &'static [u8],
    ) -> Result<Self, Error> {
        let parser = Parser::load(model, segment)?;
        let knowledge = Knowledge::load(&Compiled::open(knowledge, false)?)?;
        Ok(Self::from_parts(parser, knowledge))
    }

    /// Makes a reader from parts that are loaded already.
    pub fn from_parts(parser: Parser, knowledge: Knowledge) -> Self {
        let version = format!(
            "{}+model.{}+knowledge.{}",
            env!("CARGO_PKG_VERSION"),
            parser.version(),
            knowledge.hash()
        );
        Reader { parser, knowledge, version }
    }

    /// Version of the program, the model and the knowledge, as it stands in every record.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The parser, for those who want trees alone.
    pub fn parser(&self) -> &Parser {
        &self.parser
    }

    /// Sentences and everything that was read in them, in the program's own terms: for explanations.
    pub fn analyse(&self, article: &Article) -> (Vec<Sentence>, Reading) {
        let sentences = self.parser.parse(&article.text);
        let reading = rapporteur_read::read(article, &sentences, &self.knowledge);
        (sentences, reading)
    }

    /// The record of an article. One that is not to be read ([`Article::unread`]) has its own fields and says so in its notes.
    pub fn read(&self, article: &Article) -> Annotated {
        if let Some(why) = &article.unread {
            let mut record = rapporteur_read::record::write(article, &[], &Reading::default(), &self.version);
            record.notes.push(format!("not read: {why}"));
            return record;
        }
        let (sentences, reading) = self.analyse(article);
        rapporteur_read::record::write(article, &sentences, &reading, &self.version)
    }
}
