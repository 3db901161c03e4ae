# check_headers: a target, outside the default build, that compiles every header alone. Each gets a
# source of one line, so what it forgot to include is found here and not by the next who uses it.

function(omnillm_check_headers)
  file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
       ${PROJECT_SOURCE_DIR}/include/*.h ${PROJECT_SOURCE_DIR}/src/*.h)
  set(sources "")
  foreach(header ${headers})
    string(REGEX REPLACE "^(include|src)/" "" name ${header})
    string(REPLACE "/" "_" stem ${name})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/check_headers/${stem}.cc)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${name}\"\n")
    list(APPEND sources ${source})
  endforeach()
  get_property(libraries GLOBAL PROPERTY OMNILLM_LIBRARIES)
  add_library(check_headers OBJECT EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(check_headers PRIVATE ${libraries} omnillm_flags)
  target_compile_options(check_headers PRIVATE -O0 -g0)
endfunction()
