using System.Globalization;
using Governance.Cli.Discovery.Scanning;
using Governance.Cli.Shared;

namespace Governance.Cli.Discovery;

/// <summary>How far a scan goes.</summary>
internal sealed record ScanBounds
{
    public int MaxFiles { get; init; } = 200_000;

    public int MaxDepth { get; init; } = 40;

    public int MaxTextBytes { get; init; } = DiscoveryScanner.MaxTextBytes;

    /// <summary>Whether folders of tools and of installed packages are looked into as well.</summary>
    public bool TakesAll { get; init; }
}

/// <summary>
/// Walks a folder in the order of names, one open file at a time. Links are not followed: what they lead to inside is found there.
/// </summary>
internal sealed class FolderScan(string root, ScanBounds bounds, IgnoreList ignored)
{
    private static readonly HashSet<string> s_skipped = new(
        [".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", "site-packages", ".mypy_cache"],
        StringComparer.Ordinal
    );

    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly List<string> _problems = [];

    public List<DiscoveryFinding> Findings { get; } = [];

    public int Files { get; private set; }

    public int TooLarge { get; private set; }

    public int SkippedFolders { get; private set; }

    public int Links { get; private set; }

    public int Ignored { get; private set; }

    /// <summary>What could not be looked at though it should have been, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public void Run(CancellationToken ct)
    {
        if (File.Exists(root))
        {
            Look(root, Path.GetFileName(root), ct);
            return;
        }

        if (!Directory.Exists(root))
        {
            throw CliException.Usage($"{root} does not exist.");
        }

        var folders = new Stack<(string Path, int Depth)>();
        folders.Push((Path.GetFullPath(root), 0));
        while (folders.TryPop(out var folder))
        {
            ct.ThrowIfCancellationRequested();
            if (!Walk(folder.Path, folder.Depth, folders, ct))
            {
                return;
            }
        }
    }

    private bool Walk(string folder, int depth, Stack<(string Path, int Depth)> folders, CancellationToken ct)
    {
        List<FileSystemInfo> entries;
        try
        {
            entries =
            [
                .. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_everything).OrderBy(e => e.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            _problems.Add($"{Below(folder)} cannot be read: {problem.Message}");
            return true;
        }

        var below = new List<string>();
        foreach (var entry in entries)
        {
            if (entry.LinkTarget is not null)
            {
                Links++;
            }
            else if (entry is DirectoryInfo)
            {
                if (!bounds.TakesAll && (s_skipped.Contains(entry.Name) || File.Exists(Path.Combine(entry.FullName, "pyvenv.cfg"))))
                {
                    SkippedFolders++;
                }
                else if (depth + 1 >= bounds.MaxDepth)
                {
                    _problems.Add($"{Below(entry.FullName)} is deeper than --max-depth {Text(bounds.MaxDepth)}, so it was not searched.");
                }
                else
                {
                    below.Add(entry.FullName);
                }
            }
            else if (Files >= bounds.MaxFiles)
            {
                _problems.Add($"The folder has more than {Text(bounds.MaxFiles)} files (--max-files); the rest was not searched.");
                return false;
            }
            else
            {
                Look(entry.FullName, Below(entry.FullName), ct);
            }
        }

        below.Reverse();
        below.ForEach(path => folders.Push((path, depth + 1)));
        return true;
    }

    private void Look(string path, string name, CancellationToken ct)
    {
        Files++;
        try
        {
            // Pipes and sockets have no length, and opening one would wait for its other end.
            if (new FileInfo(path).Length == 0)
            {
                return;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var scan = DiscoveryScanner.Scan(name, file, bounds.MaxTextBytes, ct);
            TooLarge += scan.IsTooLarge ? 1 : 0;
            // What is left out on purpose is no gap of the search.
            _problems.AddRange(scan.Problems.Where(_ => !ignored.HasAll(name)));
            foreach (var finding in scan.Findings)
            {
                if (ignored.Has(finding.Kind, name))
                {
                    Ignored++;
                }
                else
                {
                    Findings.Add(finding);
                }
            }
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            _problems.Add($"{name} cannot be read: {problem.Message}");
        }
    }

    private string Below(string path) => Path.GetRelativePath(Path.GetFullPath(root), path).Replace('\\', '/');

    private static string Text(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
