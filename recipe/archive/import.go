package archive

import (
	"io"

	"github.com/commis-recipes/commis/recipe"
)

// Report tells how [Import] changed the content of an archive.
type Report struct {
	// Recipes are all that came in, in their order. The ID is a new one where the set had it already.
	Recipes []Renaming `json:"recipes,omitempty"`
	// Filters and Calendars are those that got another name, because the set has one of that name with another
	// content, sorted by the old name. What the set has with the same content is shared and not listed.
	Filters   []Renaming `json:"filters,omitempty"`
	Calendars []Renaming `json:"calendars,omitempty"`
	// Sources are what the recipes that came in poll, sorted: the host has to have them before they can run.
	Sources []string `json:"sources,omitempty"`
	// MissingSecrets are the secrets that have to be filled in, by the recipes' new IDs.
	MissingSecrets []MissingSecret `json:"missing_secrets,omitempty"`
}

// Renaming is a name in an archive, and its new name in the set.
type Renaming struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// Import reads an archive that [Export] wrote, perhaps in another system, and returns the set that into becomes by it.
// The recipes come after those of into, all of them disabled. IDs that into has already, and names of filters and
// calendars that name other content in it, get the first free number after them ("vip-2"), and what refers to
// them follows. A calendar that a filter or a text asks by open can have no other name: where it would need one, that is an
// error. The same archive and set always give the same result.
//
// It is all or nothing: with an error it returns into as it was. The set that it returns otherwise shares no memory
// with into.
//
// Archives may come from strangers. At most [MaxSize] bytes are read and unpacked and [MaxFiles] files. What
// is no plain list of files in the places where Export puts them, or differs in one byte from what its manifest says,
// is refused, and so is a document that [recipe.Decode] would refuse. The error tells all that is wrong, each as an
// [*Error]; when reading r fails it wraps that error too.
//
// Import does not know what the host can do. Check the set with [recipe.Engine.Check], once the secrets are filled in that
// the report lists.
func Import(r io.Reader, into recipe.Set) (recipe.Set, Report, error) {
	files, err := readZip(r)
	if err != nil {
		return into, Report{}, err
	}
	m, err := readManifest(files)
	if err != nil {
		return into, Report{}, err
	}
	in, err := readContent(m, files)
	if err != nil {
		return into, Report{}, err
	}
	return in.merge(into)
}
