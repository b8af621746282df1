/** The words of the product: schema, columns, ids, timestamps, metrics, index parameters, requests, results, errors. */
@NullMarked
package io.elanus.model;

import org.jspecify.annotations.NullMarked;
