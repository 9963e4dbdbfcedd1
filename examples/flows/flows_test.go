package main

import (
	"context"
	"os"
)

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// A customer writes that the app crashes:
	//   Slack gets POST {"text":"¡La app FALLA otra vez! 😡"} <nil>
	//   run of crash for mention/0 succeeded
	//     webhook done
	// Salesforce tells that a case was closed:
	//   grace saves Ada Lovelace in "closed cases"
	//   grace sends SV_1 to ada@example.com by email
	//   grace adds to ada@example.com map[Store:Ghent Survey:EMD_1]
	//   Salesforce is told: acknowledged true
	//   Salesforce is told: acknowledged true
	//   run of closed for record/500000000000001 succeeded
	//     distribute_survey done {"contact":"ada@example.com","distribution":"EMD_1","status":"sent"}
	//     save_contact done {"contact":"ada@example.com"}
	// A review of one star comes in:
	//   the sender is told: 204 No Content
	//   ticket for ada: Eve about Bruges
	//   #reviews: T-r2: Cold soup
	//   the sender is told: 204 No Content
	//   the sender is told: 204 No Content
	//   run of one-star for record/r2 succeeded
	//     ticket done {"id":"T-r2"}
	//     slack done
}
