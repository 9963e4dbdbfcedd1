// Package wording has the words in which filters and recipes are described to people. [English] is every text of the
// descriptions, in one file; another language is another [Language]. Packages filter and recipe say what is described, in
// which order and in which groups.
package wording
