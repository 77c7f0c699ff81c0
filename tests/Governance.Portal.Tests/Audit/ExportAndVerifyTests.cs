using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Verify;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Audit;

public sealed class ExportAndVerifyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Export_OfAGrowingLog_VerifiesOfflineAgainstWhatWasKeptBefore(DatabaseKind kind)
    {
        await using var portal = new WatchedPortal(kind);
        using var client = await portal.Portal.CreateKeyClientAsync(null, "audit:read");
        var kept = await portal.LogAsync(700);
        for (var i = 0; i < 20; i++)
        {
            await portal.LogAsync(3);
        }

        var newest = await portal.SignAsync();
        var plain = await client.GetByteArrayAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Ct);
        var packed = await client.GetByteArrayAsync(new Uri("/api/v1/audit/export?gzip", UriKind.Relative), Ct);

        Assert.True(SignedNote.TryParse(kept.Note, out var pinned));
        var anchor = new VerificationAnchor { Keys = [portal.Get<LogKey>().Public], Checkpoint = pinned };
        foreach (var export in new[] { plain, packed })
        {
            var result = await SampleLog.VerifyAsync(export, anchor);
            Assert.True(result.Verified, string.Join('\n', result.Findings));
            Assert.Equal(newest.Size, result.Entries);
        }

        var json = JsonNode.Parse(plain)!.AsObject();
        Assert.Equal(16, json["previous_checkpoints"]!.AsArray().Count);
        Assert.Equal(16, json["consistency_proofs"]!.AsArray().Count);
        Assert.Equal(newest.Size - 1, (long)json["inclusion_proofs"]![0]!["leaf_index"]!);
        Assert.Equal(portal.Get<LogKey>().Public.ToString(), (string?)json["public_key"]);
    }

    [Fact]
    public async Task Export_YoungLog_ProvesConsistencyFromTheFirstEntry()
    {
        await using var portal = new WatchedPortal();
        using var client = await portal.Portal.CreateKeyClientAsync(null, "audit:read");
        await portal.LogAsync(4);

        var json = JsonNode.Parse(await client.GetByteArrayAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Ct))!.AsObject();

        Assert.Equal(1, (long)json["consistency_proofs"]![0]!["old_size"]!);
        Assert.True((await SampleLog.VerifyAsync(json)).Verified);
    }

    [Fact]
    public async Task Export_AfterAKeyRotation_KeepsWhatTheOldKeySignedVerifiableWithEither()
    {
        await using var portal = new WatchedPortal();
        using var client = await portal.Portal.CreateKeyClientAsync(null, "audit:read");
        var before = await portal.LogAsync(5);
        var old = portal.Get<LogKey>().Public;
        var rotated = await portal.Get<RotateKey>().RunAsync(null, Ct);
        await portal.LogAsync(3);

        var export = await client.GetByteArrayAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Ct);

        var notes = JsonNode.Parse(export)!["previous_checkpoints"]!
            .AsArray()
            .Select(n => SignedNote.TryParse((string?)n, out var note) ? note : throw new FormatException())
            .ToList();
        Assert.True(SignedNote.TryParse(before.Note, out var signed));
        var kept = Assert.Single(notes, n => n.Text == signed.Text);
        Assert.True(kept.IsSignedBy(old) && kept.IsSignedBy(rotated.Value));
        foreach (var keys in new NoteKey[][] { [], [rotated.Value], [old, rotated.Value] })
        {
            var result = await SampleLog.VerifyAsync(
                export,
                new VerificationAnchor { Keys = keys, Checkpoint = keys.Contains(old) ? signed : null }
            );
            Assert.True(result.Verified, string.Join('\n', result.Findings));
        }

        // What the database holds is what was signed at the time.
        Assert.Equal(before.Note, (await portal.Get<LogReader>().EarlierAsync(16, Ct)).Single(c => c.Size == before.Size).Note);
    }

    [Fact]
    public async Task Export_WithoutTheScope_IsRefused()
    {
        await using var portal = new WatchedPortal();
        using var client = await portal.Portal.CreateKeyClientAsync(null, "registry:read");

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Ct)).StatusCode);
    }

    [Fact]
    public async Task VerifyFile_OwnExport_IsHeldAgainstTheLogAsItStands()
    {
        await using var portal = new WatchedPortal();
        await portal.LogAsync(30);
        var export = await ExportAsync(portal);
        await portal.LogAsync(5);

        var verdict = await VerifyAsync(portal, export);

        Assert.Equal((VerifiedKind.Export, true), (verdict.Kind, verdict.Verified));
        Assert.Contains(verdict.Findings, f => f.Sentence.Contains("begins with these", StringComparison.Ordinal));
        Assert.DoesNotContain(verdict.Findings, f => f.Topic is not FindingTopic.Other);
    }

    [Fact]
    public async Task VerifyFile_AlteredExport_NamesTheEntry()
    {
        await using var portal = new WatchedPortal();
        await portal.LogAsync(30);
        var json = JsonNode.Parse(await ExportAsync(portal))!.AsObject();
        json["leaves"]![12] = "e30=";

        var verdict = await VerifyAsync(portal, Encoding.UTF8.GetBytes(json.ToJsonString()));

        Assert.False(verdict.Verified);
        Assert.Equal("The export is not verified: entry 12.", verdict.Headline);
    }

    [Fact]
    public async Task VerifyFile_ExportOfAnotherLog_SaysSo()
    {
        await using var portal = new WatchedPortal();
        using var other = new SampleLog(10);

        var verdict = await VerifyAsync(portal, await other.ExportAsync());

        Assert.True(verdict.Verified);
        Assert.Contains(verdict.Findings, f => f.Sentence.Contains("another log", StringComparison.Ordinal));
        Assert.Contains(verdict.Findings, f => f.Topic is FindingTopic.KeyOfTheFile);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("own", true)]
    [InlineData("base64", true)]
    [InlineData("{\"another\":\"entry\"}", false)]
    public async Task VerifyFile_Receipt_WithAndWithoutAPastedEntry(string? pasted, bool verified)
    {
        await using var portal = new WatchedPortal();
        await portal.LogAsync(9);
        var receipt = (await portal.Get<LogReceipts>().ForAsync(4, Ct)).Value.ToString();
        var row = await portal.Get<LogReader>().ReadAsync(4, 5, Ct).FirstAsync(Ct);
        var leaf = pasted switch
        {
            "own" => Encoding.UTF8.GetString(row.Leaf) + "\n",
            "base64" => Convert.ToBase64String(row.Leaf),
            _ => pasted,
        };

        var verdict = await VerifyAsync(portal, Encoding.UTF8.GetBytes(receipt), leaf);

        Assert.Equal((VerifiedKind.Receipt, verified), (verdict.Kind, verdict.Verified));
    }

    [Fact]
    public async Task VerifyFile_ReceiptOfAnotherLog_CannotBeJudgedHere()
    {
        await using var portal = new WatchedPortal();
        using var other = new SampleLog(10);

        Assert.False((await VerifyAsync(portal, other.Receipt(3))).Verified);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task VerifyFile_Artifact_IsFoundByItsDigest_AndProvenFromTheLog(DatabaseKind kind)
    {
        await using var fixture = await RegistryFixture.CreateAsync(kind);
        await fixture.WithVersionsAsync("1.0.0", "1.1.0");

        var verdict = await VerifyAsync(fixture.Portal.Get<VerifyFile>(), "model 1.1.0"u8.ToArray());

        Assert.Equal((VerifiedKind.File, true), (verdict.Kind, verdict.Verified));
        Assert.Equal("fraud-scorer@1.1.0", Assert.Single(verdict.Known).Subject);
        Assert.Equal(
            2,
            verdict.Findings.Count(f => f.Kind is FindingKind.Proven && f.Sentence.Contains("signed checkpoint", StringComparison.Ordinal))
        );
        Assert.Contains(verdict.Findings, f => f.Sentence.Contains("artifact.stored of fraud-scorer@1.1.0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VerifyFile_UnknownFile_SaysThatNothingIsRecorded()
    {
        await using var portal = new WatchedPortal();

        foreach (
            var file in new[] { "something"u8.ToArray(), [], [0x1F, 0x8B, 1, 2], "{\"checkpoints\":1}"u8.ToArray(), new byte[200_000] }
        )
        {
            var verdict = await VerifyAsync(portal, file);
            Assert.Equal((VerifiedKind.File, null), (verdict.Kind, verdict.Verified));
            Assert.Equal(RegistryFixture.Digest(file), verdict.Sha256);
        }
    }

    [Fact]
    public async Task VerifyFile_GzippedExport_IsRecognised()
    {
        await using var portal = new WatchedPortal();
        await portal.LogAsync(300);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(await ExportAsync(portal), Ct);
        }

        Assert.Equal((VerifiedKind.Export, true), (await VerifyAsync(portal, packed.ToArray())) is var v ? (v.Kind, v.Verified) : default);
    }

    private static async Task<byte[]> ExportAsync(WatchedPortal portal)
    {
        using var client = await portal.Portal.CreateKeyClientAsync(null, "audit:read");
        return await client.GetByteArrayAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Ct);
    }

    private static Task<FileVerdict> VerifyAsync(WatchedPortal portal, byte[] file, string? leaf = null) =>
        VerifyAsync(portal.Get<VerifyFile>(), file, leaf);

    private static async Task<FileVerdict> VerifyAsync(VerifyFile verify, byte[] file, string? leaf = null)
    {
        using var stream = new MemoryStream(file);
        return await verify.RunAsync(stream, leaf, Ct);
    }
}
