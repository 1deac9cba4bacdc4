package report

import (
	"bytes"
	"encoding/json"
	"io"
	"time"
)

// object is a JSON object that keeps the order of its members.
type object struct{ text bytes.Buffer }

func (o *object) member(name string, raw []byte) {
	before := byte(',')
	if o.text.Len() == 0 {
		before = '{'
	}
	o.text.WriteByte(before)
	o.text.Write(quoted(name))
	o.text.WriteByte(':')
	o.text.Write(raw)
}

func (o *object) end() []byte {
	if o.text.Len() == 0 {
		o.text.WriteByte('{')
	}
	o.text.WriteByte('}')
	return o.text.Bytes()
}

// quoted encodes a text as JSON and leaves & and < alone: no web page reads it.
func quoted(text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string cannot fail
	return bytes.TrimRight(b.Bytes(), "\n")
}

func (v Value) json() []byte {
	switch {
	case !v.known:
		return []byte("null")
	case v.unquoted:
		return []byte(v.text)
	default:
		return quoted(v.text)
	}
}

// encode writes one item as a JSON object.
func (k *Kind[T]) encode(thing *T, private bool) []byte {
	var o object
	for _, f := range k.Fields {
		o.member(f.Name, f.of(thing, private).json())
	}
	if k.Children != nil {
		o.member(k.ChildrenName, k.array(k.Children(thing), private))
	}
	return o.end()
}

func (k *Kind[T]) array(things []T, private bool) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range things {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(k.encode(&things[i], private))
	}
	b.WriteByte(']')
	return b.Bytes()
}

// preamble holds the members that every document begins with.
func preamble(about About) *object {
	var o object
	o.member("schema", intJSON(Schema))
	o.member("environment", quoted(about.Environment))
	o.member("read_at", Time(&about.At).json())
	if about.Private {
		o.member("private", []byte("true"))
	}
	for _, m := range about.Extra {
		o.member(m.Name, m.Value.json())
	}
	return &o
}

// JSON writes one document, indented, in a single write.
func (k *Kind[T]) JSON(to io.Writer, about About, things []T) error {
	o := preamble(about)
	if k.Single && len(things) == 1 {
		o.member(k.Name, k.encode(&things[0], about.Private))
	} else {
		o.member(k.Name, k.array(things, about.Private))
	}
	var b bytes.Buffer
	if err := json.Indent(&b, o.end(), "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := to.Write(b.Bytes())
	return err
}

// jsonLine writes a change of one item as a document of one line.
func (k *Kind[T]) jsonLine(about About, change string, thing *T) []byte {
	o := preamble(about)
	o.member("change", quoted(change))
	o.member(k.Name, k.encode(thing, about.Private))
	return append(o.end(), '\n')
}

// Failure is an error as programs get it, on standard error.
type Failure struct {
	Kind      string // usage, not_signed_in, refused, limit, unknown or error
	Message   string // one line
	Exit      int
	Status    int       // HTTP status of the broker's answer, 0 without one
	RequestID string    // the broker's, "" without one
	RetryAt   time.Time // zero where the broker named no time
}

// Line gives the failure as one line of JSON, without its end.
func (f Failure) Line() []byte {
	var of object
	of.member("kind", quoted(f.Kind))
	of.member("message", quoted(f.Message))
	of.member("exit", intJSON(f.Exit))
	if f.Status != 0 {
		of.member("status", intJSON(f.Status))
	}
	if f.RequestID != "" {
		of.member("request_id", quoted(f.RequestID))
	}
	if !f.RetryAt.IsZero() {
		of.member("retry_at", Time(&f.RetryAt).json())
	}
	var o object
	o.member("schema", intJSON(Schema))
	o.member("error", of.end())
	return o.end()
}

// Note is a notice that is no error, as one line of JSON without its end, for
// standard error.
func Note(text string) []byte {
	var o object
	o.member("schema", intJSON(Schema))
	o.member("note", quoted(text))
	return o.end()
}

func intJSON(n int) []byte {
	text, _ := json.Marshal(n) // an int cannot fail
	return text
}
