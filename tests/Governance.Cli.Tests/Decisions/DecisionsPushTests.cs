using System.IO.Compression;
using System.Text;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Decisions;

public sealed class DecisionsPushTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Push_File_IsSentInBatchesWhoseLinesAreTheFiles()
    {
        await using var portal = await StubPortal.StartAsync(Accept);

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "decisions",
                "push",
                _run.File("d.ndjson", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}"),
                "--batch",
                "2",
                "-o",
                "json"
            )
        );

        Assert.Equal(["{\"a\":1}\n{\"a\":2}\n", "{\"a\":3}\n"], portal.Requests.Select(r => Unzip(r.Body)));
        Assert.All(portal.Requests, r => Assert.Equal("application/x-ndjson", r.Header("Content-Type")));
        Assert.Equal(2, portal.Requests.Select(r => r.Header("Idempotency-Key")).Distinct().Count());
        Assert.Contains("\"accepted\": 3", _run.Out.Replace("\":3", "\": 3", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_GzipAndServerThatFails_SendsTheBatchAgain()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(r =>
            ++asked < 3 ? StubAnswer.Problem(asked == 1 ? 503 : 429, "Later.") : Accept(r)
        );

        Assert.Equal(0, await _run.InvokeAsync(portal, "decisions", "push", _run.File("d.ndjson.gz", Gzip("{\"a\":1}\n"))));

        Assert.Equal(3, portal.Requests.Count);
        Assert.Single(portal.Requests.Select(r => r.Header("Idempotency-Key")).Distinct());
        Assert.Contains("Decisions stored: 1.", _run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, 1)]
    [InlineData(422, 2)]
    [InlineData(403, 3)]
    public async Task Push_RefusedBatch_SaysWhereItBeginsAndExitsAsThePipelineNeeds(int status, int exit)
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(r =>
            ++asked == 1 ? Accept(r) : StubAnswer.Problem(status, "Line 1 is wrong.")
        );

        Assert.Equal(exit, await _run.InvokeAsync(portal, "decisions", "push", _run.File("d.ndjson", "{}\n{}\n{}\n"), "--batch", "2"));

        Assert.Contains("Line 1 is wrong.", _run.Error, StringComparison.Ordinal);
        Assert.Contains("lines 3 to 3", _run.Error, StringComparison.Ordinal);
        Assert.Contains("Decisions stored before it: 2.", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_FromStandardInput_IsSent()
    {
        using var run = new CliRun { Input = "{\"a\":1}\n" };
        await using var portal = await StubPortal.StartAsync(Accept);

        Assert.Equal(0, await run.InvokeAsync(portal, "decisions", "push", "-"));
        Assert.Equal("{\"a\":1}\n", Unzip(Assert.Single(portal.Requests).Body));
    }

    [Fact]
    public async Task Push_WhatIsNoFileOrHoldsNothing_IsWrongUsage()
    {
        await using var portal = await StubPortal.StartAsync(Accept);
        var gzip = Gzip(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{{\"a\":{i * 7919}}}\n")));

        Assert.Equal(2, await _run.InvokeAsync(portal, "decisions", "push", "no-such-file"));
        Assert.Equal(2, await _run.InvokeAsync(portal, "decisions", "push", _run.File("empty", "")));
        Assert.Equal(2, await _run.InvokeAsync(portal, "decisions", "push", _run.File("cut.gz", gzip[..(gzip.Length / 2)])));
        Assert.Equal(2, await _run.InvokeAsync(portal, "decisions", "push", _run.File("d", "{}\n"), "--batch", "0"));
    }

    private static StubAnswer Accept(SeenRequest request) =>
        StubAnswer.Json($$"""{"batch":"BAT-0001","accepted":{{Unzip(request.Body).Count(c => c == '\n')}},"duplicates":0}""", 202);

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static string Unzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
