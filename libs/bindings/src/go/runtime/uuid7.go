package busbar

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"sync"
)

const counterMax = 0xfff

var (
	lock    sync.Mutex
	last    int64
	counter uint64
)

// UUID7 makes a UUID of version 7 (RFC 9562, section 5.7): 48 bits of time, a 12-bit counter (section 6.2, method 1), 62 random
// bits. Ids of one process sort in the order in which they were made, within a millisecond and when the clock steps back, too.
//
// The time is in milliseconds since 1970.
func UUID7(milliseconds int64) string {
	var random [10]byte
	if _, err := rand.Read(random[:]); err != nil {
		panic("busbar: the operating system gives no random numbers: " + err.Error())
	}
	seed := uint64(binary.BigEndian.Uint16(random[8:])) & 0x7ff
	lock.Lock()
	switch {
	case milliseconds > last:
		last, counter = milliseconds, seed
	case counter < counterMax:
		counter++
	default:
		// The counter is used up: borrow from the next millisecond, as the RFC allows, instead of waiting for it.
		last, counter = last+1, seed
	}
	high := uint64(last)<<16 | 0x7000 | counter
	lock.Unlock()
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], high)
	binary.BigEndian.PutUint64(id[8:], 0x8000_0000_0000_0000|binary.BigEndian.Uint64(random[:8])>>2)
	text := make([]byte, 36)
	hex.Encode(text, id[:4])
	text[8] = '-'
	hex.Encode(text[9:], id[4:6])
	text[13] = '-'
	hex.Encode(text[14:], id[6:8])
	text[18] = '-'
	hex.Encode(text[19:], id[8:10])
	text[23] = '-'
	hex.Encode(text[24:], id[10:])
	return string(text)
}
