// MicroPython's compiler and disassembler as a program on the build machine: what record-micropython.ts builds.
#include <alloca.h>
#include <stdint.h>

#define MICROPY_OBJ_REPR (MICROPY_OBJ_REPR_A)
#define MICROPY_ENABLE_COMPILER (1)
#define MICROPY_PERSISTENT_CODE_SAVE (1) // names of two bytes, constants by number
#define MICROPY_DEBUG_PRINTERS (1)       // the disassembler
#define MICROPY_ENABLE_GC (0)
#define MICROPY_ENABLE_SOURCE_LINE (1)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_DOUBLE)
#define MICROPY_PY_BUILTINS_STR_UNICODE (1)
#define MICROPY_PY_IO (0)
#define MICROPY_PY_SYS (0)
#define MICROPY_PY_GC (0)
#define MICROPY_PY_STRUCT (0)
#define MICROPY_PY___FILE__ (0)
#define MICROPY_NLR_SETJMP (1)
#define MP_SSIZE_MAX (0x7fffffffffffffff)
#define MP_PLAT_PRINT_STRN(text, length) mp_hal_stdout_tx_strn_cooked(text, length)
#define UINT_FMT "%lu"
#define INT_FMT "%ld"
#define MICROPY_PORT_BUILTINS
#define MICROPY_PORT_ROOT_POINTERS
#define MP_STATE_PORT MP_STATE_VM

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;
