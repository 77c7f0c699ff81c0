using System.Diagnostics;
using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Benchmarks.Numbers;

/// <summary>
/// Speed of the numbers: <c>governance analyze drift</c> beside a pandas and SciPy script of equal content, binned statistics beside
/// copying the same bytes, and growth with the number of rows. Single process each, medians.
/// </summary>
internal sealed class NumbersBenchmark : IBenchmark
{
    public string Name => "numbers";

    public string Words =>
        "Drift of two logs beside pandas and SciPy: --cli FILE (published governance) --folder F --rows 1000000 --repeat 5 "
        + "--parts peer,binned,growth,parquet,data --python python3";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var folder = Directory.CreateDirectory(options.Text("folder", Path.Combine(Path.GetTempPath(), "governance-numbers"))).FullName;
        var cli = options.Text("cli", "governance");
        var python = options.Text("python", "python3");
        var repeat = (int)options.Number("repeat", 5);
        var rows = options.Number("rows", 1_000_000);
        var parts = options.Text("parts", "peer,binned,growth").Split(',');
        if (parts.Contains("data"))
        {
            Files(folder, rows);
        }

        if (parts.Contains("peer"))
        {
            await PeerAsync(folder, cli, python, rows, repeat, ct);
        }

        if (parts.Contains("binned"))
        {
            Binned(repeat);
        }

        if (parts.Contains("parquet"))
        {
            await ParquetBenchmark.RunAsync(Files(folder, rows), cli, python, repeat, ct);
        }

        if (parts.Contains("growth"))
        {
            await GrowthAsync(folder, cli, python, options.Number("most", 10_000_000), ct);
        }
    }

    private static async Task PeerAsync(string folder, string cli, string python, long rows, int repeat, CancellationToken ct)
    {
        var (reference, current) = Files(folder, rows);
        var script = Path.Combine(AppContext.BaseDirectory, "peer.py");
        // In turns, so that what else the machine does hits both alike.
        var (ours, theirs) = (new List<Run>(), new List<Run>());
        for (var i = 0; i < repeat; i++)
        {
            ours.Add(
                await MeasureAsync(
                    python,
                    [cli, "analyze", "drift", "--reference", reference, "--current", current, "--format", "json"],
                    ct
                )
            );
            theirs.Add(await MeasureAsync(python, [python, script, reference, current], ct));
        }

        var (we, they) = (Median(ours), Median(theirs));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows × 20 columns twice, {(new FileInfo(reference).Length + new FileInfo(current).Length) / 1e6:F1} MB, "
                    + $"medians of {repeat}, in turns"
            )
        );
        Console.WriteLine("| | seconds | processor seconds | peak MiB |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| governance analyze drift | {we.Seconds:F2} | {we.Processor:F2} | {we.Peak:F0} |"
            )
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| pandas and SciPy | {they.Seconds:F2} | {they.Processor:F2} | {they.Peak:F0} |")
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| ratio | {they.Seconds / we.Seconds:F1} | {they.Processor / we.Processor:F1} | {they.Peak / we.Peak:F2} |"
            )
        );
    }

    /// <summary>All binned statistics of one column against a frozen profile, beside one pass of copying its bytes.</summary>
    private static void Binned(int repeat)
    {
        const int Rows = 1_000_000;
        var random = new Random(7);
        var values = new double[Rows];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextDouble() + random.NextDouble();
        }

        string?[] texts = [.. Enumerable.Range(0, Rows).Select(_ => $"value_{(int)(40 * random.NextDouble() * random.NextDouble())}")];
        var reference = new Table([new NumericColumn("n", values), new CategoryColumn("c", texts)]);
        var profile = ReferenceProfile.FromTable(reference, ColumnRoles.None);
        var current = new Table([new NumericColumn("n", [.. values.Select(v => v + 0.05)]), new CategoryColumn("c", texts)]);
        var bandwidth = CopyBandwidth(repeat);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Copy bandwidth, one thread: {bandwidth / 1e9:F1} GB/s"));
        Console.WriteLine("| binned statistics of 1,000,000 values | ms | one pass of copying, ms | ratio |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (name, bytes) in new[] { ("n", 8.0), ("c", 4.0) })
        {
            var times = new double[Math.Max(repeat, 5) * 10];
            for (var i = 0; i < times.Length; i++)
            {
                var began = Stopwatch.GetTimestamp();
                _ = BinnedComparison.Compare(profile.Columns.First(c => c.Name == name), current.Find(name)!);
                times[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            }

            Array.Sort(times);
            var seconds = times[times.Length / 2];
            var pass = Rows * bytes / bandwidth;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {(name == "n" ? "numeric, 8 bytes a value" : "categorical, 4 bytes a value")} | {seconds * 1e3:F3} | "
                        + $"{pass * 1e3:F3} | {seconds / pass:F1} |"
                )
            );
        }
    }

    private static double CopyBandwidth(int repeat)
    {
        var from = new byte[512 << 20];
        var to = new byte[512 << 20];
        Array.Fill(from, (byte)1);
        Array.Fill(to, (byte)2);
        var times = new double[Math.Max(5, repeat)];
        for (var i = 0; i < times.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            from.AsSpan().CopyTo(to);
            times[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        Array.Sort(times);
        return from.Length / times[times.Length / 2];
    }

    private static async Task GrowthAsync(string folder, string cli, string python, long most, CancellationToken ct)
    {
        Console.WriteLine("| rows a file | MB | seconds | processor seconds | µs of processor a row | peak MiB | approximate |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        for (long rows = 10_000; rows <= most; rows *= 10)
        {
            var (reference, current) = Files(folder, rows);
            var output = Path.Combine(folder, "growth.json");
            var runs = new List<Run>();
            for (var i = 0; i < (rows > 1_000_000 ? 1 : 3); i++)
            {
                runs.Add(
                    await MeasureAsync(
                        python,
                        [cli, "analyze", "drift", "--reference", reference, "--current", current, "--format", $"json={output}"],
                        ct
                    )
                );
            }

            var run = Median(runs);
            var approximate = (await File.ReadAllTextAsync(output, ct)).Contains("\"approximate\": true", StringComparison.Ordinal);
            var megabytes = (new FileInfo(reference).Length + new FileInfo(current).Length) / 1e6;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {rows:N0} | {megabytes:F1} | {run.Seconds:F2} | {run.Processor:F2} | {run.Processor / rows * 1e6:F2} | "
                        + $"{run.Peak:F0} | {(approximate ? "yes" : "no")} |"
                )
            );
        }
    }

    private static (string Reference, string Current) Files(string folder, long rows)
    {
        var (reference, current) = (Path.Combine(folder, $"reference-{rows}.csv"), Path.Combine(folder, $"current-{rows}.csv"));
        if (!File.Exists(reference))
        {
            SampleFile.Write(reference, rows, 1, 0);
        }

        if (!File.Exists(current))
        {
            SampleFile.Write(current, rows, 2, 0.1);
        }

        return (reference, current);
    }

    internal static async Task<Run> MeasureAsync(string python, string[] command, CancellationToken ct)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "measure.py"));
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = (await process.StandardOutput.ReadToEndAsync(ct)).Split(' ');
        await process.WaitForExitAsync(ct);
        return int.Parse(said[2], CultureInfo.InvariantCulture) == 0
            ? new Run(
                double.Parse(said[0], CultureInfo.InvariantCulture),
                double.Parse(said[3], CultureInfo.InvariantCulture),
                double.Parse(said[1], CultureInfo.InvariantCulture) / 1024
            )
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {said[2]}.");
    }

    internal static Run Median(List<Run> runs) =>
        new(
            runs.Select(r => r.Seconds).Order().ElementAt(runs.Count / 2),
            runs.Select(r => r.Processor).Order().ElementAt(runs.Count / 2),
            runs.Select(r => r.Peak).Order().ElementAt(runs.Count / 2)
        );

    internal sealed record Run(double Seconds, double Processor, double Peak);
}
