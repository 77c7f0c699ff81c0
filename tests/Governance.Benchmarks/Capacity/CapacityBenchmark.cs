using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Governance.Benchmarks.Scale;

namespace Governance.Benchmarks.Capacity;

/// <summary>
/// What one node answers over HTTP, to programs with keys and people with sessions: requests a second, and what each takes of the
/// processor, of the database and of memory. Those who ask are in a process of their own, so that their processor time is not the portal's.
/// </summary>
internal sealed class CapacityBenchmark : IBenchmark
{
    private static readonly (string Kind, string Words)[] s_kinds =
    [
        ("calls", "Tool call, decided and recorded"),
        ("decisions", "Batch of 100 decisions, stored"),
        ("pages", "Page of a person (overview, models, approvals, risks)"),
        ("signs", "Sign-off, with its proof of identity and reading the promotion"),
    ];

    public string Name => "capacity";

    public string Words =>
        "Requests a second over HTTP with keys and sessions: --database DB (PostgreSQL, empty) --folder FOLDER --seconds 20 --atonce 16";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        if (options.Text("load", "") == "yes")
        {
            await CapacityLoad.RunAsync(ct);
            return;
        }

        await using var portal = await ScalePortal.OpenAsync(
            options.Text("database", ""),
            Path.GetFullPath(options.Text("folder", "capacity")),
            fills: false,
            ct
        );
        var (seconds, atOnce) = (options.Number("seconds", 20), options.Number("atonce", 16));
        var world = await CapacityWorld.MakeAsync(portal, (int)options.Number("promotions", 100), ct);
        using var load = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList = { typeof(CapacityBenchmark).Assembly.Location, Name, "--load", "yes" },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await AskAsync(load, JsonSerializer.Serialize(world), ct);
        Console.WriteLine("| | answered a second | p50 ms | p99 ms | refused | processor ms each | statements each | working set MiB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (kind, words) in s_kinds)
        {
            // Compiled and opened once; sign-offs are few, and the first of them are left out of the figures.
            await AskAsync(load, string.Create(CultureInfo.InvariantCulture, $"{kind} {atOnce} {(kind == "signs" ? 3 : 5)}"), ct);
            portal.Heard.Begin();
            var before = Spent();
            var answer = await AskAsync(load, string.Create(CultureInfo.InvariantCulture, $"{kind} {atOnce} {seconds}"), ct);
            var measured = JsonSerializer.Deserialize<CapacityLoad.Measured>(answer)!;
            var statements = portal.Heard.End() / (double)Math.Max(1, measured.Answered);
            var each = (Spent() - before).TotalMilliseconds / Math.Max(1, measured.Answered + measured.Refused);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {words} | {measured.Answered / measured.Seconds:F1} | {measured.Median:F0} | {measured.Slow:F0} "
                        + $"| {measured.Refused} | {each:F1} | {statements:F1} | {Environment.WorkingSet / 1_048_576} |"
                )
            );
        }

        Console.WriteLine("Load average: " + await LoadAsync(ct));
        load.StandardInput.Close();
        await load.WaitForExitAsync(ct);
    }

    private static TimeSpan Spent() => Process.GetCurrentProcess().TotalProcessorTime;

    private static async Task<string> LoadAsync(CancellationToken ct) =>
        OperatingSystem.IsLinux() ? (await File.ReadAllTextAsync("/proc/loadavg", ct)).Trim() : "unknown";

    private static async Task<string> AskAsync(Process load, string line, CancellationToken ct)
    {
        await load.StandardInput.WriteLineAsync(line.AsMemory(), ct);
        await load.StandardInput.FlushAsync(ct);
        return await load.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("The load ended.");
    }
}
