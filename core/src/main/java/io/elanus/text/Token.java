package io.elanus.text;

/**
 * A part of a text.
 *
 * @param term what counts of it when it is compared
 * @param start in the text, in UTF-16 units
 * @param end behind its last unit
 * @param position of the token in the text; tokens that were left out have positions too
 * @param positionLength how many positions it takes
 */
public record Token(String term, int start, int end, int position, int positionLength) {}
