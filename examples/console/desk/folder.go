package desk

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/recipe"
)

// The limits of folders.
const (
	foldersMost   = 20  // of one recipe
	folderLongest = 100 // characters, with the folders that it is in
)

// folderFaults returns the faults of a recipe's folders. path is the place of the list in the body of the request.
func folderFaults(id, path string, folders []string) []place {
	var all []place
	add := func(i int, message string) {
		at := fault.Index("tags", i)
		all = append(all, place{Recipe: id, Path: at, Document: fault.Index(path, i), Message: message})
	}
	for i, folder := range folders {
		if i == foldersMost {
			add(i, "a recipe is in at most "+strconv.Itoa(foldersMost)+" folders; leave out this one and those after it")
			break
		}
		if message := folderFault(folder); message != "" {
			add(i, message)
		} else if slices.Contains(folders[:i], folder) {
			add(i, quoted(folder)+" is there twice; leave out one")
		}
	}
	return all
}

// folderFault returns the fault of a folder; empty without one.
func folderFault(folder string) string {
	if err := naming.Check(folder); err != nil {
		return "the folder " + err.Error() + "; write it without"
	}
	if utf8.RuneCountInString(folder) > folderLongest {
		return "a folder has at most " + strconv.Itoa(folderLongest) + " characters, with the folders that it is in; write a shorter one"
	}
	for part := range strings.SplitSeq(folder, "/") {
		if strings.TrimSpace(part) == "" {
			return `a folder has a name; write one, as "billing", or "billing/refunds" for a folder in a folder`
		}
	}
	return ""
}

// allFolderFaults returns the faults of the folders of a set's recipes. Those of a set that could not be read whole may have any ID.
func allFolderFaults(folders map[string][]string, recipes []recipe.Recipe, whole bool) []place {
	var all []place
	known := make(map[string]bool, len(recipes))
	for _, r := range recipes {
		known[r.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(folders)) {
		path := fault.Member("all_tags", short(id, 80))
		if whole && !known[id] {
			all = append(all, place{Document: path, Message: "the set has no recipe " + quoted(id) + "; leave this out, or write the ID of a recipe"})
			continue
		}
		all = append(all, folderFaults(id, path, folders[id])...)
	}
	return all
}

// foldersOf returns the folders of those recipes that exist.
func foldersOf(folders map[string][]string, recipes []recipe.Recipe) map[string][]string {
	some := make(map[string][]string)
	for _, r := range recipes {
		if list := folders[r.ID]; len(list) > 0 {
			some[r.ID] = list
		}
	}
	return some
}

// quoted returns the beginning of a text in quotation marks.
func quoted(text string) string { return strconv.Quote(short(text, 80)) }
