package main
import ("context";"testing";"fmt";"os";"strconv";"runtime/pprof")
func TestTimersZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZN"))
	if p := os.Getenv("ZZCPU"); p != "" { f, _ := os.Create(p); pprof.StartCPUProfile(f); defer pprof.StopCPUProfile() }
	w, err := timersInMemory(context.Background(), n)
	if err != nil { t.Fatal(err) }
	fmt.Println(n, w.bytes, w.armed, w.done)
}
