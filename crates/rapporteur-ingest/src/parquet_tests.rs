use std::io::Write as _;
use std::sync::Arc;

use arrow_array::types::Int32Type as Key;
use arrow_array::{
    Date32Array, DictionaryArray, Int64Array, StringArray, StringViewArray, TimestampMillisecondArray,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use super::*;
use crate::fixtures::article;

fn table(compression: Compression) -> Vec<u8> {
    let publishers: DictionaryArray<Key> =
        vec!["Harbour Post", "Harbour Post", "River Mail"].into_iter().collect();
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("story_id", Arc::new(Int64Array::from(vec![Some(7), None, Some(9)])) as Arc<dyn Array>, true),
        (
            "event_text",
            Arc::new(StringArray::from(vec![Some("Ostmark signed."), Some("Ostmark left."), None])) as _,
            true,
        ),
        ("headline", Arc::new(StringViewArray::from(vec![Some("Signed"), None, None])) as _, true),
        ("publisher", Arc::new(publishers) as _, true),
        ("pub_date", Arc::new(Date32Array::from(vec![Some(22_406), None, None])) as _, true),
        (
            "updated",
            Arc::new(TimestampMillisecondArray::from(vec![Some(1_935_914_400_000), None, None])) as _,
            true,
        ),
        ("score", Arc::new(arrow_array::Float64Array::from(vec![0.5, 0.5, 0.5])) as _, true),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn a_nested_column_of_text_is_named() {
    let body = Arc::new(StringArray::from(vec!["Ostmark signed."])) as Arc<dyn Array>;
    let field = Arc::new(arrow_schema::Field::new("html", DataType::Utf8, false));
    let nested = arrow_array::StructArray::from(vec![(field, body)]);
    let batch = RecordBatch::try_from_iter([("text", Arc::new(nested) as Arc<dyn Array>)]).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let out = read(&bytes);
    let told = matches!(out.as_slice(), [Outcome::Failed { why, .. }] if why.contains("column \"text\" of Struct") && why.contains("not of strings"));
    assert!(told, "{out:?}");
}

fn read(bytes: &[u8]) -> Vec<Outcome> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    Parquet::new(file, Origin::new("in.parquet", "in"), Options::default()).collect()
}

#[test]
fn rows_are_articles_under_every_compression() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let out = read(&table(compression));
        assert_eq!(out.len(), 3, "{compression:?}: {out:?}");
        let a = article(&out[0]);
        assert_eq!(
            (a.id.as_str(), a.text.as_str(), a.title.as_deref()),
            ("7", "Ostmark signed.", Some("Signed"))
        );
        assert_eq!(
            (a.publisher.as_deref(), a.published.unwrap().to_string().as_str()),
            (Some("Harbour Post"), "2031-05-07")
        );
        assert_eq!(a.updated_at.as_deref(), Some("2031-05-07T10:00:00Z"));
        assert_eq!(article(&out[1]).id, "in:2");
        assert!(
            matches!(&out[2], Outcome::Failed { place: Some(p), why, .. } if p == "row 3" && why.contains("has no \"text\""))
        );
    }
}

#[test]
fn what_is_no_table_of_articles_says_so() {
    let why = |bytes: &[u8]| match read(bytes).pop() {
        Some(Outcome::Failed { why, .. }) => why,
        other => panic!("a failure, not {other:?}"),
    };
    assert!(why(b"").contains("is empty"));
    assert!(why(b"PAR1 and nothing more").contains("cannot be read"));
    let whole = table(Compression::SNAPPY);
    assert!(why(&whole[..whole.len() / 2]).contains("cannot be read"));
    let batch =
        RecordBatch::try_from_iter([("amount", Arc::new(Int64Array::from(vec![1])) as Arc<dyn Array>)])
            .unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert!(why(&bytes).contains("no column of text") && why(&bytes).contains("amount"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_change_to_a_table_breaks_it(at in 0usize..10_000, to: u8, cut in 0usize..10_000, cuts: bool) {
        let mut bytes = table(Compression::SNAPPY);
        let (at, cut) = (at % bytes.len(), cut % bytes.len());
        bytes[at] = to;
        if cuts {
            bytes.drain(cut.min(at)..at);
        }
        prop_assert!(read(&bytes).len() < 100);
    }
}
