//! Streams in another charset, brought to UTF-8 bit by bit.

use std::io::{self, BufReader, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Bytes, peek};

/// A stream in this charset as UTF-8; what stands for nothing in the charset becomes U+FFFD.
pub(crate) fn transcoded(bytes: Bytes, from: &'static Encoding) -> Bytes {
    if from == UTF_8 {
        return bytes;
    }
    let decoder = from.new_decoder_with_bom_removal();
    Box::new(BufReader::new(Transcoder {
        bytes,
        decoder,
        out: vec![0; 1 << 14],
        at: 0,
        held: 0,
        done: false,
    }))
}

/// A stream whose byte order mark says UTF-16 as UTF-8; any other as it is, without a mark of UTF-8.
pub(crate) fn in_utf8(bytes: Bytes) -> io::Result<Bytes> {
    let (head, mut bytes) = peek(bytes, 3)?;
    match Encoding::for_bom(&head) {
        Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => {
            Ok(transcoded(bytes, encoding))
        }
        Some((_, mark)) => {
            bytes.consume(mark);
            Ok(bytes)
        }
        None => Ok(bytes),
    }
}

struct Transcoder {
    bytes: Bytes,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    held: usize,
    done: bool,
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.held {
            if self.done {
                return Ok(0);
            }
            let held = self.bytes.fill_buf()?;
            let last = held.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(held, &mut self.out, last);
            self.bytes.consume(read);
            (self.at, self.held) = (0, written);
            self.done = last && result == encoding_rs::CoderResult::InputEmpty;
        }
        let n = buffer.len().min(self.held - self.at);
        buffer[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
