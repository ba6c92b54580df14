//! What a run writes, which it must never take for an input.

use std::ffi::OsString;
use std::path::Path;

use rapporteur::ingest::LeftOut;

use super::journal;
use crate::exit::Misuse;

/// The files that a run may write: its output or what standard output is sent to, what stands beside it, and the manifest.
pub fn files(output: Option<&Path>, manifest: Option<&Path>) -> LeftOut {
    let mut paths = Vec::new();
    if let Some(file) = output {
        paths.extend(journal::files_of(file));
        // The output may be named by a link.
        paths.extend(file.canonicalize().ok().iter().flat_map(|real| journal::files_of(real)));
    }
    if let Some(file) = manifest {
        paths.extend([file.to_owned(), journal::beside(file, ".new")]);
    }
    #[cfg_attr(not(unix), expect(unused_mut, reason = "standard output has no number there"))]
    let mut own = LeftOut::paths(paths);
    #[cfg(unix)]
    if output.is_none()
        && let Ok(meta) = standard_output()
    {
        own.add_open(&meta);
    }
    own
}

#[cfg(unix)]
fn standard_output() -> std::io::Result<std::fs::Metadata> {
    use std::os::fd::AsFd as _;
    std::fs::File::from(std::io::stdout().as_fd().try_clone_to_owned()?).metadata()
}

/// Refuses to write over an input.
pub fn check(inputs: &[OsString], own: &LeftOut) -> Result<(), Misuse> {
    for input in inputs.iter().filter(|i| *i != "-") {
        let path = Path::new(input);
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if real.is_file() && (own.holds(path) || own.holds(&real)) {
            return Err(Misuse(format!(
                "{} is an input, and what this run writes would go there: name another file with -o",
                path.display()
            )));
        }
    }
    Ok(())
}
