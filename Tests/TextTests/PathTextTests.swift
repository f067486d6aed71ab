// SPDX-License-Identifier: Apache-2.0

import Testing
import Text

@Test(
  "the directory in a path, of any length",
  arguments: [
    ("", ""), ("a", ""), ("a/", ""), ("a.yaml", ""), ("./a", "."), ("../a", ".."), ("/", "/"), ("//", "/"),
    ("/a", "/"),
    ("/a/", "/"), ("a/b", "a"), ("a//b", "a"), ("/a/b", "/a"), ("/a//b//", "/a"), ("ä/ö", "ä"),
  ])
func directories(path: String, directory: String) {
  #expect(PathText.directory(of: path) == directory)
}
