package auth

// Place is where a token is kept.
type Place struct {
	Kind string // "keyring", "file" or "memory"
	Path string // of the file
	Note string // why it is not where it would rather be; "" for no reason
}

// String says it in words that follow "in": the keyring, the file /x, memory
// only.
func (p Place) String() string {
	text := "memory only, until quipu ends"
	switch p.Kind {
	case "keyring":
		text = "the keyring"
	case "file":
		text = "the file " + p.Path
	}
	if p.Note != "" {
		text += " (" + p.Note + ")"
	}
	return text
}
