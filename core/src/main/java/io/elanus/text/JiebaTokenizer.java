package io.elanus.text;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionLengthAttribute;

/** Tokens as {@link Jieba} cuts them; their positions are those of their characters. */
final class JiebaTokenizer extends Tokenizer {
    private final Jieba jieba;
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offsets = addAttribute(OffsetAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final PositionLengthAttribute length = addAttribute(PositionLengthAttribute.class);
    private String text = "";
    private Iterator<Jieba.Word> words = List.<Jieba.Word>of().iterator();
    private int last = -1;

    JiebaTokenizer(Jieba jieba) {
        this.jieba = jieba;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        StringBuilder read = new StringBuilder();
        char[] buffer = new char[4096];
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            read.append(buffer, 0, count);
        }
        text = read.toString();
        words = jieba.cut(text).iterator();
        last = -1;
    }

    @Override
    public boolean incrementToken() {
        if (!words.hasNext()) {
            return false;
        }
        clearAttributes();
        Jieba.Word word = words.next();
        term.append(text, word.start(), word.end());
        offsets.setOffset(word.start(), word.end());
        length.setPositionLength(word.end() - word.start());
        increment.setPositionIncrement(word.start() - last);
        last = word.start();
        return true;
    }

    @Override
    public void end() throws IOException {
        super.end();
        offsets.setOffset(text.length(), text.length());
    }
}
