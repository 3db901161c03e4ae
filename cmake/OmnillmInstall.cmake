# cmake --install: headers, libraries, and what find_package(omnillm) and pkg-config need to find
# them. What a library of ours links is read from its target, so a new folder needs nothing here; a
# new third party needs its branch in omnillm_third_party.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# omnillm_third_party(absl::time out)
#
# How a linked library is found again: out_PACKAGE for find_dependency, out_REQUIRES as pkg-config
# knows it, out_LIBS where pkg-config does not.
function(omnillm_third_party library out)
  set(package "")
  set(requires "")
  set(libs "")
  if(library MATCHES "^absl::(.+)$")
    set(package "absl")
    set(requires "absl_${CMAKE_MATCH_1}")
  elseif(library MATCHES "^Boost::(json|url)$")
    set(package "Boost 1.81 COMPONENTS ${CMAKE_MATCH_1}")
    set(libs "-lboost_${CMAKE_MATCH_1}")
  elseif(library STREQUAL "Boost::headers")
    set(package "Boost 1.81")
  elseif(library STREQUAL "simdjson::simdjson")
    set(package "simdjson")
    set(requires "simdjson")
  elseif(library STREQUAL "Threads::Threads")
    set(package "Threads")
    set(libs "-pthread")
  elseif(library STREQUAL "tl::expected")
    set(package "tl-expected")
  elseif(library MATCHES "^OpenSSL::(SSL|Crypto)$")
    set(package "OpenSSL")
    string(TOLOWER "lib${CMAKE_MATCH_1}" requires)
  elseif(library STREQUAL "SQLite::SQLite3")
    set(package "SQLite3")
    set(requires "sqlite3")
  elseif(library STREQUAL "yaml-cpp")
    set(package "yaml-cpp")
    set(requires "yaml-cpp")
  else()
    message(FATAL_ERROR "cmake/OmnillmInstall.cmake does not know how users find ${library}")
  endif()
  set(${out}_PACKAGE "${package}" PARENT_SCOPE)
  set(${out}_REQUIRES "${requires}" PARENT_SCOPE)
  set(${out}_LIBS "${libs}" PARENT_SCOPE)
endfunction()

get_property(libraries GLOBAL PROPERTY OMNILLM_LIBRARIES)

# A static link line goes from the highest floor down, third parties last.
foreach(target ${libraries})
  list(PREPEND pc_ours "-l${target}")
  get_target_property(linked ${target} LINK_LIBRARIES)
  foreach(library ${linked})
    if(NOT library MATCHES "^omnillm|BUILD_INTERFACE")
      omnillm_third_party("${library}" third)
      list(APPEND dependencies "find_dependency(${third_PACKAGE})")
      list(APPEND pc_requires ${third_REQUIRES})
      list(APPEND pc_libs ${third_LIBS})
    endif()
  endforeach()
endforeach()
foreach(variable dependencies pc_requires pc_libs)
  list(REMOVE_DUPLICATES ${variable})
endforeach()
list(JOIN dependencies "\n" OMNILLM_FIND_DEPENDENCIES)
list(JOIN pc_requires ", " OMNILLM_PC_REQUIRES)
list(JOIN pc_ours " " OMNILLM_PC_LIBRARIES)
list(JOIN pc_libs " " OMNILLM_PC_LIBS)

# omnillm::omnillm, all of it; who links omnillm::pool alone gets what it stands on and no more.
add_library(omnillm_all INTERFACE)
add_library(omnillm::omnillm ALIAS omnillm_all)
set_target_properties(omnillm_all PROPERTIES EXPORT_NAME omnillm)
target_link_libraries(omnillm_all INTERFACE ${libraries})

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/omnillm)
install(TARGETS omnillm_all ${libraries} EXPORT omnillmTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT omnillmTargets NAMESPACE omnillm:: DESTINATION ${config_dir})
install(DIRECTORY include/omnillm DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET omnillm)
  install(TARGETS omnillm RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

configure_package_config_file(cmake/omnillmConfig.cmake.in ${PROJECT_BINARY_DIR}/omnillmConfig.cmake
                              INSTALL_DESTINATION ${config_dir})
# Before 1.0 a new minor version may break its users.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/omnillmConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/omnillmConfig.cmake
              ${PROJECT_BINARY_DIR}/omnillmConfigVersion.cmake
        DESTINATION ${config_dir})

# Relative to the .pc file, so that the installed tree can be moved.
file(RELATIVE_PATH OMNILLM_PC_TO_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
     ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/omnillm.pc.in ${PROJECT_BINARY_DIR}/omnillm.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/omnillm.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
