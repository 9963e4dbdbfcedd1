package main

import (
	"context"
	"os"

	"github.com/commis-recipes/commis/internal/pgserver"
)

// However often the program runs, the ticket is tagged once.
func Example() {
	server, err := pgserver.New(context.Background())
	if err != nil {
		panic(err)
	}
	defer server.Close()
	for range 2 {
		if err := run(context.Background(), server.URL("public"), os.Stdout); err != nil {
			panic(err)
		}
	}
	// Output:
	// tags: [outage]
	// Tag outages: recipe_triggered fired
	// Tag outages: add_tags done
	// tags: [outage]
	// Tag outages: recipe_triggered fired
	// Tag outages: add_tags done
}
