module control-go

go 1.21
