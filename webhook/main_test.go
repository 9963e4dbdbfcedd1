package webhook_test

import (
	"flag"
	"os"
	"testing"
)

// Most tests wait for receivers that are slow: as many as there are may wait at a time.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.parallel").Value.String() == flag.Lookup("test.parallel").DefValue {
		_ = flag.Set("test.parallel", "32")
	}
	os.Exit(m.Run())
}
