//! `knowledge` and `--knowledge`: what a user adds holds, what is wrong is named, what is asked is answered.

use std::path::Path;

use super::{folder, put, run};

const PEOPLE: &str = "id\tname\tiso3\tpost\tstart\tend\tsource\n\
    p:1\tMaja Lindqvist\tSWE\tMinister for Foreign Affairs\t2031-02-01\t\tmine\n";
const TEXT: &str = "Lindqvist condemned Denmark. Norway bestowed six helicopters on Mali.";
const FRAME: &str = "event = \"AID\"\n[[frame]]\nid = \"bestow\"\nverb = [\"bestow\"]\nneeds = [\"patient:@aid\"]\n\
    recipient = [\"on\"]\nyes = [\"Norway bestowed trucks on Mali. => NOR AID MLI\"]\nno = [\"He bestowed a smile on her.\"]\n";

fn own(dir: &Path) {
    put(dir, "own/actors/people.tsv", PEOPLE);
    put(dir, "own/events/mine.toml", FRAME);
    put(dir, "a.txt", TEXT);
}

#[test]
fn a_folder_of_ones_own_adds_people_and_frames() {
    let dir = folder();
    own(dir.path());
    let code = ["code", "a.txt", "--published", "2031-03-10"];
    let before = run(dir.path(), &code);
    let after = run(dir.path(), &[&code[..], &["--knowledge", "own"]].concat());
    assert_eq!((before.status, after.status), (0, 0), "{}", after.err);
    let events = |run: &super::Run| -> Vec<String> {
        let told =
            |e: &serde_json::Value| format!("{} {}", e["event"], e["actor"][0]["code"]).replace('"', "");
        run.lines().iter().map(|l| told(l.get("event_record").unwrap_or(l))).collect()
    };
    assert!(before.out.contains("ACCUSE") && !before.out.contains("SWEGOV"), "{:?}", events(&before));
    assert!(after.out.contains("SWEGOV") && after.out.contains("mine/bestow"), "{:?}", events(&after));
    // The version tells the two apart.
    let version = |run: &super::Run| run.lines()[0]["version"].to_string();
    assert_ne!(version(&before), version(&after));
}

#[test]
fn faults_of_a_folder_name_its_file_line_and_remedy_and_stop_every_command() {
    let dir = folder();
    own(dir.path());
    put(dir.path(), "own/actors/people.tsv", PEOPLE.replace("SWE", "SWX"));
    put(dir.path(), "own/actors/peple.tsv", "id\tname\n");
    put(
        dir.path(),
        "own/events/aid.toml",
        "[[frame]]\nid = \"x\"\nverb = [\"x\"]\nyes = [\"a => b\"]\nno = [\"c\"]\nneed = 1\n",
    );
    for command in
        [&["code", "a.txt"][..], &["annotate", "a.txt"], &["explain", "a.txt"], &["knowledge", "check"]]
    {
        let done = run(dir.path(), &[command, &["--knowledge", "own"]].concat());
        assert_eq!((done.status, done.out.as_str()), (2, ""), "{command:?}");
        for words in [
            "own/actors/people.tsv:2: `SWX` is no country: use its ISO 3166-1 alpha-3 code",
            "own/actors/peple.tsv: no stage reads a file of this name",
            "own/events/aid.toml:6: unknown field `need`",
        ] {
            assert!(done.err.contains(words), "{words} is not in {}", done.err);
        }
    }
    let gone = run(dir.path(), &["code", "a.txt", "--knowledge", "nowhere"]);
    assert!(gone.status == 2 && gone.err.contains("nowhere: is no folder"), "{}", gone.err);
}

#[test]
fn what_is_asked_is_answered() {
    let dir = folder();
    let show = |words: &[&str]| run(dir.path(), &[&["knowledge", "show"], words].concat());
    let france = show(&["the foreign minister of France", "--on", "2014-09-15"]);
    assert!(france.status == 0 && france.out.contains("→ Laurent Fabius"), "{}", france.out);
    assert_eq!(show(&["French foreign minister", "--on", "2014-09-15"]).out, france.out);
    let json = show(&["Hezbollah", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(answer["names"][0]["code"], "LBNREB");
    assert!(show(&["FRAGOV"]).out.contains("France; GOV: government"));
    let unknown = show(&["Hezbolah"]);
    assert!(unknown.status == 1 && unknown.out.contains("like it: Hezbollah"), "{}", unknown.out);
    own(dir.path());
    let why = run(dir.path(), &["knowledge", "why", "Maja Lindqvist", "--knowledge", "own"]);
    assert!(why.out.contains("own/actors/people.tsv:2 (source mine)"), "{}", why.out);
}

#[test]
fn dictionaries_of_petrarch_become_a_folder() {
    let dir = folder();
    put(
        dir.path(),
        "actors.txt",
        "FREEDONIA [FRE]\n+FREEDONIAN\nSYLVANIA [SYL]\nRUFUS_FIREFLY [FREELI]\n\t[FREGOV 20310101-20321231]\nODD\n",
    );
    put(dir.path(), "agents.txt", "LIFE_GUARD {} [~MILGRD] # theirs\n");
    let import =
        ["knowledge", "import", "petrarch", "--actors", "actors.txt", "--agents", "agents.txt", "-o", "own"];
    let made = run(dir.path(), &import);
    assert_eq!(made.status, 0, "{}", made.err);
    assert!(made.err.contains("actors.txt:6: warning: `ODD` has no code and is left out"), "{}", made.err);
    assert_eq!(run(dir.path(), &import).status, 2, "a folder that is there is not written over");
    put(
        dir.path(),
        "a.txt",
        "The Freedonian life guard attacked Sylvania. Rufus Firefly condemned Sylvania.",
    );
    let coded = |published: &str| {
        run(dir.path(), &["code", "a.txt", "--published", published, "--knowledge", "own"]).out
    };
    let then = coded("2031-06-01");
    assert!(then.contains("\"FREMILGRD\"") && then.contains("\"SYL\""), "{then}");
    assert!(then.contains("\"FREGOV\"") && !then.contains("FREELI"), "{then}");
    let later = coded("2034-06-01");
    assert!(later.contains("\"FREELI\"") && !later.contains("\"FREGOV\""), "{later}");
}
