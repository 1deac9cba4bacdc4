package client

import (
	"encoding/json"
	"strconv"
)

// Flag is a switch as it was sent. It is unknown where the API sent null or
// nothing; one that is unknown is not on.
type Flag struct{ On, Known bool }

// KnownFlag makes a Flag of a known value.
func KnownFlag(on bool) Flag { return Flag{on, true} }

// UnmarshalJSON implements json.Unmarshaler for true, false and null.
func (f *Flag) UnmarshalJSON(data []byte) error {
	var on *bool
	if err := json.Unmarshal(data, &on); err != nil {
		return err
	}
	*f = Flag{}
	if on != nil {
		*f = KnownFlag(*on)
	}
	return nil
}

// MarshalJSON implements json.Marshaler.
func (f Flag) MarshalJSON() ([]byte, error) {
	if !f.Known {
		return []byte("null"), nil
	}
	return strconv.AppendBool(nil, f.On), nil
}
