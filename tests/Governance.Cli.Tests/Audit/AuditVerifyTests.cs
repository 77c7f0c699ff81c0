using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Testing;

namespace Governance.Cli.Tests.Audit;

public sealed class AuditVerifyTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly SampleLog _log = new(25) { PreviousSizes = { 10 } };

    public void Dispose()
    {
        _run.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Verify_Export_Exits0AndSaysWhatIsProven()
    {
        var file = _run.File("export.json", await _log.ExportAsync());

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "audit",
                "verify",
                file,
                "--public-key",
                _log.Key.ToString(),
                "--pinned",
                _run.File("pinned.txt", _log.Checkpoint(10).ToString()),
            ])
        );
        Assert.StartsWith("Verified.\n", _run.Out);
        Assert.Contains("All 25 entries hash to the signed root", _run.Out);
        Assert.Contains("extends the pinned checkpoint of 10 entries", _run.Out);

        Assert.Equal(0, await _run.InvokeAsync(["audit", "verify", file]));
        Assert.StartsWith("Verified with the key in the file only.\n", _run.Out);
    }

    [Fact]
    public async Task Verify_FileOfAnAnchor_IsHeldAgainstItsLastCheckpoint()
    {
        var export = _run.File("export.json", await _log.ExportAsync());
        var anchor = _run.File("anchor.txt", $"{_log.Checkpoint(3)}\n{_log.Checkpoint(20)}\n");

        Assert.Equal(0, await _run.InvokeAsync(["audit", "verify", export, "--pinned", anchor]));
        Assert.Contains("extends the pinned checkpoint of 20 entries", _run.Out);
    }

    [Fact]
    public async Task Verify_GzipAndKeyFile_Exits0InJson()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(await _log.ExportAsync());
        }

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "audit",
                "verify",
                _run.File("export.json.gz", bytes.ToArray()),
                "--public-key",
                _run.File("key.txt", _log.Key + "\n"),
                "--format",
                "json",
            ])
        );
        using var json = JsonDocument.Parse(_run.Out);
        Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.True(json.RootElement.GetProperty("keyPinned").GetBoolean());
        Assert.Equal(25, json.RootElement.GetProperty("checkpoint").GetProperty("size").GetInt64());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("firstBadEntry").ValueKind);
    }

    [Fact]
    public async Task Verify_AlteredEntry_Exits1AndNamesIt()
    {
        var json = await _log.JsonAsync();
        json["leaves"]![13] = "e30=";
        var file = _run.File("export.json", json.ToJsonString());

        Assert.Equal(1, await _run.InvokeAsync(["audit", "verify", file]));
        Assert.StartsWith("Not verified: entry 13.\n", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync(["audit", "verify", file, "-o", "json"]));
        using var result = JsonDocument.Parse(_run.Out);
        Assert.Equal(13, result.RootElement.GetProperty("firstBadEntry").GetInt64());
    }

    [Fact]
    public async Task Verify_OpensButIsMalformed_Exits1()
    {
        var good = _run.File("export.json", await _log.ExportAsync());
        var bad = _run.File("bad", "{}");

        Assert.Equal(1, await _run.InvokeAsync(["audit", "verify", bad]));
        Assert.Equal(1, await _run.InvokeAsync(["audit", "verify", good, "--pinned", bad]));
        Assert.Equal(1, await _run.InvokeAsync(["audit", "verify", good, "--public-key", bad]));
    }

    [Fact]
    public async Task Verify_WrongUsageOrNoFile_Exits2()
    {
        var good = _run.File("export.json", await _log.ExportAsync());

        Assert.Equal(2, await _run.InvokeAsync(["audit", "verify", Path.Combine(_run.Folder, "nowhere.json")]));
        Assert.Equal(2, await _run.InvokeAsync(["audit", "verify", _run.Folder]));
        Assert.Equal(2, await _run.InvokeAsync(["audit", "verify", good, "--public-key", "nonsense"]));
        Assert.Equal(2, await _run.InvokeAsync(["audit", "verify", good, "--pinned", Path.Combine(_run.Folder, "nowhere.txt")]));
        Assert.Equal(2, await _run.InvokeAsync(["audit", "verify", "--receipt", good, "--leaf", good]));
        Assert.Equal(2, await _run.InvokeAsync(["audit", "verify", "--receipt", good]));
    }

    [Fact]
    public async Task Verify_Receipt_NeedsTheRightEntryAndKey()
    {
        var receipt = _run.File("APR-0001.tlog-proof", _log.Receipt(4));
        var (right, wrong) = (_run.File("leaf", _log.Leaves[4]), _run.File("other", _log.Leaves[5]));

        Assert.Equal(
            0,
            await _run.InvokeAsync(["audit", "verify", "--receipt", receipt, "--leaf", right, "--public-key", _log.Key.ToString()])
        );
        Assert.Contains("These bytes are entry 4 of the 25", _run.Out);
        Assert.Equal(
            1,
            await _run.InvokeAsync(["audit", "verify", "--receipt", receipt, "--leaf", wrong, "--public-key", _log.Key.ToString()])
        );
    }

    [Fact]
    public async Task Verify_ThePortalsLog_IsFetched_AndAnAnswerThatIsNoneExits3()
    {
        var export = await _log.ExportAsync();
        await using var portal = await StubPortal.StartAsync(_ => new StubAnswer(200, "application/json", export));
        await using var closed = await StubPortal.StartAsync(_ => StubAnswer.Problem(403, "No."));

        Assert.Equal(0, await _run.InvokeAsync(portal, "audit", "verify", "--public-key", _log.Key.ToString()));
        Assert.Equal("/api/v1/audit/export", portal.Requests.Single().Path);
        Assert.Equal(3, await _run.InvokeAsync(closed, "audit", "verify"));
    }

    [Fact]
    public async Task Verify_AsJUnit_HasAFailurePerFailedSentence()
    {
        var json = await _log.JsonAsync();
        json["leaves"]![13] = "e30=";

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "audit",
                "verify",
                _run.File("export.json", Encoding.UTF8.GetBytes(json.ToJsonString())),
                "-o",
                "junit",
            ])
        );
        Assert.Contains("<failure", _run.Out);
    }
}
