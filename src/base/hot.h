// For the few functions that every request runs: they become part of their caller, whatever the
// compiler thinks of their size.

#ifndef OMNILLM_BASE_HOT_H_
#define OMNILLM_BASE_HOT_H_

// Not where branches are counted, for there each copy would count as its own.
#ifdef OMNILLM_COVERAGE
#define OMNILLM_HOT inline
#else
#define OMNILLM_HOT [[gnu::always_inline]] inline
#endif

#endif  // OMNILLM_BASE_HOT_H_
