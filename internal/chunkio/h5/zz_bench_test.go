package h5
import "testing"
func BenchmarkCall(b *testing.B) {
	f, err := Open(sample); if err != nil { b.Fatal(err) }
	defer f.Close()
	b.Run("OpenIDs", func(b *testing.B){ for b.Loop() { OpenIDs() } })
	b.Run("Kind", func(b *testing.B){ for b.Loop() { f.Kind("/chunked/lzf") } })
}
