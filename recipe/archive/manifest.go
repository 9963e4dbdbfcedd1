package archive

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

const (
	format      = 1       // the version of an archive's layout
	maxManifest = 1 << 20 // bytes
)

// manifest is the file of an archive that lists its content.
type manifest struct {
	Format  int           `json:"format"`
	Counts  counts        `json:"counts"`
	Recipes []string      `json:"recipes"`           // IDs, in the order of the set
	Sources []string      `json:"sources,omitempty"` // the sources that the recipes poll, sorted
	Files   []listedFile  `json:"files"`             // all but this one, sorted by path
	LeftOut []secretPlace `json:"left_out,omitempty"`
}

type counts struct {
	Recipes   int `json:"recipes"`
	Filters   int `json:"filters"`
	Calendars int `json:"calendars"`
}

// String returns "3 recipes, 1 filters, 0 calendars".
func (c counts) String() string {
	return fmt.Sprintf("%d recipes, %d filters, %d calendars", c.Recipes, c.Filters, c.Calendars)
}

// listedFile describes a file; its path follows from the name.
type listedFile struct {
	Path   string `json:"path"`
	Name   string `json:"name"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// describe adds files, which it sorts.
func (m *manifest) describe(files []file) {
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.path, b.path) })
	m.Files = make([]listedFile, len(files))
	for i, f := range files {
		m.Files[i] = listedFile{Path: f.path, Name: f.name, Size: len(f.data), SHA256: hashOf(f.data)}
	}
	m.Counts = m.count()
}

// count counts the files by their places.
func (m *manifest) count() counts {
	var c counts
	for _, f := range m.Files {
		switch folder, _, _ := strings.Cut(f.Path, "/"); folder {
		case recipesFolder:
			c.Recipes++
		case filtersFolder:
			c.Filters++
		case calendarsFolder:
			c.Calendars++
		}
	}
	return c
}

// readManifest reads the manifest and holds the other files against it.
func readManifest(files map[string][]byte) (manifest, error) {
	var m manifest
	var faults faultList
	data, ok := files[manifestPath]
	if !ok {
		faults.addf(manifestPath, "", "missing")
		return m, faults.Err()
	}
	if len(data) > maxManifest {
		faults.addf(manifestPath, "", "more than %d bytes", maxManifest)
		return m, faults.Err()
	}
	faults.decode(manifestPath, data, &m)
	if m.Format != format && m.Format != 0 { // what else it holds is for another version to say
		faults = faultList{}
		faults.addf(manifestPath, "format", "%d is not %d, the only version there is", m.Format, format)
	} else if faults.Len() == 0 {
		m.check(&faults, files)
	}
	return m, faults.Err()
}

func (m *manifest) check(faults *faultList, files map[string][]byte) {
	if m.Format == 0 {
		faults.addf(manifestPath, "format", "missing, want %d", format)
	}
	if len(m.Files) >= MaxFiles {
		faults.addf(manifestPath, "files", "%d, more than %d", len(m.Files), MaxFiles-1)
		return
	}
	if got := m.count(); got != m.Counts {
		faults.addf(manifestPath, "counts", "%v, but the files are %v", m.Counts, got)
	}
	listed := map[string]bool{manifestPath: true}
	for i, f := range m.Files {
		path := fault.Index("files", i)
		if i > 0 && f.Path <= m.Files[i-1].Path {
			faults.addf(manifestPath, path+".path", "not after the one before it, in the order of bytes")
		}
		folder, _, _ := strings.Cut(f.Path, "/")
		if err := checkName(f.Name); err != nil {
			faults.addf(manifestPath, path+".name", "%w", err)
		} else if f.Path != pathOf(folder, f.Name) || !fileNames.MatchString(f.Path) {
			faults.addf(manifestPath, path+".path", "%.80q is not the place of %.80q", f.Path, f.Name)
		}
		listed[f.Path] = true
		f.check(faults, path, files)
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if !listed[path] {
			faults.addf(path, "", "not in the manifest")
		}
	}
	m.checkOrder(faults)
}

// check holds a file against its description.
func (f listedFile) check(faults *faultList, path string, files map[string][]byte) {
	data, ok := files[f.Path]
	switch {
	case !ok:
		faults.addf(manifestPath, path+".path", "%.80q is not in the archive", f.Path)
	case len(data) != f.Size:
		faults.addf(f.Path, "", "%d bytes, not %d as the manifest says", len(data), f.Size)
	case hashOf(data) != f.SHA256:
		faults.addf(f.Path, "", "changed: its SHA-256 is not the manifest's")
	}
}

// checkOrder wants every recipe once in the list that orders them.
func (m *manifest) checkOrder(faults *faultList) {
	unordered := make(map[string]bool)
	for _, f := range m.Files {
		if strings.HasPrefix(f.Path, recipesFolder+"/") {
			unordered[f.Name] = true
		}
	}
	if len(m.Recipes) > len(m.Files) {
		faults.addf(manifestPath, "recipes", "%d, more than there are files", len(m.Recipes))
		return
	}
	for i, id := range m.Recipes {
		if !unordered[id] {
			faults.addf(manifestPath, fault.Index("recipes", i), "%.80q is not in the files, or appears twice", id)
		}
		delete(unordered, id)
	}
	for _, id := range slices.Sorted(maps.Keys(unordered)) {
		faults.addf(manifestPath, "recipes", "%.80q is missing", id)
	}
}
