using System.Globalization;
using Governance.Analytics.Parquet.Native;

namespace Governance.Benchmarks.Numbers;

/// <summary>Drift of Parquet beside CSV with the same values, and beside pandas and SciPy on that CSV; results are compared.</summary>
internal static class ParquetBenchmark
{
    public static async Task RunAsync((string Reference, string Current) csv, string cli, string python, int repeat, CancellationToken ct)
    {
        var parquet = (Reference: Typed(csv.Reference), Current: Typed(csv.Current));
        var script = Path.Combine(AppContext.BaseDirectory, "peer.py");
        var (typed, text, theirs) = (new List<NumbersBenchmark.Run>(), new List<NumbersBenchmark.Run>(), new List<NumbersBenchmark.Run>());
        // In turns, so that what else the machine does hits all three.
        for (var i = 0; i < repeat; i++)
        {
            typed.Add(await NumbersBenchmark.MeasureAsync(python, Drift(cli, parquet, "parquet.json"), ct));
            text.Add(await NumbersBenchmark.MeasureAsync(python, Drift(cli, csv, "csv.json"), ct));
            theirs.Add(await NumbersBenchmark.MeasureAsync(python, [python, script, csv.Reference, csv.Current], ct));
        }

        var results = new[] { Result(csv, "csv.json"), Result(parquet, "parquet.json") };
        var equal = await File.ReadAllTextAsync(results[0], ct) == await File.ReadAllTextAsync(results[1], ct);
        Console.WriteLine(
            $"Parquet {Megabytes(parquet)} MB, CSV {Megabytes(csv)} MB, medians of {repeat}; results {(equal ? "equal" : "DIFFER")}"
        );
        Console.WriteLine("| | seconds | processor seconds | peak MiB |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Write("governance analyze drift, Parquet", NumbersBenchmark.Median(typed));
        Write("governance analyze drift, CSV", NumbersBenchmark.Median(text));
        Write("pandas and SciPy, CSV", NumbersBenchmark.Median(theirs));
    }

    private static void Write(string name, NumbersBenchmark.Run run) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {name} | {run.Seconds:F2} | {run.Processor:F2} | {run.Peak:F0} |")
        );

    private static string[] Drift(string cli, (string Reference, string Current) files, string result) =>
        [cli, "analyze", "drift", "--reference", files.Reference, "--current", files.Current, "--format", $"json={Result(files, result)}"];

    private static string Result((string Reference, string Current) files, string name) =>
        Path.Combine(Path.GetDirectoryName(files.Current)!, name);

    private static string Megabytes((string Reference, string Current) files) =>
        ((new FileInfo(files.Reference).Length + new FileInfo(files.Current).Length) / 1e6).ToString("F0", CultureInfo.InvariantCulture);

    private static string Typed(string csv)
    {
        var path = Path.ChangeExtension(csv, "parquet");
        if (!File.Exists(path))
        {
            using var session = DuckDbSession.Open(2L << 30, 2, file: null);
            session.Run($"COPY (SELECT * FROM read_csv('{csv}')) TO '{path}' (FORMAT parquet)");
        }

        return path;
    }
}
