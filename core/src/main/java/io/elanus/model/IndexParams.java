package io.elanus.model;

import java.util.Optional;

/**
 * The family of an index and how it is built.
 *
 * <p>A new family is a new record here; the switches over this type do not compile until each of them has decided.
 */
public sealed interface IndexParams {
    /** The name that clients give and see, for example {@code HNSW}. */
    String indexType();

    /** Whether the family takes vectors of a type, as Milvus has it. */
    default boolean takes(DataType type) {
        return switch (this) {
            case FlatParams _, IvfParams _ -> isOfNumbers(type);
            case HnswParams _ -> isOfNumbers(type) || type == DataType.BINARY_VECTOR;
            case BinaryFlatParams _, BinaryIvfParams _ -> type == DataType.BINARY_VECTOR;
            case SparseParams _ -> type == DataType.SPARSE_FLOAT_VECTOR;
            case AutoParams _ -> type.isVector();
            case ScalarParams _ -> false;
        };
    }

    /** Whether the family takes lists of vectors of a type that it takes, as Milvus has it. */
    default boolean takesLists(DataType type) {
        return switch (this) {
            case HnswParams _, AutoParams _ -> true;
            case IvfParams _ -> type != DataType.INT8_VECTOR;
            case FlatParams _, BinaryFlatParams _, BinaryIvfParams _, SparseParams _, ScalarParams _ -> false;
        };
    }

    private static boolean isOfNumbers(DataType type) {
        return type == DataType.FLOAT_VECTOR
                || type == DataType.FLOAT16_VECTOR
                || type == DataType.BFLOAT16_VECTOR
                || type == DataType.INT8_VECTOR;
    }

    /** Exact search over the rows themselves; has no file. */
    record FlatParams() implements IndexParams {
        @Override
        public String indexType() {
            return "FLAT";
        }
    }

    /**
     * A navigable small-world graph.
     *
     * @param degree neighbors kept for a node above the ground level (twice as many on it), 2 to 2048; Milvus's M
     * @param buildBeam candidates kept while a node looks for its neighbors, at least 1; Milvus's efConstruction
     */
    record HnswParams(int degree, int buildBeam) implements IndexParams {
        public static final int DEGREE_DEFAULT = 30;
        public static final int BUILD_BEAM_DEFAULT = 360;

        @Override
        public String indexType() {
            return "HNSW";
        }
    }

    /**
     * Rows divided into lists around centers; a search looks into those whose centers are nearest.
     *
     * @param listCount lists wanted, 1 to 65536; fewer are made where the rows are too few for them; Milvus's nlist
     */
    record IvfParams(Codec codec, int listCount) implements IndexParams {
        public static final int LIST_COUNT_MAX = 65_536;
        public static final int LIST_COUNT_DEFAULT = 128;

        /** What a search compares. */
        public enum Codec {
            /** The rows themselves. */
            FLAT,
            /** Codes of a byte a value, and the rows themselves for those that may be the nearest. */
            SQ8
        }

        @Override
        public String indexType() {
            return "IVF_" + codec;
        }
    }

    /** Exact search over rows of bits. */
    record BinaryFlatParams() implements IndexParams {
        @Override
        public String indexType() {
            return "BIN_FLAT";
        }
    }

    /**
     * Rows of bits divided into lists around centers.
     *
     * @param listCount as of {@link IvfParams}
     */
    record BinaryIvfParams(int listCount) implements IndexParams {
        @Override
        public String indexType() {
            return "BIN_IVF_FLAT";
        }
    }

    /** For each index of sparse vectors the rows that have it. */
    record SparseParams(Family family) implements IndexParams {
        /** The names that clients give and see. */
        public enum Family {
            SPARSE_INVERTED_INDEX,
            SPARSE_WAND
        }

        @Override
        public String indexType() {
            return family.name();
        }
    }

    /** The product chooses the family for vectors: a graph with the settings of Milvus's AUTOINDEX. */
    record AutoParams() implements IndexParams {
        private static final HnswParams RESOLVED = new HnswParams(18, 240);

        @Override
        public String indexType() {
            return "AUTOINDEX";
        }

        /** The family chosen for vectors. */
        public IndexParams resolved() {
            return RESOLVED;
        }
    }

    /** Of scalar values, and of arrays of them. */
    sealed interface ScalarParams extends IndexParams {
        /** What of a JSON field is indexed; empty for every other type. */
        Optional<JsonTarget> json();

        /** The same index on something else. */
        ScalarParams withJson(Optional<JsonTarget> changed);
    }

    /**
     * The rows of each value, in the order of the values. All families have the same file, so that each answers whatever
     * one of them does.
     */
    record ValueParams(Family family, Optional<JsonTarget> json) implements ScalarParams {
        /** The names that clients give and see. They differ in the types of fields that Milvus allows for them. */
        public enum Family {
            INVERTED,
            BITMAP,
            STL_SORT,
            TRIE,
            HYBRID,
            /** Chosen by the product. */
            AUTOINDEX
        }

        public ValueParams(Family family) {
            this(family, Optional.empty());
        }

        @Override
        public String indexType() {
            return family.name();
        }

        @Override
        public ValueParams withJson(Optional<JsonTarget> changed) {
            return new ValueParams(family, changed);
        }
    }

    /**
     * The rows of each sequence of characters inside of texts.
     *
     * @param gramMin characters of the shortest sequences, at least 1
     * @param gramMax characters of the longest, at least as many; how many of the sizes are kept is up to the index
     */
    record NgramParams(int gramMin, int gramMax, Optional<JsonTarget> json) implements ScalarParams {
        @Override
        public String indexType() {
            return "NGRAM";
        }

        @Override
        public NgramParams withJson(Optional<JsonTarget> changed) {
            return new NgramParams(gramMin, gramMax, changed);
        }
    }

    /**
     * The rows of each token of texts. The product keeps one for every field whose tokens filters may ask for; nobody asks
     * for it, and it is not among the indexes of a collection that users see.
     */
    record TokenParams() implements ScalarParams {
        @Override
        public String indexType() {
            return "TEXT_MATCH";
        }

        @Override
        public Optional<JsonTarget> json() {
            return Optional.empty();
        }

        @Override
        public TokenParams withJson(Optional<JsonTarget> changed) {
            throw new IllegalStateException("tokens are not those of a place in json");
        }
    }

    /**
     * What stands at one place inside of the rows of a JSON field, as far as it is of one type: what is of another type, or
     * missing, is in no row of the index.
     *
     * @param path in a request as a filter would write it, empty for the field itself; in an index that exists a JSON
     *     pointer (RFC 6901)
     * @param textsAsNumbers whether Milvus would also index the numbers that stand in texts (json_cast_function
     *     STRING_TO_DOUBLE). To filters a text is no number, with or without index, so it decides nothing here.
     */
    record JsonTarget(String path, JsonCast cast, boolean textsAsNumbers) {}

    /** The type of the values at a place inside of JSON rows. */
    enum JsonCast {
        BOOL,
        DOUBLE,
        VARCHAR,
        ARRAY_BOOL,
        ARRAY_DOUBLE,
        ARRAY_VARCHAR,
        /** Whatever stands at the place and below it. */
        JSON
    }
}
