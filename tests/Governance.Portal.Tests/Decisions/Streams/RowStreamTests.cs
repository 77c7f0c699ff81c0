using System.Text;
using Governance.Analytics.Stored;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Rows;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Monitoring.Sources;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Decisions.Streams.StreamsFixture;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Windows whose rows come by a broker: each row is in its window once, and what is no row is put aside.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class RowStreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Pull_RowsOfTwoDaysInAnyOrder_AreTheWindowsThatAnUploadIs(DatabaseKind kind)
    {
        await using var scene = await RowScene.StartAsync(kind);
        await scene.DueAsync(2);
        var (first, second) = (FileScene.Rows(120, 0, seed: 3), FileScene.Rows(80, 1, seed: 4));
        var broker = new FakeBroker();
        // Neighbours in the stream belong to different days, and some messages are several rows.
        broker.Add(second.Zip(first, (s, f) => $"[{RowScene.Json(s)}, {RowScene.Json(f)}]"));
        broker.Add(first[80..].Select(RowScene.Json));

        var reader = scene.Reader(broker);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 120, Ct);
        await scene.Files.PullAsync();

        Assert.Equal([120, 80], await scene.Files.CountsAsync());
        var windows = await scene.Files.WindowsAsync();
        var uploaded = await scene.Files.UploadedAsync(FileScene.Csv(first));
        Assert.Equal(uploaded.Labelled, windows[0].Labelled);
        Assert.Equal(uploaded.DriftJson, windows[0].DriftJson);
        Assert.Equal(uploaded.PerformanceJson, windows[0].PerformanceJson);
        Assert.Equal((120, 0, 0), ((int)scene.State.Stored, (int)scene.State.Repeated, (int)scene.State.Rejected));
    }

    [Fact]
    public async Task DeclaredNullValues_AreMissing_AsInAnUpload()
    {
        await using var scene = await RowScene.StartAsync(configure: portal => portal.Settings["Monitoring:NullValues:0"] = "-999");
        await scene.DueAsync(1);
        var rows = FileScene
            .Rows(120, 0, seed: 3)
            .Select(
                (row, i) =>
                {
                    var cells = row.Split(',');
                    cells[2] = i % 10 == 0 ? "-999" : cells[2];
                    return string.Join(',', cells);
                }
            )
            .ToList();
        var broker = new FakeBroker();
        broker.Add(rows.Select(RowScene.Json));

        var reader = scene.Reader(broker);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 120, Ct);
        await scene.Files.PullAsync();

        var window = Assert.Single(await scene.Files.WindowsAsync());
        Assert.Equal((await scene.Files.UploadedAsync(FileScene.Csv(rows))).DriftJson, window.DriftJson);
        var amount = StoredHistograms
            .Drift(window.DriftJson!)
            .GetProperty("features")
            .EnumerateArray()
            .Single(f => f.GetProperty("name").GetString() == "amount");
        Assert.Equal(12, amount.GetProperty("current").GetProperty("missing").GetInt64());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Read_MessagesThatAreNoRows_ArePutAsideAndTheRestIsStored(DatabaseKind kind)
    {
        await using var scene = await RowScene.StartAsync(kind);
        await scene.DueAsync(1);
        var rows = RowScene.Messages(60, 0, seed: 5);
        var good = rows[0];
        var broker = new FakeBroker();
        broker.Add(rows.Take(30));
        broker.Add([
            "{\"timestamp\":",
            "",
            "[]",
            "7",
            good.Replace("\"timestamp\"", "\"Grace Hopper\"", StringComparison.Ordinal),
            good.Replace("\"channel\": \"web\"", "\"channel\": [\"web\"]", StringComparison.Ordinal),
            $"[{good}, {good.Replace("\"amount\": ", "\"amount\": [\"Ada Lovelace\"], \"was\": ", StringComparison.Ordinal)}]",
            good.Replace("20", "29", StringComparison.Ordinal),
        ]);
        broker.Add(rows.Skip(30));

        var reader = scene.Reader(broker);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 68, Ct);
        await scene.Files.PullAsync();

        Assert.Equal(
            ["30 ", "31 ", "32 ", "33 ", "34 timestamp", "35 channel", "36 amount", "37 timestamp"],
            broker.DeadLetters.Select(d => $"{d.Message.Position} {d.Field}").Order(StringComparer.Ordinal)
        );
        Assert.Equal([60], await scene.Files.CountsAsync());
        Assert.All(broker.DeadLetters, d => Assert.Equal("monitoring.bad-data", d.Code));
        await using var db = await scene.Files.Model.Portal.Databases.CreateDbContextAsync(Ct);
        var entries = await db.AuditEntries.Where(e => e.Action == RecordRejected.Action || e.Action == StoreRows.Action).ToListAsync(Ct);
        Assert.NotEmpty(entries);
        foreach (var entry in entries)
        {
            var leaf = Encoding.UTF8.GetString(entry.Leaf);
            Assert.DoesNotContain("Hopper", leaf, StringComparison.Ordinal);
            Assert.DoesNotContain("Lovelace", leaf, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// The broker, the connection and the node fail in turn at every step, before and after it took effect, and windows are pulled in
    /// between: 1,200 rows in every run, 60,000 in full.
    /// </summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Read_BrokerAndNodeEndInTurn_EachRowIsInItsWindowOnce(DatabaseKind kind)
    {
        var (count, batch) = Soak.Size((400, 50), (20_000, 1_000));
        await using var scene = await RowScene.StartAsync(kind, batch);
        await scene.DueAsync(3);
        var days = Enumerable.Range(0, 3).Select(day => RowScene.Messages(count, day, seed: 7 + day)).ToList();
        var chance = new Random(20_261_127);
        var sent = days.SelectMany(d => d).OrderBy(_ => chance.Next()).ToList();
        var broker = new FakeBroker();
        broker.Add(sent);
        broker.Fails = _ => chance.Next(5) == 0;
        var reader = scene.Reader(broker);

        var failed = 0;
        for (var round = 0; broker.Confirmed < sent.Count; round++)
        {
            Assert.True(round < 100_000, "The stream is not read.");
            await scene.Files.PullAsync(); // comes too early, and has to take nothing
            reader = chance.Next(3) == 0 ? scene.Reader(broker) : reader;
            try
            {
                await RoundAsync(reader);
            }
            catch (StreamException)
            {
                failed++;
            }
        }

        Assert.Empty(await scene.Files.WindowsAsync());
        broker.Fails = _ => false;
        await RoundAsync(reader);
        await scene.Files.AskAndPullAsync();

        Assert.True(failed > 0 && broker.HandedOver > sent.Count, "Nothing came again.");
        Assert.Equal([count, count, count], await scene.Files.CountsAsync());
        Assert.Equal(sent.Count, (await scene.WaitingAsync()).Rows);
        Assert.InRange(broker.MostOpen, 1, batch);
        Soak.Report(
            $"Rows from a stream, {kind}",
            $"{sent.Count:N0} rows, {failed} failures, {broker.HandedOver - sent.Count:N0} came again, each in its window once"
        );
    }

    [Fact]
    public async Task Read_NodeThatLostTheStream_StoresNothingOfWhatTheOtherStored()
    {
        await using var scene = await RowScene.StartAsync();
        await scene.DueAsync(1);
        await using var there = scene.Files.Model.Portal.Beside(TimeProvider.System);
        var messages = RowScene.Messages(40, 0, seed: 3).Select((m, n) => new StreamMessage($"{n}", Encoding.UTF8.GetBytes(m))).ToList();
        var (here, elsewhere) = (scene.Files.Model.Portal.Get<StoreRows>(), there.Get<StoreRows>());

        Assert.Equal((20, 0), Of(await here.RunAsync(scene.Source, messages[..20], Ct)));
        Assert.Equal((20, 10), Of(await elsewhere.RunAsync(scene.Source, messages[10..40], Ct)));
        Assert.Equal((0, 40), Of(await here.RunAsync(scene.Source, messages, Ct)));

        Assert.Equal((40, 2), await scene.WaitingAsync());
        Assert.Equal((0, 40), Of(await elsewhere.RunAsync(scene.Source, messages, Ct)));

        static (int, int) Of(StoredMessages done) => (done.Stored, done.Repeated);
    }

    [Fact]
    public async Task Pull_WhileMessagesWaitAtTheBroker_WaitsForThem()
    {
        await using var scene = await RowScene.StartAsync(maxBatch: 30);
        await scene.DueAsync(1);
        var broker = new FakeBroker();
        broker.Add(RowScene.Messages(50, 0, seed: 3));
        var taken = 0;
        broker.Fails = act => act == "receive" && ++taken > 1; // one batch, and then the broker is away

        var reader = scene.Reader(broker);
        Assert.True(reader.TryBegin());
        await Assert.ThrowsAsync<StreamException>(() => reader.RunAsync(Ct));
        await scene.Files.PullAsync();
        Assert.Equal((30, 1), await scene.WaitingAsync());
        Assert.Empty(await scene.Files.WindowsAsync());

        broker.Fails = _ => false;
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 50, Ct);
        await scene.Files.AskAndPullAsync();
        Assert.Equal([50], await scene.Files.CountsAsync());
    }

    [Fact]
    public async Task Pull_RowsThatComeAfterTheirWindow_AreToldAndNotTaken_AndAnEmptyWindowIsRecorded()
    {
        await using var scene = await RowScene.StartAsync();
        await scene.DueAsync(2);
        var broker = new FakeBroker();
        broker.Add(RowScene.Messages(50, 0, seed: 3));
        var reader = scene.Reader(broker);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 50, Ct);
        await scene.Files.PullAsync();
        Assert.Equal([50], await scene.Files.CountsAsync());
        Assert.Equal((2, 1), ((await scene.Files.ViewAsync()).Done, (await scene.Files.ViewAsync()).Empty));

        await scene.Files.DueAsync(3);
        broker.Add([.. RowScene.Messages(7, 0, seed: 9), .. RowScene.Messages(20, 2, seed: 9)]);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 77, Ct);
        await scene.Files.PullAsync();

        Assert.Equal([50, 20], await scene.Files.CountsAsync());
        var notice = Assert.Single((await scene.Files.ViewAsync()).Files!.Notices);
        Assert.Equal((WindowObjectState.Late, 7L), (notice.State, notice.Rows));
    }

    [Fact]
    public async Task Read_StreamThatNoVersionTakes_IsLeftAtTheBrokerUntilOneDoes()
    {
        await using var scene = await RowScene.StartAsync();
        var broker = new FakeBroker();
        broker.Add(RowScene.Messages(10, 0, seed: 3));
        var reader = scene.Reader(broker);

        await RoundAsync(reader);
        Assert.Equal((0, "source.stream-unused", 0), (broker.HandedOver, scene.State.HeldUp, scene.State.Failures));
        Assert.Contains(
            await DoctorAsync(),
            l => l.State is DoctorState.Warn && l.Sentence.Contains("No version", StringComparison.Ordinal)
        );

        await scene.DueAsync(1);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 10, Ct);
        Assert.Equal("", scene.State.HeldUp);
        Assert.DoesNotContain(await DoctorAsync(), l => l.State is DoctorState.Warn);
        var view = await scene.Files.ViewAsync();
        Assert.Equal(("stream", "lake/", "timestamp"), (view.Kind, view.Table, view.TimeColumn));

        await RegistrySeed.VersionAsync(scene.Files.Model.Portal, "other", "1.0.0", "other@test.example");
        var taken = await scene
            .Files.Model.Portal.Get<SetSource>()
            .RunAsync(Actor.Host, FileScene.Command() with { Model = "other", Version = "1.0.0" }, Ct);
        Assert.Equal("source.stream-taken", taken.Refusal?.Code);

        async Task<List<DoctorLine>> DoctorAsync() =>
            await ActivatorUtilities.CreateInstance<StreamsDoctor>(scene.Files.Model.Portal.Services).LookAsync(Ct).ToListAsync(Ct);
    }

    [Fact]
    public async Task Tidy_PartsWhoseWindowsAreDone_GoAfterADay_AndTheirBytesToo()
    {
        await using var scene = await RowScene.StartAsync();
        var portal = scene.Files.Model.Portal;
        await scene.DueAsync(1);
        var broker = new FakeBroker();
        var messages = RowScene.Messages(30, 0, seed: 3);
        broker.Add(messages);
        var reader = scene.Reader(broker);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 30, Ct);
        await scene.Files.PullAsync();
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var done = await db.StreamParts.AsNoTracking().SingleAsync(Ct);
        var yesterday = TimeProvider.System.GetUtcNow().AddHours(-25);
        await db.StreamParts.ExecuteUpdateAsync(p => p.SetProperty(x => x.WrittenAt, yesterday), Ct);

        broker.Add(RowScene.Messages(5, 1, seed: 4));
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 35, Ct);

        Assert.Equal((5, 1), await scene.WaitingAsync());
        Assert.False(await portal.Get<ContentStore>().HasAsync(done.Sha256, Ct));
        Assert.Equal([30], await scene.Files.CountsAsync());
    }

    private static async Task RoundAsync(SourceReader reader)
    {
        Assert.True(reader.TryBegin());
        await reader.RunAsync(Ct);
    }
}
