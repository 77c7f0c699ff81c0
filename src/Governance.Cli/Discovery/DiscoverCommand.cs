using System.CommandLine;
using Governance.Cli.Discovery.Scanning;
using Governance.Cli.Gates;
using Governance.Cli.Shared;

namespace Governance.Cli.Discovery;

/// <summary><c>discover</c>: finds AI that no one registered in a folder or the log of a proxy, and files it for triage.</summary>
internal static class DiscoverCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "discover",
            "Find models, AI libraries, prompts, MCP servers, endpoints and keys in a folder; exit 1 if any of them is not registered.",
            "governance discover . --ignore .discoverignore --report --source git.example/fraud"
        );
        var path = new Argument<string>("PATH")
        {
            Description = "Folder or file to scan; optional with --proxy-log.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var ignore = CommonOptions.Text("--ignore", "File with patterns of paths to leave out, as PATH or KIND:PATH.", "FILE");
        var all = new Option<bool>("--all") { Description = "Also search .git, node_modules and virtual environments." };
        var maxFiles = NumberOptions.Whole("--max-files", "Maximum number of files to search (default: 200,000).", 1, 10_000_000);
        var maxDepth = NumberOptions.Whole("--max-depth", "Maximum depth of folders to search (default: 40).", 1, 1_000);
        var maxText = NumberOptions.Whole(
            "--max-file-size",
            "Largest text file to read, in bytes (default: 2,097,152); models of any size are found.",
            1,
            64 * 1024 * 1024
        );
        var proxyLogs = CommonOptions.Many(
            "--proxy-log",
            "CSV log of a proxy with the column host and, where known, app, user, time and count; repeatable.",
            "FILE"
        );
        var report = new Option<bool>("--report") { Description = "File the findings with the portal, for triage." };
        var source = CommonOptions.Text(
            "--source",
            "Name under which scans of this place are compared (default in CI: the repository).",
            "NAME"
        );
        var commit = CommonOptions.Text("--commit", "Commit that was scanned (default in CI: the commit being built).", "SHA");
        command.Add(path);
        foreach (var option in new Option[] { ignore, all, maxFiles, maxDepth, maxText, proxyLogs, report, source, commit })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var root = parse.GetValue(path);
                var logs = parse.GetValue(proxyLogs) ?? [];
                if (root is null && logs.Length == 0)
                {
                    throw CliException.Usage("Name a folder to scan, or a log with --proxy-log.");
                }

                var keeps = parse.GetValue(report);
                var place = SourceOf(host, parse.GetValue(source), root ?? logs[0], keeps);
                var ignored = parse.GetValue(ignore) is { } file ? await IgnoreList.ReadAsync(file, ct) : IgnoreList.Empty;
                var at = host.Clock.GetUtcNow();
                var scan = new FolderScan(
                    root ?? string.Empty,
                    new ScanBounds
                    {
                        MaxFiles = parse.Whole(maxFiles, 200_000),
                        MaxDepth = parse.Whole(maxDepth, 40),
                        MaxTextBytes = parse.Whole(maxText, DiscoveryScanner.MaxTextBytes),
                        TakesAll = parse.GetValue(all),
                    },
                    ignored
                );
                if (root is not null)
                {
                    scan.Run(ct);
                }

                var found = new List<DiscoveryFinding>(scan.Findings);
                foreach (var log in logs)
                {
                    found.AddRange((await ProxyLog.ReadAsync(log, ct)).Where(f => !ignored.Has(f.Kind, f.Path)));
                }

                var result = new DiscoverResult(root ?? logs[0], place, [.. Sorted(found).Select(f => new JudgedFinding(f))])
                {
                    Files = scan.Files + logs.Length,
                    TooLarge = scan.TooLarge,
                    SkippedFolders = scan.SkippedFolders,
                    Links = scan.Links,
                    Ignored = scan.Ignored,
                    IsIncomplete = scan.Problems.Count > 0,
                };
                if (keeps || portal.IsNamed(host, parse))
                {
                    using var client = await portal.OpenAsync(host, parse, ct);
                    var about = (place, CommitOf(host, parse.GetValue(commit)), at, scan.Problems.Count == 0);
                    var (judged, answer) = await PortalFindings.SendAsync(
                        client,
                        about,
                        [.. result.Findings.Select(f => f.Finding)],
                        keeps,
                        ct
                    );
                    result = result with { Findings = judged, Reported = keeps ? PortalFindings.CountsOf(answer) : null };
                }

                await GitHubFiles.SummariseAsync(host, result.Checks, ct);
                return new CommandOutcome(result, result.Findings.Any(f => f.Stops) ? ExitCode.Refused : ExitCode.Done)
                {
                    NotRun = scan.Problems,
                };
            }
        );
        return command;
    }

    private static IOrderedEnumerable<DiscoveryFinding> Sorted(IEnumerable<DiscoveryFinding> findings) =>
        findings
            .DistinctBy(f => (f.Kind, f.Path, f.Name, f.Sha256))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .ThenBy(f => f.Line ?? 0)
            .ThenBy(f => f.Kind)
            .ThenBy(f => f.Name, StringComparer.Ordinal)
            .ThenBy(f => f.Sha256, StringComparer.Ordinal);

    // Scans are compared by this name, so one that is filed has to have the same name each time.
    private static string SourceOf(CliHost host, string? given, string path, bool keeps)
    {
        var named = given ?? host.Environment("GITHUB_REPOSITORY") ?? host.Environment("CI_PROJECT_PATH");
        return !string.IsNullOrWhiteSpace(named) ? named.Trim()
            : keeps
                ? throw CliException.Usage("Name the scanned place with --source, and use the same name each time: its scans are compared.")
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) is { Length: > 0 } name ? name
            : path;
    }

    private static string? CommitOf(CliHost host, string? given) =>
        given ?? host.Environment("GITHUB_SHA") ?? host.Environment("CI_COMMIT_SHA");
}
