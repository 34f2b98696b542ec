# fish completion for uprava and uprava-*: the programs themselves know their verbs, options and values.
# SPDX-License-Identifier: MIT

function __uprava_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] --complete $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end

for program in uprava uprava-inventory uprava-audit uprava-route uprava-attest uprava-report
    complete -c $program -f -a '(__uprava_complete)'
end
