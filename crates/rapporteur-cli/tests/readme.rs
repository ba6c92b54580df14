//! What README.md shows is what the program prints.

use std::path::Path;
use std::process::Command;

/// The command and the output of the first block of README.md that `cargo xtask docs` fills.
fn shown(readme: &str) -> (String, String) {
    let mut lines = readme.lines().skip_while(|line| !line.starts_with("<!-- run: "));
    let command = lines.next().expect("README.md has a block").trim_start_matches("<!-- run: ");
    let command = command.trim_end_matches("-->").trim().to_owned();
    let output = lines.skip(1).take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
    (command, output)
}

#[test]
fn the_board_in_the_readme_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md can be read");
    let (command, expected) = shown(&readme);
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("rapporteur"), "the block runs the program");
    let done = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(words)
        .current_dir(&root)
        .output()
        .expect("the program starts");
    assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    let printed = String::from_utf8(done.stdout).expect("the output is UTF-8");
    assert!(expected.lines().count() > 10, "the block is filled");
    assert_eq!(printed.trim_end(), expected.trim_end(), "README.md is out of date: run `cargo xtask docs`");
}
