//! A user's TOML over a built-in file: tables are merged key by key; of lists of tables, an entry with the `id` or `name` of a
//! built-in one replaces it, and others are put before them; plain lists are joined; any other value replaces.

use toml::{Table, Value};

/// Lays `own` over `base`.
pub fn merge(base: &mut Table, own: Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (Some(Value::Array(old)), Value::Array(new)) => join(old, new),
            (Some(old), new) => *old = new,
            (None, new) => {
                base.insert(key, new);
            }
        }
    }
}

/// What tells the entries of a list of tables apart.
fn key(value: &Value) -> Option<&str> {
    let table = value.as_table()?;
    ["id", "name"].iter().find_map(|k| table.get(*k)?.as_str())
}

fn join(old: &mut Vec<Value>, new: Vec<Value>) {
    let mut first = Vec::new();
    for value in new {
        let at = match key(&value) {
            Some(k) => old.iter().position(|o| key(o) == Some(k)),
            None => old.iter().position(|o| *o == value),
        };
        match at {
            Some(at) => old[at] = value,
            None => first.push(value),
        }
    }
    first.append(old);
    *old = first;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_replace_by_id_and_lists_are_joined() {
        let mut base: Table = toml::from_str(
            "event = \"AID\"\nwords = [\"a\"]\n[[frame]]\nid = \"x\"\nverb = [\"give\"]\n[[frame]]\nid = \"y\"\n[deep]\nlist = [\"p\"]\n",
        )
        .unwrap();
        let own: Table = toml::from_str(
            "words = [\"b\", \"a\"]\n[[frame]]\nid = \"x\"\nverb = [\"lend\"]\n[[frame]]\nid = \"z\"\n[deep]\nlist = [\"q\"]\nnew = 1\n",
        )
        .unwrap();
        merge(&mut base, own);
        let wanted: Table = toml::from_str(
            "event = \"AID\"\nwords = [\"b\", \"a\"]\n[[frame]]\nid = \"z\"\n[[frame]]\nid = \"x\"\nverb = [\"lend\"]\n[[frame]]\nid = \"y\"\n[deep]\nlist = [\"q\", \"p\"]\nnew = 1\n",
        )
        .unwrap();
        assert_eq!(base, wanted);
    }
}
