//! `.gz` and `.zst`: members and frames one behind the other, unpacked as they are read; a stream that is cut short or damaged
//! gives what was whole before the fault, then an error that says where it is.

use std::io::{self, BufReader, Read};

use super::{Bytes, Counted, Offset, peek};

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// As its first bytes say.
    fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            // A frame of zstd that holds no data may stand first.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }
}

/// A stream unpacked, if it is packed, and how far the file itself has been read. `named` is what the name of the file promises: a
/// file of that name that is not packed so is an error.
pub(crate) fn unpacked(
    bytes: Box<dyn Read + Send>,
    named: Option<Packing>,
) -> io::Result<(Bytes, Offset, bool)> {
    let (head, bytes) = peek(Box::new(BufReader::with_capacity(1 << 16, bytes)), 4)?;
    let (bytes, offset) = Counted::new(bytes);
    let packing = Packing::of(&head);
    if let (Some(named), false) = (named, packing.is_some() || head.is_empty()) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("its name says {0}, but it holds no {0} data", named.name()),
        ));
    }
    let Some(packing) = packing else {
        return Ok((Box::new(bytes), offset, false));
    };
    let inner: Box<dyn Read + Send> = match packing {
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(bytes)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(bytes)?),
    };
    let told = Told { inner, packing, offset: offset.clone(), failed: false };
    Ok((Box::new(BufReader::with_capacity(1 << 16, told)), offset, true))
}

/// Says in words what is wrong with packed data, and where.
struct Told {
    inner: Box<dyn Read + Send>,
    packing: Packing,
    offset: Offset,
    failed: bool,
}

impl Read for Told {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(0);
        }
        self.inner.read(buffer).map_err(|e| {
            if e.kind() == io::ErrorKind::Interrupted {
                return e;
            }
            self.failed = true;
            let (name, at) = (self.packing.name(), self.offset.get());
            match e.kind() {
                io::ErrorKind::UnexpectedEof => io::Error::new(
                    e.kind(),
                    format!("the {name} data are cut short (after byte {at} of the file): fetch it again"),
                ),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other => {
                    io::Error::new(
                        e.kind(),
                        format!(
                            "the {name} data are damaged near byte {at} of the file ({e}): fetch it again"
                        ),
                    )
                }
                _ => e,
            }
        })
    }
}

/// Undoes a content encoding of HTTP: up to one byte more than `most`, so that the caller sees that there were more.
pub(crate) fn inflate(encoding: &str, bytes: &[u8], most: usize) -> io::Result<Vec<u8>> {
    let read = |from: &mut dyn Read| {
        let mut out = Vec::new();
        from.take(most as u64 + 1).read_to_end(&mut out).map(|_| out)
    };
    match encoding {
        "gzip" | "x-gzip" => read(&mut flate2::bufread::MultiGzDecoder::new(bytes)),
        "deflate" => match read(&mut flate2::bufread::ZlibDecoder::new(bytes)) {
            Ok(out) => Ok(out),
            // Some servers leave out the two bytes of the zlib head.
            Err(_) => read(&mut flate2::bufread::DeflateDecoder::new(bytes)),
        },
        "br" => read(&mut brotli_decompressor::Decompressor::new(bytes, 1 << 14)),
        "zstd" => read(&mut zstd::stream::read::Decoder::with_buffer(bytes)?),
        "identity" | "" => Ok(bytes.to_vec()),
        other => Err(io::Error::new(io::ErrorKind::Unsupported, format!("unknown encoding {other:?}"))),
    }
}
