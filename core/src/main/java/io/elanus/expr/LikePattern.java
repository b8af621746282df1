package io.elanus.expr;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right side of {@code like}: {@code %} stands for any text, {@code _} for any one character, a backslash takes the
 * special meaning from what follows it.
 *
 * <p>The signs {@code %} cut a pattern into pieces. The first piece stands at the start of a text, the last one at its end,
 * and each of the others is looked for behind the one before; the first place where it is found is enough, because a later
 * {@code %} can always take over what an earlier one might have held. So no text is read more than (bytes of the text) x
 * (bytes of the longest piece) times. All of it is done on UTF-8 bytes.
 */
final class LikePattern implements TextPattern {
    private final String text;

    /** What {@code %} cuts the pattern into: one more than there are such signs. */
    private final List<Piece> pieces;

    /** Fewer bytes than this have no text that matches. */
    private final int lengthMin;

    private LikePattern(String text, List<Piece> pieces) {
        this.text = text;
        this.pieces = List.copyOf(pieces);
        this.lengthMin = pieces.stream().mapToInt(piece -> piece.bytes.length).sum();
    }

    /** @throws FilterException if the last backslash has nothing behind it */
    static LikePattern of(String text) {
        byte[] bytes = Texts.utf8(text);
        List<Piece> pieces = new ArrayList<>();
        PieceBuilder piece = new PieceBuilder();
        for (int i = 0; i < bytes.length; i++) {
            switch (bytes[i]) {
                case '%' -> {
                    pieces.add(piece.build());
                    piece = new PieceBuilder();
                }
                case '_' -> piece.addAnyCharacter();
                case '\\' -> {
                    if (++i == bytes.length) {
                        throw new FilterException("invalid like pattern, nothing follows the last backslash: " + text);
                    }
                    piece.add(bytes[i]);
                }
                default -> piece.add(bytes[i]);
            }
        }
        pieces.add(piece.build());
        return new LikePattern(text, pieces);
    }

    /**
     * The texts in which a literal stands.
     *
     * @param atStart whether it must stand at the start
     * @param atEnd whether it must stand at the end
     */
    static LikePattern ofLiteral(String literal, boolean atStart, boolean atEnd) {
        String escaped = literal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return of((atStart ? "" : "%") + escaped + (atEnd ? "" : "%"));
    }

    @Override
    public String prefix() {
        Piece first = pieces.getFirst();
        return new String(first.bytes, 0, first.literalLength(), StandardCharsets.UTF_8);
    }

    @Override
    public List<byte[]> literals() {
        return pieces.stream().flatMap(piece -> piece.literals().stream()).toList();
    }

    @Override
    public boolean matches(byte[] bytes, int length) {
        if (length < lengthMin) {
            return false;
        }
        int at = pieces.getFirst().end(bytes, 0, length);
        if (pieces.size() == 1) {
            return at == length;
        }
        for (int i = 1; at >= 0 && i < pieces.size() - 1; i++) {
            at = pieces.get(i).find(bytes, at, length);
        }
        return at >= 0 && pieces.getLast().endsAt(bytes, at, length);
    }

    /**
     * A part of a pattern without {@code %}.
     *
     * @param bytes the literal bytes, and one byte for each {@code _}
     * @param anyCharacter by byte, whether it stands for a {@code _}; empty if none does
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Piece(byte[] bytes, boolean[] anyCharacter) {
        boolean isLiteral() {
            return anyCharacter.length == 0;
        }

        int literalLength() {
            int length = 0;
            while (length < bytes.length && (isLiteral() || !anyCharacter[length])) {
                length++;
            }
            return length;
        }

        /** What stands between the signs {@code _}. */
        List<byte[]> literals() {
            List<byte[]> literals = new ArrayList<>();
            int from = 0;
            for (int i = 0; i <= bytes.length; i++) {
                if (i == bytes.length || (!isLiteral() && anyCharacter[i])) {
                    if (i > from) {
                        literals.add(Arrays.copyOfRange(bytes, from, i));
                    }
                    from = i + 1;
                }
            }
            return literals;
        }

        /** Where the piece ends if it begins at a place; -1 if it does not stand there. */
        int end(byte[] text, int from, int length) {
            if (isLiteral()) {
                int end = from + bytes.length;
                return end <= length && Arrays.equals(bytes, 0, bytes.length, text, from, end) ? end : -1;
            }
            int at = from;
            for (int i = 0; i < bytes.length; i++) {
                if (at >= length || !(anyCharacter[i] || bytes[i] == text[at])) {
                    return -1;
                }
                at = anyCharacter[i] ? next(text, length, at) : at + 1;
            }
            return at;
        }

        /** Where the first piece at or behind a place ends; -1 if there is none. */
        int find(byte[] text, int from, int length) {
            if (bytes.length == 0) {
                return from;
            }
            boolean startsLiteral = isLiteral() || !anyCharacter[0];
            int last = length - bytes.length;
            int at = from;
            while (at <= last) {
                if (!startsLiteral || text[at] == bytes[0]) {
                    int end = end(text, at, length);
                    if (end >= 0) {
                        return end;
                    }
                }
                at = startsLiteral ? at + 1 : next(text, length, at);
            }
            return -1;
        }

        /** Whether the piece, begun at or behind a place, ends where the text does. */
        boolean endsAt(byte[] text, int from, int length) {
            if (isLiteral()) {
                int start = length - bytes.length;
                return start >= from && end(text, start, length) == length;
            }
            int at = length;
            for (int i = bytes.length - 1; i >= 0; i--) {
                if (at <= from || !(anyCharacter[i] || bytes[i] == text[at - 1])) {
                    return false;
                }
                at = anyCharacter[i] ? previous(text, at) : at - 1;
            }
            return at >= from;
        }
    }

    /** Where the next character begins: behind the continuation bytes, 10xxxxxx. */
    private static int next(byte[] bytes, int length, int at) {
        int next = at + 1;
        while (next < length && isContinuation(bytes[next])) {
            next++;
        }
        return next;
    }

    /** Where the character begins that ends at a place. */
    private static int previous(byte[] bytes, int at) {
        int previous = at - 1;
        while (previous > 0 && isContinuation(bytes[previous])) {
            previous--;
        }
        return previous;
    }

    private static boolean isContinuation(byte value) {
        return (value & 0xC0) == 0x80;
    }

    /** Collects a piece. Owned by one thread. */
    private static final class PieceBuilder {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Boolean> anyCharacter = new ArrayList<>();

        void add(byte literal) {
            bytes.write(literal);
            anyCharacter.add(false);
        }

        void addAnyCharacter() {
            bytes.write('_');
            anyCharacter.add(true);
        }

        Piece build() {
            boolean[] flags = new boolean[anyCharacter.contains(true) ? anyCharacter.size() : 0];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = anyCharacter.get(i);
            }
            return new Piece(bytes.toByteArray(), flags);
        }
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof LikePattern other && text.equals(other.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
