# Sets Sightread up in a private environment, once, and starts it: installers\run.cmd [ARGUMENTS...]
# SIGHTREAD_VENV names another folder for the environment; SIGHTREAD_SETUP=again sets it up anew.
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
$venv = if ($env:SIGHTREAD_VENV) { $env:SIGHTREAD_VENV } else { Join-Path $root '.venv' }
$private = Join-Path $venv 'Scripts\python.exe'
$wanted = Join-Path $root 'pyproject.toml'
$installed = Join-Path $venv 'installed.toml'

function Test-Python([string[]] $command) {
    $rest = @($command | Select-Object -Skip 1)
    $question = 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
    try {
        & $command[0] @rest -c $question 2>&1 | Out-Null
        return $LASTEXITCODE -eq 0
    } catch {
        return $false
    }
}

function Find-Python {
    $candidates = @(@('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('python'), @('python3'))
    foreach ($candidate in $candidates) {
        if ((Get-Command $candidate[0] -ErrorAction SilentlyContinue) -and (Test-Python $candidate)) {
            return , $candidate
        }
    }
    [Console]::Error.WriteLine(
        'Sightread needs Python 3.11, 3.12 or 3.13. Install it: winget install Python.Python.3.13')
    exit 1
}

# prepare.py leaves a copy of pyproject.toml when everything in it is installed, and the file
# "unfinished" while it changes anything.
$ready = -not $env:SIGHTREAD_SETUP -and (Test-Path $private) -and (Test-Path $installed) -and
    -not (Test-Path (Join-Path $venv 'unfinished')) -and
    [Linq.Enumerable]::SequenceEqual(
        [IO.File]::ReadAllBytes($wanted), [IO.File]::ReadAllBytes($installed))
if (-not $ready) {
    $python = Find-Python
    $rest = @($python | Select-Object -Skip 1)
    & $python[0] @rest (Join-Path $root 'installers\prepare.py')
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

& $private (Join-Path $root 'main.py') @args
exit $LASTEXITCODE
