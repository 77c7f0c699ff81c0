using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Governance.Benchmarks.Scale;

/// <summary>
/// Opens each page and list of two portals in turns, so that both meet the same machine, and says what grew: statements, times, and which
/// statements are slow in the larger one.
/// </summary>
internal sealed class ScaleMeasure(ScalePortal small, ScalePortal large, int repeat, string only)
{
    private const int Warm = 2;
    private const double SlowMilliseconds = 8;

    private readonly Dictionary<string, SortedSet<string>> _pages = new(StringComparer.Ordinal);

    public async Task RunAsync(bool explains, CancellationToken ct)
    {
        Console.WriteLine(
            "| Page (who) | statements | p50 ms, small | large | ratio | p95 ms, small | large | ratio | database ms, small | large |"
        );
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (who, address) in ScalePages.All.Where(p => p.Address.Contains(only, StringComparison.Ordinal)))
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

    private async Task MeasureAsync(string who, string address, CancellationToken ct)
    {
        var (few, much) = (new List<double>(), new List<double>());
        var (statements, counted) = (0, 0);
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
                string.Create(CultureInfo.InvariantCulture, $"{ofSmall:F1} | {ofLarge:F1} |")
            )
        );
    }

    private static string Times(List<double> few, List<double> much, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(few, share):F0} | {At(much, share):F0} | {At(much, share) / At(few, share):F2}");

    // Each statement of the page at its shortest: what the database has to do, whatever else runs on the machine.
    private static double OfDatabase(ScalePortal portal) => portal.Heard.OfThisTime().Sum(s => s.Least);

    private static async Task<(double Time, int Statements)> OnceAsync(ScalePortal portal, string who, string address, CancellationToken ct)
    {
        portal.Heard.Begin();
        var began = Stopwatch.GetTimestamp();
        await portal.GetAsync(who, address, ct);
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, portal.Heard.End());
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
}
