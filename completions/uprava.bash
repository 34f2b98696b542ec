# shellcheck shell=bash
# bash completion for uprava and uprava-*: the programs themselves know their verbs, options and values.
# SPDX-License-Identifier: MIT

_uprava() {
  local word=${COMP_WORDS[COMP_CWORD]} line words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  # readline cuts words at "=": hand the option over whole, and keep what stands before the value
  if [[ $COMP_CWORD -ge 2 && ${COMP_WORDS[COMP_CWORD - 1]} == "=" ]]; then
    words=("${COMP_WORDS[@]:1:COMP_CWORD-3}" "${COMP_WORDS[COMP_CWORD - 2]}=$word")
  elif [[ $word == "=" && $COMP_CWORD -ge 2 ]]; then
    words=("${COMP_WORDS[@]:1:COMP_CWORD-2}" "${COMP_WORDS[COMP_CWORD - 1]}=")
    word=
  fi
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
    else
      line=${line%%$'\t'*}
      [[ $line == --*=* && ${words[*]: -1} == *=* ]] && line=${line#*=}
      COMPREPLY+=("$line")
    fi
  done < <("${COMP_WORDS[0]}" --complete "${words[@]}" 2>/dev/null)
}

complete -F _uprava uprava uprava-inventory uprava-audit uprava-route uprava-attest uprava-report
