# How every target of the project is declared: omnillm_library, omnillm_executable, omnillm_test,
# omnillm_fuzz. One library a folder of src/; sources are listed by hand.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# ccache when the machine has it; it is never needed.
find_program(OMNILLM_CCACHE ccache)
mark_as_advanced(OMNILLM_CCACHE)
if(OMNILLM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${OMNILLM_CCACHE}")
endif()

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)

# Flags every target of ours is compiled with; they do not reach whoever links us.
add_library(omnillm_flags INTERFACE)
target_compile_options(omnillm_flags INTERFACE
  -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-qual -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Position-independent code may be replaced at load time unless told otherwise, and what may be
  # replaced is never inlined. Nobody replaces single functions of ours.
  target_compile_options(omnillm_flags INTERFACE -fno-semantic-interposition)
  target_compile_options(omnillm_flags INTERFACE -Wduplicated-cond -Wlogical-op)
  # GCC 12 reports false positives of these two from inside libstdc++ when it inlines at -O2.
  target_compile_options(omnillm_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(OMNILLM_WERROR)
  target_compile_options(omnillm_flags INTERFACE -Werror)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(omnillm_flags INTERFACE -mcx16)
endif()
if(OMNILLM_SANITIZE)
  target_compile_options(omnillm_flags INTERFACE
    -fsanitize=${OMNILLM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(omnillm_flags INTERFACE -fsanitize=${OMNILLM_SANITIZE})
  if(OMNILLM_SANITIZE MATCHES "undefined")
    # These four check every access through a pointer and double the time of compiling. What they
    # find AddressSanitizer finds too, or the machine: null, freed and short objects.
    target_compile_options(omnillm_flags INTERFACE
                           -fno-sanitize=null,alignment,vptr,object-size)
  endif()
endif()
if(OMNILLM_SANITIZE MATCHES "thread")
  # TSan cannot see inside the 16-byte compare-and-swap, so it checks the two-word path.
  set(OMNILLM_PORTABLE_ATOMICS ON)
  # Nor does it see fences. Ours are left out under it; those of concurrentqueue, a header, are not.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(omnillm_flags INTERFACE -Wno-tsan)
  endif()
endif()
if(OMNILLM_PORTABLE_ATOMICS)
  target_compile_definitions(omnillm_flags INTERFACE OMNILLM_PORTABLE_ATOMICS=1)
endif()
if(OMNILLM_BUILD_FUZZ)
  # The library is instrumented too, so that the fuzzer sees which branches an input reached.
  target_compile_options(omnillm_flags INTERFACE -fsanitize=fuzzer-no-link)
  # Clang 14 cannot place the data that this check puts in front of the parts of a coroutine.
  target_compile_options(omnillm_flags INTERFACE -fno-sanitize=function)
endif()
if(OMNILLM_LTO AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The way of a request crosses six small files; this makes one function of it. Fat objects link
  # without it too, so that an installed library asks nothing of its users.
  target_compile_options(omnillm_flags INTERFACE -flto=auto -ffat-lto-objects)
  target_link_options(omnillm_flags INTERFACE -flto=auto)
endif()
if(OMNILLM_COVERAGE)
  target_compile_definitions(omnillm_flags INTERFACE OMNILLM_COVERAGE=1)
  target_compile_options(omnillm_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(omnillm_flags INTERFACE --coverage)
endif()

# omnillm_library(base SOURCES a.cc b.cc DEPENDS ... PRIVATE_DEPENDS ...)
#
# Declares omnillm_base, known to users as omnillm::base. DEPENDS are names of lower folders or of
# imported targets; both may stand in headers. PRIVATE_DEPENDS stay in the sources.
function(omnillm_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  set(target omnillm_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(omnillm::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS}
                                  PRIVATE $<BUILD_INTERFACE:omnillm_flags>)
  set_property(GLOBAL APPEND PROPERTY OMNILLM_LIBRARIES ${target})
endfunction()

# omnillm_executable(name SOURCES ... DEPENDS ...)
function(omnillm_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} omnillm_flags)
endfunction()

# Builds all tests and nothing else; and, for each label, the tests that carry it. The sanitizer
# presets build by label: parser (reads foreign bytes), stress and concurrent (several threads at
# once). Tests labelled long stay out of the ordinary run.
if(OMNILLM_BUILD_TESTS)
  add_custom_target(all_tests)
  foreach(label parser stress concurrent long)
    add_custom_target(label_${label})
  endforeach()
endif()

function(omnillm_label_test name)
  set_tests_properties(${name} PROPERTIES LABELS "${ARGN}")
  add_dependencies(all_tests ${name})
  foreach(label ${ARGN})
    if(NOT TARGET label_${label})
      add_custom_target(label_${label})
    endif()
    add_dependencies(label_${label} ${name})
  endforeach()
endfunction()

# omnillm_test(pool_test SOURCES ... DEPENDS ... [LABELS stress] [TIMEOUT s])
#
# One executable, one ctest entry: a test links only what it tests and what that stands on.
function(omnillm_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  omnillm_executable(${name} SOURCES ${ARG_SOURCES}
                             DEPENDS ${ARG_DEPENDS} omnillm_source_tree
                                     GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  omnillm_label_test(${name} ${ARG_LABELS})
endfunction()

# omnillm_script_test(layers_test SCRIPT layers/layers_test.py [ARGS ...] [LABELS ...] [TIMEOUT s])
#
# A test written in Python with the standard library alone.
function(omnillm_script_test name)
  cmake_parse_arguments(ARG "" "SCRIPT;TIMEOUT" "ARGS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME ${name}
           COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SCRIPT} ${ARG_ARGS})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()

# omnillm_carries_credentials(auth_test gateway_test ...)
#
# These tests handle credentials, all of them with "canary" in them. After the last of them one looks
# through what they have printed: see tests/canary.
function(omnillm_carries_credentials)
  set_tests_properties(${ARGN} PROPERTIES FIXTURES_REQUIRED credentials)
endfunction()

# omnillm_fuzz(retry_hint SOURCES retry_hint_fuzz.cc DEPENDS omnillm::limit)
#
# A libFuzzer target in the fuzz preset. In every other build that has tests, the same entry point
# with a driver that replays fuzz/corpus/<name>/ and some thousand mutations of it.
function(omnillm_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  if(OMNILLM_BUILD_FUZZ)
    omnillm_executable(${name}_fuzz SOURCES ${ARG_SOURCES} DEPENDS ${ARG_DEPENDS})
    target_compile_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  endif()
  if(OMNILLM_BUILD_TESTS)
    omnillm_executable(${name}_fuzz_replay
                       SOURCES ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/fuzz/replay_main.cc
                       DEPENDS ${ARG_DEPENDS})
    add_test(NAME ${name}_fuzz_replay
             COMMAND ${name}_fuzz_replay ${PROJECT_SOURCE_DIR}/fuzz/corpus/${name})
    set_tests_properties(${name}_fuzz_replay PROPERTIES TIMEOUT 120)
    omnillm_label_test(${name}_fuzz_replay parser)
  endif()
endfunction()
