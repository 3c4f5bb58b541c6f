/*
 * Driver of an Adder accelerator, for C99 and later. Made by `adder generate accelerator` from the tables that the
 * hardware is made from: change those, not this file.
 *
 *     static const struct adder adder = {0x40000000};
 *     adder_word sum;
 *     if (adder_probe(&adder) == ADDER_PROBE_OK && adder_boxing_add(&adder, 3, 5, &sum) == ADDER_STATUS_OK) ...
 *
 * Registers are reached with loads and stores of 32 bits, or, where ADDER_BUS is defined, with two functions of the program:
 *
 *     uint32_t adder_bus_read(uintptr_t address);
 *     void adder_bus_write(uintptr_t address, uint32_t value);
 *
 * The accelerator works on one memory with the processor, but sees what stands there, not what stands in the processor's
 * caches: before a command that reads memory write them back, and after one that writes memory invalidate them. Where
 * caches are coherent, or there are none, the fences in this file are enough.
 */
#ifndef ADDER_H
#define ADDER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A word of the accelerator: a value, an address, an integer. */
typedef uint32_t adder_word;
typedef int32_t adder_signed_word;
#define ADDER_WORD_BITS 32
/* Tags of commands are below this. */
#define ADDER_TAG_LIMIT (1u << 4)
#define ADDER_MAGIC 0x41646472u
#define ADDER_MAJOR_VERSION 1u

/* Statuses of responses. A lookup that hits gives ADDER_STATUS_CACHE_HIT plus the kind of the entry. */
enum adder_status {
  ADDER_STATUS_OK = 0x00u,
  ADDER_STATUS_UNKNOWN_OPERATION = 0x01u,
  ADDER_STATUS_BUSY = 0x02u,
  ADDER_STATUS_BAD_REGISTER = 0x03u,
  ADDER_STATUS_EMPTY = 0x04u,
  ADDER_STATUS_BOXING_OVERFLOW = 0x11u,
  ADDER_STATUS_BOXING_TYPE_MISMATCH = 0x12u,
  ADDER_STATUS_BOXING_DIVIDE_BY_ZERO = 0x13u,
  ADDER_STATUS_BOXING_NEGATIVE_SHIFT = 0x14u,
  ADDER_STATUS_BOXING_NEEDS_ALLOCATION = 0x15u,
  ADDER_STATUS_BOXING_FLOAT = 0x16u,
  ADDER_STATUS_BOXING_UNSUPPORTED = 0x17u,
  ADDER_STATUS_CACHE_MISS = 0x20u,
  ADDER_STATUS_CACHE_STALE = 0x21u,
  ADDER_STATUS_CACHE_NO_FREE_GUARD = 0x22u,
  ADDER_STATUS_CACHE_BAD_RANGE = 0x23u,
  ADDER_STATUS_BARRIER_BAD_RANGE = 0x29u,
  ADDER_STATUS_REFCOUNT_BAD_RANGE = 0x2du,
  ADDER_STATUS_MARKER_BAD_POINTER = 0x31u,
  ADDER_STATUS_MARKER_BAD_HEADER = 0x32u,
  ADDER_STATUS_MARKER_QUEUE_OVERFLOW = 0x33u,
  ADDER_STATUS_MARKER_MEMORY_ERROR = 0x34u,
  ADDER_STATUS_MARKER_BAD_CONFIGURATION = 0x36u,
  ADDER_STATUS_DISPATCH_UNKNOWN_OPCODE = 0x39u,
  ADDER_STATUS_DISPATCH_BAD_OPERAND = 0x3au,
  ADDER_STATUS_DISPATCH_INTERRUPTED = 0x3bu,
  ADDER_STATUS_DISPATCH_FETCH_ERROR = 0x3cu,
  ADDER_STATUS_SWEEPER_BAD_CONFIGURATION = 0x42u,
  ADDER_STATUS_SWEEPER_READ_ERROR = 0x43u,
  ADDER_STATUS_SWEEPER_WRITE_ERROR = 0x44u,
  ADDER_STATUS_SWEEPER_ORPHAN_TAIL = 0x45u,
  ADDER_STATUS_SWEEPER_ZERO_SIZE = 0x46u,
  ADDER_STATUS_SWEEPER_BEYOND_END = 0x47u,
  ADDER_STATUS_SWEEPER_OVERLAP = 0x48u,
  ADDER_STATUS_SWEEPER_BAD_HEADER = 0x49u,
  ADDER_STATUS_ALLOCATION_ZERO_SIZE = 0x51u,
  ADDER_STATUS_ALLOCATION_TOO_LARGE = 0x52u,
  ADDER_STATUS_ALLOCATION_CLASS_EMPTY = 0x53u,
  ADDER_STATUS_ALLOCATION_NURSERY_FULL = 0x54u,
  ADDER_STATUS_ALLOCATOR_BAD_RANGE = 0x5au,
  ADDER_STATUS_SEQUENCER_BAD_COMMAND = 0x60u,
  ADDER_STATUS_SEQUENCER_WRITE_ERROR = 0x61u,
  ADDER_STATUS_SEQUENCER_BUDGET = 0x62u,
  ADDER_STATUS_SEQUENCER_INTERRUPTED = 0x63u,
  ADDER_STATUS_SEQUENCER_UNKNOWN_OPCODE = 0x64u,
  ADDER_STATUS_SEQUENCER_FETCH_ERROR = 0x65u,
  ADDER_STATUS_SEQUENCER_BAD_OPERAND = 0x66u,
  ADDER_STATUS_SEQUENCER_UNSUPPORTED = 0x67u,
  ADDER_STATUS_SEQUENCER_STACK_UNDERFLOW = 0x68u,
  ADDER_STATUS_SEQUENCER_STACK_OVERFLOW = 0x69u,
  ADDER_STATUS_SEQUENCER_BAD_INDEX = 0x6au,
  ADDER_STATUS_SEQUENCER_READ_ERROR = 0x6bu,
  ADDER_STATUS_SEQUENCER_UNBOUND_LOCAL = 0x6cu,
  ADDER_STATUS_SEQUENCER_TYPE_MISMATCH = 0x6du,
  ADDER_STATUS_SEQUENCER_FLOAT = 0x6eu,
  ADDER_STATUS_SEQUENCER_DIVIDE_BY_ZERO = 0x6fu,
  ADDER_STATUS_SEQUENCER_NEGATIVE_SHIFT = 0x70u,
  ADDER_STATUS_SEQUENCER_OVERFLOW = 0x71u,
  ADDER_STATUS_CACHE_HIT = 0x80u,
  ADDER_STATUS_LAST = 0xff
};

/* Operations of commands. */
enum adder_operation {
  ADDER_OPERATION_BOXING_BOX_INT = 0x00u,
  ADDER_OPERATION_BOXING_BOX_FLOAT = 0x01u,
  ADDER_OPERATION_BOXING_BOX_BOOL = 0x02u,
  ADDER_OPERATION_BOXING_BOX_NONE = 0x03u,
  ADDER_OPERATION_BOXING_UNBOX_INT = 0x04u,
  ADDER_OPERATION_BOXING_UNBOX_FLOAT = 0x05u,
  ADDER_OPERATION_BOXING_UNBOX_BOOL = 0x06u,
  ADDER_OPERATION_BOXING_TYPE_OF = 0x07u,
  ADDER_OPERATION_BOXING_ADD = 0x08u,
  ADDER_OPERATION_BOXING_SUB = 0x09u,
  ADDER_OPERATION_BOXING_NEG = 0x0au,
  ADDER_OPERATION_BOXING_INVERT = 0x0bu,
  ADDER_OPERATION_BOXING_BIT_AND = 0x0cu,
  ADDER_OPERATION_BOXING_BIT_OR = 0x0du,
  ADDER_OPERATION_BOXING_BIT_XOR = 0x0eu,
  ADDER_OPERATION_BOXING_TRUTH = 0x0fu,
  ADDER_OPERATION_BOXING_SHIFT_LEFT = 0x10u,
  ADDER_OPERATION_BOXING_SHIFT_RIGHT = 0x11u,
  ADDER_OPERATION_BOXING_IS = 0x12u,
  ADDER_OPERATION_BOXING_IS_NOT = 0x13u,
  ADDER_OPERATION_BOXING_MUL = 0x14u,
  ADDER_OPERATION_BOXING_FLOOR_DIV = 0x15u,
  ADDER_OPERATION_BOXING_MODULO = 0x16u,
  ADDER_OPERATION_BOXING_LT = 0x18u,
  ADDER_OPERATION_BOXING_LE = 0x19u,
  ADDER_OPERATION_BOXING_EQ = 0x1au,
  ADDER_OPERATION_BOXING_NE = 0x1bu,
  ADDER_OPERATION_BOXING_GT = 0x1cu,
  ADDER_OPERATION_BOXING_GE = 0x1du,
  ADDER_OPERATION_CACHE_LOOKUP = 0x20u,
  ADDER_OPERATION_CACHE_FILL = 0x21u,
  ADDER_OPERATION_CACHE_OPEN_GUARD = 0x22u,
  ADDER_OPERATION_CACHE_RELEASE_GUARD = 0x23u,
  ADDER_OPERATION_CACHE_INVALIDATE_SITE = 0x24u,
  ADDER_OPERATION_CACHE_INVALIDATE_SHAPE = 0x25u,
  ADDER_OPERATION_CACHE_INVALIDATE_CONTEXT = 0x26u,
  ADDER_OPERATION_CACHE_FLUSH = 0x27u,
  ADDER_OPERATION_SEQUENCER_RUN = 0x40u,
  ADDER_OPERATION_MARKER_MARK = 0x60u,
  ADDER_OPERATION_MARKER_ROOT = 0x61u,
  ADDER_OPERATION_SWEEPER_SWEEP = 0x68u,
  ADDER_OPERATION_SWEEPER_CLEAR_MARKS = 0x69u,
  ADDER_OPERATION_SWEEPER_REPORT = 0x6au,
  ADDER_OPERATION_SWEEPER_FINALISER = 0x6cu,
  ADDER_OPERATION_ALLOCATOR_ALLOCATE = 0x80u,
  ADDER_OPERATION_ALLOCATOR_FREE = 0x81u,
  ADDER_OPERATION_ALLOCATOR_GIVE = 0x82u,
  ADDER_OPERATION_ALLOCATOR_SURPLUS = 0x83u,
  ADDER_OPERATION_ALLOCATOR_SET_NURSERY = 0x84u,
  ADDER_OPERATION_ALLOCATOR_FLUSH = 0x85u,
  ADDER_OPERATION_ALLOCATOR_DROP = 0x86u,
  ADDER_OPERATION_BARRIER_STORE = 0xa0u,
  ADDER_OPERATION_BARRIER_REMEMBERED = 0xa1u,
  ADDER_OPERATION_BARRIER_SET_RANGES = 0xa2u,
  ADDER_OPERATION_BARRIER_CLEAR = 0xa3u,
  ADDER_OPERATION_BARRIER_DRAIN = 0xa4u,
  ADDER_OPERATION_REFCOUNT_INCREMENT = 0xb0u,
  ADDER_OPERATION_REFCOUNT_DECREMENT = 0xb1u,
  ADDER_OPERATION_REFCOUNT_ZERO = 0xb2u,
  ADDER_OPERATION_REFCOUNT_REFUSED = 0xb3u,
  ADDER_OPERATION_REFCOUNT_DRAIN = 0xb4u,
  ADDER_OPERATION_REFCOUNT_SET_HEAP = 0xb5u,
  ADDER_OPERATION_REGISTER_READ = 0xf0u,
  ADDER_OPERATION_REGISTER_WRITE = 0xf1u,
  ADDER_OPERATION_LAST = 0xff
};

/* Blocks that are in: bits of the register blocks and of adder_clear_counters. */
#define ADDER_BLOCK_BOXING 0x00000001u
#define ADDER_BLOCK_CACHE 0x00000002u
#define ADDER_BLOCK_DISPATCH 0x00000004u
#define ADDER_BLOCK_SEQUENCER 0x00000008u
#define ADDER_BLOCK_MARKER 0x00000010u
#define ADDER_BLOCK_SWEEPER 0x00000020u
#define ADDER_BLOCK_ALLOCATOR 0x00000040u
#define ADDER_BLOCK_BARRIER 0x00000080u
#define ADDER_BLOCK_REFCOUNT 0x00000100u

/* Interrupts: bits of adder_interrupts, adder_enable_interrupts and adder_clear_interrupts. */
#define ADDER_INTERRUPT_RESPONSE 0x00000001u /* a response to a command that was submitted through registers waits */
#define ADDER_INTERRUPT_SEQUENCER 0x00000002u /* the sequencer has stopped */
#define ADDER_INTERRUPT_MARKER 0x00000004u /* a marking has ended */
#define ADDER_INTERRUPT_SWEEPER 0x00000008u /* a command of the sweeper has ended */
#define ADDER_INTERRUPT_FINALISER 0x00000020u /* a dead object with a finaliser waits */
#define ADDER_INTERRUPT_SURPLUS 0x00000040u /* memory that is the host's again waits */
#define ADDER_INTERRUPT_REMEMBERED 0x00000080u /* the write barrier's buffer holds barrier_threshold entries or more */
#define ADDER_INTERRUPT_ZERO 0x00000100u /* a count that reached zero waits */
#define ADDER_INTERRUPT_REFUSED 0x00000200u /* a change of a count that could not be made waits */

/* Registers: offsets in bytes. */
#define ADDER_REGISTER_MAGIC 0x000u /* Tells that this is an accelerator of Adder */
#define ADDER_REGISTER_VERSION 0x004u /* Version of this register map */
#define ADDER_REGISTER_BLOCKS 0x008u /* Which blocks are in */
#define ADDER_REGISTER_WIDTHS 0x00cu /* Widths in bits */
#define ADDER_REGISTER_SIZES 0x010u /* Sizes of the command interface */
#define ADDER_REGISTER_CACHE_SIZES 0x014u /* Sizes of the inline-cache table */
#define ADDER_REGISTER_CACHE_WIDTHS 0x018u /* Widths of the fields of the inline-cache table, in bits */
#define ADDER_REGISTER_INTERRUPT_STATUS 0x040u /* What asks for attention, masked or not. Writing 1 ends an event; a level ends with its cause */
#define ADDER_REGISTER_INTERRUPT_MASK 0x044u /* Which of them raise the line irq */
#define ADDER_REGISTER_COMMAND_A 0x050u /* First word of the next command */
#define ADDER_REGISTER_COMMAND_B 0x058u /* Second word of the next command */
#define ADDER_REGISTER_COMMAND_SUBMIT 0x060u /* Submits a command with these words; an error, and no command, while command_state.ready is 0 */
#define ADDER_REGISTER_COMMAND_STATE 0x064u /* Whether a command can be submitted */
#define ADDER_REGISTER_RESPONSE 0x068u /* Takes the oldest response: its status and tag here, its word in response_word */
#define ADDER_REGISTER_RESPONSE_WORD 0x070u /* Word of the response taken last */
#define ADDER_REGISTER_COUNTER_SELECT 0x080u /* Which performance counter counter_value reads */
#define ADDER_REGISTER_COUNTER_VALUE 0x084u /* The selected counter; 0 where there is none */
#define ADDER_REGISTER_COUNTER_CLEAR 0x088u /* Writing 1 makes all counters of a block 0 */
#define ADDER_REGISTER_CACHE_CONTEXT 0x100u /* Context of lookups, fills and invalidations */
#define ADDER_REGISTER_CACHE_VALUE 0x108u /* Value of the next fills */
#define ADDER_REGISTER_CACHE_KIND 0x110u /* Kind of the next fills */
#define ADDER_REGISTER_CACHE_GUARD 0x114u /* The guard under which the next fills stand */
#define ADDER_REGISTER_DISPATCH_CONTROL 0x140u /* What the dispatch unit stops for */
#define ADDER_REGISTER_DISPATCH_STATE 0x144u /* What the dispatch unit does */
#define ADDER_REGISTER_DISPATCH_PC 0x148u /* Address of the first instruction that was not taken */
#define ADDER_REGISTER_SEQUENCER_STACK_BASE 0x180u /* Lowest word of the value stack */
#define ADDER_REGISTER_SEQUENCER_STACK_WORDS 0x184u /* Words of the value stack */
#define ADDER_REGISTER_SEQUENCER_LOCALS_BASE 0x188u /* Local variable 0 */
#define ADDER_REGISTER_SEQUENCER_LOCALS_WORDS 0x18cu /* Number of local variables */
#define ADDER_REGISTER_SEQUENCER_CONSTANTS_BASE 0x190u /* Constant 0 */
#define ADDER_REGISTER_SEQUENCER_CONSTANTS_WORDS 0x194u /* Number of constants */
#define ADDER_REGISTER_SEQUENCER_BUDGET 0x198u /* Most bytecodes to execute; 0: no limit */
#define ADDER_REGISTER_SEQUENCER_STACK_POINTER 0x1a0u /* Hand-over of the last run: the stack pointer */
#define ADDER_REGISTER_SEQUENCER_OPCODE 0x1a4u /* Opcode of the bytecode that was not executed */
#define ADDER_REGISTER_SEQUENCER_OPERAND 0x1a8u /* Its operand */
#define ADDER_REGISTER_SEQUENCER_NEXT_PC 0x1acu /* Address of the bytecode after it */
#define ADDER_REGISTER_SEQUENCER_TARGET 0x1b0u /* Where it jumps */
#define ADDER_REGISTER_SEQUENCER_HANDLER 0x1b4u /* Its handler */
#define ADDER_REGISTER_HEAP_BASE 0x200u /* The heap: its first byte */
#define ADDER_REGISTER_HEAP_END 0x204u /* The heap: the byte after its last */
#define ADDER_REGISTER_MARK_BASE 0x208u /* First byte of the allocation table, or of the bitmap of marks */
#define ADDER_REGISTER_MARKER_SPILL_BASE 0x20cu /* Room for the work queue: its first byte */
#define ADDER_REGISTER_MARKER_SPILL_END 0x210u /* Room for the work queue: the byte after its last */
#define ADDER_REGISTER_MARKER_CONTROL 0x214u /* Holds the marker */
#define ADDER_REGISTER_MARKER_STATE 0x218u /* What the marker does */
#define ADDER_REGISTER_MARKER_ADDRESS 0x220u /* Last marking: where the trouble is */
#define ADDER_REGISTER_MARKER_OBJECTS 0x224u /* Last marking: objects marked */
#define ADDER_REGISTER_MARKER_WORDS 0x228u /* Last marking: words examined */
#define ADDER_REGISTER_MARKER_HIGH_WATER 0x22cu /* Last marking: most entries of the work queue */
#define ADDER_REGISTER_MARKER_STALL_CYCLES 0x230u /* Last marking: cycles in which nothing was transferred at its memory port */
#define ADDER_REGISTER_FINALISER_BASE 0x240u /* Address of the finaliser bits */
#define ADDER_REGISTER_ALLOCATOR_CONTROL 0x280u /* How the allocator treats runs */
#define ADDER_REGISTER_ALLOCATOR_NURSERY_NEXT 0x284u /* The next address that the nursery gives */
#define ADDER_REGISTER_ALLOCATOR_NURSERY_GRANULES 0x288u /* What is left of the nursery */
#define ADDER_REGISTER_ALLOCATOR_SURPLUS 0x28cu /* Memory taken by allocator_surplus last */
#define ADDER_REGISTER_BARRIER_YOUNG_BASE 0x2c0u /* The nursery: its first byte */
#define ADDER_REGISTER_BARRIER_YOUNG_LIMIT 0x2c4u /* The nursery: the byte after its last */
#define ADDER_REGISTER_BARRIER_OLD_BASE 0x2c8u /* Old objects: the first byte */
#define ADDER_REGISTER_BARRIER_OLD_LIMIT 0x2ccu /* Old objects: the byte after the last */
#define ADDER_REGISTER_BARRIER_OBJECT 0x2d0u /* The object that the next stores write to */
#define ADDER_REGISTER_BARRIER_THRESHOLD 0x2d4u /* Entries from which on the interrupt remembered is high */
#define ADDER_REGISTER_BARRIER_LEVEL 0x2d8u /* Entries in the buffer */
#define ADDER_REGISTER_REFCOUNT_HEAP_BASE 0x300u /* Where headers may be: the first byte */
#define ADDER_REGISTER_REFCOUNT_HEAP_LIMIT 0x304u /* Where headers may be: the byte after the last */
#define ADDER_REGISTER_REFCOUNT_ZERO 0x308u /* Count taken by refcount_zero last */
#define ADDER_REGISTER_REFCOUNT_REFUSED 0x30cu /* Change taken by refcount_refused last */
#define ADDER_REGISTER_JUMP_TABLE 0x800u /* Handlers by opcode (256 of them) */

/* Fields of registers: (word >> SHIFT) & MASK. */
#define ADDER_VERSION_MINOR_SHIFT 0u
#define ADDER_VERSION_MINOR_MASK 0xffffu /* additions that no driver needs to know */
#define ADDER_VERSION_MAJOR_SHIFT 16u
#define ADDER_VERSION_MAJOR_MASK 0xffffu /* changes that a driver must know */
#define ADDER_BLOCKS_BOXING_SHIFT 0u
#define ADDER_BLOCKS_BOXING_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_CACHE_SHIFT 1u
#define ADDER_BLOCKS_CACHE_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_DISPATCH_SHIFT 2u
#define ADDER_BLOCKS_DISPATCH_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_SEQUENCER_SHIFT 3u
#define ADDER_BLOCKS_SEQUENCER_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_MARKER_SHIFT 4u
#define ADDER_BLOCKS_MARKER_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_SWEEPER_SHIFT 5u
#define ADDER_BLOCKS_SWEEPER_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_ALLOCATOR_SHIFT 6u
#define ADDER_BLOCKS_ALLOCATOR_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_BARRIER_SHIFT 7u
#define ADDER_BLOCKS_BARRIER_MASK 0x1u /* 1: the block is in */
#define ADDER_BLOCKS_REFCOUNT_SHIFT 8u
#define ADDER_BLOCKS_REFCOUNT_MASK 0x1u /* 1: the block is in */
#define ADDER_WIDTHS_WORD_SHIFT 0u
#define ADDER_WIDTHS_WORD_MASK 0xffu /* of a value, and of the two words of a command */
#define ADDER_WIDTHS_ADDRESS_SHIFT 8u
#define ADDER_WIDTHS_ADDRESS_MASK 0xffu /* of an address in memory */
#define ADDER_WIDTHS_MEMORY_SHIFT 16u
#define ADDER_WIDTHS_MEMORY_MASK 0xffu /* of a word of the memory port */
#define ADDER_WIDTHS_COUNTER_SHIFT 24u
#define ADDER_WIDTHS_COUNTER_MASK 0xffu /* of a performance counter; 0: none */
#define ADDER_SIZES_FORMAT_SHIFT 0u
#define ADDER_SIZES_FORMAT_MASK 0xfu /* 0 micropython, 1 micropython-1.9.2, 2 nan-boxing */
#define ADDER_SIZES_TAG_SHIFT 4u
#define ADDER_SIZES_TAG_MASK 0xfu /* bits of a tag */
#define ADDER_SIZES_PORT_QUEUE_SHIFT 8u
#define ADDER_SIZES_PORT_QUEUE_MASK 0xffu /* responseQueueDepth */
#define ADDER_SIZES_REGISTER_QUEUE_SHIFT 16u
#define ADDER_SIZES_REGISTER_QUEUE_MASK 0xffu /* registerQueueDepth */
#define ADDER_CACHE_SIZES_SETS_SHIFT 0u
#define ADDER_CACHE_SIZES_SETS_MASK 0xfu /* log2 of cacheSets */
#define ADDER_CACHE_SIZES_WAYS_SHIFT 4u
#define ADDER_CACHE_SIZES_WAYS_MASK 0xfu /* log2 of cacheWays */
#define ADDER_CACHE_SIZES_GUARDS_SHIFT 8u
#define ADDER_CACHE_SIZES_GUARDS_MASK 0x7fu /* cacheGuards */
#define ADDER_CACHE_SIZES_VERSION_SHIFT 16u
#define ADDER_CACHE_SIZES_VERSION_MASK 0x1fu /* cacheVersionBits */
#define ADDER_CACHE_SIZES_KIND_SHIFT 28u
#define ADDER_CACHE_SIZES_KIND_MASK 0xfu /* cacheKindBits */
#define ADDER_CACHE_WIDTHS_CONTEXT_SHIFT 0u
#define ADDER_CACHE_WIDTHS_CONTEXT_MASK 0xffu /* cacheContextBits */
#define ADDER_CACHE_WIDTHS_SITE_SHIFT 8u
#define ADDER_CACHE_WIDTHS_SITE_MASK 0xffu /* cacheSiteBits */
#define ADDER_CACHE_WIDTHS_SHAPE_SHIFT 16u
#define ADDER_CACHE_WIDTHS_SHAPE_MASK 0xffu /* cacheShapeBits */
#define ADDER_CACHE_WIDTHS_VALUE_SHIFT 24u
#define ADDER_CACHE_WIDTHS_VALUE_MASK 0xffu /* cacheValueBits */
#define ADDER_INTERRUPT_STATUS_RESPONSE_SHIFT 0u
#define ADDER_INTERRUPT_STATUS_RESPONSE_MASK 0x1u /* a response to a command that was submitted through registers waits */
#define ADDER_INTERRUPT_STATUS_SEQUENCER_SHIFT 1u
#define ADDER_INTERRUPT_STATUS_SEQUENCER_MASK 0x1u /* the sequencer has stopped */
#define ADDER_INTERRUPT_STATUS_MARKER_SHIFT 2u
#define ADDER_INTERRUPT_STATUS_MARKER_MASK 0x1u /* a marking has ended */
#define ADDER_INTERRUPT_STATUS_SWEEPER_SHIFT 3u
#define ADDER_INTERRUPT_STATUS_SWEEPER_MASK 0x1u /* a command of the sweeper has ended */
#define ADDER_INTERRUPT_STATUS_FINALISER_SHIFT 5u
#define ADDER_INTERRUPT_STATUS_FINALISER_MASK 0x1u /* a dead object with a finaliser waits */
#define ADDER_INTERRUPT_STATUS_SURPLUS_SHIFT 6u
#define ADDER_INTERRUPT_STATUS_SURPLUS_MASK 0x1u /* memory that is the host's again waits */
#define ADDER_INTERRUPT_STATUS_REMEMBERED_SHIFT 7u
#define ADDER_INTERRUPT_STATUS_REMEMBERED_MASK 0x1u /* the write barrier's buffer holds barrier_threshold entries or more */
#define ADDER_INTERRUPT_STATUS_ZERO_SHIFT 8u
#define ADDER_INTERRUPT_STATUS_ZERO_MASK 0x1u /* a count that reached zero waits */
#define ADDER_INTERRUPT_STATUS_REFUSED_SHIFT 9u
#define ADDER_INTERRUPT_STATUS_REFUSED_MASK 0x1u /* a change of a count that could not be made waits */
#define ADDER_INTERRUPT_MASK_RESPONSE_SHIFT 0u
#define ADDER_INTERRUPT_MASK_RESPONSE_MASK 0x1u /* 1: a response to a command that was submitted through registers waits */
#define ADDER_INTERRUPT_MASK_SEQUENCER_SHIFT 1u
#define ADDER_INTERRUPT_MASK_SEQUENCER_MASK 0x1u /* 1: the sequencer has stopped */
#define ADDER_INTERRUPT_MASK_MARKER_SHIFT 2u
#define ADDER_INTERRUPT_MASK_MARKER_MASK 0x1u /* 1: a marking has ended */
#define ADDER_INTERRUPT_MASK_SWEEPER_SHIFT 3u
#define ADDER_INTERRUPT_MASK_SWEEPER_MASK 0x1u /* 1: a command of the sweeper has ended */
#define ADDER_INTERRUPT_MASK_FINALISER_SHIFT 5u
#define ADDER_INTERRUPT_MASK_FINALISER_MASK 0x1u /* 1: a dead object with a finaliser waits */
#define ADDER_INTERRUPT_MASK_SURPLUS_SHIFT 6u
#define ADDER_INTERRUPT_MASK_SURPLUS_MASK 0x1u /* 1: memory that is the host's again waits */
#define ADDER_INTERRUPT_MASK_REMEMBERED_SHIFT 7u
#define ADDER_INTERRUPT_MASK_REMEMBERED_MASK 0x1u /* 1: the write barrier's buffer holds barrier_threshold entries or more */
#define ADDER_INTERRUPT_MASK_ZERO_SHIFT 8u
#define ADDER_INTERRUPT_MASK_ZERO_MASK 0x1u /* 1: a count that reached zero waits */
#define ADDER_INTERRUPT_MASK_REFUSED_SHIFT 9u
#define ADDER_INTERRUPT_MASK_REFUSED_MASK 0x1u /* 1: a change of a count that could not be made waits */
#define ADDER_COMMAND_SUBMIT_OPERATION_SHIFT 0u
#define ADDER_COMMAND_SUBMIT_OPERATION_MASK 0xffu /* code from the table of operations */
#define ADDER_COMMAND_SUBMIT_TAG_SHIFT 8u
#define ADDER_COMMAND_SUBMIT_TAG_MASK 0xfu /* comes back with the response */
#define ADDER_COMMAND_STATE_READY_SHIFT 0u
#define ADDER_COMMAND_STATE_READY_MASK 0x1u /* 1: command_submit takes a command */
#define ADDER_COMMAND_STATE_WAITING_SHIFT 1u
#define ADDER_COMMAND_STATE_WAITING_MASK 0x1u /* 1: a submitted command was not yet taken by its block */
#define ADDER_COMMAND_STATE_OUTSTANDING_SHIFT 8u
#define ADDER_COMMAND_STATE_OUTSTANDING_MASK 0xffu /* commands submitted whose response was not yet read */
#define ADDER_RESPONSE_STATUS_SHIFT 0u
#define ADDER_RESPONSE_STATUS_MASK 0xffu /* code from the table of statuses; 0 without a response */
#define ADDER_RESPONSE_TAG_SHIFT 8u
#define ADDER_RESPONSE_TAG_MASK 0xfu /* that of the command; 0 without a response */
#define ADDER_RESPONSE_VALID_SHIFT 31u
#define ADDER_RESPONSE_VALID_MASK 0x1u /* 0: there was no response, and nothing changed */
#define ADDER_COUNTER_SELECT_INDEX_SHIFT 0u
#define ADDER_COUNTER_SELECT_INDEX_MASK 0x1fu /* number of the counter in its block */
#define ADDER_COUNTER_SELECT_BLOCK_SHIFT 8u
#define ADDER_COUNTER_SELECT_BLOCK_MASK 0xfu /* number of the block: its bit in blocks */
#define ADDER_COUNTER_CLEAR_BOXING_SHIFT 0u
#define ADDER_COUNTER_CLEAR_BOXING_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_CACHE_SHIFT 1u
#define ADDER_COUNTER_CLEAR_CACHE_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_DISPATCH_SHIFT 2u
#define ADDER_COUNTER_CLEAR_DISPATCH_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_SEQUENCER_SHIFT 3u
#define ADDER_COUNTER_CLEAR_SEQUENCER_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_MARKER_SHIFT 4u
#define ADDER_COUNTER_CLEAR_MARKER_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_SWEEPER_SHIFT 5u
#define ADDER_COUNTER_CLEAR_SWEEPER_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_ALLOCATOR_SHIFT 6u
#define ADDER_COUNTER_CLEAR_ALLOCATOR_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_BARRIER_SHIFT 7u
#define ADDER_COUNTER_CLEAR_BARRIER_MASK 0x1u /* clears its counters */
#define ADDER_COUNTER_CLEAR_REFCOUNT_SHIFT 8u
#define ADDER_COUNTER_CLEAR_REFCOUNT_MASK 0x1u /* clears its counters */
#define ADDER_CACHE_GUARD_GUARD_SHIFT 0u
#define ADDER_CACHE_GUARD_GUARD_MASK 0xffu /* its number */
#define ADDER_CACHE_GUARD_VERSION_SHIFT 8u
#define ADDER_CACHE_GUARD_VERSION_MASK 0xffu /* its version */
#define ADDER_CACHE_GUARD_GUARDED_SHIFT 31u
#define ADDER_CACHE_GUARD_GUARDED_MASK 0x1u /* 0: the fills stand under no guard */
#define ADDER_DISPATCH_CONTROL_INTERRUPT_SHIFT 0u
#define ADDER_DISPATCH_CONTROL_INTERRUPT_MASK 0x1u /* 1: before the next backward jump or call */
#define ADDER_DISPATCH_CONTROL_SINGLE_STEP_SHIFT 1u
#define ADDER_DISPATCH_CONTROL_SINGLE_STEP_MASK 0x1u /* 1: after each instruction */
#define ADDER_DISPATCH_STATE_RUNNING_SHIFT 0u
#define ADDER_DISPATCH_STATE_RUNNING_MASK 0x1u /* 1: instructions may come */
#define ADDER_MARKER_CONTROL_PAUSE_SHIFT 0u
#define ADDER_MARKER_CONTROL_PAUSE_MASK 0x1u /* 1: no new memory request */
#define ADDER_MARKER_STATE_PAUSED_SHIFT 0u
#define ADDER_MARKER_STATE_PAUSED_MASK 0x1u /* 1: held, and nothing in flight */
#define ADDER_ALLOCATOR_CONTROL_REFILL_NURSERY_SHIFT 0u
#define ADDER_ALLOCATOR_CONTROL_REFILL_NURSERY_MASK 0x1u /* 1: runs may become the nursery */
#define ADDER_ALLOCATOR_SURPLUS_GRANULES_SHIFT 0u
#define ADDER_ALLOCATOR_SURPLUS_GRANULES_MASK 0xfffffffu /* its length */
#define ADDER_ALLOCATOR_SURPLUS_REASON_SHIFT 29u
#define ADDER_ALLOCATOR_SURPLUS_REASON_MASK 0x7u /* why it is the host's again */
#define ADDER_REFCOUNT_ZERO_SETTLED_SHIFT 0u
#define ADDER_REFCOUNT_ZERO_SETTLED_MASK 0x1u /* 1: no change of it was pending, the object is dead */
#define ADDER_REFCOUNT_REFUSED_CHANGE_SHIFT 0u
#define ADDER_REFCOUNT_REFUSED_CHANGE_MASK 0xffffu /* the net change, sign-extended */
#define ADDER_REFCOUNT_REFUSED_REASON_SHIFT 16u
#define ADDER_REFCOUNT_REFUSED_REASON_MASK 0x7u /* why: code from the refcount buffer's table */
#define ADDER_JUMP_TABLE_HANDLER_SHIFT 0u
#define ADDER_JUMP_TABLE_HANDLER_MASK 0xffffffffu /* address of the opcode's handler */

/* What the registers of the configuration read, in the accelerator that this file was made for. */
#define ADDER_BLOCKS_EXPECTED 0x000001ffu
#define ADDER_WIDTHS_EXPECTED 0x20202020u
#define ADDER_SIZES_EXPECTED 0x00040840u
#define ADDER_CACHE_SIZES_EXPECTED 0x30081026u
#define ADDER_CACHE_WIDTHS_EXPECTED 0x20201010u

/* An accelerator at an address. */
struct adder {
  uintptr_t base;
};

struct adder_response {
  adder_word word;
  uint32_t status; /* enum adder_status, or ADDER_STATUS_CACHE_HIT plus a kind */
  uint32_t tag;
};

/*
 * The bus.
 */

#ifdef ADDER_BUS
uint32_t adder_bus_read(uintptr_t address);
void adder_bus_write(uintptr_t address, uint32_t value);
#else
static inline uint32_t adder_bus_read(uintptr_t address) {
  return *(volatile uint32_t *)address;
}
static inline void adder_bus_write(uintptr_t address, uint32_t value) {
  *(volatile uint32_t *)address = value;
}
#endif

/* Reads and writes before it are done, for the accelerator too, before those after it. */
static inline void adder_fence(void) {
#if defined(__riscv)
  __asm__ volatile("fence iorw, iorw" ::: "memory");
#elif defined(__GNUC__)
  __asm__ volatile("" ::: "memory");
#endif
}

static inline uint32_t adder_read(const struct adder *adder, uint32_t offset) {
  return adder_bus_read(adder->base + offset);
}

static inline void adder_write(const struct adder *adder, uint32_t offset, uint32_t value) {
  adder_bus_write(adder->base + offset, value);
}

/* A value of up to 64 bits in two registers. */
static inline uint64_t adder_read_wide(const struct adder *adder, uint32_t offset) {
  uint64_t low = adder_read(adder, offset);
  return (uint64_t)adder_read(adder, offset + 4u) << 32 | low;
}

static inline void adder_write_wide(const struct adder *adder, uint32_t offset, uint64_t value) {
  adder_write(adder, offset, (uint32_t)value);
  adder_write(adder, offset + 4u, (uint32_t)(value >> 32));
}

/*
 * Is it there, and is it the one that this file was made for?
 */

enum adder_probe {
  ADDER_PROBE_OK,
  ADDER_PROBE_NOT_FOUND,    /* no accelerator is at this address */
  ADDER_PROBE_VERSION,      /* its register map is another one */
  ADDER_PROBE_CONFIGURATION /* it has other blocks or other sizes */
};

static inline enum adder_probe adder_probe(const struct adder *adder) {
  if (adder_read(adder, ADDER_REGISTER_MAGIC) != ADDER_MAGIC) return ADDER_PROBE_NOT_FOUND;
  if (adder_read(adder, ADDER_REGISTER_VERSION) >> ADDER_VERSION_MAJOR_SHIFT != ADDER_MAJOR_VERSION) return ADDER_PROBE_VERSION;
  if (adder_read(adder, ADDER_REGISTER_BLOCKS) != ADDER_BLOCKS_EXPECTED) return ADDER_PROBE_CONFIGURATION;
  if (adder_read(adder, ADDER_REGISTER_WIDTHS) != ADDER_WIDTHS_EXPECTED) return ADDER_PROBE_CONFIGURATION;
  if (adder_read(adder, ADDER_REGISTER_SIZES) != ADDER_SIZES_EXPECTED) return ADDER_PROBE_CONFIGURATION;
  if (adder_read(adder, ADDER_REGISTER_CACHE_SIZES) != ADDER_CACHE_SIZES_EXPECTED) return ADDER_PROBE_CONFIGURATION;
  if (adder_read(adder, ADDER_REGISTER_CACHE_WIDTHS) != ADDER_CACHE_WIDTHS_EXPECTED) return ADDER_PROBE_CONFIGURATION;
  return ADDER_PROBE_OK;
}

/*
 * Commands. Several can be under way: submit them with tags of your own, and take the responses as they come, in any order.
 */

/* Submits a command; false where the accelerator has no place for one more: take a response first. */
static inline bool adder_submit(const struct adder *adder, enum adder_operation operation, adder_word a, adder_word b,
                                uint32_t tag) {
  uint32_t state = adder_read(adder, ADDER_REGISTER_COMMAND_STATE);
  if ((state >> ADDER_COMMAND_STATE_READY_SHIFT & ADDER_COMMAND_STATE_READY_MASK) == 0u) return false;
  adder_write(adder, ADDER_REGISTER_COMMAND_A, a);
  adder_write(adder, ADDER_REGISTER_COMMAND_B, b);
  adder_fence();
  adder_write(adder, ADDER_REGISTER_COMMAND_SUBMIT,
              (uint32_t)operation << ADDER_COMMAND_SUBMIT_OPERATION_SHIFT |
                  (tag & ADDER_COMMAND_SUBMIT_TAG_MASK) << ADDER_COMMAND_SUBMIT_TAG_SHIFT);
  return true;
}

/* Takes a response; false where there is none yet. */
static inline bool adder_poll(const struct adder *adder, struct adder_response *response) {
  uint32_t taken = adder_read(adder, ADDER_REGISTER_RESPONSE);
  if ((taken >> ADDER_RESPONSE_VALID_SHIFT & ADDER_RESPONSE_VALID_MASK) == 0u) return false;
  adder_fence();
  response->status = taken >> ADDER_RESPONSE_STATUS_SHIFT & ADDER_RESPONSE_STATUS_MASK;
  response->tag = taken >> ADDER_RESPONSE_TAG_SHIFT & ADDER_RESPONSE_TAG_MASK;
  response->word = adder_read(adder, ADDER_REGISTER_RESPONSE_WORD);
  return true;
}

/* How many commands were submitted whose responses were not taken. */
static inline uint32_t adder_outstanding(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_COMMAND_STATE) >> ADDER_COMMAND_STATE_OUTSTANDING_SHIFT &
         ADDER_COMMAND_STATE_OUTSTANDING_MASK;
}

/*
 * Does a command and waits for its response; gives its status, and its word where `word` is not a null pointer. No other
 * command may be under way.
 */
static inline uint32_t adder_command(const struct adder *adder, enum adder_operation operation, adder_word a, adder_word b,
                                     adder_word *word) {
  struct adder_response response;
  while (!adder_submit(adder, operation, a, b, 0)) {
  }
  while (!adder_poll(adder, &response)) {
  }
  if (word) *word = response.word;
  return response.status;
}

/* Makes a small integer of a machine integer; a: an integer; word: its word */
static inline uint32_t adder_boxing_box_int(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BOX_INT, a, 0, word);
}

/* Makes a word of a double; a: a double; word: its word */
static inline uint32_t adder_boxing_box_float(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BOX_FLOAT, a, 0, word);
}

/* Makes a bool; a: 0 or not; word: False or True */
static inline uint32_t adder_boxing_box_bool(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BOX_BOOL, a, 0, word);
}

/* Gives None; word: None */
static inline uint32_t adder_boxing_box_none(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BOX_NONE, 0, 0, word);
}

/* The integer in a word; a: a word; word: the integer */
static inline uint32_t adder_boxing_unbox_int(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_UNBOX_INT, a, 0, word);
}

/* The double in a word; a: a word; word: the double */
static inline uint32_t adder_boxing_unbox_float(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_UNBOX_FLOAT, a, 0, word);
}

/* The bool in a word; a: a word; word: 0 or 1 */
static inline uint32_t adder_boxing_unbox_bool(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_UNBOX_BOOL, a, 0, word);
}

/* The kind of a word; a: a word; word: its kind */
static inline uint32_t adder_boxing_type_of(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_TYPE_OF, a, 0, word);
}

/* Python's +; a: a word; b: a word; word: a + b */
static inline uint32_t adder_boxing_add(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_ADD, a, b, word);
}

/* Python's -; a: a word; b: a word; word: a - b */
static inline uint32_t adder_boxing_sub(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_SUB, a, b, word);
}

/* Python's unary -; a: a word; word: -a */
static inline uint32_t adder_boxing_neg(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_NEG, a, 0, word);
}

/* Python's ~; a: a word; word: ~a */
static inline uint32_t adder_boxing_invert(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_INVERT, a, 0, word);
}

/* Python's &; a: a word; b: a word; word: a & b */
static inline uint32_t adder_boxing_bit_and(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BIT_AND, a, b, word);
}

/* Python's bitwise or; a: a word; b: a word; word: a | b */
static inline uint32_t adder_boxing_bit_or(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BIT_OR, a, b, word);
}

/* Python's ^; a: a word; b: a word; word: a ^ b */
static inline uint32_t adder_boxing_bit_xor(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_BIT_XOR, a, b, word);
}

/* The truth value of a word; a: a word; word: 0 or 1 */
static inline uint32_t adder_boxing_truth(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_TRUTH, a, 0, word);
}

/* Python's <<; a: a word; b: a word; word: a << b */
static inline uint32_t adder_boxing_shift_left(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_SHIFT_LEFT, a, b, word);
}

/* Python's >>; a: a word; b: a word; word: a >> b */
static inline uint32_t adder_boxing_shift_right(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_SHIFT_RIGHT, a, b, word);
}

/* Python's is; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_is(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_IS, a, b, word);
}

/* Python's is not; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_is_not(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_IS_NOT, a, b, word);
}

/* Python's *; a: a word; b: a word; word: a * b */
static inline uint32_t adder_boxing_mul(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_MUL, a, b, word);
}

/* Python's //; a: a word; b: a word; word: a // b */
static inline uint32_t adder_boxing_floor_div(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_FLOOR_DIV, a, b, word);
}

/* Python's %; a: a word; b: a word; word: a % b */
static inline uint32_t adder_boxing_modulo(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_MODULO, a, b, word);
}

/* Python's <; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_lt(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_LT, a, b, word);
}

/* Python's <=; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_le(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_LE, a, b, word);
}

/* Python's ==; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_eq(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_EQ, a, b, word);
}

/* Python's !=; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_ne(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_NE, a, b, word);
}

/* Python's >; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_gt(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_GT, a, b, word);
}

/* Python's >=; a: a word; b: a word; word: a bool */
static inline uint32_t adder_boxing_ge(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BOXING_GE, a, b, word);
}

/* Looks up; the status is cache_miss, or 0x80 plus the kind of the entry; a: site; b: shape; word: value; reads cache_context */
static inline uint32_t adder_cache_lookup(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_CACHE_LOOKUP, a, b, word);
}

/* Enters an answer; a: site; b: shape; reads cache_context, cache_value, cache_kind, cache_guard */
static inline uint32_t adder_cache_fill(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_CACHE_FILL, a, b, 0);
}

/* Watches a range of addresses; a: first byte; b: last byte; word: guard (bits 7..0) and version (bits 23..8) */
static inline uint32_t adder_cache_open_guard(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_CACHE_OPEN_GUARD, a, b, word);
}

/* Ends a guard; a: guard (bits 7..0) and version (bits 23..8) */
static inline uint32_t adder_cache_release_guard(const struct adder *adder, adder_word a) {
  return adder_command(adder, ADDER_OPERATION_CACHE_RELEASE_GUARD, a, 0, 0);
}

/* Removes the entries of the context and site; a: site; reads cache_context */
static inline uint32_t adder_cache_invalidate_site(const struct adder *adder, adder_word a) {
  return adder_command(adder, ADDER_OPERATION_CACHE_INVALIDATE_SITE, a, 0, 0);
}

/* Removes the entries of a shape; b: shape */
static inline uint32_t adder_cache_invalidate_shape(const struct adder *adder, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_CACHE_INVALIDATE_SHAPE, 0, b, 0);
}

/* Removes the entries of the context; reads cache_context */
static inline uint32_t adder_cache_invalidate_context(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_CACHE_INVALIDATE_CONTEXT, 0, 0, 0);
}

/* Removes all entries, ends all guards */
static inline uint32_t adder_cache_flush(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_CACHE_FLUSH, 0, 0, 0);
}

/* Executes bytecodes up to the first that is the host's; the status says why it stopped; a: pc; b: stack pointer; word: pc, with every status; reads sequencer_stack_base, sequencer_stack_words, sequencer_locals_base, sequencer_locals_words, sequencer_constants_base, sequencer_constants_words, sequencer_budget */
static inline uint32_t adder_sequencer_run(const struct adder *adder, adder_word a, adder_word b, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_SEQUENCER_RUN, a, b, word);
}

/* Marks what the roots lead to; answered after the last root when all is marked; word: objects marked; reads heap_base, heap_end, mark_base, marker_spill_base, marker_spill_end */
static inline uint32_t adder_marker_mark(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_MARKER_MARK, 0, 0, word);
}

/* A root for the marking at work, or for the next; busy while the queue of roots is full; a: a word that may be a pointer; b: not 0: the last root */
static inline uint32_t adder_marker_root(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_MARKER_ROOT, a, b, 0);
}

/* Frees what is not marked, takes back the marks, gives the free runs; word: where the trouble is, with every status; reads heap_base, heap_end, mark_base, finaliser_base */
static inline uint32_t adder_sweeper_sweep(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_SWEEPER_SWEEP, 0, 0, word);
}

/* Takes back the marks and frees nothing; word: where the trouble is, with every status; reads heap_base, heap_end, mark_base, finaliser_base */
static inline uint32_t adder_sweeper_clear_marks(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_SWEEPER_CLEAR_MARKS, 0, 0, word);
}

/* Names the dead objects that have finalisers, and changes nothing; word: where the trouble is, with every status; reads heap_base, heap_end, mark_base, finaliser_base */
static inline uint32_t adder_sweeper_report(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_SWEEPER_REPORT, 0, 0, word);
}

/* Takes a dead object that has a finaliser, empty if none waits; word: its address */
static inline uint32_t adder_sweeper_finaliser(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_SWEEPER_FINALISER, 0, 0, word);
}

/* Gives memory away; a: bytes; word: address */
static inline uint32_t adder_allocator_allocate(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_ALLOCATE, a, 0, word);
}

/* Takes a block back; busy while what is the host's waits for it; a: address; b: granules */
static inline uint32_t adder_allocator_free(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_FREE, a, b, 0);
}

/* Gives a free run; busy while the allocator cannot take it; a: address; b: granules */
static inline uint32_t adder_allocator_give(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_GIVE, a, b, 0);
}

/* Takes memory that is the host's again, empty if none waits; word: its address; more in allocator_surplus */
static inline uint32_t adder_allocator_surplus(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_SURPLUS, 0, 0, word);
}

/* Makes a stretch of memory the nursery; a: address; b: granules */
static inline uint32_t adder_allocator_set_nursery(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_SET_NURSERY, a, b, 0);
}

/* Hands everything to the host, through allocator_surplus */
static inline uint32_t adder_allocator_flush(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_FLUSH, 0, 0, 0);
}

/* Forgets everything, before a sweep */
static inline uint32_t adder_allocator_drop(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_ALLOCATOR_DROP, 0, 0, 0);
}

/* A pointer store of the program; busy while the barrier cannot take it; a: slot; b: value; reads barrier_object */
static inline uint32_t adder_barrier_store(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_BARRIER_STORE, a, b, 0);
}

/* Takes the oldest entry of the buffer, empty if there is none; word: first address of the granule */
static inline uint32_t adder_barrier_remembered(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_BARRIER_REMEMBERED, 0, 0, word);
}

/* Says where young and old objects lie; reads barrier_young_base, barrier_young_limit, barrier_old_base, barrier_old_limit */
static inline uint32_t adder_barrier_set_ranges(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_BARRIER_SET_RANGES, 0, 0, 0);
}

/* Forgets what was remembered */
static inline uint32_t adder_barrier_clear(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_BARRIER_CLEAR, 0, 0, 0);
}

/* Answered when all that was remembered before is taken */
static inline uint32_t adder_barrier_drain(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_BARRIER_DRAIN, 0, 0, 0);
}

/* One reference more; busy while the buffer cannot take it; a: object */
static inline uint32_t adder_refcount_increment(const struct adder *adder, adder_word a) {
  return adder_command(adder, ADDER_OPERATION_REFCOUNT_INCREMENT, a, 0, 0);
}

/* One reference less; busy while the buffer cannot take it; a: object */
static inline uint32_t adder_refcount_decrement(const struct adder *adder, adder_word a) {
  return adder_command(adder, ADDER_OPERATION_REFCOUNT_DECREMENT, a, 0, 0);
}

/* Takes the oldest count that reached zero, empty if there is none; word: the object; refcount_zero.settled says whether it is dead */
static inline uint32_t adder_refcount_zero(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_REFCOUNT_ZERO, 0, 0, word);
}

/* Takes the oldest change that could not be made, empty if there is none; word: the object; more in refcount_refused */
static inline uint32_t adder_refcount_refused(const struct adder *adder, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_REFCOUNT_REFUSED, 0, 0, word);
}

/* Brings all net changes to memory; answered when all that comes of it was taken by refcount_zero and refcount_refused */
static inline uint32_t adder_refcount_drain(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_REFCOUNT_DRAIN, 0, 0, 0);
}

/* The same, and says where headers may be from then on; reads refcount_heap_base, refcount_heap_limit */
static inline uint32_t adder_refcount_set_heap(const struct adder *adder) {
  return adder_command(adder, ADDER_OPERATION_REFCOUNT_SET_HEAP, 0, 0, 0);
}

/* Reads a register, as the register bus does; a: offset of a register; word: what it reads */
static inline uint32_t adder_register_read(const struct adder *adder, adder_word a, adder_word *word) {
  return adder_command(adder, ADDER_OPERATION_REGISTER_READ, a, 0, word);
}

/* Writes a register, as the register bus does; a: offset of a register; b: bits 31..0: what to write */
static inline uint32_t adder_register_write(const struct adder *adder, adder_word a, adder_word b) {
  return adder_command(adder, ADDER_OPERATION_REGISTER_WRITE, a, b, 0);
}

/*
 * Registers that commands read, and those that tell something.
 */

/* Context of lookups, fills and invalidations */
static inline void adder_set_cache_context(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_CACHE_CONTEXT, value);
}

/* Value of the next fills */
static inline void adder_set_cache_value(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_CACHE_VALUE, value);
}

/* Kind of the next fills */
static inline void adder_set_cache_kind(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_CACHE_KIND, value);
}

/* The guard under which the next fills stand */
static inline void adder_set_cache_guard(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_CACHE_GUARD, value);
}

/* What the dispatch unit stops for */
static inline void adder_set_dispatch_control(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_DISPATCH_CONTROL, value);
}

/* Lowest word of the value stack */
static inline void adder_set_sequencer_stack_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_STACK_BASE, value);
}

/* Words of the value stack */
static inline void adder_set_sequencer_stack_words(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_STACK_WORDS, value);
}

/* Local variable 0 */
static inline void adder_set_sequencer_locals_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_LOCALS_BASE, value);
}

/* Number of local variables */
static inline void adder_set_sequencer_locals_words(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_LOCALS_WORDS, value);
}

/* Constant 0 */
static inline void adder_set_sequencer_constants_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_CONSTANTS_BASE, value);
}

/* Number of constants */
static inline void adder_set_sequencer_constants_words(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_CONSTANTS_WORDS, value);
}

/* Most bytecodes to execute; 0: no limit */
static inline void adder_set_sequencer_budget(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_SEQUENCER_BUDGET, value);
}

/* The heap: its first byte */
static inline void adder_set_heap_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_HEAP_BASE, value);
}

/* The heap: the byte after its last */
static inline void adder_set_heap_end(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_HEAP_END, value);
}

/* First byte of the allocation table, or of the bitmap of marks */
static inline void adder_set_mark_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_MARK_BASE, value);
}

/* Room for the work queue: its first byte */
static inline void adder_set_marker_spill_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_MARKER_SPILL_BASE, value);
}

/* Room for the work queue: the byte after its last */
static inline void adder_set_marker_spill_end(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_MARKER_SPILL_END, value);
}

/* Holds the marker */
static inline void adder_set_marker_control(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_MARKER_CONTROL, value);
}

/* Address of the finaliser bits */
static inline void adder_set_finaliser_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_FINALISER_BASE, value);
}

/* How the allocator treats runs */
static inline void adder_set_allocator_control(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_ALLOCATOR_CONTROL, value);
}

/* The nursery: its first byte */
static inline void adder_set_barrier_young_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_BARRIER_YOUNG_BASE, value);
}

/* The nursery: the byte after its last */
static inline void adder_set_barrier_young_limit(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_BARRIER_YOUNG_LIMIT, value);
}

/* Old objects: the first byte */
static inline void adder_set_barrier_old_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_BARRIER_OLD_BASE, value);
}

/* Old objects: the byte after the last */
static inline void adder_set_barrier_old_limit(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_BARRIER_OLD_LIMIT, value);
}

/* The object that the next stores write to */
static inline void adder_set_barrier_object(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_BARRIER_OBJECT, value);
}

/* Entries from which on the interrupt remembered is high */
static inline void adder_set_barrier_threshold(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_BARRIER_THRESHOLD, value);
}

/* Where headers may be: the first byte */
static inline void adder_set_refcount_heap_base(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_REFCOUNT_HEAP_BASE, value);
}

/* Where headers may be: the byte after the last */
static inline void adder_set_refcount_heap_limit(const struct adder *adder, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_REFCOUNT_HEAP_LIMIT, value);
}

/* Handlers by opcode */
static inline void adder_set_jump_table(const struct adder *adder, uint32_t index, uint32_t value) {
  adder_write(adder, ADDER_REGISTER_JUMP_TABLE + 4u * index, value);
}

static inline uint32_t adder_get_blocks(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BLOCKS);
}

static inline uint32_t adder_get_widths(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_WIDTHS);
}

static inline uint32_t adder_get_sizes(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SIZES);
}

static inline uint32_t adder_get_cache_sizes(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_CACHE_SIZES);
}

static inline uint32_t adder_get_cache_widths(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_CACHE_WIDTHS);
}

static inline uint32_t adder_get_cache_context(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_CACHE_CONTEXT);
}

static inline uint32_t adder_get_cache_value(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_CACHE_VALUE);
}

static inline uint32_t adder_get_cache_kind(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_CACHE_KIND);
}

static inline uint32_t adder_get_cache_guard(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_CACHE_GUARD);
}

static inline uint32_t adder_get_dispatch_control(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_DISPATCH_CONTROL);
}

static inline uint32_t adder_get_dispatch_state(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_DISPATCH_STATE);
}

static inline uint32_t adder_get_dispatch_pc(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_DISPATCH_PC);
}

static inline uint32_t adder_get_sequencer_stack_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_STACK_BASE);
}

static inline uint32_t adder_get_sequencer_stack_words(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_STACK_WORDS);
}

static inline uint32_t adder_get_sequencer_locals_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_LOCALS_BASE);
}

static inline uint32_t adder_get_sequencer_locals_words(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_LOCALS_WORDS);
}

static inline uint32_t adder_get_sequencer_constants_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_CONSTANTS_BASE);
}

static inline uint32_t adder_get_sequencer_constants_words(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_CONSTANTS_WORDS);
}

static inline uint32_t adder_get_sequencer_budget(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_BUDGET);
}

static inline uint32_t adder_get_sequencer_stack_pointer(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_STACK_POINTER);
}

static inline uint32_t adder_get_sequencer_opcode(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_OPCODE);
}

static inline uint32_t adder_get_sequencer_operand(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_OPERAND);
}

static inline uint32_t adder_get_sequencer_next_pc(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_NEXT_PC);
}

static inline uint32_t adder_get_sequencer_target(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_TARGET);
}

static inline uint32_t adder_get_sequencer_handler(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_SEQUENCER_HANDLER);
}

static inline uint32_t adder_get_heap_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_HEAP_BASE);
}

static inline uint32_t adder_get_heap_end(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_HEAP_END);
}

static inline uint32_t adder_get_mark_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARK_BASE);
}

static inline uint32_t adder_get_marker_spill_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_SPILL_BASE);
}

static inline uint32_t adder_get_marker_spill_end(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_SPILL_END);
}

static inline uint32_t adder_get_marker_control(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_CONTROL);
}

static inline uint32_t adder_get_marker_state(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_STATE);
}

static inline uint32_t adder_get_marker_address(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_ADDRESS);
}

static inline uint32_t adder_get_marker_objects(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_OBJECTS);
}

static inline uint32_t adder_get_marker_words(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_WORDS);
}

static inline uint32_t adder_get_marker_high_water(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_HIGH_WATER);
}

static inline uint32_t adder_get_marker_stall_cycles(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_MARKER_STALL_CYCLES);
}

static inline uint32_t adder_get_finaliser_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_FINALISER_BASE);
}

static inline uint32_t adder_get_allocator_control(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_ALLOCATOR_CONTROL);
}

static inline uint32_t adder_get_allocator_nursery_next(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_ALLOCATOR_NURSERY_NEXT);
}

static inline uint32_t adder_get_allocator_nursery_granules(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_ALLOCATOR_NURSERY_GRANULES);
}

static inline uint32_t adder_get_allocator_surplus(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_ALLOCATOR_SURPLUS);
}

static inline uint32_t adder_get_barrier_young_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_YOUNG_BASE);
}

static inline uint32_t adder_get_barrier_young_limit(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_YOUNG_LIMIT);
}

static inline uint32_t adder_get_barrier_old_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_OLD_BASE);
}

static inline uint32_t adder_get_barrier_old_limit(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_OLD_LIMIT);
}

static inline uint32_t adder_get_barrier_object(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_OBJECT);
}

static inline uint32_t adder_get_barrier_threshold(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_THRESHOLD);
}

static inline uint32_t adder_get_barrier_level(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_BARRIER_LEVEL);
}

static inline uint32_t adder_get_refcount_heap_base(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_REFCOUNT_HEAP_BASE);
}

static inline uint32_t adder_get_refcount_heap_limit(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_REFCOUNT_HEAP_LIMIT);
}

static inline uint32_t adder_get_refcount_zero(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_REFCOUNT_ZERO);
}

static inline uint32_t adder_get_refcount_refused(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_REFCOUNT_REFUSED);
}

/*
 * Marks what the roots lead to, in the heap that the registers heap_... and marker_... tell. Gives the status, and the number of objects
 * where `objects` is not a null pointer. No other command may be under way.
 */
static inline uint32_t adder_mark(const struct adder *adder, const uint32_t *roots, uint32_t count, adder_word *objects) {
  enum { TAG_MARK, TAG_ROOT };
  struct adder_response response, marked = {0, 0, TAG_ROOT};
  uint32_t taken = 0;
  while (!adder_submit(adder, ADDER_OPERATION_MARKER_MARK, 0, 0, TAG_MARK)) {
  }
  /* Without roots there is one that is no pointer, since the last one has to be told. */
  do {
    adder_word last = taken + 1u >= count;
    while (!adder_submit(adder, ADDER_OPERATION_MARKER_ROOT, count == 0u ? 0u : roots[taken], last, TAG_ROOT)) {
    }
    do {
      while (!adder_poll(adder, &response)) {
      }
      if (response.tag == TAG_MARK) marked = response;
    } while (response.tag == TAG_MARK);
    if (response.status == ADDER_STATUS_OK) taken++;
    else if (response.status != ADDER_STATUS_BUSY) return response.status;
  } while (taken < count || taken == 0u);
  while (marked.tag != TAG_MARK) {
    if (adder_poll(adder, &response)) marked = response;
  }
  if (objects) *objects = marked.word;
  return marked.status;
}

/*
 * What a program has for itself in registers: save it when another program takes its turn, and restore it before the first
 * one goes on. No command may be under way. What the last run of the sequencer handed over is in registers that only read:
 * take it before.
 */
struct adder_context {
  uint32_t words[15];
};

static inline uint32_t adder_context_register(uint32_t index) {
  static const uint16_t offsets[] = {
      ADDER_REGISTER_COMMAND_A,
      ADDER_REGISTER_COMMAND_B,
      ADDER_REGISTER_CACHE_CONTEXT,
      ADDER_REGISTER_CACHE_VALUE,
      ADDER_REGISTER_CACHE_KIND,
      ADDER_REGISTER_CACHE_GUARD,
      ADDER_REGISTER_DISPATCH_CONTROL,
      ADDER_REGISTER_SEQUENCER_STACK_BASE,
      ADDER_REGISTER_SEQUENCER_STACK_WORDS,
      ADDER_REGISTER_SEQUENCER_LOCALS_BASE,
      ADDER_REGISTER_SEQUENCER_LOCALS_WORDS,
      ADDER_REGISTER_SEQUENCER_CONSTANTS_BASE,
      ADDER_REGISTER_SEQUENCER_CONSTANTS_WORDS,
      ADDER_REGISTER_SEQUENCER_BUDGET,
      ADDER_REGISTER_BARRIER_OBJECT,
  };
  return offsets[index];
}

static inline void adder_save(const struct adder *adder, struct adder_context *context) {
  for (uint32_t index = 0; index < 15u; index++)
    context->words[index] = adder_read(adder, adder_context_register(index));
}

static inline void adder_restore(const struct adder *adder, const struct adder_context *context) {
  for (uint32_t index = 0; index < 15u; index++)
    adder_write(adder, adder_context_register(index), context->words[index]);
}

/*
 * Interrupts: the line is high while one that is enabled asks for attention.
 */

static inline uint32_t adder_interrupts(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_INTERRUPT_STATUS);
}

/* Enables these and disables all others. */
static inline void adder_enable_interrupts(const struct adder *adder, uint32_t interrupts) {
  adder_write(adder, ADDER_REGISTER_INTERRUPT_MASK, interrupts);
}

static inline uint32_t adder_enabled_interrupts(const struct adder *adder) {
  return adder_read(adder, ADDER_REGISTER_INTERRUPT_MASK);
}

/* Ends these where they are events; those that stand for a state end with it. */
static inline void adder_clear_interrupts(const struct adder *adder, uint32_t interrupts) {
  adder_write(adder, ADDER_REGISTER_INTERRUPT_STATUS, interrupts);
}

/*
 * Performance counters.
 */

enum adder_counter {
  ADDER_COUNTER_BOXING_SIMPLE_REQUESTS = 0x0000u,
  ADDER_COUNTER_BOXING_MULTIPLY_REQUESTS = 0x0001u,
  ADDER_COUNTER_BOXING_DIVIDE_REQUESTS = 0x0002u,
  ADDER_COUNTER_BOXING_OK_ANSWERS = 0x0003u,
  ADDER_COUNTER_BOXING_OVERFLOW_ANSWERS = 0x0004u,
  ADDER_COUNTER_BOXING_TYPE_MISMATCH_ANSWERS = 0x0005u,
  ADDER_COUNTER_BOXING_DIVIDE_BY_ZERO_ANSWERS = 0x0006u,
  ADDER_COUNTER_BOXING_NEGATIVE_SHIFT_ANSWERS = 0x0007u,
  ADDER_COUNTER_BOXING_NEEDS_ALLOCATION_ANSWERS = 0x0008u,
  ADDER_COUNTER_BOXING_FLOAT_ANSWERS = 0x0009u,
  ADDER_COUNTER_BOXING_UNSUPPORTED_ANSWERS = 0x000au,
  ADDER_COUNTER_BOXING_REQUEST_STALLS = 0x000bu,
  ADDER_COUNTER_BOXING_ANSWER_STALLS = 0x000cu,
  ADDER_COUNTER_CACHE_LOOKUPS = 0x0100u,
  ADDER_COUNTER_CACHE_HITS = 0x0101u,
  ADDER_COUNTER_CACHE_MISSES = 0x0102u,
  ADDER_COUNTER_CACHE_ABSENT_HITS = 0x0103u,
  ADDER_COUNTER_CACHE_WALK_MISSES = 0x0104u,
  ADDER_COUNTER_CACHE_LOOKUP_STALLS = 0x0105u,
  ADDER_COUNTER_CACHE_ANSWER_STALLS = 0x0106u,
  ADDER_COUNTER_CACHE_FILLS = 0x0107u,
  ADDER_COUNTER_CACHE_FILLS_IN_PLACE = 0x0108u,
  ADDER_COUNTER_CACHE_EVICTIONS = 0x0109u,
  ADDER_COUNTER_CACHE_STALE_FILLS = 0x010au,
  ADDER_COUNTER_CACHE_GUARDS_OPENED = 0x010bu,
  ADDER_COUNTER_CACHE_GUARDS_SHARED = 0x010cu,
  ADDER_COUNTER_CACHE_GUARDS_REFUSED = 0x010du,
  ADDER_COUNTER_CACHE_GUARDS_RELEASED = 0x010eu,
  ADDER_COUNTER_CACHE_SNOOPS = 0x010fu,
  ADDER_COUNTER_CACHE_SNOOP_HITS = 0x0110u,
  ADDER_COUNTER_CACHE_VERSION_WRAPS = 0x0111u,
  ADDER_COUNTER_CACHE_INVALIDATIONS = 0x0112u,
  ADDER_COUNTER_CACHE_FLUSHES = 0x0113u,
  ADDER_COUNTER_CACHE_EPOCH_WRAPS = 0x0114u,
  ADDER_COUNTER_CACHE_WALKS = 0x0115u,
  ADDER_COUNTER_CACHE_WALK_CYCLES = 0x0116u,
  ADDER_COUNTER_DISPATCH_BYTECODES = 0x0200u,
  ADDER_COUNTER_DISPATCH_PREDICTED_JUMPS = 0x0201u,
  ADDER_COUNTER_DISPATCH_UNKNOWN_OPCODES = 0x0202u,
  ADDER_COUNTER_DISPATCH_BAD_OPERANDS = 0x0203u,
  ADDER_COUNTER_DISPATCH_INTERRUPTS = 0x0204u,
  ADDER_COUNTER_DISPATCH_FETCH_ERRORS = 0x0205u,
  ADDER_COUNTER_DISPATCH_REDIRECTS = 0x0206u,
  ADDER_COUNTER_DISPATCH_HALTS = 0x0207u,
  ADDER_COUNTER_DISPATCH_EMPTY_CYCLES = 0x0208u,
  ADDER_COUNTER_DISPATCH_DISPATCH_STALLS = 0x0209u,
  ADDER_COUNTER_DISPATCH_REQUESTS = 0x020au,
  ADDER_COUNTER_DISPATCH_REQUEST_STALLS = 0x020bu,
  ADDER_COUNTER_DISPATCH_WORDS = 0x020cu,
  ADDER_COUNTER_DISPATCH_WORD_ERRORS = 0x020du,
  ADDER_COUNTER_SEQUENCER_BYTECODES = 0x0300u,
  ADDER_COUNTER_SEQUENCER_RUNS = 0x0301u,
  ADDER_COUNTER_SEQUENCER_RUN_CYCLES = 0x0302u,
  ADDER_COUNTER_SEQUENCER_HAND_OVER_CYCLES = 0x0303u,
  ADDER_COUNTER_SEQUENCER_JUMPS_TAKEN = 0x0304u,
  ADDER_COUNTER_SEQUENCER_REDIRECTS = 0x0305u,
  ADDER_COUNTER_SEQUENCER_STARVED_CYCLES = 0x0306u,
  ADDER_COUNTER_SEQUENCER_READ_CYCLES = 0x0307u,
  ADDER_COUNTER_SEQUENCER_SPILL_CYCLES = 0x0308u,
  ADDER_COUNTER_SEQUENCER_STORE_CYCLES = 0x0309u,
  ADDER_COUNTER_SEQUENCER_COMPUTE_CYCLES = 0x030au,
  ADDER_COUNTER_SEQUENCER_REFERENCE_CYCLES = 0x030bu,
  ADDER_COUNTER_SEQUENCER_STACK_READS = 0x030cu,
  ADDER_COUNTER_SEQUENCER_LOCAL_READS = 0x030du,
  ADDER_COUNTER_SEQUENCER_CONSTANT_READS = 0x030eu,
  ADDER_COUNTER_SEQUENCER_STACK_WRITES = 0x030fu,
  ADDER_COUNTER_SEQUENCER_LOCAL_WRITES = 0x0310u,
  ADDER_COUNTER_SEQUENCER_INCREMENTS = 0x0311u,
  ADDER_COUNTER_SEQUENCER_DECREMENTS = 0x0312u,
  ADDER_COUNTER_MARKER_COMMANDS = 0x0400u,
  ADDER_COUNTER_MARKER_FAILURES = 0x0401u,
  ADDER_COUNTER_MARKER_OBJECTS_MARKED = 0x0402u,
  ADDER_COUNTER_MARKER_OBJECT_READS = 0x0403u,
  ADDER_COUNTER_MARKER_OBJECT_WORDS = 0x0404u,
  ADDER_COUNTER_MARKER_HEADER_READS = 0x0405u,
  ADDER_COUNTER_MARKER_MARK_READS = 0x0406u,
  ADDER_COUNTER_MARKER_MARK_WRITES = 0x0407u,
  ADDER_COUNTER_MARKER_SPILLS = 0x0408u,
  ADDER_COUNTER_MARKER_REFILLS = 0x0409u,
  ADDER_COUNTER_MARKER_REQUEST_STALLS = 0x040au,
  ADDER_COUNTER_MARKER_RESPONSE_WORDS = 0x040bu,
  ADDER_COUNTER_MARKER_BUSY_CYCLES = 0x040cu,
  ADDER_COUNTER_MARKER_STALL_CYCLES = 0x040du,
  ADDER_COUNTER_MARKER_PAUSED_CYCLES = 0x040eu,
  ADDER_COUNTER_SWEEPER_SWEEPS = 0x0500u,
  ADDER_COUNTER_SWEEPER_TABLE_WORDS = 0x0501u,
  ADDER_COUNTER_SWEEPER_WORDS_WRITTEN = 0x0502u,
  ADDER_COUNTER_SWEEPER_RUNS = 0x0503u,
  ADDER_COUNTER_SWEEPER_RUN_GRANULES = 0x0504u,
  ADDER_COUNTER_SWEEPER_OBJECTS_FREED = 0x0505u,
  ADDER_COUNTER_SWEEPER_GRANULES_FREED = 0x0506u,
  ADDER_COUNTER_SWEEPER_OBJECTS_KEPT = 0x0507u,
  ADDER_COUNTER_SWEEPER_FINALISERS_REPORTED = 0x0508u,
  ADDER_COUNTER_SWEEPER_BUSY_CYCLES = 0x0509u,
  ADDER_COUNTER_SWEEPER_REQUEST_STALLS = 0x050au,
  ADDER_COUNTER_SWEEPER_RUN_STALLS = 0x050bu,
  ADDER_COUNTER_ALLOCATOR_REQUESTS = 0x0600u,
  ADDER_COUNTER_ALLOCATOR_LIST_HITS = 0x0601u,
  ADDER_COUNTER_ALLOCATOR_NURSERY_HITS = 0x0602u,
  ADDER_COUNTER_ALLOCATOR_REFUSED_SIZE = 0x0603u,
  ADDER_COUNTER_ALLOCATOR_REFUSED_EMPTY = 0x0604u,
  ADDER_COUNTER_ALLOCATOR_FREES = 0x0605u,
  ADDER_COUNTER_ALLOCATOR_FREES_KEPT = 0x0606u,
  ADDER_COUNTER_ALLOCATOR_RUNS = 0x0607u,
  ADDER_COUNTER_ALLOCATOR_BLOCKS_CUT = 0x0608u,
  ADDER_COUNTER_ALLOCATOR_NURSERY_REFILLS = 0x0609u,
  ADDER_COUNTER_ALLOCATOR_SURPLUS = 0x060au,
  ADDER_COUNTER_ALLOCATOR_COMMANDS = 0x060bu,
  ADDER_COUNTER_ALLOCATOR_REQUEST_STALLS = 0x060cu,
  ADDER_COUNTER_ALLOCATOR_ANSWER_STALLS = 0x060du,
  ADDER_COUNTER_ALLOCATOR_FREE_STALLS = 0x060eu,
  ADDER_COUNTER_ALLOCATOR_RUN_STALLS = 0x060fu,
  ADDER_COUNTER_BARRIER_STORES = 0x0700u,
  ADDER_COUNTER_BARRIER_IMMEDIATES = 0x0701u,
  ADDER_COUNTER_BARRIER_CROSSINGS = 0x0702u,
  ADDER_COUNTER_BARRIER_REMEMBERED = 0x0703u,
  ADDER_COUNTER_BARRIER_FILTERED = 0x0704u,
  ADDER_COUNTER_BARRIER_EVICTIONS = 0x0705u,
  ADDER_COUNTER_BARRIER_STORE_STALLS = 0x0706u,
  ADDER_COUNTER_BARRIER_FULL_STALLS = 0x0707u,
  ADDER_COUNTER_BARRIER_TAKEN = 0x0708u,
  ADDER_COUNTER_BARRIER_CLEARS = 0x0709u,
  ADDER_COUNTER_BARRIER_WALK_CYCLES = 0x070au,
  ADDER_COUNTER_REFCOUNT_UPDATES = 0x0800u,
  ADDER_COUNTER_REFCOUNT_HITS = 0x0801u,
  ADDER_COUNTER_REFCOUNT_CANCELLED = 0x0802u,
  ADDER_COUNTER_REFCOUNT_EVICTIONS = 0x0803u,
  ADDER_COUNTER_REFCOUNT_LIMIT_EVICTIONS = 0x0804u,
  ADDER_COUNTER_REFCOUNT_DRAINED = 0x0805u,
  ADDER_COUNTER_REFCOUNT_WRITES = 0x0806u,
  ADDER_COUNTER_REFCOUNT_ZEROS = 0x0807u,
  ADDER_COUNTER_REFCOUNT_UNSETTLED_ZEROS = 0x0808u,
  ADDER_COUNTER_REFCOUNT_REFUSED = 0x0809u,
  ADDER_COUNTER_REFCOUNT_IMMORTALS = 0x080au,
  ADDER_COUNTER_REFCOUNT_SATURATIONS = 0x080bu,
  ADDER_COUNTER_REFCOUNT_UPDATE_STALLS = 0x080cu,
  ADDER_COUNTER_REFCOUNT_ROOM_STALLS = 0x080du,
  ADDER_COUNTER_REFCOUNT_DRAINS = 0x080eu,
  ADDER_COUNTER_LAST = 0xffff
};

static inline uint32_t adder_counter(const struct adder *adder, enum adder_counter counter) {
  adder_write(adder, ADDER_REGISTER_COUNTER_SELECT,
              ((uint32_t)counter >> 8) << ADDER_COUNTER_SELECT_BLOCK_SHIFT |
                  ((uint32_t)counter & ADDER_COUNTER_SELECT_INDEX_MASK) << ADDER_COUNTER_SELECT_INDEX_SHIFT);
  return adder_read(adder, ADDER_REGISTER_COUNTER_VALUE);
}

/* Makes all counters of these blocks 0: ADDER_BLOCK_BOXING and the like. */
static inline void adder_clear_counters(const struct adder *adder, uint32_t blocks) {
  adder_write(adder, ADDER_REGISTER_COUNTER_CLEAR, blocks);
}

/*
 * Custom instructions, for a core that has the accelerator at its CORE-V-XIF port and registers of the accelerator's words.
 * Each gives the word of the response; adder_custom_status gives the status of the one before, in program order.
 */
#if defined(__riscv) && __riscv_xlen == ADDER_WORD_BITS

/* Makes a small integer of a machine integer */
static inline adder_word adder_custom_boxing_box_int(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 0, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Makes a word of a double */
static inline adder_word adder_custom_boxing_box_float(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 1, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Makes a bool */
static inline adder_word adder_custom_boxing_box_bool(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 2, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Gives None */
static inline adder_word adder_custom_boxing_box_none(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 3, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* The integer in a word */
static inline adder_word adder_custom_boxing_unbox_int(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 4, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* The double in a word */
static inline adder_word adder_custom_boxing_unbox_float(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 5, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* The bool in a word */
static inline adder_word adder_custom_boxing_unbox_bool(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 6, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* The kind of a word */
static inline adder_word adder_custom_boxing_type_of(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 7, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Python's + */
static inline adder_word adder_custom_boxing_add(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 8, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's - */
static inline adder_word adder_custom_boxing_sub(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 9, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's unary - */
static inline adder_word adder_custom_boxing_neg(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 10, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Python's ~ */
static inline adder_word adder_custom_boxing_invert(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 11, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Python's & */
static inline adder_word adder_custom_boxing_bit_and(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 12, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's bitwise or */
static inline adder_word adder_custom_boxing_bit_or(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 13, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's ^ */
static inline adder_word adder_custom_boxing_bit_xor(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 14, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* The truth value of a word */
static inline adder_word adder_custom_boxing_truth(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 15, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Python's << */
static inline adder_word adder_custom_boxing_shift_left(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 16, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's >> */
static inline adder_word adder_custom_boxing_shift_right(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 17, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's is */
static inline adder_word adder_custom_boxing_is(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 18, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's is not */
static inline adder_word adder_custom_boxing_is_not(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 19, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's * */
static inline adder_word adder_custom_boxing_mul(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 20, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's // */
static inline adder_word adder_custom_boxing_floor_div(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 21, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's % */
static inline adder_word adder_custom_boxing_modulo(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 22, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's < */
static inline adder_word adder_custom_boxing_lt(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 24, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's <= */
static inline adder_word adder_custom_boxing_le(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 25, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's == */
static inline adder_word adder_custom_boxing_eq(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 26, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's != */
static inline adder_word adder_custom_boxing_ne(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 27, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's > */
static inline adder_word adder_custom_boxing_gt(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 28, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Python's >= */
static inline adder_word adder_custom_boxing_ge(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 0, 29, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Looks up; the status is cache_miss, or 0x80 plus the kind of the entry */
static inline adder_word adder_custom_cache_lookup(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 0, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Enters an answer */
static inline adder_word adder_custom_cache_fill(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 1, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Watches a range of addresses */
static inline adder_word adder_custom_cache_open_guard(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 2, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Ends a guard */
static inline adder_word adder_custom_cache_release_guard(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 3, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Removes the entries of the context and site */
static inline adder_word adder_custom_cache_invalidate_site(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 4, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Removes the entries of a shape */
static inline adder_word adder_custom_cache_invalidate_shape(adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 5, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(b) : "memory");
  return word;
}

/* Removes the entries of the context */
static inline adder_word adder_custom_cache_invalidate_context(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 6, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Removes all entries, ends all guards */
static inline adder_word adder_custom_cache_flush(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 1, 7, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Executes bytecodes up to the first that is the host's; the status says why it stopped */
static inline adder_word adder_custom_sequencer_run(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 2, 0, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Marks what the roots lead to; answered after the last root when all is marked */
static inline adder_word adder_custom_marker_mark(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 3, 0, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* A root for the marking at work, or for the next; busy while the queue of roots is full */
static inline adder_word adder_custom_marker_root(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 3, 1, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Frees what is not marked, takes back the marks, gives the free runs */
static inline adder_word adder_custom_sweeper_sweep(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 3, 8, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Takes back the marks and frees nothing */
static inline adder_word adder_custom_sweeper_clear_marks(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 3, 9, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Names the dead objects that have finalisers, and changes nothing */
static inline adder_word adder_custom_sweeper_report(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 3, 10, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Takes a dead object that has a finaliser, empty if none waits */
static inline adder_word adder_custom_sweeper_finaliser(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 3, 12, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Gives memory away */
static inline adder_word adder_custom_allocator_allocate(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 0, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Takes a block back; busy while what is the host's waits for it */
static inline adder_word adder_custom_allocator_free(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 1, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Gives a free run; busy while the allocator cannot take it */
static inline adder_word adder_custom_allocator_give(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 2, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Takes memory that is the host's again, empty if none waits */
static inline adder_word adder_custom_allocator_surplus(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 3, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Makes a stretch of memory the nursery */
static inline adder_word adder_custom_allocator_set_nursery(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 4, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Hands everything to the host, through allocator_surplus */
static inline adder_word adder_custom_allocator_flush(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 5, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Forgets everything, before a sweep */
static inline adder_word adder_custom_allocator_drop(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 4, 6, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* A pointer store of the program; busy while the barrier cannot take it */
static inline adder_word adder_custom_barrier_store(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 0, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

/* Takes the oldest entry of the buffer, empty if there is none */
static inline adder_word adder_custom_barrier_remembered(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 1, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Says where young and old objects lie */
static inline adder_word adder_custom_barrier_set_ranges(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 2, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Forgets what was remembered */
static inline adder_word adder_custom_barrier_clear(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 3, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Answered when all that was remembered before is taken */
static inline adder_word adder_custom_barrier_drain(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 4, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* One reference more; busy while the buffer cannot take it */
static inline adder_word adder_custom_refcount_increment(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 16, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* One reference less; busy while the buffer cannot take it */
static inline adder_word adder_custom_refcount_decrement(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 17, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Takes the oldest count that reached zero, empty if there is none */
static inline adder_word adder_custom_refcount_zero(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 18, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Takes the oldest change that could not be made, empty if there is none */
static inline adder_word adder_custom_refcount_refused(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 19, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Brings all net changes to memory; answered when all that comes of it was taken by refcount_zero and refcount_refused */
static inline adder_word adder_custom_refcount_drain(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 20, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* The same, and says where headers may be from then on */
static inline adder_word adder_custom_refcount_set_heap(void) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 5, 21, %0, %z1, %z2" : "=r"(word) : "rJ"(0), "rJ"(0) : "memory");
  return word;
}

/* Reads a register, as the register bus does */
static inline adder_word adder_custom_register_read(adder_word a) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 7, 16, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(0) : "memory");
  return word;
}

/* Writes a register, as the register bus does */
static inline adder_word adder_custom_register_write(adder_word a, adder_word b) {
  adder_word word;
  __asm__ volatile(".insn r 0x0b, 7, 17, %0, %z1, %z2" : "=r"(word) : "rJ"(a), "rJ"(b) : "memory");
  return word;
}

static inline uint32_t adder_custom_status(void) {
  adder_word status;
  __asm__ volatile(".insn r 0x2b, 0, 0, %0, zero, zero" : "=r"(status));
  return (uint32_t)status;
}

/* Puts a status back, for a context that goes on; gives the one that was there. */
static inline uint32_t adder_custom_swap_status(uint32_t status) {
  adder_word old;
  __asm__ volatile(".insn r 0x2b, 0, 1, %0, %z1, zero" : "=r"(old) : "rJ"((adder_word)status));
  return (uint32_t)old;
}

#endif

#ifdef __cplusplus
}
#endif

#endif
