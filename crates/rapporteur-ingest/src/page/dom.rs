//! Reading the tree of a page: text of elements, paragraphs, selectors.

use std::sync::LazyLock;

use ego_tree::NodeId;
use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};

/// A selector that is known to be valid.
pub(crate) struct Known(LazyLock<Selector>);

impl Known {
    pub(crate) const fn new(make: fn() -> Selector) -> Known {
        Known(LazyLock::new(make))
    }

    pub(crate) fn all<'p>(&'static self, page: &'p Html) -> impl Iterator<Item = ElementRef<'p>> {
        page.select(&self.0)
    }

    pub(crate) fn within<'p>(&'static self, element: ElementRef<'p>) -> impl Iterator<Item = ElementRef<'p>> {
        element.select(&self.0)
    }
}

/// Names a selector; it is parsed once.
macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: $crate::page::dom::Known =
            $crate::page::dom::Known::new(|| scraper::Selector::parse($css).expect("a valid selector"));
    };
}
pub(crate) use selector;

/// Elements whose text nobody reads.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "head"
            | "select"
            | "textarea"
    )
}

/// Elements that begin and end a paragraph.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "figure"
            | "figcaption"
            | "br"
            | "hr"
            | "main"
            | "aside"
            | "nav"
            | "form"
            | "body"
            | "html"
            | "graphic"
            | "quote"
            | "list"
            | "item"
            | "head"
            | "lb"
            | "row"
            | "cell"
            | "button"
            | "time"
            | "address"
    )
}

/// The words of an element on one line.
pub(crate) fn text(element: ElementRef) -> String {
    paragraphs(element).join(" ")
}

/// A paragraph of a page.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    pub text: String,
    /// The block element that its first words stand in.
    pub owner: NodeId,
    /// How many characters, white space apart, are words of links.
    pub linked: usize,
}

/// The paragraphs of an element, white space made single.
pub(crate) fn paragraphs(element: ElementRef) -> Vec<String> {
    blocks(element).into_iter().map(|p| p.text).collect()
}

/// The paragraphs of an element, with where they stand.
pub(crate) fn blocks(element: ElementRef) -> Vec<Paragraph> {
    let fresh = |owner| Paragraph { text: String::new(), owner, linked: 0 };
    let mut out = vec![fresh(element.id())];
    let mut owners = vec![element.id()];
    let mut links = 0;
    // A page can be nested deeper than the stack: walk with a stack of our own.
    enum Step<'a> {
        Enter(ego_tree::NodeRef<'a, Node>),
        /// A block ends.
        Leave,
        LinkEnds,
    }
    let mut steps = vec![Step::Enter(*element)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave => {
                owners.pop();
                let owner = owners.last().copied().unwrap_or(element.id());
                if out.last().is_some_and(|p| p.text.trim().is_empty()) {
                    out.pop();
                }
                out.push(fresh(owner));
            }
            Step::LinkEnds => links -= 1,
            Step::Enter(node) => match node.value() {
                Node::Text(words) => {
                    if let Some(last) = out.last_mut() {
                        last.text.push_str(words);
                        if links > 0 {
                            last.linked += words.chars().filter(|c| !c.is_whitespace()).count();
                        }
                    }
                }
                Node::Element(e) => {
                    let name = e.name();
                    if is_hidden(name) && node.id() != element.id() {
                        continue;
                    }
                    if name == "a" {
                        links += 1;
                        steps.push(Step::LinkEnds);
                    }
                    if is_block(name) {
                        if out.last().is_some_and(|p| p.text.trim().is_empty()) {
                            out.pop();
                        }
                        out.push(fresh(node.id()));
                        owners.push(node.id());
                        steps.push(Step::Leave);
                    }
                    let children: Vec<_> = node.children().collect();
                    steps.extend(children.into_iter().rev().map(Step::Enter));
                }
                Node::Document | Node::Fragment => {
                    let children: Vec<_> = node.children().collect();
                    steps.extend(children.into_iter().rev().map(Step::Enter));
                }
                _ => {}
            },
        }
    }
    for paragraph in &mut out {
        paragraph.text = single_spaces(&paragraph.text);
    }
    out.retain(|p| !p.text.is_empty());
    out
}

/// Single spaces, without soft hyphens and zero-width marks.
pub(crate) fn single_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let clean = text.replace(['\u{ad}', '\u{200b}', '\u{feff}', '\u{2060}'], "");
    for word in clean.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
