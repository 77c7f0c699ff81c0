using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Governance.Benchmarks.Scale;

/// <summary>
/// Opens each page and list of two portals in turns, so that both meet the same machine, and says what grew: statements, times, and which
/// statements are slow in the larger one.
/// </summary>
internal sealed class ScaleMeasure(ScalePortal small, ScalePortal large, int repeat, string only, bool parts)
{
    private const int Warm = 2;
    private const double SlowMilliseconds = 8;

    private readonly Dictionary<string, SortedSet<string>> _pages = new(StringComparer.Ordinal);

    public async Task RunAsync(bool explains, CancellationToken ct)
    {
        Console.WriteLine(
            "| Page (who) | statements | p50 ms, small | large | ratio | p95 ms, small | large | ratio | database ms, small | large "
                + "| KiB, small | large |"
        );
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (who, address) in ScalePages.All.Where(IsMeasured))
        {
            try
            {
                await MeasureAsync(who, address, ct);
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine($"| {e.Message} |");
            }
        }

        var slow = large.Heard.All.Where(s => s.Least > SlowMilliseconds && _pages.ContainsKey(s.Text)).OrderByDescending(s => s.Least);
        foreach (var statement in slow)
        {
            var before = small.Heard.All.FirstOrDefault(s => s.Text == statement.Text)?.Least ?? 0;
            Console.WriteLine();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"### {statement.Least:F1} ms (small: {before:F1}), {string.Join(", ", _pages[statement.Text])}"
                )
            );
            Console.WriteLine(statement.Text);
            if (explains)
            {
                await ExplainAsync(statement, ct);
            }
        }
    }

    // One page of one reader, "auditor /", or all whose address has the text in it; several with commas between.
    private bool IsMeasured((string Who, string Address) page) =>
        only.Split(',').Any(o => o == $"{page.Who} {page.Address}" || page.Address.Contains(o, StringComparison.Ordinal));

    private async Task MeasureAsync(string who, string address, CancellationToken ct)
    {
        var (few, much) = (new List<double>(), new List<double>());
        var (statements, counted) = (0, 0);
        (Cost Small, Cost Large) least = (Cost.Most, Cost.Most);
        for (var i = -Warm; i < repeat; i++)
        {
            var one = await OnceAsync(small, who, address, ct);
            var other = await OnceAsync(large, who, address, ct);
            foreach (var statement in large.Heard.OfThisTime())
            {
                if (!_pages.TryGetValue(statement.Text, out var pages))
                {
                    _pages[statement.Text] = pages = new(StringComparer.Ordinal);
                }

                pages.Add($"{address} ({who})");
            }

            if (i >= 0)
            {
                (statements, counted) = (one.Statements, other.Statements);
                least = (least.Small.Or(one), least.Large.Or(other));
                few.Add(one.Time);
                much.Add(other.Time);
            }
        }

        few.Sort();
        much.Sort();
        var (ofSmall, ofLarge) = (OfDatabase(small), OfDatabase(large));

        Console.WriteLine(
            string.Join(
                " | ",
                $"| {address} ({who})",
                statements == counted ? $"{counted}" : $"{statements}, {counted}",
                Times(few, much, 0.5),
                Times(few, much, 0.95),
                string.Create(CultureInfo.InvariantCulture, $"{ofSmall:F1} | {ofLarge:F1}"),
                string.Create(CultureInfo.InvariantCulture, $"{least.Small.Bytes / 1024.0:F0} | {least.Large.Bytes / 1024.0:F0} |")
            )
        );
        if (parts)
        {
            SayParts(least);
        }
    }

    // What a page consists of at both sizes: what the runtime took, and the statements whose time or rows are not the same.
    private void SayParts((Cost Small, Cost Large) least)
    {
        foreach (var (size, cost) in (ReadOnlySpan<(string, Cost)>)[("small", least.Small), ("large", least.Large)])
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {size}: {cost.Rows} rows, {cost.Processor:F1} ms processor, {cost.Allocated / 1024.0:F0} KiB allocated"
                )
            );
        }

        var few = small.Heard.OfThisTime().ToDictionary(s => s.Text, StringComparer.Ordinal);
        foreach (var statement in large.Heard.OfThisTime().OrderByDescending(s => s.Least))
        {
            var one = few.GetValueOrDefault(statement.Text);
            if (statement.Least > 2 * (one?.Least ?? 0) + 0.3 || statement.Rows > 2 * (one?.Rows ?? 0) + 10)
            {
                var words = string.Join(' ', statement.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"    {one?.Least ?? 0:F1}, {statement.Least:F1} ms; {one?.Rows ?? 0}, {statement.Rows} rows: {words}"
                    )
                );
            }
        }
    }

    private static string Times(List<double> few, List<double> much, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(few, share):F0} | {At(much, share):F0} | {At(much, share) / At(few, share):F2}");

    // Each statement of the page at its shortest: what the database has to do, whatever else runs on the machine.
    private static double OfDatabase(ScalePortal portal) => portal.Heard.OfThisTime().Sum(s => s.Least);

    private static async Task<Cost> OnceAsync(ScalePortal portal, string who, string address, CancellationToken ct)
    {
        portal.Heard.Begin();
        var (processor, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        var began = Stopwatch.GetTimestamp();
        var bytes = await portal.GetAsync(who, address, ct);
        return new Cost(
            Stopwatch.GetElapsedTime(began).TotalMilliseconds,
            portal.Heard.End(),
            portal.Heard.Rows(),
            bytes,
            (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds,
            GC.GetTotalAllocatedBytes() - allocated
        );
    }

    // How PostgreSQL ran it, with the values it had.
    private async Task ExplainAsync(HeardStatement statement, CancellationToken ct)
    {
        if (!large.Connection.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        await using var connection = new NpgsqlConnection(large.Connection);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS) {statement.Text}", connection);
        foreach (var (name, value) in statement.Values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                Console.WriteLine($"    {reader.GetString(0)}");
            }
        }
        catch (PostgresException e)
        {
            Console.WriteLine($"    {e.MessageText}");
        }
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

    /// <summary>What opening a page once took, of this process as a whole.</summary>
    private sealed record Cost(double Time, int Statements, long Rows, int Bytes, double Processor, long Allocated)
    {
        public static Cost Most { get; } = new(0, 0, 0, 0, double.MaxValue, long.MaxValue);

        // The least of each: what remains when nothing else is in the way.
        public Cost Or(Cost other) =>
            other with
            {
                Processor = Math.Min(Processor, other.Processor),
                Allocated = Math.Min(Allocated, other.Allocated),
            };
    }
}
