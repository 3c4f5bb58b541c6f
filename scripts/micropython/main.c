// Compiles the Python source on its input; prints the bytecode of each function, and what MicroPython's disassembler says of it.
#include <stdio.h>
#include <stdlib.h>

#include "py/bc.h"
#include "py/compile.h"
#include "py/emitglue.h"
#include "py/lexer.h"
#include "py/nlr.h"
#include "py/runtime.h"

void mp_hal_stdout_tx_strn_cooked(const char *text, size_t length) {
    fwrite(text, 1, length, stdout);
}

// What a program without files and without an interactive prompt has to have nonetheless.
void nlr_jump_fail(void *value) {
    (void)value;
    exit(1);
}

mp_lexer_t *mp_lexer_new_from_file(const char *name) {
    (void)name;
    exit(1);
}

mp_import_stat_t mp_import_stat(const char *path) {
    (void)path;
    return MP_IMPORT_STAT_NO_EXIST;
}

mp_obj_t mp_builtin_open(size_t count, const mp_obj_t *arguments, mp_map_t *keywords) {
    (void)count;
    (void)arguments;
    (void)keywords;
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(mp_builtin_open_obj, 1, mp_builtin_open);

static void print(const mp_raw_code_t *function) {
    if (function->kind != MP_CODE_BYTECODE)
        return;
    const byte *code = function->data.u_byte.bytecode;
    printf("CODE ");
    for (size_t at = 0; at < function->data.u_byte.bc_len; at++)
        printf("%02x", code[at]);
    printf("\n");
    mp_bytecode_print(function, code, function->data.u_byte.bc_len, function->data.u_byte.const_table);
    // Functions inside of it stand in the table of constants, behind the names of arguments and the objects.
    const byte *prelude = code;
    mp_decode_uint(&prelude);
    mp_decode_uint(&prelude);
    size_t arguments = prelude[1] + prelude[2];
    const mp_uint_t *inner = function->data.u_byte.const_table + arguments + function->data.u_byte.n_obj;
    for (size_t at = 0; at < function->data.u_byte.n_raw_code; at++)
        print((const mp_raw_code_t *)(uintptr_t)inner[at]);
}

int main(void) {
    static char text[1 << 20];
    size_t length = fread(text, 1, sizeof text, stdin);
    mp_init();
    nlr_buf_t buffer;
    if (nlr_push(&buffer) == 0) {
        qstr name = qstr_from_str("functions");
        mp_parse_tree_t tree = mp_parse(mp_lexer_new_from_str_len(name, text, length, 0), MP_PARSE_FILE_INPUT);
        print(mp_compile_to_raw_code(&tree, name, MP_EMIT_OPT_NONE, false));
        nlr_pop();
        return 0;
    }
    mp_obj_print_exception(&mp_plat_print, (mp_obj_t)buffer.ret_val);
    return 1;
}
