module doorstep.example/events

go 1.21
