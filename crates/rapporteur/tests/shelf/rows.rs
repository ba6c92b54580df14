//! Words in a row, and under them one row for each layer, aligned.

use rapporteur::text::Span;

/// A stretch of words with what a layer says of it.
pub struct Mark {
    pub first: usize,
    pub last: usize,
    pub label: String,
}

/// A layer: its name and its marks, which may overlap.
pub struct Layer {
    pub name: &'static str,
    pub marks: Vec<Mark>,
}

/// The words that a span touches: first and last.
pub fn words_of(words: &[Span], span: Span) -> Option<(usize, usize)> {
    let first = words.iter().position(|w| w.overlaps(span))?;
    let last = words.iter().rposition(|w| w.overlaps(span))?;
    Some((first, last))
}

const WIDTH: usize = 124;

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Columns of the words: each as wide as the word, and every mark has room for its label.
fn widths(words: &[&str], layers: &[Layer]) -> Vec<usize> {
    let mut widths: Vec<usize> = words.iter().map(|w| length(w)).collect();
    let mut marks: Vec<&Mark> = layers.iter().flat_map(|l| &l.marks).collect();
    marks.sort_by_key(|m| (m.last - m.first, m.first));
    for m in marks {
        let has: usize = widths[m.first..=m.last].iter().sum::<usize>() + (m.last - m.first);
        widths[m.last] += length(&m.label).saturating_sub(has);
    }
    widths
}

/// Draws the words and the layers beneath them, in blocks that fit a page.
pub fn draw(words: &[&str], layers: &[Layer], out: &mut String) {
    let widths = widths(words, layers);
    let mut from = 0;
    while from < words.len() {
        let mut to = from + 1;
        let mut used = widths[from];
        while to < words.len() && used + 1 + widths[to] <= WIDTH {
            used += 1 + widths[to];
            to += 1;
        }
        let starts: Vec<usize> = (from..to)
            .scan(0, |at, i| {
                let start = *at;
                *at += widths[i] + 1;
                Some(start)
            })
            .collect();
        let mut line = Row::new(used);
        for i in from..to {
            line.put(starts[i - from], words[i], length(words[i]), ' ');
        }
        line.write(">", out);
        for layer in layers {
            // Marks that overlap go into rows of their own, the longer one below.
            let mut rows: Vec<(Row, Vec<(usize, usize)>)> = Vec::new();
            let mut marks: Vec<&Mark> =
                layer.marks.iter().filter(|m| m.first < to && m.last >= from).collect();
            marks.sort_by_key(|m| (m.last - m.first, m.first));
            for m in marks {
                let (a, b) = (m.first.max(from), m.last.min(to - 1));
                let free = rows.iter().position(|(_, taken)| taken.iter().all(|(x, y)| b < *x || *y < a));
                let n = free.unwrap_or_else(|| {
                    rows.push((Row::new(used), Vec::new()));
                    rows.len() - 1
                });
                let (row, taken) = &mut rows[n];
                taken.push((a, b));
                let width = starts[b - from] + widths[b] - starts[a - from];
                let label = if m.first < from { "" } else { m.label.as_str() };
                row.put(starts[a - from], label, width, if m.first == m.last { ' ' } else { '~' });
            }
            for (row, _) in rows {
                row.write(layer.name, out);
            }
        }
        from = to;
    }
}

struct Row(Vec<char>);

impl Row {
    fn new(width: usize) -> Row {
        Row(vec![' '; width])
    }

    fn put(&mut self, at: usize, label: &str, width: usize, fill: char) {
        let cells = label.chars().chain(std::iter::repeat(fill)).take(width);
        for (cell, c) in self.0[at..].iter_mut().zip(cells) {
            *cell = c;
        }
    }

    fn write(self, name: &str, out: &mut String) {
        let text: String = self.0.into_iter().collect();
        out.push_str(format!("{name:7} {text}").trim_end());
        out.push('\n');
    }
}
