using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Governance.Testing;

namespace Governance.Transparency.Tests.Export;

public sealed class ExportVerifierTests : IDisposable
{
    private readonly SampleLog _log = new(37) { PreviousSizes = { 12, 30 } };

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1500)]
    public async Task Verify_ExportOfAnySize_IsVerified_AndSaysHowMany(int size)
    {
        using var log = new SampleLog(size);

        var result = await SampleLog.VerifyAsync(await log.ExportAsync(), log.Pinned(size / 2));

        Assert.True(result.Verified, string.Join('\n', result.Findings));
        Assert.Equal(size, result.Entries);
        Assert.Equal(log.Root(size), result.Checkpoint!.Root);
        Assert.True(result.KeyPinned);
    }

    [Fact]
    public async Task Verify_RandomLogs_AreVerifiedWholeAndGzippedAndInAnyOrderOfMembers()
    {
        var random = new Random(7);
        for (var i = 0; i < 25; i++)
        {
            var size = random.Next(2, 1300);
            using var log = new SampleLog(size, i);
            log.PreviousSizes.AddRange(Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, size)).Distinct().Order());
            var json = await log.JsonAsync(random.Next(2) == 0);
            var members = json.ToList();
            json.Clear();
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
            foreach (var (name, value) in members)
            {
                json.Add(name, value);
            }

            // The default encoder writes the plus signs of base64 as escapes, which are JSON too.
            var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                await gzip.WriteAsync(bytes, TestContext.Current.CancellationToken);
            }

            var anchor = log.Pinned(random.Next(0, size + 1));
            Assert.True((await SampleLog.VerifyAsync(bytes, anchor)).Verified);
            Assert.True((await SampleLog.VerifyAsync(packed.ToArray(), anchor)).Verified);
        }
    }

    [Fact]
    public async Task Verify_WithoutPins_SaysThatTheKeyCameWithTheFile()
    {
        var result = await SampleLog.VerifyAsync(await _log.ExportAsync());

        Assert.True(result.Verified);
        Assert.False(result.KeyPinned);
        Assert.Contains(
            result.Findings,
            f => f.Kind is FindingKind.Note && f.Sentence.Contains("The log's key came with the file", StringComparison.Ordinal)
        );
        Assert.Contains(
            result.Findings,
            f => f.Kind is FindingKind.Note && f.Sentence.Contains("No earlier checkpoint was given", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Verify_AnotherKeyPinned_IsNotVerified()
    {
        using var other = new SampleLog(1);

        Assert.False((await SampleLog.VerifyAsync(await _log.ExportAsync(), other.KeyPinned)).Verified);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_AlteredEntry_NamesIt(bool hashes)
    {
        var json = await _log.JsonAsync(hashes);
        json["leaves"]![17] = Convert.ToBase64String("{}"u8);

        var result = await SampleLog.VerifyAsync(json, _log.KeyPinned);

        var failure = Assert.Single(result.Findings, f => f.Kind is FindingKind.Failed);
        // Without the list of hashes the proofs narrow it down: the subtree of 0 to 15 still agrees with them, that of 16 to 23 does not.
        Assert.Equal(hashes ? (17, null) : (16, 23L), (failure.Index, failure.LastIndex));
        Assert.Equal(failure.Index, result.FirstBadEntry);
    }

    [Fact]
    public async Task Verify_EntryAndItsHashAltered_IsFoundBetweenTwoProvenParts()
    {
        using var log = new SampleLog(1000);
        var json = await log.JsonAsync();
        json["leaves"]![700] = Convert.ToBase64String("{}"u8);
        json["leaf_hashes"]![700] = Convert.ToBase64String(MerkleHash.Leaf("{}"u8));

        var result = await SampleLog.VerifyAsync(json, log.KeyPinned);

        // The path of entry 999 holds the roots of 0 to 511 and of 512 to 767: the first agrees, the second does not.
        Assert.All(result.Findings.Where(f => f.Kind is FindingKind.Failed), f => Assert.Equal((512, 767), (f.Index, f.LastIndex)));
        Assert.False(result.Verified);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(36)]
    public async Task Verify_RemovedEntry_NamesIt(int index)
    {
        var json = await _log.JsonAsync();
        json["leaves"]!.AsArray().RemoveAt(index);

        var result = await SampleLog.VerifyAsync(json, _log.KeyPinned);

        Assert.Equal(index, result.FirstBadEntry);
    }

    [Fact]
    public async Task Verify_SwappedEntries_NamesTheFirst()
    {
        var json = await _log.JsonAsync();
        (json["leaves"]![5], json["leaves"]![30]) = (json["leaves"]![30]!.DeepClone(), json["leaves"]![5]!.DeepClone());

        Assert.Equal(5, (await SampleLog.VerifyAsync(json, _log.KeyPinned)).FirstBadEntry);
    }

    [Fact]
    public async Task Verify_TailCutOffAndSignedAgain_FailsAgainstThePinnedCheckpoint()
    {
        using var cut = new SampleLog(30, key: _log.PrivateKey);
        var export = await cut.ExportAsync();

        Assert.True((await SampleLog.VerifyAsync(export, _log.KeyPinned)).Verified);
        var result = await SampleLog.VerifyAsync(export, _log.Pinned(37));
        Assert.False(result.Verified);
        Assert.Equal(30, result.FirstBadEntry);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(37)]
    public async Task Verify_HistoryRewrittenAndSignedWithTheRightKey_FailsAgainstThePinnedCheckpoint(int pinned)
    {
        var anchor = _log.Pinned(pinned);
        _log.Leaves[3] = "{}"u8.ToArray();
        var export = await _log.ExportAsync();

        Assert.True((await SampleLog.VerifyAsync(export, _log.KeyPinned)).Verified);
        Assert.False((await SampleLog.VerifyAsync(export, anchor)).Verified);
    }

    [Fact]
    public async Task Verify_PinnedCheckpointOfAnotherLog_IsNotVerified()
    {
        using var other = new SampleLog(5);

        Assert.False(
            (await SampleLog.VerifyAsync(await _log.ExportAsync(), new() { Keys = [_log.Key], Checkpoint = other.Checkpoint(5) })).Verified
        );
    }

    [Fact]
    public async Task Verify_TwoHistoriesOfOneSizeSigned_IsNotVerified()
    {
        var fork = _log.Checkpoint(37);
        _log.Leaves[3] = "{}"u8.ToArray();
        var json = await _log.JsonAsync();
        json["previous_checkpoints"]!.AsArray().Add(fork.ToString());

        Assert.Contains("different histories", (await SampleLog.VerifyAsync(json)).Findings[0].Sentence, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Malformed =>
        new()
        {
            { "", "not valid JSON" },
            { "[]", "not a JSON object" },
            { """{"format":"tlog-export/v1","format":"tlog-export/v1"}""", "twice" },
            { """{"format":"tlog-export/v2"}""", "format" },
            { """{"format":"tlog-export/v1"}""", "lacks" },
            { """{"format":"tlog-export/v1","more":1}""", "is not a member of" },
            { """{"leaves":"x"}""", "is not a list" },
            { """{"leaves":["AA=="],"inclusion_proofs":[{"leaf_index":0}]}""", "lacks some of its members" },
            { """{"inclusion_proofs":[{"leaf_index":0,"leaf_index":0}]}""", "twice" },
            { """{"inclusion_proofs":[{"leaf_index":1.5}]}""", "whole number" },
            { """{"leaves":["AA==","AB=="]}""", "Entry 1 is not canonical base64" },
            { """{"leaves":["AA==","A A="]}""", "Entry 1 is not canonical base64" },
            { """{"leaves":["AA==",null]}""", "Entry 1" },
            { """{"leaf_hashes":["AA=="]}""", "has 1 bytes" },
            { """{"leaves":["AA=="]""", "not valid JSON" },
            { """{"format":"tlog-export/v1"} {}""", "not valid JSON" },
            { "{\"format\":\"\xFF\"}", "" },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Verify_MalformedFile_IsNotVerified_AndSaysWhy(string text, string words)
    {
        var result = await SampleLog.VerifyAsync(Encoding.Latin1.GetBytes(text));

        Assert.False(result.Verified);
        Assert.Contains(words, result.Findings[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_DamagedGzip_IsNotVerified() =>
        Assert.False((await SampleLog.VerifyAsync([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).Verified);

    /// <summary>In every run every third byte; in full each of them.</summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Verify_EachByteFlipped_IsNeverVerifiedWrongly()
    {
        using var log = new SampleLog(6) { PreviousSizes = { 2 } };
        var export = await log.ExportAsync();
        var anchor = log.Pinned(3);
        Assert.True((await SampleLog.VerifyAsync(export, anchor)).Verified);
        var accepted = new List<string>();
        foreach (var i in Soak.Sample(Enumerable.Range(0, export.Length), every: 3))
        {
            foreach (var mask in new byte[] { 0x01, 0x20, 0x80 })
            {
                export[i] ^= mask;
                if ((await SampleLog.VerifyAsync(export, anchor)).Verified)
                {
                    accepted.Add(
                        $"byte {i}: {(char)(export[i] ^ mask)} to {(char)export[i]} in "
                            + $"{Encoding.UTF8.GetString(export, int.Max(0, i - 30), int.Min(30, i))}"
                    );
                }

                export[i] ^= mask;
            }
        }

        // The export is compact and without witnesses: there is no white space and no line of an unknown signer whose change means nothing.
        Assert.Empty(accepted);
    }

    [Fact]
    public async Task Verify_WitnessedCheckpoint_NamesTheWitness_AndRefusesALineThatIsNotItsOwn()
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519.KeyLength);
        var witness = NoteKey.Of("witness.example", NoteKeyKind.Cosignature, Ed25519.PublicKey(seed));
        _log.WitnessKeys.Add(witness);
        var note = _log.Checkpoint(37);
        var line = new NoteSignature(
            witness.Name,
            witness.Id.ToArray(),
            Cosignature.Sign(seed, new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), note.TextBytes)
        );

        var good = await SampleLog.VerifyAsync(await _log.ExportAsync(head: _log.Head(note.With(line))));
        var without = await SampleLog.VerifyAsync(await _log.ExportAsync(head: _log.Head(note)));
        line.Bytes[^1] ^= 1;
        var bad = await SampleLog.VerifyAsync(await _log.ExportAsync(head: _log.Head(note.With(line))));

        Assert.Contains(
            good.Findings,
            f =>
                f.Kind is FindingKind.Proven
                && f.Sentence.Contains("witness.example", StringComparison.Ordinal)
                && f.Sentence.Contains("2026-11-20 09:00:00 UTC", StringComparison.Ordinal)
        );
        Assert.True(without.Verified);
        Assert.Contains(without.Findings, f => f.Sentence.Contains("has not cosigned", StringComparison.Ordinal));
        Assert.False(bad.Verified);
    }

    [Fact]
    public async Task Verify_ProofOfATreeWithoutCheckpoint_IsNotVerified()
    {
        var json = await _log.JsonAsync();
        json["inclusion_proofs"]![0]!["tree_size"] = 36;

        Assert.Contains("no verified checkpoint", (await SampleLog.VerifyAsync(json)).Findings[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OnlyHashes_SaysThatTheEntriesAreNotInTheFile()
    {
        var json = await _log.JsonAsync();
        json.Remove("leaves");

        var result = await SampleLog.VerifyAsync(json, _log.Pinned(12));

        Assert.True(result.Verified);
        Assert.Contains(result.Findings, f => f.Sentence.Contains("instead of the entries themselves", StringComparison.Ordinal));
    }
}
