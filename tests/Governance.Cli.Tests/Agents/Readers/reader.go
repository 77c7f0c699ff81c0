// Reads messages as a server in Go does, one a line, and says what it found in each: by structs, whose members match names in any case.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"
)

type parameters struct {
	Name      json.RawMessage `json:"name"`
	Arguments json.RawMessage `json:"arguments"`
}

type message struct {
	Method json.RawMessage `json:"method"`
	Params parameters      `json:"params"`
}

type amount struct {
	Amount json.RawMessage `json:"amount"`
}

func flat(value interface{}) string {
	switch v := value.(type) {
	case nil:
		return "0"
	case bool:
		if v {
			return "t"
		}
		return "f"
	case string:
		return "\"" + hex.EncodeToString([]byte(v))
	case float64:
		return fmt.Sprintf("#%016x", math.Float64bits(v))
	case []interface{}:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = flat(item)
		}
		return "[" + strings.Join(parts, ",") + "]"
	case map[string]interface{}:
		parts := []string{}
		for name, item := range v {
			parts = append(parts, hex.EncodeToString([]byte(name))+":"+flat(item))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ",") + "}"
	}
	return "?"
}

func raw(bytes json.RawMessage) string {
	if len(bytes) == 0 {
		return "-"
	}
	var value interface{}
	if json.Unmarshal(bytes, &value) != nil {
		return "!"
	}
	return flat(value)
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadString('\n')
		line = strings.TrimRight(line, "\n")
		if line != "" {
			var read message
			if json.Unmarshal([]byte(line), &read) != nil {
				fmt.Println("!")
			} else {
				var sum amount
				_ = json.Unmarshal(read.Params.Arguments, &sum)
				arguments := raw(read.Params.Arguments)
				if arguments == "-" {
					arguments = "0"
				}
				fmt.Println(raw(read.Method), raw(read.Params.Name), raw(sum.Amount), arguments)
			}
		}
		if err != nil {
			return
		}
	}
}
