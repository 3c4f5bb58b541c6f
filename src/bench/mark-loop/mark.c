/*
 * Marking in C, as an interpreter without a marker does it: what the marker is measured against. Written from the heap
 * layouts (src/formats/README.md). The stack of objects to be scanned has room for every object, so nothing here looks for
 * its overflow, and headers and pointers are believed: the hardware checks all three.
 */
#include <stdint.h>

/* Set before a call: the heap, its table of marks, the stack, and log2 of a granule. */
extern uint32_t heap_base, heap_end, mark_base, stack_base, granule_shift;
uint32_t heap_base, heap_end, mark_base, stack_base, granule_shift;

uint32_t mark_micropython(const uint32_t *roots, uint32_t count);
uint32_t mark_headers(const uint32_t *roots, uint32_t count);

enum { BLOCK_SHIFT = 4, WORDS_OF_BLOCK = 4 };
enum { HEAD = 1, TAIL = 2, MARK = 3 };

static inline uint32_t kind_of(const uint8_t *table, uint32_t block) {
  return (uint32_t)table[block >> 2] >> (2 * (block & 3)) & 3;
}

/* Gives the number of objects marked. */
uint32_t mark_micropython(const uint32_t *roots, uint32_t count) {
  const uint32_t base = heap_base, bytes = heap_end - heap_base, blocks = bytes >> BLOCK_SHIFT;
  uint8_t *const table = (uint8_t *)mark_base;
  uint32_t *const bottom = (uint32_t *)stack_base;
  uint32_t *top = bottom;
  const uint32_t *word = roots, *end = roots + count;
  uint32_t marked = 0, block;
  for (;;) {
    for (; word != end; word++) {
      const uint32_t offset = *word - base;
      if (offset >= bytes || (offset & ((1u << BLOCK_SHIFT) - 1)) != 0) continue;
      block = offset >> BLOCK_SHIFT;
      if (kind_of(table, block) != HEAD) continue;
      table[block >> 2] = (uint8_t)(table[block >> 2] | MARK << (2 * (block & 3)));
      *top++ = block;
      marked++;
    }
    if (top == bottom) return marked;
    block = *--top;
    word = (const uint32_t *)(base + (block << BLOCK_SHIFT));
    end = word;
    do {
      end += WORDS_OF_BLOCK;
      block++;
    } while (block < blocks && kind_of(table, block) == TAIL);
  }
}

enum { FORM_MAP = 0, FORM_ALL = 1 };

struct marker {
  uint32_t base, shift;
  uint8_t *bitmap;
  uint32_t *top;
};

/* Marks the object that the word points to, and puts it on the stack, unless that has been done. */
static inline void visit(struct marker *marker, uint32_t word) {
  if (word == 0 || (word & 3) != 0) return;
  const uint32_t granule = (word - marker->base) >> marker->shift;
  uint8_t *const byte = &marker->bitmap[granule >> 3];
  const uint32_t bit = 1u << (granule & 7);
  if ((*byte & bit) != 0) return;
  *byte = (uint8_t)(*byte | bit);
  *marker->top++ = word;
}

/* Gives the number of objects marked. */
uint32_t mark_headers(const uint32_t *roots, uint32_t count) {
  uint32_t *const bottom = (uint32_t *)stack_base;
  struct marker marker = {heap_base, granule_shift, (uint8_t *)mark_base, bottom};
  uint32_t marked = 0;
  for (uint32_t root = 0; root < count; root++) visit(&marker, roots[root]);
  while (marker.top != bottom) {
    const uint32_t *word = (const uint32_t *)*--marker.top;
    const uint32_t header = *word++;
    marked++;
    if ((header & 3) == FORM_MAP) {
      for (uint32_t map = header >> 8; map != 0; map >>= 1, word++)
        if ((map & 1) != 0) visit(&marker, *word);
    } else if ((header & 3) == FORM_ALL) {
      const uint32_t *const end = word + (header >> 2) - 1;
      for (; word != end; word++) visit(&marker, *word);
    }
  }
  return marked;
}
