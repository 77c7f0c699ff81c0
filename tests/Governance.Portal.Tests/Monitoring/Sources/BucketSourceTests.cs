using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Testing;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>Windows that are pulled from files in a bucket of a real server: each row once, and what changes there is told.</summary>
public sealed class BucketSourceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Pull_FilesOfSeveralKinds_GivesWhatAnUploadOfTheSameRowsGives(DatabaseKind kind)
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket, kind);
        var rows = FileScene.Rows(400, 0, seed: 2, shift: 20);
        await bucket.PutAsync("predictions/day=0/a.csv", FileScene.Csv(rows[..100]));
        await bucket.PutAsync("predictions/day=0/b b+1.ndjson", Json(rows[100..200]));
        await bucket.PutAsync("predictions/day=0/c.csv.gz", Packed(FileScene.Csv(rows[200..300])));
        await bucket.PutAsync("predictions/day=0/d", Turned(rows[300..]));
        await bucket.PutAsync("predictions/_SUCCESS", "done");
        await bucket.PutAsync("predictions/_temporary/part-0.csv", FileScene.Csv(rows));
        await bucket.PutAsync("elsewhere/e.csv", FileScene.Csv(rows));
        await scene.DueAsync(1, fromFirst: true);

        await scene.PullAsync();

        var pulled = Assert.Single(await scene.WindowsAsync());
        Assert.Null((await scene.ViewAsync()).Problem);
        var uploaded = await scene.UploadedAsync(FileScene.Csv(rows));
        Assert.Equal((400, FileScene.First), (pulled.Rows, pulled.Start));
        Assert.Equal(uploaded.DriftJson, pulled.DriftJson);
        Assert.Equal(uploaded.PerformanceJson, pulled.PerformanceJson);
        var view = await scene.ViewAsync();
        Assert.Equal((4, 400, "s3"), (view.Files!.Known, view.LastRows, view.Kind));
        Assert.Empty(view.Files.Notices);
    }

    [Fact]
    public async Task Pull_Parquet_GivesWhatAnUploadOfTheSameRowsGives()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        var rows = FileScene.Rows(300, 0, seed: 2, shift: 20).Concat(FileScene.Rows(50, 1, seed: 3)).ToArray();
        var text = Path.Combine(scene.Model.Portal.Folder, "typed.csv");
        await File.WriteAllTextAsync(text, FileScene.Csv(rows), Ct);
        var typed = DuckDb.Write(
            Path.ChangeExtension(text, "parquet"),
            "SELECT decision_id, timestamp::TIMESTAMPTZ AS timestamp, amount::DOUBLE AS amount, channel, score::DOUBLE AS score, "
                + $"prediction::TINYINT AS prediction, label::TINYINT AS label FROM read_csv('{text}', all_varchar = true)"
        );
        await bucket.PutAsync("predictions/a.parquet", await File.ReadAllBytesAsync(typed, Ct));
        await scene.DueAsync(1, fromFirst: true);

        await scene.PullAsync();

        Assert.Equal([300], await scene.CountsAsync());
        var uploaded = await scene.UploadedAsync(FileScene.Csv(rows[..300]));
        Assert.Equal(uploaded.DriftJson, (await scene.WindowsAsync())[0].DriftJson);
    }

    [Fact]
    public async Task Pull_AgainWithoutAChange_ReadsNoFileAgain_AndTakesEachRowOnce()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await bucket.PutAsync("predictions/0.csv", FileScene.Csv(FileScene.Rows(50, 0, seed: 3)));
        await bucket.PutAsync("predictions/2.csv", FileScene.Csv(FileScene.Rows(60, 2, seed: 4)));
        await scene.DueAsync(1, fromFirst: true);
        await scene.PullAsync();
        Assert.Equal([50], await scene.CountsAsync());

        await scene.AskAndPullAsync(); // nothing is due
        Assert.Equal([50], await scene.CountsAsync());

        await scene.DueAsync(2);
        await scene.PullAsync();

        var view = await scene.ViewAsync();
        Assert.Equal((2, 1, 0, 0), (view.Done, view.Empty, view.LastRows, view.LastBytes));
        await scene.DueAsync(3);
        await scene.PullAsync();
        Assert.Equal([50, 60], await scene.CountsAsync());
        Assert.Empty((await scene.ViewAsync()).Files!.Notices);
    }

    [Fact]
    public async Task Pull_AFileThatComesWithinTheWait_IsInItsWindow()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await bucket.PutAsync("predictions/a.csv", FileScene.Csv(FileScene.Rows(50, 0, seed: 3)));
        await scene.DueAsync(0, fromFirst: true);
        await scene.PullAsync();
        Assert.Empty(await scene.CountsAsync());

        await bucket.PutAsync("predictions/late.csv", FileScene.Csv(FileScene.Rows(7, 0, seed: 4)));
        await scene.DueAsync(1);
        await scene.PullAsync();

        Assert.Equal([57], await scene.CountsAsync());
        Assert.Empty((await scene.ViewAsync()).Files!.Notices);
    }

    [Fact]
    public async Task Pull_AFileThatComesAfterItsWindowWasDone_IsTold_AndTheWindowStays()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await bucket.PutAsync("predictions/a.csv", FileScene.Csv(FileScene.Rows(50, 0, seed: 3)));
        await scene.DueAsync(1, fromFirst: true);
        await scene.PullAsync();

        await scene.DueAsync(2);
        await NextSecondAsync();
        await bucket.PutAsync("predictions/late.csv", FileScene.Csv([.. FileScene.Rows(7, 0, seed: 4), .. FileScene.Rows(9, 1, seed: 5)]));
        await scene.PullAsync();

        Assert.Equal([50, 9], await scene.CountsAsync());
        var files = (await scene.ViewAsync()).Files!;
        Assert.Equal((2, 1, 0, 0), (files.Known, files.Late, files.Replaced, files.Deleted));
        var notice = Assert.Single(files.Notices);
        Assert.Equal(("predictions/late.csv", WindowObjectState.Late, 7), (notice.Name, notice.State, notice.Rows));
    }

    [Fact]
    public async Task Pull_AFileThatGrew_TakesOnlyWhatIsNew_AndOneWithOtherRowsIsTold()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        var (first, second, third) = (FileScene.Rows(50, 0, seed: 3), FileScene.Rows(40, 1, seed: 4), FileScene.Rows(30, 2, seed: 5));
        await bucket.PutAsync("predictions/log.csv", FileScene.Csv(first));
        await scene.DueAsync(1, fromFirst: true);
        await scene.PullAsync();

        await bucket.PutAsync("predictions/log.csv", FileScene.Csv([.. first, .. second]));
        await scene.DueAsync(2);
        await scene.PullAsync();
        Assert.Equal([50, 40], await scene.CountsAsync());
        Assert.Empty((await scene.ViewAsync()).Files!.Notices);

        await bucket.PutAsync("predictions/log.csv", FileScene.Csv([.. first[..48], .. second, .. third]));
        await scene.DueAsync(3);
        await scene.PullAsync();

        Assert.Equal([50, 40, 30], await scene.CountsAsync());
        var notice = Assert.Single((await scene.ViewAsync()).Files!.Notices);
        Assert.Equal(("predictions/log.csv", WindowObjectState.Replaced, 2), (notice.Name, notice.State, notice.Rows));
    }

    [Fact]
    public async Task Pull_FilesThatAreDeleted_TellsOnlyOfRowsThatNoWindowHas()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await bucket.PutAsync("predictions/done.csv", FileScene.Csv(FileScene.Rows(50, 0, seed: 3)));
        await bucket.PutAsync(
            "predictions/half.csv",
            FileScene.Csv([.. FileScene.Rows(20, 0, seed: 4), .. FileScene.Rows(30, 1, seed: 5)])
        );
        await bucket.PutAsync("predictions/stays.csv", FileScene.Csv(FileScene.Rows(10, 1, seed: 6)));
        await scene.DueAsync(1, fromFirst: true);
        await scene.PullAsync();
        Assert.Equal([70], await scene.CountsAsync());

        await bucket.DeleteAsync("predictions/done.csv");
        await bucket.DeleteAsync("predictions/half.csv");
        await scene.DueAsync(2);
        await scene.PullAsync();

        Assert.Equal([70, 10], await scene.CountsAsync());
        var files = (await scene.ViewAsync()).Files!;
        Assert.Equal((2, 1), (files.Known, files.Deleted));
        var notice = Assert.Single(files.Notices);
        Assert.Equal(("predictions/half.csv", WindowObjectState.Deleted, 30), (notice.Name, notice.State, notice.Rows));
    }

    [Fact]
    public async Task Pull_AFileThatIsCutOff_IsNamed_AndNothingOfItIsStored_UntilItIsWhole()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        var whole = Packed(FileScene.Csv(FileScene.Rows(500, 0, seed: 3)));
        await bucket.PutAsync("predictions/a.csv", FileScene.Csv(FileScene.Rows(5, 0, seed: 4)));
        await bucket.PutAsync("predictions/b.csv.gz", whole[..^100]);
        await scene.DueAsync(1, fromFirst: true);

        await scene.PullAsync();

        var view = await scene.ViewAsync();
        Assert.StartsWith("predictions/b.csv.gz: The gzip data ends too early or is damaged", view.Problem, StringComparison.Ordinal);
        Assert.Equal((0, FileScene.First), (view.Done, view.Watermark));
        Assert.Empty(await scene.WindowsAsync());

        await bucket.PutAsync("predictions/b.csv.gz", whole);
        await scene.AskAndPullAsync();
        Assert.Equal([505], await scene.CountsAsync());
    }

    [Theory]
    [InlineData("decision_id,made_at\nd,2026-01-01\n", "The file has no column \"timestamp\"")]
    [InlineData("decision_id,timestamp\nd,yesterday\n", "Line 2, column \"timestamp\", is not read as a time")]
    public async Task Pull_RowsWithoutATime_AreRefusedWithTheirFile(string file, string said)
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await bucket.PutAsync("predictions/a.csv", file);
        await scene.DueAsync(1, fromFirst: true);

        await scene.PullAsync();

        Assert.StartsWith($"predictions/a.csv: {said}", (await scene.ViewAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WithoutAKey_AndWithOneThatIsUnknown_SaysSo_AndGoesOnOnceItIsThere()
    {
        await using var bucket = await TestBucket.StartAsync();
        var secret = Path.GetTempFileName();
        try
        {
            await using var scene = await FileScene.StartAsync(portal => bucket.Configure(portal, secret));
            await bucket.PutAsync("predictions/a.csv", FileScene.Csv(FileScene.Rows(5, 0, seed: 4)));
            await scene.DueAsync(1, fromFirst: true);

            await scene.PullAsync();
            Assert.Equal(
                $"lake: {secret} lacks aws_access_key_id or aws_secret_access_key in its section [default].",
                (await scene.ViewAsync()).Problem
            );

            await File.WriteAllTextAsync(secret, "[default]\naws_access_key_id = UNKNOWN\naws_secret_access_key = x\n", Ct);
            await scene.AskAndPullAsync();
            Assert.Matches("refuses the key \\(\\w+\\)\\. Check the key of the connection lake", (await scene.ViewAsync()).Problem);

            await File.WriteAllTextAsync(secret, S3Server.Credentials, Ct);
            await scene.AskAndPullAsync();
            Assert.Equal([5], await scene.CountsAsync());
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public async Task Pull_WhereThereIsNoFile_SaysSo_AndPassesOverNoWindow()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await scene.DueAsync(1, fromFirst: true);

        await scene.PullAsync();

        var view = await scene.ViewAsync();
        Assert.Equal("lake has no file whose name begins with predictions/.", view.Problem);
        Assert.Equal((0, FileScene.First), (view.Done, view.Watermark));
    }

    [Fact]
    public async Task Remove_OfASourceOfFiles_ForgetsThem_AndSetFromTheBeginningReadsThemAgain()
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);
        await bucket.PutAsync("predictions/a.csv", FileScene.Csv(FileScene.Rows(5, 0, seed: 4)));
        await scene.DueAsync(1, fromFirst: true);
        await scene.PullAsync();
        Assert.Equal(1, (await scene.ViewAsync()).Files!.Known);

        await scene.DueAsync(1, fromFirst: true);
        Assert.Equal(0, (await scene.ViewAsync()).Files!.Known);
        await scene.PullAsync();
        Assert.Equal([5], await scene.CountsAsync()); // the window is there already, and stays as it is
        var removed = await scene.Model.Portal.Get<ChangeSource>().RemoveAsync(Actor.Host, WatchedModel.Name, WatchedModel.Version, Ct);

        Assert.Null(removed.Refusal);
    }

    [Theory]
    [InlineData("/predictions", false, "source.prefix-not-valid")]
    [InlineData("a/../b", false, "source.prefix-not-valid")]
    [InlineData("a//b", false, "source.prefix-not-valid")]
    [InlineData("", false, "source.prefix-not-valid")]
    [InlineData("predictions/", true, "source.files-not-counted")]
    public async Task Set_WhatFilesCannotBe_IsRefused(string table, bool byCounts, string code)
    {
        await using var bucket = await TestBucket.StartAsync();
        await using var scene = await StartAsync(bucket);

        var outcome = await scene
            .Model.Portal.Get<SetSource>()
            .RunAsync(Actor.Host, FileScene.Command(table: table, byCounts: byCounts), Ct);

        Assert.Equal(code, outcome.Refusal?.Code);
    }

    private static async Task<FileScene> StartAsync(
        TestBucket bucket,
        DatabaseKind kind = DatabaseKind.Sqlite,
        Action<PortalFactory>? configure = null
    ) =>
        await FileScene.StartAsync(
            portal =>
            {
                var secret = Path.Combine(portal.Folder, "key");
                File.WriteAllText(secret, S3Server.Credentials);
                bucket.Configure(portal, secret);
                configure?.Invoke(portal);
            },
            kind
        );

    // The server tells times of writing by the second.
    private static Task NextSecondAsync() => Task.Delay(TimeSpan.FromSeconds(1.1), Ct);

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Predictions.Utf8(text));
        }

        return packed.ToArray();
    }

    // One object a line; numbers as numbers, and what is missing left out.
    private static string Json(string[] rows)
    {
        var names = Predictions.Header.Split(',');
        return string.Concat(
            rows.Select(row =>
            {
                var line = new JsonObject();
                foreach (var (name, value) in names.Zip(row.Split(',')))
                {
                    if (value.Length > 0)
                    {
                        line[name] = name is "decision_id" or "timestamp" or "channel"
                            ? value
                            : JsonValue.Create(decimal.Parse(value, CultureInfo.InvariantCulture));
                    }
                }

                return line.ToJsonString() + "\n";
            })
        );
    }

    // The same columns in another order.
    private static string Turned(string[] rows) =>
        string.Concat(new[] { Predictions.Header }.Concat(rows).Select(row => string.Join(',', row.Split(',').Reverse()) + "\n"));
}
