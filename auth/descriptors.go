package auth

import (
	"os"
	"sync"
)

// reservedDescriptors are set aside for an exchange: its connections, the lookup
// of the name, the certificates.
const reservedDescriptors = 8

// connectionLimit is how many connections strangers may keep open: a quarter of
// what the process may have open, at most maxConnections.
var connectionLimit = sync.OnceValue(func() int {
	most := descriptorLimit()
	if most <= 0 {
		return maxConnections
	}
	return max(1, min(maxConnections, most/4))
})

// reserve holds descriptors that nothing else can take meanwhile.
type reserve struct {
	mu    sync.Mutex
	files []*os.File
}

// fill takes the descriptors, as many as there are.
func (r *reserve) fill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.files) < reservedDescriptors {
		file, err := os.Open(os.DevNull)
		if err != nil {
			return
		}
		r.files = append(r.files, file)
	}
}

// release gives them back.
func (r *reserve) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, file := range r.files {
		_ = file.Close()
	}
	r.files = nil
}
