//! Boxes of a page that hold no article: consent to cookies, newsletters, comments, other stories, lives of writers. Their elements
//! are named for what they are, in words that authors of pages everywhere use (`knowledge/ingest/boxes.toml`).

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use super::dom::Paragraph;

/// Parts the paragraphs that stand in boxes only from the others. `blocks` are all paragraphs of the page, and `squeezed` makes the
/// form in which they are compared. A box with a third or more of what was found is taken for the article, whatever its name.
pub(crate) fn part(
    page: &Html,
    blocks: &[Paragraph],
    found: Vec<String>,
    squeezed: impl Fn(&str) -> String,
) -> (Vec<String>, Vec<String>) {
    let mut known: HashMap<NodeId, Option<NodeId>> = HashMap::new();
    let mut homes: HashMap<String, Vec<Option<NodeId>>> = HashMap::new();
    for block in blocks {
        let home = *known.entry(block.owner).or_insert_with(|| box_of(page, block.owner));
        homes.entry(squeezed(&block.text)).or_default().push(home);
    }
    let own: Vec<Option<&Vec<Option<NodeId>>>> = found.iter().map(|p| homes.get(&squeezed(p))).collect();
    let mut held: HashMap<NodeId, usize> = HashMap::new();
    for (paragraph, homes) in found.iter().zip(&own) {
        for home in homes.iter().flat_map(|h| h.iter()).flatten() {
            *held.entry(*home).or_default() += paragraph.len();
        }
    }
    let all: usize = found.iter().map(String::len).sum();
    let outside: Vec<bool> = own
        .iter()
        .map(|homes| {
            homes.is_some_and(|h| {
                h.iter().all(|home| home.is_some_and(|b| held.get(&b).is_some_and(|n| n * 3 < all)))
            })
        })
        .collect();
    let (left, kept): (Vec<_>, Vec<_>) = found.into_iter().zip(outside).partition(|(_, out)| *out);
    let bare = |list: Vec<(String, bool)>| list.into_iter().map(|(p, _)| p).collect();
    (bare(kept), bare(left))
}

/// The innermost box around an element.
fn box_of(page: &Html, owner: NodeId) -> Option<NodeId> {
    let own = page.tree.get(owner)?;
    std::iter::once(own)
        .chain(own.ancestors())
        .filter_map(ElementRef::wrap)
        .take_while(|e| !matches!(e.value().name(), "body" | "html" | "main" | "article"))
        .find(|e| is_box(*e))
        .map(|e| e.id())
}

fn is_box(element: ElementRef) -> bool {
    let known = &crate::knowledge::knowledge().boxes;
    let e = element.value();
    e.classes().chain(e.id()).any(|name| {
        let low = name.to_lowercase();
        let words: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).collect();
        words.iter().any(|w| known.words.contains(*w))
            || words.windows(2).any(|w| known.pairs.contains(&(w[0].to_owned(), w[1].to_owned())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom;

    fn parted(html: &str, found: &[&str]) -> (Vec<String>, Vec<String>) {
        let page = Html::parse_document(html);
        let blocks = dom::blocks(page.root_element());
        part(&page, &blocks, found.iter().map(|p| (*p).to_owned()).collect(), str::to_lowercase)
    }

    const STORY: &str =
        "Ostmark left the pact of the river states on Monday, and its neighbours said that they had known.";

    #[test]
    fn a_box_with_the_article_is_none() {
        let html = format!("<body><div class=trending><p>{STORY}</p></div><p>By the harbour.</p></body>");
        let (kept, left) = parted(&html, &[STORY, "By the harbour."]);
        assert_eq!((kept.len(), left.len()), (2, 0));
    }

    #[test]
    fn what_stands_outside_as_well_stays() {
        let box_ = "<div id=x-promo><p>Ferries</p><p>Ships</p></div>";
        let html = format!("<body><p>{STORY}</p><p>Ferries</p>{box_}</body>");
        let (kept, left) = parted(&html, &[STORY, "Ferries", "Ships"]);
        assert_eq!(kept, [STORY, "Ferries"]);
        assert_eq!(left, ["Ships"]);
    }
}
