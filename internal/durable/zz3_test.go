package main
import ("context";"testing";"os";"runtime";"runtime/pprof"
"github.com/commis-recipes/commis/internal/durable/workload"
"github.com/commis-recipes/commis/schedule")
func TestHeapZZ(t *testing.T) {
	runtime.MemProfileRate = 512
	store := new(schedule.Memory)
	n := 30000
	d, _ := workload.New(store, nil, workload.Later, n, 3)
	d.HandleEach(context.Background(), 0, n, 1)
	runtime.GC(); runtime.GC()
	f, _ := os.Create("/tmp/fast/heap.prof"); pprof.WriteHeapProfile(f); f.Close()
	runtime.KeepAlive(store); runtime.KeepAlive(d)
}
