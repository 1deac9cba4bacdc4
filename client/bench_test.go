package client

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"testing"
)

// manyPositions is an answer as a very large account gets it.
func manyPositions(n int) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"asset_id":"aaaaaaaa-0000-4000-8000-%012d","symbol":"S%05d","exchange":"NASDAQ","asset_class":"us_equity",`+
			`"asset_marginable":true,"qty":"%d.5","avg_entry_price":"%d.4111","side":"long","market_value":"%d.25","cost_basis":"%d.125",`+
			`"unrealized_pl":"-%d.7500","unrealized_plpc":"-0.0129096325719960","unrealized_intraday_pl":"%d.2","unrealized_intraday_plpc":"0.0258722069776558",`+
			`"current_price":"%d.07","lastday_price":"%d.1","change_today":"-0.0258722069776558","qty_available":"%d.5"}`,
			i, i, i+1, i+2, i*i, i*i+7, i, i, i, i, i)
	}
	b.WriteByte(']')
	return b.Bytes()
}

func BenchmarkPositions(b *testing.B) {
	for _, n := range []int{20, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			body := string(manyPositions(n))
			c := dial(b, Options{BaseURL: "https://broker.example", Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				return answer(http.StatusOK, body, nil), nil
			})})
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if all, err := c.Positions(b.Context()); err != nil || len(all) != n {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

// BenchmarkPositionsHeld tells what ten thousand positions take once read.
func BenchmarkPositionsHeld(b *testing.B) {
	body := string(manyPositions(10_000))
	c := dial(b, Options{BaseURL: "https://broker.example", Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return answer(http.StatusOK, body, nil), nil
	})})
	for b.Loop() {
		before := heap()
		all, err := c.Positions(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-held")
		runtime.KeepAlive(all)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC() // the second empties sync.Pool
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkSameHoldings(b *testing.B) {
	f := fakeBench(b)
	b.ReportAllocs()
	for b.Loop() {
		if !sameHoldings(f, f) {
			b.Fatal("they differ")
		}
	}
}

func fakeBench(b *testing.B) []Position {
	b.Helper()
	body := string(manyPositions(10_000))
	c := dial(b, Options{BaseURL: "https://broker.example", Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return answer(http.StatusOK, body, nil), nil
	})})
	all, err := c.Positions(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return all
}

func BenchmarkDecimal(b *testing.B) {
	for _, text := range []string{"100.0", "-514.790552088631999405963"} {
		b.Run(text, func(b *testing.B) {
			quoted := []byte(`"` + text + `"`)
			b.ReportAllocs()
			for b.Loop() {
				var d Decimal
				if err := d.UnmarshalJSON(quoted); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
