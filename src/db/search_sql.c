/* SPDX-License-Identifier: EUPL-1.2 */
/* search_sql.c — the statements of the search index. */
#include "db/search_inside.h"

#define DOC_COLUMNS                                                                                \
    "SELECT d.kind, d.object_id, d.day, d.label, d.path, d.title, d.body, c.matter_id, d.id "      \
    "FROM search_doc d JOIN search_class c ON c.id = d.class1 "

/* The documents of a reference, perhaps only those of one object. */
#define DOCS_OF "kind = $1 AND ref_id = $2 AND ($3 = 0 OR object_id = $3)"

const ov_sql ov_search_sql[] = {
    [SEARCH_CLASS_ADD] = {"search.class_add",
                          "INSERT INTO search_class (kind, action, organisation_id, matter_id, "
                          "owner_id, is_public) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                          NULL},
    [SEARCH_CLASS_FIND] = {"search.class_find",
                           "SELECT id FROM search_class WHERE kind = $1 AND action = $2 "
                           "AND organisation_id = $3 AND matter_id = $4",
                           NULL},
    [SEARCH_CLASSES] = {"search.classes",
                        "SELECT id, kind, action, organisation_id, matter_id, owner_id "
                        "FROM search_class WHERE is_public = $1 "
                        "AND ($2 < 0 OR organisation_id = $2) ORDER BY id",
                        NULL},
    [SEARCH_NEXT_DOC] = {"search.next_doc",
                         "UPDATE search_state SET last_doc = last_doc + $1 RETURNING last_doc",
                         NULL},
    [SEARCH_DOC_ADD] = {"search.doc_add",
                        "INSERT INTO search_doc (id, kind, object_id, ref_id, class1, shelf1, "
                        "class2, shelf2, day, label, path, title, body) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                        NULL},
    [SEARCH_DOCS_DELETE] = {"search.docs_delete",
                            "DELETE FROM search_doc WHERE " DOCS_OF " AND NOT EXISTS "
                            "(SELECT 1 FROM search_todo t WHERE t.doc_id = search_doc.id)",
                            NULL},
    [SEARCH_DOCS_WHOLE] = {"search.docs_whole",
                           "SELECT d.id, d.shelf1, d.shelf2, d.class1, d.class2, d.object_id, "
                           "d.day, d.label, d.path, d.title, d.body FROM search_doc d "
                           "WHERE d.kind = $1 AND d.ref_id = $2 AND NOT EXISTS "
                           "(SELECT 1 FROM search_todo t WHERE t.doc_id = d.id AND t.gone = 1) "
                           "ORDER BY d.id",
                           NULL},
    [SEARCH_DOC_DELETE] = {"search.doc_delete",
                           "DELETE FROM search_doc WHERE id = $1 AND NOT EXISTS "
                           "(SELECT 1 FROM search_todo t WHERE t.doc_id = $1)",
                           NULL},
    [SEARCH_DOC] = {"search.doc", DOC_COLUMNS "WHERE d.id = $1", NULL},
    [SEARCH_DOCS] = {"search.docs",
                     DOC_COLUMNS
                     "WHERE d.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                     "$13, $14, $15, $16, $17, $18, $19, $20)",
                     NULL},
    [SEARCH_TODO_ADD] = {"search.todo_add",
                         "INSERT INTO search_todo (shelf, doc_id, gone) SELECT shelf1, id, 0 "
                         "FROM search_doc WHERE id BETWEEN $1 AND $2 UNION SELECT shelf2, id, 0 "
                         "FROM search_doc WHERE id BETWEEN $1 AND $2 AND shelf2 IS NOT NULL",
                         NULL},
    [SEARCH_TODO_TAKE_OUT] = {"search.todo_take_out",
                              "INSERT INTO search_todo (shelf, doc_id, gone) SELECT shelf1, id, 1 "
                              "FROM search_doc WHERE " DOCS_OF " UNION SELECT shelf2, id, 1 "
                              "FROM search_doc WHERE " DOCS_OF " AND shelf2 IS NOT NULL "
                              "ON CONFLICT (shelf, doc_id) DO NOTHING",
                              NULL},
    [SEARCH_TODO_FORGET] = {"search.todo_forget",
                            "DELETE FROM search_todo WHERE gone = 0 AND doc_id IN "
                            "(SELECT id FROM search_doc WHERE " DOCS_OF ")",
                            NULL},
    [SEARCH_TODO_GONE] = {"search.todo_gone",
                          "INSERT INTO search_todo (shelf, doc_id, gone) VALUES ($1, $2, 1) "
                          "ON CONFLICT (shelf, doc_id) DO NOTHING",
                          NULL},
    [SEARCH_TODO_DELETE] = {"search.todo_delete",
                            "DELETE FROM search_todo WHERE shelf = $1 AND doc_id = $2 "
                            "AND gone = $3",
                            NULL},
    [SEARCH_TODO_OF] = {"search.todo_of",
                        "SELECT gone FROM search_todo WHERE shelf = $1 AND doc_id = $2", NULL},
    [SEARCH_TODO] = {"search.todo",
                     "SELECT t.shelf, t.doc_id, t.gone, d.object_id, d.day, "
                     "CASE WHEN t.shelf = d.shelf1 THEN d.class1 ELSE d.class2 END, d.title, "
                     "d.body FROM search_todo t JOIN search_doc d ON d.id = t.doc_id "
                     "ORDER BY t.doc_id, t.shelf LIMIT $1",
                     NULL},
    [SEARCH_PENDING] = {"search.pending",
                        "SELECT t.shelf, t.doc_id, t.gone, d.object_id, d.day, "
                        "CASE WHEN t.shelf = d.shelf1 THEN d.class1 ELSE d.class2 END, d.title, "
                        "d.body FROM search_todo t JOIN search_doc d ON d.id = t.doc_id "
                        "WHERE t.shelf = $1 ORDER BY t.doc_id",
                        NULL},
    [SEARCH_TERM] = {"search.term",
                     "SELECT postings, chunk FROM search_term WHERE shelf = $1 AND stem = $2 "
                     "ORDER BY chunk",
                     NULL},
    [SEARCH_TERM_CHUNK] = {"search.term_chunk",
                           "SELECT postings FROM search_term WHERE shelf = $1 AND stem = $2 "
                           "AND chunk = $3",
                           NULL},
    [SEARCH_ABOUT] = {"search.about",
                      "SELECT postings FROM search_term WHERE shelf = $1 AND stem = '' "
                      "AND chunk BETWEEN $2 AND $3 ORDER BY chunk",
                      NULL},
    [SEARCH_TERM_APPEND] = {"search.term_append",
                            "INSERT INTO search_term (shelf, stem, chunk, postings) "
                            "VALUES ($1, $2, $3, $4) "
                            "ON CONFLICT (shelf, stem, chunk) DO UPDATE SET postings = "
                            "CAST(search_term.postings || excluded.postings AS BLOB)",
                            "INSERT INTO search_term (shelf, stem, chunk, postings) "
                            "VALUES ($1, $2, $3, $4) "
                            "ON CONFLICT (shelf, stem, chunk) DO UPDATE SET postings = "
                            "search_term.postings || excluded.postings"},
    [SEARCH_TERM_SET] = {"search.term_set",
                         "UPDATE search_term SET postings = $4 WHERE shelf = $1 AND stem = $2 "
                         "AND chunk = $3",
                         NULL},
    [SEARCH_TERM_DELETE] = {"search.term_delete",
                            "DELETE FROM search_term WHERE shelf = $1 AND stem = $2 "
                            "AND chunk = $3",
                            NULL},
    [SEARCH_TERMS_OF_PART] =
        {"search.terms_of_part",
         "SELECT postings, chunk FROM search_term WHERE shelf = $1 AND stem IN "
         "(SELECT stem FROM search_part WHERE part >= $2 AND part < $3)",
         NULL},
    [SEARCH_PART_KNOWN] = {"search.part_known",
                           "SELECT 1 FROM search_part WHERE part = $1 AND stem = $1", NULL},
    [SEARCH_PART_ADD] = {"search.part_add",
                         "WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place "
                         "WHERE n + 3 <= length(CAST($1 AS TEXT))) "
                         "INSERT INTO search_part (part, stem) "
                         "SELECT substr(CAST($1 AS TEXT), n), CAST($1 AS TEXT) FROM place "
                         "WHERE length(CAST($1 AS TEXT)) >= 3 "
                         "ON CONFLICT (part, stem) DO NOTHING",
                         NULL},
    [SEARCH_CLEAR_TERMS] = {"search.clear_terms", "DELETE FROM search_term", NULL},
    [SEARCH_CLEAR_PARTS] = {"search.clear_parts", "DELETE FROM search_part", NULL},
    [SEARCH_CLEAR_TODO] = {"search.clear_todo", "DELETE FROM search_todo", NULL},
    [SEARCH_CLEAR_DOCS] = {"search.clear_docs", "DELETE FROM search_doc", NULL},
    [SEARCH_CLEAR_CLASSES] = {"search.clear_classes", "DELETE FROM search_class", NULL},
    [SEARCH_ANY] = {"search.any", "SELECT id FROM search_doc LIMIT 1", NULL},
    {0}};
