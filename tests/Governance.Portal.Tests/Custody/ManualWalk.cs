using System.Diagnostics;
using System.Globalization;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// Runs the blocks of commands of a manual as they are written there, with places of this test for those that the manual names. A command
/// that the manual does not have is not run: what it lacks is found.
/// </summary>
/// <param name="settings">The portal's settings, for every command.</param>
internal sealed class ManualWalk(IReadOnlyDictionary<string, string> settings)
{
    // The manual's commands are typed in the program's folder and in that of eng/ at once.
    private const string Preamble = """
        set -euo pipefail
        dotnet() { (cd "$PROGRAM_FOLDER" && command dotnet "$@"); }

        """;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private readonly List<(string Step, TimeSpan Took)> _steps = [];

    /// <summary>What stands in the manual, and what is there for it here.</summary>
    public Dictionary<string, string> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>Further environment of the commands, such as the server of psql.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The steps, with what each took.</summary>
    public IReadOnlyList<(string Step, TimeSpan Took)> Steps => _steps;

    /// <summary>The folder of the sources.</summary>
    public static string Root => Checkout.Root;

    /// <summary>The first block of commands under a heading that has these words.</summary>
    public static IReadOnlyList<string> Block(string document, string heading, string words)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "docs", document)).Select(l => l.Trim()).ToList();
        var start = lines.IndexOf(heading);
        Assert.True(start >= 0, $"docs/{document} has no heading \"{heading}\".");
        var isOpen = false;
        List<string> block = [];
        foreach (var line in lines.Skip(start + 1).TakeWhile(l => isOpen || !l.StartsWith('#')))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                block.AddRange(isOpen ? [line] : []);
                continue;
            }

            isOpen = !isOpen;
            if (!isOpen && block.Exists(l => l.Contains(words, StringComparison.Ordinal)))
            {
                return block;
            }

            if (!isOpen)
            {
                block = [];
            }
        }

        throw new InvalidOperationException($"docs/{document} has no commands with \"{words}\" under \"{heading}\".");
    }

    /// <summary>Does something, and keeps how long it took.</summary>
    public async Task StepAsync(string name, Func<Task> walk)
    {
        var from = Stopwatch.GetTimestamp();
        await walk();
        _steps.Add((name, Stopwatch.GetElapsedTime(from)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name}: {_steps[^1].Took.TotalSeconds:F1} s")
        );
    }

    /// <summary>Runs lines of the manual, which have to succeed.</summary>
    /// <returns>What they printed.</returns>
    public async Task<string> DoneAsync(IEnumerable<string> lines, CancellationToken ct)
    {
        var (code, output, script) = await TryAsync(lines, ct);
        Assert.True(code == 0, $"{script}{System.Environment.NewLine}{code} {output}");
        return output;
    }

    /// <summary>Runs lines of the manual, which have to be refused.</summary>
    /// <returns>What they printed.</returns>
    public async Task<string> RefusedAsync(IEnumerable<string> lines, CancellationToken ct)
    {
        var (code, output, script) = await TryAsync(lines, ct);
        Assert.True(code != 0, $"{script}{System.Environment.NewLine}was done: {output}");
        return output;
    }

    private async Task<(int Code, string Output, string Script)> TryAsync(IEnumerable<string> lines, CancellationToken ct)
    {
        var script = string.Join('\n', lines);
        // The longer one first: the one may begin with the other.
        foreach (var (there, here) in Places.OrderByDescending(p => p.Key.Length))
        {
            script = script.Replace(there, here, StringComparison.Ordinal);
        }

        var start = new ProcessStartInfo("bash", ["-c", Preamble + script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        start.Environment["PROGRAM_FOLDER"] = AppContext.BaseDirectory;
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings.Concat(Environment))
        {
            start.Environment[name] = value;
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(s_longest);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        try
        {
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await errors, script);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
