package archive_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"log"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// alerts is a recipe with a secret, on a test system.
const alerts = `{"format": 1,
	"filters": {"vip": "'vip' in case.tags"},
	"recipes": [{
		"id": "it-alerts", "name": "Tell IT", "enabled": true,
		"trigger": {"on": "new_item", "topics": ["it"]}, "filter": {"saved": "vip"},
		"actions": [{"do": "webhook", "with": {"name": "it", "url": "https://hooks.example.com/it", "authorization": "Bearer s3cret"}}]
	}, {
		"id": "tidy", "name": "Tidy up", "enabled": true,
		"trigger": {"on": "new_item", "all_topics": true},
		"actions": [{"do": "resolve"}]
	}]}`

func decoded(text string) recipe.Set {
	set, err := recipe.Decode([]byte(text))
	if err != nil {
		log.Fatal(err)
	}
	return set
}

// An administrator selects a recipe; the filter that it names comes with it.
func ExampleExport() {
	var packed bytes.Buffer
	if err := archive.Export(&packed, decoded(alerts), cooks(), "it-alerts"); err != nil {
		log.Fatal(err)
	}
	files, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files.File {
		fmt.Println(f.Name)
	}
	fmt.Println("holds the secret:", bytes.Contains(packed.Bytes(), []byte("s3cret")))
	// Output:
	// manifest.json
	// filters/vip.json
	// recipes/it-alerts.json
	// holds the secret: false
}

// IDs that the set does not have are told all at once.
func ExampleExport_unknown() {
	var packed bytes.Buffer
	err := archive.Export(&packed, decoded(alerts), cooks(), "it-alert", "tidy", "tydi")
	for _, f := range recipe.Faults(err) {
		fmt.Println(f)
	}
	// Output:
	// recipe it-alert: id: "it-alert" is not in the set
	// recipe tydi: id: "tydi" is not in the set
}

// Another system has a recipe of the same ID, and another filter of the same name.
func ExampleImport() {
	var packed bytes.Buffer
	if err := archive.Export(&packed, decoded(alerts), cooks()); err != nil {
		log.Fatal(err)
	}
	production := decoded(`{"format": 1, "filters": {"vip": "'gold' in case.tags"}, "recipes": [{
		"id": "tidy", "name": "Tidy", "enabled": true, "trigger": {"on": "new_item", "topics": ["spam"]}, "actions": [{"do": "resolve"}]}]}`)
	set, report, err := archive.Import(&packed, production)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range set.Recipes {
		fmt.Printf("%s, enabled: %t, filter: %v\n", r.ID, r.Enabled, r.Filter)
	}
	fmt.Println("recipes:", report.Recipes)
	fmt.Println("filters:", report.Filters)
	fmt.Println("to be filled in:", report.MissingSecrets)
	// Output:
	// tidy, enabled: true, filter: true
	// it-alerts, enabled: false, filter: saved filter "vip-2"
	// tidy-2, enabled: false, filter: true
	// recipes: [{it-alerts it-alerts} {tidy tidy-2}]
	// filters: [{vip vip-2}]
	// to be filled in: [{it-alerts actions[0].with.authorization}]
}

// What is no archive changes nothing.
func ExampleImport_damaged() {
	var packed bytes.Buffer
	if err := archive.Export(&packed, decoded(alerts), cooks()); err != nil {
		log.Fatal(err)
	}
	damaged := bytes.Replace(packed.Bytes(), []byte("Tidy up"), []byte("Tidy!!!"), 1)
	_, _, err := archive.Import(bytes.NewReader(damaged), recipe.Set{})
	var fault *archive.Error
	if errors.As(err, &fault) {
		fmt.Println(fault.File)
		fmt.Println(err)
	}
	// Output:
	// recipes/tidy.json
	// recipes/tidy.json: damaged: the checksum is wrong
}
