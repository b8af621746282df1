package io.elanus.server.grpc;

import com.google.protobuf.ByteString;
import io.elanus.database.Database;
import io.elanus.model.DatabaseException;
import io.elanus.model.FieldSchema;
import io.elanus.text.TextAnalyzer;
import io.elanus.text.TextFields;
import io.elanus.text.Token;
import io.elanus.wire.AnalyzerResult;
import io.elanus.wire.AnalyzerToken;
import io.elanus.wire.RunAnalyzerRequest;
import io.elanus.wire.RunAnalyzerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** Shows how texts are taken apart. */
final class AnalyzerHandler {
    /** Of longer tokens the hash knows the beginning. */
    private static final int HASHED_BYTES_MAX = 100;

    private static final long HASH_MODULUS = 0xFFFF_FFFFL;

    private final Database database;

    AnalyzerHandler(Database database) {
        this.database = database;
    }

    RunAnalyzerResponse run(RunAnalyzerRequest request) {
        RunAnalyzerResponse.Builder reply = RunAnalyzerResponse.newBuilder().setStatus(Statuses.OK);
        if (request.getPlaceholderCount() == 0) {
            return reply.build();
        }
        TextAnalyzer analyzer = request.getCollectionName().isEmpty()
                ? TextAnalyzer.of(request.getAnalyzerParams())
                : TextAnalyzer.of(field(request));
        for (ByteString text : request.getPlaceholderList()) {
            reply.addResults(result(analyzer, text.toStringUtf8(), request));
        }
        return reply.build();
    }

    private FieldSchema field(RunAnalyzerRequest request) {
        if (!request.getAnalyzerParams().isEmpty()) {
            throw DatabaseException.invalid(
                    "run analyzer can't use analyzer params and (collection,field) in same time");
        }
        if (request.getFieldName().isEmpty()) {
            throw DatabaseException.invalid("must set field name when collection name was set");
        }
        Refusals.refuseIf(request.getAnalyzerNamesCount() > 0, "an analyzer name");
        FieldSchema field = database.describeCollection(
                        CallDatabase.collection(request.getDbName(), request.getCollectionName()))
                .schema()
                .find(request.getFieldName())
                .orElseThrow(() -> DatabaseException.invalid("field " + request.getFieldName() + " not exist"));
        if (!TextFields.isAnalyzed(field)) {
            throw DatabaseException.invalid("analyzer runner for field " + field.id() + " not exist");
        }
        return field;
    }

    private static AnalyzerResult result(TextAnalyzer analyzer, String text, RunAnalyzerRequest request) {
        List<Token> tokens = analyzer.tokens(text);
        int[] byteOffsets = request.getWithDetail() ? byteOffsets(text) : new int[0];
        AnalyzerResult.Builder result = AnalyzerResult.newBuilder();
        for (Token token : tokens) {
            AnalyzerToken.Builder shown = result.addTokensBuilder().setToken(token.term());
            if (request.getWithDetail()) {
                shown.setStartOffset(byteOffsets[token.start()])
                        .setEndOffset(byteOffsets[token.end()])
                        .setPosition(token.position())
                        .setPositionLength(token.positionLength());
            }
            if (request.getWithHash()) {
                shown.setHash(hash(token.term()));
            }
        }
        return result.build();
    }

    /** By place in the text, in UTF-16 units: the place in its UTF-8 bytes. */
    private static int[] byteOffsets(String text) {
        int[] offsets = new int[text.length() + 1];
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            int units = Character.charCount(codePoint);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : units == 1 ? 3 : 4;
            for (int i = 1; i <= units; i++) {
                offsets[at + i] = bytes;
            }
            at += units;
        }
        return offsets;
    }

    private static int hash(String term) {
        byte[] bytes = term.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, Math.min(bytes.length, HASHED_BYTES_MAX));
        return (int) (crc.getValue() % HASH_MODULUS);
    }
}
