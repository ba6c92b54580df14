//! Reads an article: what each match means, in the light of what was said before.

use jiff::ToSpan;
use jiff::civil::Date;
use rapporteur_text::reading::{DateExpression, DateKind, DatePrecision, Document, Word};

use super::atoms::AtomKind;
use super::calendar::{self, Edge, Moment};
use super::knowledge::{From, Knowledge, Means, Pattern};
use super::pattern::{FIELDS, field};
use super::scan::{Match, Scanned, scan};
use super::tense::{Tense, tense_at};

/// What a match kept, by name.
#[derive(Clone, Copy)]
pub(super) struct Fields([f64; FIELDS.len()]);

impl Fields {
    pub(super) fn get(&self, name: &str) -> Option<f64> {
        let value = self.0[usize::from(field(name)?)];
        (!value.is_nan()).then_some(value)
    }

    pub(super) fn small(&self, name: &str) -> Option<i8> {
        self.get(name).map(|v| v as i8)
    }

    pub(super) fn set(&mut self, name: &str, value: f64) {
        if let Some(i) = field(name) {
            self.0[usize::from(i)] = value;
        }
    }
}

/// What an expression was found to mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reckoned {
    pub value: String,
    pub kind: DateKind,
    pub moment: Option<Moment>,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub precision: DatePrecision,
}

impl Reckoned {
    pub(super) fn moment(moment: Moment) -> Reckoned {
        let interval = moment.interval();
        Reckoned {
            value: moment.value(),
            kind: if moment.is_time() { DateKind::Time } else { DateKind::Date },
            start: interval.map(|i| i.0),
            end: interval.map(|i| i.1),
            precision: moment.precision(),
            moment: Some(moment),
        }
    }

    pub(super) fn other(value: String, kind: DateKind) -> Reckoned {
        Reckoned { value, kind, moment: None, start: None, end: None, precision: DatePrecision::Vague }
    }
}

/// Where a match stands, for tense and for what is near.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub sentence: usize,
    pub token: usize,
}

/// Reads one article.
pub struct Reader<'a> {
    pub(super) doc: &'a Document<'a>,
    pub(super) knowledge: &'a Knowledge,
    pub(super) scanned: Vec<Scanned>,
    /// The day to reckon from.
    pub(super) published: Option<Date>,
    /// A history rather than news: a month without a year is of the year spoken of before.
    pub(super) narrative: bool,
    /// The last date spoken of.
    pub(super) last: Option<Moment>,
    /// A day in the sentence that is being read, for a time of day that stands alone.
    pub(super) near: Option<Moment>,
}

impl<'a> Reader<'a> {
    /// Scans the article and finds the day to reckon from.
    pub fn new(doc: &'a Document<'a>, knowledge: &'a Knowledge) -> Self {
        let scanned: Vec<Scanned> = doc.sentences.iter().map(|s| scan(doc.text(), s, knowledge)).collect();
        let mut reader = Reader {
            doc,
            knowledge,
            scanned,
            published: doc.article.published,
            narrative: false,
            last: None,
            near: None,
        };
        let years = reader.full_years();
        if reader.published.is_none() {
            // A date line of its own among the first sentences.
            reader.published = years.iter().find(|(s, day, _)| *s < 4 && day.is_some()).and_then(|y| y.1);
        }
        let near = |year: i16| reader.published.is_some_and(|p| (p.year() - year).abs() <= 1);
        let told = years.iter().filter(|(_, _, year)| near(*year)).count();
        // A history tells of years long past, has no date line of its own time, and does not speak of "today" and "Monday".
        let dated = years.iter().any(|(s, day, _)| {
            let days = day.zip(reader.published).map(|(d, p)| (p - d).get_days().abs());
            *s < 6 && days.is_some_and(|d| d <= 3)
        });
        reader.narrative =
            years.len() >= 5 && told * 3 < years.len() && !dated && reader.deictics() * 10 <= years.len();
        reader
    }

    /// The expressions with a year of their own: sentence, day, year.
    fn full_years(&self) -> Vec<(usize, Option<Date>, i16)> {
        let mut out = Vec::new();
        for (s, scanned) in self.scanned.iter().enumerate() {
            for m in scanned.matches.iter().filter(|m| !m.inner || self.pattern(m).layer == 1) {
                if self.pattern(m).means != Means::Calendar {
                    continue;
                }
                let fields = self.fields(m, 0);
                let era = fields.get("era").is_some();
                if let Some(year) = fields.get("year").filter(|y| era || (1000.0..3000.0).contains(y)) {
                    let day = fields.small("month").zip(fields.small("day")).filter(|_| !era);
                    let day = day.and_then(|(m, d)| calendar::date(year as i16, m, d));
                    out.push((s, day, year as i16));
                }
            }
        }
        out
    }

    /// How many expressions only make sense on the day of publication.
    fn deictics(&self) -> usize {
        let deictic = |m: &&Match| {
            let pattern = self.pattern(m);
            let fields = self.fields(m, 0);
            !m.inner
                && match pattern.means {
                    Means::Unit => pattern.from == From::Published,
                    Means::Calendar => {
                        fields.get("weekday").is_some() && fields.get("day").is_none()
                            || fields.get("yeardir").is_some()
                    }
                    _ => false,
                }
        };
        self.scanned.iter().flat_map(|s| &s.matches).filter(deictic).count()
    }

    pub(super) fn pattern(&self, m: &Match) -> &'a Pattern {
        &self.knowledge.patterns[usize::from(m.pattern)]
    }

    pub(super) fn fields(&self, m: &Match, half: usize) -> Fields {
        let mut fields = Fields(m.kept.values[half]);
        for (name, value) in &self.pattern(m).constants {
            let slot = &mut fields.0[usize::from(*name)];
            if slot.is_nan() {
                *slot = *value;
            }
        }
        fields
    }

    /// Reads every expression, in order.
    pub fn read(mut self) -> Vec<DateExpression> {
        let mut out = Vec::new();
        for s in 0..self.scanned.len() {
            let scanned = std::mem::take(&mut self.scanned[s]);
            let mut standing: Vec<&Match> = scanned.matches.iter().filter(|m| !m.inner).collect();
            standing.sort_by_key(|m| m.from);
            self.near = None;
            let from = out.len();
            let mut later = Vec::new();
            for m in standing {
                if self.pattern(m).means == Means::Nothing {
                    continue;
                }
                if self.is_bare_time(m) {
                    later.push((m, out.len()));
                    continue;
                }
                for (span, reckoned) in self.ends(&scanned, m, s) {
                    if let Some(moment) = reckoned.moment.filter(Moment::is_anchored) {
                        self.last = Some(moment);
                        if moment.as_day().is_some() {
                            self.near = Some(moment);
                        }
                    }
                    out.push(self.expression(&scanned, span, reckoned, m, s));
                }
            }
            // Times of day that stand alone belong to a day of their sentence.
            for (m, _) in later {
                for (span, reckoned) in self.ends(&scanned, m, s) {
                    out.push(self.expression(&scanned, span, reckoned, m, s));
                }
            }
            out[from..].sort_by_key(|d: &DateExpression| (d.span.start, std::cmp::Reverse(d.span.end)));
        }
        self.anchor_to_happenings(&mut out);
        out
    }

    fn is_bare_time(&self, m: &Match) -> bool {
        let pattern = self.pattern(m);
        let fields = self.fields(m, 0);
        pattern.means == Means::Calendar
            && (fields.get("hour").is_some() || fields.get("part").is_some())
            && ["year", "month", "day", "weekday", "holiday", "dir", "yeardir", "weekdir"]
                .iter()
                .all(|f| fields.get(f).is_none())
    }

    fn expression(
        &self,
        scanned: &Scanned,
        (from, to): (usize, usize),
        reckoned: Reckoned,
        m: &Match,
        s: usize,
    ) -> DateExpression {
        let span = scanned.atoms[from].span.cover(scanned.atoms[to - 1].span);
        let sentence = &self.doc.sentences[s];
        let token = sentence.head_of_span(span).unwrap_or(scanned.atoms[from].token as usize);
        DateExpression {
            span,
            word: Word::new(s, token),
            kind: reckoned.kind,
            value: reckoned.value,
            start: reckoned.start,
            end: reckoned.end,
            precision: reckoned.precision,
            rule: self.pattern(m).rule.clone(),
        }
    }

    /// What a match means, with the atoms of each expression: one, or the two ends of a range.
    fn ends(&mut self, scanned: &Scanned, m: &Match, s: usize) -> Vec<((usize, usize), Reckoned)> {
        let place = Place { sentence: s, token: scanned.atoms[m.from].token as usize };
        if self.pattern(m).means == Means::Range {
            return self.range(scanned, m, s);
        }
        let mut reckoned = self.reckon(scanned, m, 0, place);
        let mut span = (m.from, m.to);
        if reckoned.is_none()
            && let Some(inner) = m.kept.dates[0].and_then(|i| scanned.matches.get(i as usize))
        {
            // What is made of another expression and has no meaning leaves that one standing.
            reckoned = self.reckon(scanned, inner, 0, place);
            span = (inner.from, inner.to);
        }
        let open = |r: Reckoned| self.opened(scanned, m.from, r);
        reckoned.map(|r| vec![(span, open(r))]).unwrap_or_default()
    }

    /// "since", "until", "before" and their like leave one side of the interval open.
    fn opened(&self, scanned: &Scanned, from: usize, mut r: Reckoned) -> Reckoned {
        if r.moment.is_none() {
            return r;
        }
        let before =
            |n: usize| from.checked_sub(n).map(|i| scanned.atoms[i].lower.as_str()).unwrap_or_default();
        let word = if matches!(before(1), "about" | "around" | "late" | "early" | "the") {
            before(2)
        } else {
            before(1)
        };
        match word {
            "since" => r.end = None,
            "from" if before(2) != "away" => r.end = None,
            "until" | "till" | "through" | "by" => r.start = None,
            "before" => {
                r.end = r.start.and_then(|d| d.checked_sub(1.days()).ok());
                r.start = None;
            }
            "after" => {
                r.start = r.end.and_then(|d| d.checked_add(1.days()).ok());
                r.end = None;
            }
            _ => {}
        }
        r
    }

    /// What a match means.
    pub(super) fn reckon(
        &mut self,
        scanned: &Scanned,
        m: &Match,
        half: usize,
        place: Place,
    ) -> Option<Reckoned> {
        let pattern = self.pattern(m);
        let fields = self.fields(m, half);
        let inner = m.kept.dates[0].and_then(|i| scanned.matches.get(i as usize));
        let mut reckoned = match pattern.means {
            Means::Calendar => Reckoned::moment(self.calendar(&fields, pattern, place)?),
            Means::Unit => self.unit(&fields, pattern, scanned, inner, place)?,
            Means::Shift => self.shift(&fields, pattern, scanned, inner, place)?,
            Means::Duration => {
                let before = m.from.checked_sub(1).map(|i| scanned.atoms[i].lower.as_str());
                let bare = scanned.atoms[m.from].kind == AtomKind::Number || fields.get("mod").is_none();
                let short = fields.get("unit").is_some_and(|u| u <= 2.0);
                let tense = self.tense(place);
                // "Back in five minutes" has no verb, and lies ahead.
                let ahead = before == Some("in")
                    && bare
                    && (tense == Tense::Future || short && tense == Tense::Unknown);
                ahead.then(|| self.ahead(&fields)).flatten().or_else(|| self.length(&fields))?
            }
            Means::Period => self.period(&fields)?,
            Means::Set => self.set(&fields, pattern, scanned, inner, place)?,
            Means::Ref => {
                let value = pattern.value.clone().unwrap_or_else(|| "PRESENT_REF".into());
                Reckoned::other(value, DateKind::Date)
            }
            Means::Same => self.same(&fields)?,
            Means::Edge => {
                let inner = self.reckon(
                    scanned,
                    inner?,
                    0,
                    Place { token: scanned.atoms[inner?.from].token as usize, ..place },
                )?;
                // "early every other day": what has no place on the calendar has no edge.
                let mut moment = inner.moment?;
                if let Some(edge) = fields.get("mod") {
                    moment.edge = Some(Edge::of(edge));
                }
                Reckoned::moment(moment)
            }
            Means::Part => {
                let inner = self.reckon(
                    scanned,
                    inner?,
                    0,
                    Place { token: scanned.atoms[inner?.from].token as usize, ..place },
                )?;
                self.part(&fields, inner)?
            }
            Means::TimeOf => {
                let inner = self.reckon(
                    scanned,
                    inner?,
                    0,
                    Place { token: scanned.atoms[inner?.from].token as usize, ..place },
                )?;
                let mut moment = inner.moment?;
                if moment.day.is_some() || moment.weekday.is_some() {
                    self.time_of_day(&fields, &mut moment);
                }
                Reckoned::moment(moment)
            }
            Means::Spell => {
                let from = match inner {
                    Some(inner) => {
                        let token = scanned.atoms[inner.from].token as usize;
                        self.reckon(scanned, inner, 0, Place { token, ..place })?
                    }
                    None => Reckoned::moment(Moment::of_day(self.published?)),
                };
                self.spell(&fields, from)?
            }
            Means::Range | Means::Nothing => return None,
        };
        match pattern.kind.as_deref() {
            Some("DATE") => reckoned.kind = DateKind::Date,
            Some("TIME") => reckoned.kind = DateKind::Time,
            Some("DURATION") => reckoned.kind = DateKind::Duration,
            Some("SET") => reckoned.kind = DateKind::Set,
            _ => {}
        }
        Some(reckoned)
    }

    pub(super) fn tense(&self, place: Place) -> Tense {
        let sentence = &self.doc.sentences[place.sentence];
        tense_at(self.doc.text(), sentence, place.token, &self.knowledge.tense)
    }

    /// The day that "last week" is reckoned from.
    pub(super) fn anchor(&self, from: From) -> Option<Date> {
        let narrated = || {
            let last = self.last?;
            let edge = last.interval()?;
            Some(edge.0)
        };
        match from {
            From::Narrative => narrated().or(self.published),
            _ if self.narrative => narrated().or(self.published),
            _ => self.published,
        }
    }
}
