package recipe

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	manifestFormat = 1       // the version of an archive's layout
	manifestMax    = 1 << 20 // bytes
)

// manifest is the file of an archive that tells what is in it.
type manifest struct {
	Format  int            `json:"format"`
	Counts  manifestCounts `json:"counts"`
	Recipes []string       `json:"recipes"`           // IDs, in the order of the set
	Sources []string       `json:"sources,omitempty"` // what the recipes poll, sorted
	Files   []manifestFile `json:"files"`             // all but this one, sorted by path
	LeftOut []manifestGap  `json:"left_out,omitempty"`
}

type manifestCounts struct {
	Recipes   int `json:"recipes"`
	Filters   int `json:"filters"`
	Calendars int `json:"calendars"`
}

// String returns "3 recipes, 1 filters, 0 calendars".
func (c manifestCounts) String() string {
	return fmt.Sprintf("%d recipes, %d filters, %d calendars", c.Recipes, c.Filters, c.Calendars)
}

// manifestFile describes a file; its path follows from the name.
type manifestFile struct {
	Path   string `json:"path"`
	Name   string `json:"name"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

func manifestHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// describe adds files, which it sorts.
func (m *manifest) describe(files []archiveFile) {
	slices.SortFunc(files, func(a, b archiveFile) int { return cmp.Compare(a.path, b.path) })
	m.Files = make([]manifestFile, len(files))
	for i, f := range files {
		m.Files[i] = manifestFile{Path: f.path, Name: f.name, Size: len(f.data), SHA256: manifestHash(f.data)}
	}
	m.Counts = m.count()
}

// count counts the files by their places.
func (m *manifest) count() manifestCounts {
	var c manifestCounts
	for _, f := range m.Files {
		switch folder, _, _ := strings.Cut(f.Path, "/"); folder {
		case archiveRecipes:
			c.Recipes++
		case archiveFilters:
			c.Filters++
		case archiveCalendars:
			c.Calendars++
		}
	}
	return c
}

// manifestRead reads the manifest and holds the other files against it.
func manifestRead(files map[string][]byte) (manifest, error) {
	var m manifest
	var faults archiveFaults
	data, ok := files[archiveManifest]
	if !ok {
		faults.addf(archiveManifest, "", "missing")
		return m, faults.err()
	}
	if len(data) > manifestMax {
		faults.addf(archiveManifest, "", "more than %d bytes", manifestMax)
		return m, faults.err()
	}
	faults.decode(archiveManifest, data, &m)
	if m.Format != manifestFormat && m.Format != 0 { // what else it holds is for another version to say
		faults = archiveFaults{}
		faults.addf(archiveManifest, "format", "%d is not %d, the only version there is", m.Format, manifestFormat)
	} else if len(faults.all) == 0 {
		m.check(&faults, files)
	}
	return m, faults.err()
}

func (m *manifest) check(faults *archiveFaults, files map[string][]byte) {
	if m.Format == 0 {
		faults.addf(archiveManifest, "format", "missing, want %d", manifestFormat)
	}
	if len(m.Files) >= MaxArchiveFiles {
		faults.addf(archiveManifest, "files", "%d, more than %d", len(m.Files), MaxArchiveFiles-1)
		return
	}
	if got := m.count(); got != m.Counts {
		faults.addf(archiveManifest, "counts", "%v, but the files are %v", m.Counts, got)
	}
	listed := map[string]bool{archiveManifest: true}
	for i, f := range m.Files {
		path := fmt.Sprintf("files[%d]", i)
		if i > 0 && f.Path <= m.Files[i-1].Path {
			faults.addf(archiveManifest, path+".path", "not behind the one before it, in the order of bytes")
		}
		folder, _, _ := strings.Cut(f.Path, "/")
		if err := archiveNameFault(f.Name); err != nil {
			faults.addf(archiveManifest, path+".name", "%w", err)
		} else if f.Path != archivePath(folder, f.Name) || !archiveNames.MatchString(f.Path) {
			faults.addf(archiveManifest, path+".path", "%.80q is not the place of %.80q", f.Path, f.Name)
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
func (f manifestFile) check(faults *archiveFaults, path string, files map[string][]byte) {
	data, ok := files[f.Path]
	switch {
	case !ok:
		faults.addf(archiveManifest, path+".path", "%.80q is not in the archive", f.Path)
	case len(data) != f.Size:
		faults.addf(f.Path, "", "%d bytes, not %d as the manifest says", len(data), f.Size)
	case manifestHash(data) != f.SHA256:
		faults.addf(f.Path, "", "changed: its SHA-256 is not the manifest's")
	}
}

// checkOrder wants every recipe once in the list that orders them.
func (m *manifest) checkOrder(faults *archiveFaults) {
	unordered := make(map[string]bool)
	for _, f := range m.Files {
		if strings.HasPrefix(f.Path, archiveRecipes+"/") {
			unordered[f.Name] = true
		}
	}
	if len(m.Recipes) > len(m.Files) {
		faults.addf(archiveManifest, "recipes", "%d, more than there are files", len(m.Recipes))
		return
	}
	for i, id := range m.Recipes {
		if !unordered[id] {
			faults.addf(archiveManifest, fmt.Sprintf("recipes[%d]", i), "%.80q is not in the files, or stands twice", id)
		}
		delete(unordered, id)
	}
	for _, id := range slices.Sorted(maps.Keys(unordered)) {
		faults.addf(archiveManifest, "recipes", "%.80q is missing", id)
	}
}
