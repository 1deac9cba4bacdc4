//go:build !unix

package auth

// descriptorLimit is 0: the number of handles is bounded by memory alone.
func descriptorLimit() int { return 0 }
