"""Trains a small UDPipe 1 model for `cargo xtask bench`, which wants its speed: the network's size and the dictionaries are those of
UDPipe's own English models, but it is trained for a few rounds only, so its accuracy is not theirs and is not measured.

    python udpipe_speed.py ../shared/treebank/en_ewt-ud-train.conllu out.udpipe      (pip install ufal.udpipe==1.4.0.1; some 15 minutes)
"""

import sys

import ufal.udpipe as udpipe


def sentences(path):
    reader = udpipe.InputFormat.newConlluInputFormat()
    reader.setText(open(path, encoding="utf-8").read())
    out, error = udpipe.Sentences(), udpipe.ProcessingError()
    sentence = udpipe.Sentence()
    while reader.nextSentence(sentence, error):
        out.append(sentence)
        sentence = udpipe.Sentence()
    if error.occurred():
        raise SystemExit(f"{path}: {error.message}")
    return out


def main():
    train, out = sys.argv[1:]
    error = udpipe.ProcessingError()
    model = udpipe.Trainer.train(
        "morphodita_parsito", sentences(train), udpipe.Sentences(),
        "dimension=24;epochs=3;initialization_range=0.5;batch_size=50;learning_rate=0.005;dropout=0.1;early_stopping=0",
        "models=2;templates_1=lemmatizer;guesser_suffix_rules_1=8;guesser_enrich_dictionary_1=6;guesser_prefixes_max_1=4;use_lemma_1=1;use_xpostag_1=0;"
        "use_feats_1=0;provide_lemma_1=1;provide_xpostag_1=0;provide_feats_1=0;prune_features_1=0;iterations_1=3;"
        "templates_2=tagger;guesser_suffix_rules_2=10;guesser_enrich_dictionary_2=4;guesser_prefixes_max_2=0;use_lemma_2=1;use_xpostag_2=1;use_feats_2=1;"
        "provide_lemma_2=0;provide_xpostag_2=1;provide_feats_2=1;prune_features_2=0;iterations_2=3",
        "iterations=1;structured_interval=0;transition_system=projective;transition_oracle=dynamic;hidden_layer=200;embedding_upostag=20;embedding_feats=20;"
        "embedding_xpostag=0;embedding_form=50;embedding_lemma=0;embedding_deprel=20;learning_rate=0.02;learning_rate_final=0.001;l2=0.5;"
        "batch_size=10;use_gold_tags=1", error)
    if error.occurred():
        raise SystemExit(error.message)
    with open(out, "wb") as f:
        f.write(model if isinstance(model, bytes) else model.encode("latin-1"))


if __name__ == "__main__":
    main()
