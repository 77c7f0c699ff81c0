using System.Diagnostics;
using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>
/// A large table of PostgreSQL, its windows once counted there and once pulled row by row: what moves, what it takes, and that both ways
/// say the same. Fifty million rows in full, in windows of at most five million, the maximum of <c>Limits__WindowRows</c> as delivered.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class PushDownTests
{
    private const int ReferenceRows = 5_000;
    private const long MostOfAWindow = 5_000_000;
    private const int MostWindows = 20;

    // Far enough back that all windows have ended; rows lie between two and 22 o'clock, so that days of two time zones hold the same ones.
    private static readonly DateTimeOffset s_day = new(DateTime.UtcNow.Date.AddDays(-MostWindows - 2), TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pull_OfALargeTable_ByCountsAndByRows_SaysTheSame_AndCountsMoveAFraction()
    {
        var rows = Soak.Rows(200_000, 50_000_000);
        var windows = (int)Math.Clamp(((rows - 1) / MostOfAWindow) + 1, 2, MostWindows);
        await using var place = await SourcePlace.CreateAsync();
        await using var link = new CountedLink(place.Server);
        await FillAsync(place, rows, windows);
        await using var model = await StartAsync(place, link);

        var counts = await RunAsync(model, link, place, byCounts: true, "UTC");
        var all = await RunAsync(model, link, place, byCounts: false, "Etc/GMT-1"); // begins an hour earlier, which keeps them apart

        var (exact, bounded, largest) = await CompareAsync(model, windows, rows);
        Assert.True(counts.Bytes * 20 < all.Bytes, $"{counts.Bytes} bytes of counts beside {all.Bytes} bytes of rows");
        if (Soak.IsFull)
        {
            // What is held of a window by rows is bounded by its rows, and by counts by its bins, however many rows there are.
            Assert.InRange(counts.Memory, long.MinValue, 512L << 20);
            Assert.InRange(all.Memory, long.MinValue, 6L << 30);
        }

        Soak.Report(
            string.Create(CultureInfo.InvariantCulture, $"Table of {rows} rows with 20 features, {windows} windows"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"by counts {counts}; all rows {all}; no difference in any figure but Kolmogorov–Smirnov's D, exact in "
                    + $"{exact} columns of windows and in {bounded} at most {largest:G3} too small, within the stated bound"
            )
        );
    }

    [Fact]
    public async Task Pull_ByRows_OfMoreRowsThanAWindowMayHave_StopsAtTheLimit_AndSaysWhatHelps()
    {
        await using var place = await SourcePlace.CreateAsync();
        await using var link = new CountedLink(place.Server);
        await FillAsync(place, 200_000, 1);
        await using var model = await StartAsync(place, link, mostRows: ReferenceRows);

        var pulled = await RunAsync(model, link, place, byCounts: false, "UTC");

        var view = await ViewAsync(model);
        Assert.StartsWith("The window has more than 5000 rows (Limits__WindowRows).", view.Problem, StringComparison.Ordinal);
        Assert.Equal((0, s_day), (view.Done, view.Watermark));
        Assert.InRange(pulled.Bytes, 1, 10_000_000); // all would be more than 24 million; what was on its way had left
    }

    // Every value follows from the number of its row: hashes in place of chance, so that each run has the same table.
    private static async Task FillAsync(SourcePlace place, long rows, int windows)
    {
        var perDay = ((rows - 1) / windows) + 1;
        var places = "(({0}.i % {1}) * 72000::float8 / {1}) * interval '1 second'";
        var time = string.Format(CultureInfo.InvariantCulture, places, "g", perDay);
        await place.ExecuteAsync(
            $"""
            CREATE UNLOGGED TABLE {place.Schema}.reference AS
              SELECT '{Iso(s_day.AddDays(-30))}'::timestamptz + g.i * interval '1 second' AS "timestamp", {Features(shifted: false)}
              FROM generate_series(1::bigint, {ReferenceRows}) g(i), {Hashes("g.i + 1000000000000")};
            CREATE UNLOGGED TABLE {place.Schema}.large AS
              SELECT '{Iso(s_day.AddHours(2))}'::timestamptz + (g.i / {perDay}) * interval '1 day' + {time} AS "timestamp",
                {Features(shifted: true)}
              FROM generate_series(0::bigint, {rows - 1}) g(i), {Hashes("g.i")};
            CREATE INDEX ON {place.Schema}.large ("timestamp");
            ANALYZE {place.Schema}.large;
            """
        );
    }

    // Nine hashes of a row hold three numbers of twenty bits each. Kept from being computed once for each use.
    private static string Hashes(string number) =>
        $"LATERAL (SELECT {string.Join(", ", "abcdefghk".Select((name, i) => $"hashint8extended({number}, {i}) AS {name}"))} OFFSET 0) h";

    // Sixteen numbers and four texts: whole, decimal and single-precision ones, missing and infinite values, and NaN. In the table three of
    // the numbers have moved, one text has a value that the reference lacks, and one number is missing more often.
    private static string Features(bool shifted)
    {
        static string Part(char hash, int third) => $"((h.{hash} >> {20 * third}) & 1048575)";

        var more = shifted ? 1 : 0;
        string[] columns =
        [
            .. Enumerable
                .Range(0, 10)
                .Select(i =>
                    $"({Part("abcde"[i / 2], i % 2)} + {Part("fgh"[i % 3], i / 4)} + {(i % 4 == 0 ? more * 100_000 : 0)}) "
                    + $"/ 1000::float8 AS n{i}"
                ),
            $"CASE WHEN {Part('a', 2)} % 1000 < {20 + (more * 30)} THEN NULL ELSE {Part('b', 2)} / 100::float8 END AS n10",
            $"CASE WHEN {Part('c', 2)} % 1000 = 1 THEN 'Infinity' WHEN {Part('c', 2)} % 1000 = 2 THEN 'NaN' "
                + $"ELSE {Part('d', 2)} / 10::float8 END AS n11",
            $"({Part('e', 2)} % 7)::int AS n12",
            $"({Part('f', 2)} * 10007 % 90001) AS n13",
            $"({Part('g', 2)} / 1000::float8)::real AS n14",
            $"({Part('h', 2)} % 100000 / 100::numeric)::numeric(10, 2) AS n15",
            $"CASE WHEN {Part('k', 0)} % 100 < {more * 4} THEN 'kiosk' WHEN {Part('k', 0)} % 3 = 0 THEN 'branch' ELSE 'web' END AS c0",
            $"CASE WHEN {Part('k', 1)} % 20 = 0 THEN NULL ELSE 'area ' || {Part('k', 1)} % 60 END AS c1",
            // COPY writes true and false as t and f; a person's file has the words, and so have windows.
            $"({Part('k', 2)} % 5 = 0){(shifted ? "" : "::text")} AS c2",
            $"CASE {Part('a', 2)} % 4 WHEN 0 THEN 'a \"b\", c' WHEN 1 THEN 'Straße' WHEN 2 THEN '' ELSE 'plain' END AS c3",
            $"{Part('k', 2)} % 1000000 / 1000000::float8 AS score",
        ];
        return string.Join(",\n    ", columns);
    }

    private static async Task<WatchedModel> StartAsync(SourcePlace place, CountedLink link, long mostRows = MostOfAWindow)
    {
        var model = await WatchedModel.StartAsync(
            DatabaseKind.Sqlite,
            portal =>
            {
                place.Configure(portal, timeoutSeconds: 1_800);
                portal.Settings["Sources:Connections:0:Address"] = $"127.0.0.1:{link.Port}";
                portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
                portal.Settings["Limits:WindowRows"] = mostRows.ToString(CultureInfo.InvariantCulture);
            }
        );
        await model.SendAsync(await place.ReadAsync("reference"), WindowRole.Reference);
        return model;
    }

    private static async Task<Way> RunAsync(WatchedModel model, CountedLink link, SourcePlace place, bool byCounts, string zone)
    {
        var command = new SetSource.Command(
            WatchedModel.Name,
            WatchedModel.Version,
            SourcePlace.Connection,
            $"{place.Schema}.large",
            "timestamp",
            WindowLength.Day,
            zone,
            0,
            byCounts,
            WindowColumns.Default,
            s_day
        );
        Assert.Null((await model.Portal.Get<SetSource>().RunAsync(Actor.Host, command, Ct)).Refusal);
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5", Ct); // the peak is counted from here on
        var (memory, bytes, began) = (process.WorkingSet64, link.FromServer, Stopwatch.GetTimestamp());

        await model.Portal.Get<PullWindows>().RunAsync(Ct);

        var elapsed = Stopwatch.GetElapsedTime(began);
        process.Refresh();
        return new Way(link.FromServer - bytes, elapsed, process.PeakWorkingSet64 - memory);
    }

    private static async Task<(int Exact, int Bounded, double Largest)> CompareAsync(WatchedModel model, int windows, long rows)
    {
        Assert.Null((await ViewAsync(model)).Problem);
        await using var db = await model.Portal.Databases.CreateDbContextAsync(Ct);
        var pulled = await db.Windows.AsNoTracking().Where(w => w.Role == WindowRole.Current).ToListAsync(Ct);
        var counted = pulled.Where(w => w.IsCounted).OrderBy(w => w.Start).ToList();
        var whole = pulled.Where(w => !w.IsCounted).OrderBy(w => w.Start).ToList();
        Assert.Equal((windows, rows), (counted.Count, counted.Sum(w => (long)w.Rows)));
        Assert.Equal(counted.Select(w => (w.Start, w.Rows)), whole.Select(w => (w.Start.AddHours(1), w.Rows)));
        var compared = counted.Zip(whole, (c, w) => SameCounts.Assert(w.DriftJson!, c.DriftJson!)).ToList();
        // Twenty features and the score, four of them texts, which have no D.
        Assert.All(compared, c => Assert.Equal(17, c.Exact + c.Bounded));
        return (compared.Sum(c => c.Exact), compared.Sum(c => c.Bounded), compared.Max(c => c.Largest));
    }

    private static async Task<SourceView> ViewAsync(WatchedModel model) =>
        (await model.Portal.Get<GetSource>().RunAsync(WatchedModel.Name, WatchedModel.Version, Ct))!;

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record Way(long Bytes, TimeSpan Elapsed, long Memory)
    {
        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Bytes} bytes over the connection in {Elapsed.TotalSeconds:F1} s, working set at most +{Memory / 1048576.0:F0} MiB"
            );
    }
}
