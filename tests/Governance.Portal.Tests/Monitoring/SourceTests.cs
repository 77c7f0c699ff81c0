using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Windows that are pulled from a table of a real PostgreSQL server.</summary>
public sealed class SourceTests
{
    // Four days ago: all windows that the tests look at have ended.
    private static readonly DateTimeOffset s_day = new(DateTime.UtcNow.Date.AddDays(-4), TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Pull_RowsOfATable_GivesWhatAnUploadOfTheSameRowsGives(DatabaseKind kind)
    {
        await using var scene = await StartAsync(kind);
        var rows = Predictions.Csv(400, Day(0), shift: 20, labelled: 0.5, seed: 2);
        await scene.Place.FillAsync(rows);
        await SetAsync(scene, byCounts: false);

        await PullAsync(scene);

        var pulled = await WindowAsync(scene, s_day);
        var uploaded = await UploadedAsync(scene, rows);
        Assert.Equal(400, pulled.Rows);
        Assert.Equal(uploaded.DriftJson, pulled.DriftJson);
        Assert.Equal(uploaded.PerformanceJson, pulled.PerformanceJson);
        Assert.False(pulled.IsCounted);
        Assert.NotNull(await EvaluationAsync(scene, pulled.Id));
    }

    [Fact]
    public async Task Pull_ByCounts_GivesTheSameFiguresForWhatCountsSuffice_AndNoRows()
    {
        await using var scene = await StartAsync();
        var rows = Predictions.Csv(400, Day(0), shift: 20, seed: 2);
        await scene.Place.FillAsync(rows);
        await SetAsync(scene, byCounts: true);

        await PullAsync(scene);

        var pulled = await WindowAsync(scene, s_day);
        SameCounts.Assert((await UploadedAsync(scene, rows)).DriftJson!, pulled.DriftJson!);
        Assert.True(pulled.IsCounted);
        Assert.Equal(0, pulled.Labelled);
        var rowsHere = await scene.Model.Portal.Get<WindowRows>().ReadAsync(pulled, null, null, Ct);
        Assert.Equal("monitoring.rows-not-kept", rowsHere.Refusal?.Code);
        await scene.Model.EvaluateAsync();
    }

    [Fact]
    public async Task Pull_ByCounts_OfAwkwardValues_CountsThemAsTheUploadDoes()
    {
        await using var scene = await StartAsync();
        await scene.Place.ExecuteAsync(
            $"""
            ALTER TABLE {scene.Place.Table} ALTER COLUMN amount TYPE real;
            INSERT INTO {scene.Place.Table} SELECT 'q' || i, '{Day(0)}T00:00:00Z'::timestamptz + i * interval '1 second',
              CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN 'NaN' WHEN i % 13 = 0 THEN 'Infinity' WHEN i % 17 = 0 THEN '-Infinity'
                ELSE (i % 100) / 10.0 END,
              CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a "b", c' WHEN 3 THEN ' web' WHEN 4 THEN 'NA' ELSE 'Straße' END,
              i / 600.0, i % 2, NULL FROM generate_series(1, 500) i;
            """
        );
        await SetAsync(scene, byCounts: true);
        await PullAsync(scene);
        var counted = await WindowAsync(scene, s_day);
        await SetAsync(scene, byCounts: false, zone: "Etc/GMT-12");

        await PullAsync(scene);

        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        var whole = await db.Windows.AsNoTracking().Where(w => w.Role == WindowRole.Current && w.Id != counted.Id).ToListAsync(Ct);
        SameCounts.Assert(Assert.Single(whole, w => w.Rows == 500).DriftJson!, counted.DriftJson!);
    }

    [Fact]
    public async Task DeclaredNullValues_AreMissing_AlsoWhereTheSourceCounts()
    {
        await using var scene = await StartAsync(configure: portal =>
        {
            portal.Settings["Monitoring:NullValues:0"] = " -999 ";
            portal.Settings["Monitoring:NullValues:1"] = "it's unknown";
        });
        await scene.Place.ExecuteAsync(
            $"""
            INSERT INTO {scene.Place.Table} SELECT 'q' || i, '{Day(0)}T00:00:00Z'::timestamptz + i * interval '1 second',
              CASE WHEN i % 5 = 0 THEN -999 WHEN i % 7 = 0 THEN NULL ELSE (i % 100) / 10.0 END,
              CASE i % 4 WHEN 0 THEN 'it''s unknown' WHEN 1 THEN ' it''s unknown ' WHEN 2 THEN 'It''s unknown' ELSE 'web' END,
              i / 600.0, i % 2, NULL FROM generate_series(1, 500) i;
            """
        );
        var rows = await scene.Place.ReadAsync("predictions");
        await SetAsync(scene, byCounts: true);
        await PullAsync(scene);
        var counted = await WindowAsync(scene, s_day);
        await SetAsync(scene, byCounts: false, zone: "Etc/GMT-12");
        await PullAsync(scene);

        var uploaded = await UploadedAsync(scene, rows);
        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        var all = await db.Windows.AsNoTracking().Where(w => w.Role == WindowRole.Current).ToListAsync(Ct);
        var pulled = Assert.Single(all, w => w.Rows == 500 && w.Id != counted.Id && w.Id != uploaded.Id);
        SameCounts.Assert(uploaded.DriftJson!, counted.DriftJson!);
        SameCounts.Assert(uploaded.DriftJson!, pulled.DriftJson!);
        // 100 codes, and of the other 400 rows every seventh; the word with and without spaces, but not with a capital.
        Assert.Equal([(100 + 57, "amount"), (250, "channel")], Missing(counted));

        static IEnumerable<(long, string)> Missing(MonitoringWindow window) =>
            StoredHistograms
                .Drift(window.DriftJson!)
                .GetProperty("features")
                .EnumerateArray()
                .Select(f => (f.GetProperty("current").GetProperty("missing").GetInt64(), f.GetProperty("name").GetString()!))
                .Where(f => f.Item2 is "amount" or "channel");
    }

    [Fact]
    public async Task Pull_OneWindowAfterTheOther_LeavesNoneOut_AndRecordsTheOneWithoutRows()
    {
        await using var scene = await StartAsync();
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await scene.Place.FillAsync(Predictions.Csv(60, Day(2), seed: 4));
        await SetAsync(scene, byCounts: false);

        await PullAsync(scene);
        await PullAsync(scene);

        var view = await ViewAsync(scene);
        Assert.Equal((4, 2, 0, null), (view.Done, view.Empty, view.Behind, view.Problem));
        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(2, await db.Windows.CountAsync(w => w.Role == WindowRole.Current, Ct));
        Assert.Contains("source.window-empty", await scene.Model.ActionsAsync("fraud@1.0.0"));
    }

    [Fact]
    public async Task Pull_BeforeTheWaitIsOver_DoesNothing()
    {
        await using var scene = await StartAsync();
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await SetAsync(scene, byCounts: false, lateness: 30 * 24 * 60);

        await PullAsync(scene);

        var view = await ViewAsync(scene);
        Assert.Equal((0, s_day, s_day.AddDays(31)), (view.Done, view.Watermark, view.NextAt));
    }

    [Fact]
    public async Task Pull_ByTwoNodesAtOnce_StoresEachWindowOnce()
    {
        await using var scene = await StartAsync(DatabaseKind.Postgres);
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await SetAsync(scene, byCounts: false);

        await Task.WhenAll(PullAsync(scene), PullAsync(scene), PullAsync(scene));

        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.Windows.CountAsync(w => w.Role == WindowRole.Current, Ct));
        Assert.Equal(
            (await ViewAsync(scene)).Done,
            (await scene.Model.ActionsAsync("fraud@1.0.0")).Count(a => a == "source.window-empty") + 1
        );
    }

    [Fact]
    public async Task Pull_LeftByANodeThatDied_IsDoneByAnotherWhenItsLeaseIsOver()
    {
        await using var scene = await StartAsync();
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await SetAsync(scene, byCounts: false);
        await HoldAsync(scene, DateTimeOffset.UtcNow.AddMinutes(-10));
        await PullAsync(scene);
        Assert.Equal(0, (await ViewAsync(scene)).Done);

        await HoldAsync(scene, DateTimeOffset.UtcNow.AddHours(-2));
        await PullAsync(scene);

        Assert.Equal(50, (await WindowAsync(scene, s_day)).Rows);
    }

    [Fact]
    public async Task Pull_FromWhatIsNotThere_SaysWhatIsWrong_KeepsItsPlace_AndGoesOnOnceItIs()
    {
        await using var scene = await StartAsync();
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await SetAsync(scene, byCounts: false, time: "made_at");
        await PullAsync(scene);
        var wrong = await ViewAsync(scene);
        Assert.StartsWith($"{scene.Place.Table} has no column made_at; its columns are decision_id, timestamp", wrong.Problem);
        Assert.Equal((s_day, 1), (wrong.Watermark, wrong.Tries));

        await scene.Place.ExecuteAsync($"ALTER TABLE {scene.Place.Table} RENAME TO elsewhere");
        await SetAsync(scene, byCounts: false);
        await PullAsync(scene);
        Assert.StartsWith($"scoring has no table {scene.Place.Table}", (await ViewAsync(scene)).Problem);

        await scene.Place.ExecuteAsync($"ALTER TABLE {scene.Place.Schema}.elsewhere RENAME TO predictions");
        await AskAsync(scene);
        await PullAsync(scene);

        Assert.Equal(50, (await WindowAsync(scene, s_day)).Rows);
        Assert.Null((await ViewAsync(scene)).Problem);
    }

    [Fact]
    public async Task Pull_ByAnAccountWithoutTheRight_SaysSo()
    {
        await using var place = await SourcePlace.CreateAsync();
        var role = place.Schema + "_reader";
        await place.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        try
        {
            await using var scene = await StartAsync(place: place, user: role);
            await SetAsync(scene, byCounts: true);

            await PullAsync(scene);

            var view = await ViewAsync(scene);
            Assert.Contains("permission denied for schema", view.Problem);
            Assert.Contains("SQLSTATE 42501", view.Problem);
        }
        finally
        {
            await place.ExecuteAsync($"DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Pull_ThatTakesTooLong_IsStoppedByTheServer_AndTriedAgainLater()
    {
        await using var scene = await StartAsync(timeout: 1);
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await scene.Place.ExecuteAsync(
            $"CREATE VIEW {scene.Place.Schema}.slow AS SELECT *, pg_sleep(0.2) IS NULL AS slept FROM {scene.Place.Table}"
        );
        await SetAsync(scene, byCounts: false, table: $"{scene.Place.Schema}.slow");

        await PullAsync(scene);

        Assert.StartsWith("scoring did not answer within 1 seconds", (await ViewAsync(scene)).Problem);
    }

    [Fact]
    public async Task Pull_ByCounts_OfTextWhereTheReferenceHasNumbers_IsRefusedInWords()
    {
        await using var scene = await StartAsync();
        await scene.Place.ExecuteAsync($"ALTER TABLE {scene.Place.Table} ALTER COLUMN amount TYPE text");
        await scene.Place.FillAsync(Predictions.Csv(50, Day(0), seed: 3));
        await SetAsync(scene, byCounts: true);

        await PullAsync(scene);

        Assert.StartsWith("The column amount is of type text, but the reference has numbers", (await ViewAsync(scene)).Problem);
    }

    [Fact]
    public async Task Source_OverHttp_IsSetReadPausedAndRemoved()
    {
        await using var scene = await StartAsync();
        using var client = await scene.Model.Portal.CreateKeyClientAsync(null, Scopes.MonitoringRead, Scopes.MonitoringWrite);
        await scene.Model.Portal.CreateUserAsync("keeper@test.example", Roles.ModelOwner);
        using var owner = await scene.Model.Portal.SignInAsync("keeper@test.example", Roles.ModelOwner);
        var address = "/api/v1/models/fraud/versions/1.0.0/source";
        var body = new
        {
            connection = SourcePlace.Connection,
            table = scene.Place.Table,
            timeColumn = "timestamp",
        };

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(address, Ct)).StatusCode);
        var set = await owner.PutAsJsonAsync(address, body, Ct);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal("day", (await client.GetFromJsonAsync<JsonElement>(address, Ct)).GetProperty("length").GetString());
        Assert.Equal(HttpStatusCode.OK, (await owner.PostAsJsonAsync(address + ":pause", new { paused = true }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await owner.PostAsync(address + ":run", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(address, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(address, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("predictions; DROP TABLE x", "timestamp", "UTC", "source.table-not-valid")]
    [InlineData("../x", "timestamp", "UTC", "source.table-not-valid")]
    [InlineData("predictions", "", "UTC", "source.time-column-missing")]
    [InlineData("predictions", "timestamp", "Mars/Olympus", "source.zone-unknown")]
    public async Task Set_WhatCannotBe_IsRefused(string table, string time, string zone, string code)
    {
        await using var scene = await StartAsync();

        var outcome = await scene.Model.Portal.Get<SetSource>().RunAsync(Actor.Host, Command(table, time, zone: zone), Ct);

        Assert.Equal(code, outcome.Refusal?.Code);
    }

    private static async Task<Scene> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite,
        int timeout = 60,
        SourcePlace? place = null,
        string? user = null,
        Action<PortalFactory>? configure = null
    )
    {
        var from = place ?? await SourcePlace.CreateAsync();
        var model = await WatchedModel.StartAsync(
            kind,
            portal =>
            {
                from.Configure(portal, timeout, user);
                configure?.Invoke(portal);
            }
        );
        await model.SendAsync(Predictions.Csv(500, Day(-10)), WindowRole.Reference);
        return new Scene(model, from, place is null);
    }

    private static string Day(int after) => s_day.AddDays(after).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static SetSource.Command Command(
        string table,
        string time = "timestamp",
        bool byCounts = false,
        string zone = "UTC",
        int lateness = 0
    ) =>
        new(
            WatchedModel.Name,
            WatchedModel.Version,
            SourcePlace.Connection,
            table,
            time,
            WindowLength.Day,
            zone,
            lateness,
            byCounts,
            WindowColumns.Default,
            s_day
        );

    private static async Task SetAsync(
        Scene scene,
        bool byCounts,
        string time = "timestamp",
        int lateness = 0,
        string? table = null,
        string zone = "UTC"
    )
    {
        var command = Command(table ?? scene.Place.Table, time, byCounts, zone, lateness);
        var outcome = await scene.Model.Portal.Get<SetSource>().RunAsync(Actor.Host, command, Ct);
        Assert.Null(outcome.Refusal);
    }

    private static async Task AskAsync(Scene scene) =>
        Assert.Null(
            (await scene.Model.Portal.Get<ChangeSource>().AskAsync(Actor.Host, WatchedModel.Name, WatchedModel.Version, Ct)).Refusal
        );

    private static Task<int> PullAsync(Scene scene) => scene.Model.Portal.Get<PullWindows>().RunAsync(Ct);

    private static async Task<SourceView> ViewAsync(Scene scene) =>
        (await scene.Model.Portal.Get<GetSource>().RunAsync(WatchedModel.Name, WatchedModel.Version, Ct))!;

    private static async Task<MonitoringWindow> WindowAsync(Scene scene, DateTimeOffset start)
    {
        Assert.Null((await ViewAsync(scene)).Problem);
        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Windows.AsNoTracking().SingleAsync(w => w.Role == WindowRole.Current && w.Start == start, Ct);
    }

    private static async Task<WindowEvaluation?> EvaluationAsync(Scene scene, WindowId window)
    {
        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.WindowEvaluations.AsNoTracking().SingleOrDefaultAsync(e => e.Window == window, Ct);
    }

    // The same rows by hand, as a period that is a second longer.
    private static async Task<MonitoringWindow> UploadedAsync(Scene scene, string csv)
    {
        using var body = new MemoryStream(Predictions.Utf8(csv));
        var command = new UploadWindow.Command(
            WatchedModel.Name,
            WatchedModel.Version,
            WindowRole.Current,
            s_day.AddSeconds(-1),
            s_day.AddHours(1),
            WindowColumns.Default
        );
        Assert.Null((await scene.Model.Portal.Get<UploadWindow>().RunAsync(Actor.Host, command, body, Ct)).Refusal);
        return await WindowAsync(scene, s_day.AddSeconds(-1));
    }

    private static async Task HoldAsync(Scene scene, DateTimeOffset since)
    {
        await using var db = await scene.Model.Portal.Databases.CreateDbContextAsync(Ct);
        (await db.WindowPulls.SingleAsync(Ct)).Claim(since);
        await db.SaveChangesAsync(Ct);
    }

    private sealed record Scene(WatchedModel Model, SourcePlace Place, bool OwnsPlace) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Model.DisposeAsync();
            if (OwnsPlace)
            {
                await Place.DisposeAsync();
            }
        }
    }
}
