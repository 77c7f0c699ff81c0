using System.Diagnostics;
using System.Globalization;
using Governance.Benchmarks.Scale;

namespace Governance.Benchmarks.Circuits;

/// <summary>
/// What open pages cost the portal: managed memory of a circuit after a collection, working set, and how long a navigation takes meanwhile.
/// The tabs are in a process of their own, so that their memory is not the portal's.
/// </summary>
internal sealed class CircuitBenchmark : IBenchmark
{
    public string Name => "circuits";

    public string Words =>
        "Memory of open pages, and navigation beside them: --database DB --folder FOLDER (filled by scale) --circuits 200 --types yes";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        if (options.Text("tabs", "") is { Length: > 0 } address)
        {
            await using var tabs = new CircuitTabs(new Uri(address), (int)options.Number("server", 0));
            await tabs.RunAsync(ct);
            return;
        }

        await using var portal = await ScalePortal.OpenAsync(
            options.Text("database", ""),
            Path.GetFullPath(options.Text("folder", "scale")),
            fills: false,
            ct
        );
        var (circuits, types) = ((int)options.Number("circuits", 200), options.Text("types", "") == "yes");
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList =
                {
                    typeof(CircuitBenchmark).Assembly.Location,
                    Name,
                    "--tabs",
                    portal.Address.ToString(),
                    "--server",
                    Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        // What the first pages leave behind is the portal's, not a circuit's: every page is opened before anything is measured.
        const int First = 16;
        await TellAsync(process, $"open {First}", ct);
        await TellAsync(process, "go 7", ct);
        var before = Memory();
        if (types)
        {
            await TellAsync(process, $"types {circuits}", ct);
        }

        var began = Stopwatch.GetTimestamp();
        await TellAsync(process, $"open {circuits}", ct);
        var opening = Stopwatch.GetElapsedTime(began);
        var opened = Memory();
        if (types)
        {
            await TellAsync(process, $"types {circuits}", ct);
        }

        await TellAsync(process, "go 2", ct);
        var after = Memory();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{circuits} circuits opened in {opening.TotalSeconds:F1} s; a circuit has {(opened - before) / 1024.0 / circuits:F0} KB, "
                    + $"after navigating {(after - before) / 1024.0 / circuits:F0} KB; working set {Environment.WorkingSet / 1_048_576} MiB"
            )
        );
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
    }

    private static long Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task TellAsync(Process process, string line, CancellationToken ct)
    {
        await process.StandardInput.WriteLineAsync(line.AsMemory(), ct);
        await process.StandardInput.FlushAsync(ct);
        while (await process.StandardOutput.ReadLineAsync(ct) is { } answer)
        {
            if (answer == "done")
            {
                return;
            }

            Console.WriteLine(answer);
        }

        throw new InvalidOperationException("The tabs ended.");
    }
}
