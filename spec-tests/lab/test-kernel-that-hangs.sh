#!/bin/sh
# Stands in for a kernel that does not boot.
echo 'this kernel hangs'
exec sleep 1000
