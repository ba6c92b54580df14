//! Kills while other formats than JSON lines are written, and a disk that is really full.

use super::*;

/// All files below a folder, or the file, with their bytes.
fn contents(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut stack = vec![path.to_owned()];
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            stack.extend(fs::read_dir(&path).expect("the folder").map(|e| e.expect("an entry").path()));
        } else {
            let name = path.components().rev().take(2).map(|c| c.as_os_str().to_string_lossy().into_owned());
            all.insert(name.collect::<Vec<_>>().join(" of "), fs::read(&path).expect("the output"));
        }
    }
    all
}

#[test]
fn csv_parquet_and_days_survive_kills() {
    let kills =
        std::env::var("FAULT_KILLS").map_or(4, |n| n.parse::<u32>().expect("FAULT_KILLS is a number") / 5);
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    corpus::write(&folder.join("corpus"), 240);
    let mut dice = Dice(77);
    for (name, options) in [
        ("csv", &["--format", "csv"][..]),
        ("parquet", &["--format", "parquet"]),
        ("days", &["--format", "csv", "--partition", "day"]),
    ] {
        let (calm, killed) = (format!("calm-{name}"), format!("killed-{name}"));
        let run = |output| Killed { folder, output, options, calm_time: Duration::ZERO };
        let begun = Instant::now();
        assert_eq!(finish(run(&calm).run()).0, Some(1));
        let calm_time = begun.elapsed();
        let expected = contents(&folder.join(&calm));
        assert_eq!(expected.len() > 5, name == "days", "{name}: {:?}", expected.keys());
        assert!(expected.values().all(|bytes| bytes.len() > 500), "{name}");
        let unnamed = |all: BTreeMap<String, Vec<u8>>| match name {
            "days" => all,
            _ => all.into_values().map(|bytes| (String::new(), bytes)).collect(),
        };
        let expected = unnamed(expected);
        Killed { calm_time, ..run(&killed) }.is_unharmed(kills, &mut dice, || {
            // The two folders have different names, their days the same.
            unnamed(contents(&folder.join(&killed))) == expected
        });
    }
}

/// A small file system of its own in a name space of its own: needs no rights where the system lets users have such.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_is_safe() {
    const SCRIPT: &str = "mount -t tmpfs -o size=96k none out || exit 77
\"$0\" code corpus --format jsonl -o out/full.jsonl 2> messages
echo $? > status
ls out > left
mount -o remount,size=64m none out || exit 77
\"$0\" code corpus --format jsonl -o out/full.jsonl --resume 2> messages.again
echo $? > status.again
cp out/full.jsonl full.jsonl";
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    corpus::write(&folder.join("corpus"), 200);
    fs::create_dir(folder.join("out")).expect("a folder");
    assert_eq!(finish(code(folder, "calm.jsonl")).0, Some(1));
    let mut shell = Command::new("unshare");
    shell.current_dir(folder).args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT]);
    shell.arg(env!("CARGO_BIN_EXE_rapporteur")).stdin(Stdio::null());
    let reason = match shell.output() {
        Err(error) => error.to_string(),
        Ok(done) if !folder.join("status.again").exists() => {
            String::from_utf8_lossy(&done.stderr).trim().to_owned()
        }
        Ok(_) => String::new(),
    };
    if !reason.is_empty() {
        eprintln!("skipped: no small file system can be mounted here ({reason})");
        return;
    }
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the script wrote it");
    assert_eq!(read("status").trim(), "3", "{}", read("messages"));
    let (messages, left) = (read("messages"), read("left"));
    assert!(
        messages.contains("full.jsonl cannot be written") && messages.contains("No space left"),
        "{messages}"
    );
    assert!(!left.lines().any(|name| name == "full.jsonl"), "{left}");
    assert_eq!(read("status.again").trim(), "1", "{}", read("messages.again"));
    assert!(
        fs::read(folder.join("full.jsonl")).expect("the output")
            == fs::read(folder.join("calm.jsonl")).expect("the output")
    );
}
