//! The whole stage behind one type.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use compact_str::CompactString;
use rapporteur_text::{Sentence, Span, Token, Upos};
use rayon::prelude::*;

use crate::LoadError;
use crate::conllu::Text;
use crate::kernel::Isa;
use crate::model::{Model, Workspace};
use crate::segment::{Segment, Segmenter};

/// Reads texts. Immutable and shared between threads; a text of ordinary length is read on the caller's thread alone.
pub struct Parser {
    model: Model,
    segmenter: Segmenter,
    version: String,
    /// Workspaces that no call is using: at most as many as there were calls at once.
    spare: Mutex<Vec<Workspace>>,
}

impl Parser {
    /// Takes a model file and a segmenter's weights file, and checks both. The model's bytes are kept.
    pub fn load(model: impl Into<Cow<'static, [u8]>>, segment: &[u8]) -> Result<Self, LoadError> {
        Self::with_isa(model.into(), Segmenter::load(segment)?, Isa::best())
    }

    /// As [`Parser::load`], with a segmenter that goes by rules alone.
    pub fn load_with_rules(model: impl Into<Cow<'static, [u8]>>) -> Result<Self, LoadError> {
        Self::with_isa(model.into(), Segmenter::rules(), Isa::best())
    }

    pub(crate) fn with_isa(
        model: Cow<'static, [u8]>,
        segmenter: Segmenter,
        isa: Isa,
    ) -> Result<Self, LoadError> {
        let model = Model::load(model, isa)?;
        let version = model.hash.clone();
        Ok(Parser { model, segmenter, version, spare: Mutex::default() })
    }

    /// A short hash of the model.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The sentences of a text, read.
    pub fn parse(&self, text: &str) -> Vec<Sentence> {
        let mut sentences: Vec<Sentence> = self.segmenter.segment(text).iter().map(blank).collect();
        self.annotate(&mut sentences, |sentences, s, w| sentences[s][w].of(text));
        sentences
    }

    /// The sentences of a CoNLL-U text, with its words as they are and everything else read anew.
    pub fn parse_tokens(&self, given: &Text) -> Vec<Sentence> {
        let mut sentences = given.sentences.clone();
        for s in &mut sentences {
            s.names.clear();
            for t in &mut s.tokens {
                t.head = None;
            }
        }
        self.annotate(&mut sentences, |_, s, w| given.form(s, w));
        sentences
    }

    /// Reads the sentences, those of a long text on all threads of the pool.
    fn annotate<'t>(
        &self,
        sentences: &mut [Sentence],
        form: impl for<'s> Fn(&'s [Vec<Span>], usize, usize) -> &'t str + Sync,
    ) {
        let spans: Vec<Vec<Span>> =
            sentences.iter().map(|s| s.tokens.iter().map(|t| t.span).collect()).collect();
        let words: usize = spans.iter().map(Vec::len).sum();
        let parts = words.div_ceil(PART).max(1);
        let size = sentences.len().div_ceil(parts).max(1);
        let run = |(part, sentences): (usize, &mut [Sentence])| {
            let mut space =
                self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            self.model.annotate(&mut space, sentences, |s, w| form(&spans, part * size + s, w));
            if space.is_small() {
                self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(space);
            }
        };
        if parts == 1 {
            run((0, sentences));
        } else {
            sentences.par_chunks_mut(size).enumerate().for_each(run);
        }
    }
}

/// Words of a text that one thread takes.
const PART: usize = 2000;

/// A sentence whose words are known and nothing else.
fn blank(segment: &Segment) -> Sentence {
    let none: Arc<str> = Arc::from("_");
    let tokens: Vec<Token> = segment
        .words
        .iter()
        .map(|w| Token {
            span: w.span,
            glued: w.glued,
            lemma: CompactString::default(),
            upos: Upos::X,
            xpos: CompactString::default(),
            feats: none.clone(),
            head: None,
            deprel: CompactString::default(),
        })
        .collect();
    let span = match (tokens.first(), tokens.last()) {
        (Some(a), Some(b)) => a.span.cover(b.span),
        _ => Span::default(),
    };
    Sentence { span, tokens, names: Vec::new(), starts_paragraph: segment.starts_paragraph }
}
