//! Invented articles in any number, the same for the same seed: for measuring size, speed and memory. Their sentences are of a few dozen
//! patterns over names of states, things and days; what they say never happened.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::json;

const STATES: [&str; 24] = [
    "Norway", "Kenya", "Peru", "Japan", "Canada", "Ghana", "Chile", "Poland", "Jordan", "Nepal", "Fiji",
    "Oman", "Spain", "Egypt", "Brazil", "Vietnam", "Senegal", "Ireland", "Greece", "Mexico", "Qatar",
    "Malta", "Uganda", "Finland",
];
const TOWNS: [&str; 12] = [
    "Nairobi", "Lima", "Oslo", "Accra", "Amman", "Warsaw", "Geneva", "Dakar", "Hanoi", "Athens", "Doha",
    "Kampala",
];
const PEOPLE: [&str; 10] = [
    "Ana Petrova",
    "Otieno Barasa",
    "Ilse Brandt",
    "Rosa Almeida",
    "Pavel Horak",
    "Amadou Keita",
    "Jun Sakata",
    "Maren Lund",
    "Tomas Vidal",
    "Leila Nassar",
];
const THINGS: [&str; 8] = [
    "tents",
    "field hospitals",
    "trucks",
    "engineers",
    "observers",
    "tonnes of wheat",
    "patrol boats",
    "doctors",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SENTENCES: [&str; 20] = [
    "{A} will send {n} {thing} to {B}, the {A} government said on {day}.",
    "Soldiers of {C} attacked a village in {B} on {day}, killing {m} people, officials said.",
    "{C} refused to meet envoys of {A} in {town}.",
    "\"We have not decided whether to take part,\" said {person}, a spokesman of the government of {B}.",
    "Thousands of people marched through {town} to demand the release of {m} prisoners.",
    "The foreign minister of {A}, {person}, met the prime minister of {B} in {town} on {day}.",
    "{B} has expelled {m} diplomats of {C} after the attack.",
    "{A} and {B} signed an agreement on trade in {town}.",
    "Police arrested {n} protesters near the parliament, a lawyer told reporters.",
    "{person} accused {C} of breaking the ceasefire.",
    "{C} denied that its troops had crossed the border.",
    "If the talks fail, {A} would consider sanctions against {C}, {person} said.",
    "{B} offered to host the next round of talks, but {C} said it was too early.",
    "The rebels freed {m} hostages on {day}, according to the Red Cross.",
    "{A} pledged ${n} million for refugees in {B} at a conference in {town}.",
    "The weather was cold, and the streets of {town} were empty until noon.",
    "Prices of bread have doubled since the spring, traders in {town} said.",
    "{A} ruled out sending troops and said it would not recognise the new government of {C}.",
    "The court in {town} sentenced {person} to {m} years in prison.",
    "Aid workers warned that a camp built for {n} people now holds ten times as many.",
];

/// Numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[(self.next() % list.len() as u64) as usize]
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// One article as a JSON line.
fn article(seed: u64, i: u64) -> String {
    let mut dice = Dice(seed ^ i.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let cast = [dice.of(&STATES), dice.of(&STATES), dice.of(&STATES)];
    let mut text = String::new();
    // From a note to a long report: mostly some 60 words, one in fifty ten times as many.
    let paragraphs = 1 + dice.below(3) + if dice.below(50) == 0 { 18 } else { 0 };
    for p in 0..paragraphs {
        if p > 0 {
            text.push_str("\n\n");
        }
        for s in 0..1 + dice.below(3) {
            let sentence = dice
                .of(&SENTENCES)
                .replace("{A}", cast[0])
                .replace("{B}", cast[1])
                .replace("{C}", cast[2])
                .replace("{thing}", dice.of(&THINGS))
                .replace("{town}", dice.of(&TOWNS))
                .replace("{person}", dice.of(&PEOPLE))
                .replace("{day}", dice.of(&DAYS))
                .replace("{n}", &(3 + dice.below(900)).to_string())
                .replace("{m}", &(2 + dice.below(28)).to_string());
            let _ = write!(text, "{}{sentence}", if s > 0 { " " } else { "" });
        }
    }
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    json!({
        "id": format!("made-{i:07}"),
        "title": format!("{} and {} ({i})", cast[0], cast[1]),
        "published": format!("20{:02}-{month:02}-{day:02}", 10 + dice.below(14)),
        "text": text,
    })
    .to_string()
}

/// Writes `count` articles as JSON lines.
pub fn write(count: u64, seed: u64, out: &mut dyn Write) -> io::Result<()> {
    for i in 0..count {
        writeln!(out, "{}", article(seed, i))?;
    }
    out.flush()
}

/// Writes them to a file.
pub fn to_file(count: u64, seed: u64, file: &Path) -> io::Result<()> {
    write(count, seed, &mut BufWriter::new(File::create(file)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_articles() {
        let made = |seed| {
            let mut out = Vec::new();
            write(50, seed, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
        assert!(!made(1).contains("{"[..].repeat(2).as_str()) && !made(1).contains("{A}"));
    }
}
