# Removes the grammars of languages that no exercise is written in.
set -eu
cd "$1"
for grammar in *.wasm; do
  case "$grammar" in
    tree-sitter-javascript.wasm | tree-sitter-typescript.wasm | tree-sitter-tsx.wasm | tree-sitter-python.wasm) ;;
    tree-sitter-java.wasm | tree-sitter-php.wasm | tree-sitter-c_sharp.wasm | tree-sitter-ruby.wasm) ;;
    *) rm "$grammar" ;;
  esac
done
