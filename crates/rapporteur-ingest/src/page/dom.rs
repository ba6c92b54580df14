//! Reading the tree of a page: text of elements, paragraphs, selectors.

use std::sync::LazyLock;

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

/// The paragraphs of an element, white space made single.
pub(crate) fn paragraphs(element: ElementRef) -> Vec<String> {
    let mut out = vec![String::new()];
    // A page can be nested deeper than the stack: walk with a stack of our own.
    enum Step<'a> {
        Enter(ego_tree::NodeRef<'a, Node>),
        Break,
    }
    let mut steps = vec![Step::Enter(*element)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Break => {
                if out.last().is_some_and(|p| !p.trim().is_empty()) {
                    out.push(String::new());
                }
            }
            Step::Enter(node) => match node.value() {
                Node::Text(words) => {
                    if let Some(last) = out.last_mut() {
                        last.push_str(words);
                    }
                }
                Node::Element(e) => {
                    let name = e.name();
                    if is_hidden(name) && node.id() != element.id() {
                        continue;
                    }
                    if is_block(name) {
                        steps.push(Step::Break);
                    }
                    let children: Vec<_> = node.children().collect();
                    steps.extend(children.into_iter().rev().map(Step::Enter));
                    if is_block(name) {
                        steps.push(Step::Break);
                    }
                }
                Node::Document | Node::Fragment => {
                    let children: Vec<_> = node.children().collect();
                    steps.extend(children.into_iter().rev().map(Step::Enter));
                }
                _ => {}
            },
        }
    }
    out.iter().map(|p| single_spaces(p)).filter(|p| !p.is_empty()).collect()
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
