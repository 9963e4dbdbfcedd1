// Package archive carries recipes from one system to another: [Export] writes some of a set, with the filters and the calendars
// that they name, as one zip archive, and [Import] adds what such an archive holds to a set.
//
// No secret goes out: what of a config is an [action.Secret] is left out, and the [Report] of Import lists what has to be
// filled in again. Archives may come from strangers: Import trusts nothing that it reads, takes all of it or nothing, and
// disables every recipe that comes in.
//
// This package is not a backup of a set, which is JSON itself: see [recipe.Decode].
package archive
