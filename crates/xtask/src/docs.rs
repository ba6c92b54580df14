//! `cargo xtask docs`: what is generated into the tree, and whether it is up to date.

use std::path::Path;

use anyhow::bail;

/// Writes the generated files, or with `check` fails when one of them is out of date.
pub fn run(check: bool) -> anyhow::Result<()> {
    let schema = serde_json::to_string_pretty(&rapporteur_text::record::schema())? + "\n";
    let mut stale = Vec::new();
    for (path, text) in [("schema/record.schema.json", schema)] {
        let path = Path::new(path);
        if std::fs::read_to_string(path).ok().as_deref() == Some(&text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            std::fs::write(path, text)?;
            println!("wrote {}", path.display());
        }
    }
    if !stale.is_empty() {
        bail!("out of date: {}; run `cargo xtask docs`", stale.join(", "));
    }
    Ok(())
}
