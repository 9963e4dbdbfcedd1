package main

func Example() {
	main()
	// Output:
	// tagging mention/7 with [outage twitter]
	// outage fired
}
