using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Domain.Decisions;
using Governance.Transparency;

namespace Governance.Domain.Tests.Decisions;

public sealed class DecisionTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    [InlineData(1_024)]
    [InlineData(1_300)]
    public void Prove_EveryPlace_FromTheStoredRunsAndNeighbours(int count)
    {
        var commitments = Enumerable.Range(0, count).Select(i => SHA256.HashData(BitConverter.GetBytes(i))).ToArray();
        var tree = new DecisionTree();
        foreach (var commitment in commitments)
        {
            tree.Append(commitment);
        }

        for (var place = 0; place < count; place += count > 300 ? 7 : 1)
        {
            var (from, to) = DecisionTree.RangeFor(place, count);
            var (lastFrom, lastTo) = DecisionTree.RangeFor(count - 1, count);
            var proof = DecisionTree.Prove(
                place,
                count,
                tree.Runs(),
                i =>
                {
                    Assert.True((i >= from && i < to) || (i >= lastFrom && i < lastTo), $"place {i} was read for the proof of {place}");
                    return commitments[i];
                }
            );

            Assert.True(MerkleProofs.Includes(place, count, DecisionTree.Leaf(commitments[place]), proof, tree.Root()));
        }
    }

    [Fact]
    public void Content_OfALine_IsCanonicalAndIsRecognisedWhenItIsSentAgain()
    {
        const string Sent =
            """{"version":"1","time":"2026-11-20T10:42:07.1239+01:00","model":"m","decisionId":"d","output":"""
            + """{"b":1.50,"a":"\u00e9"},"confidence":9e-1,"input":{"z":1,"y":[2]},"topFeatures":"""
            + """[{"name":"z","value":1,"attribution":-2.0}]}""";
        using var document = JsonDocument.Parse(Sent);
        using var other = JsonDocument.Parse(Sent.Replace("[2]", "[3]", StringComparison.Ordinal));
        var errors = new DecisionErrors();
        var line = DecisionLineReader.Read(document.RootElement, 1, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), errors)!;
        Assert.False(errors.Any);
        var seed = new byte[32];
        var content = new ArrayBufferWriter<byte>();
        var canonical = new CanonicalLine();
        canonical.Write(line);
        var digest = canonical.Digest.ToArray();

        DecisionContent.Write(line, canonical, null, null, seed, content);

        Assert.Equal(SHA256.HashData(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(Sent))), digest);
        var input = Convert.ToHexStringLower(SHA256.HashData([.. seed, .. """{"y":[2],"z":1}"""u8]));
        var whole = Convert.ToHexStringLower(SHA256.HashData([.. seed, .. digest]));
        Assert.Equal(
            $$$"""{"confidence":0.9,"decisionId":"d","inputCommitment":"{{{input}}}","lineCommitment":"{{{whole}}}","model":"m","output":"""
                + """{"a":"é","b":1.5},"schema":"governance.decision/v1","time":"2026-11-20T09:42:07.123Z","topFeatures":"""
                + """[{"attribution":-2,"name":"z"}],"version":"1"}""",
            Encoding.UTF8.GetString(content.WrittenSpan)
        );
        Assert.Equal(CanonicalJson.Canonicalize(content.WrittenMemory), content.WrittenSpan.ToArray());
        Assert.True(DecisionContent.IsOf(content.WrittenSpan, seed, digest));
        canonical.Write(DecisionLineReader.Read(other.RootElement, 1, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), errors)!);
        Assert.False(DecisionContent.IsOf(content.WrittenSpan, seed, canonical.Digest));
    }

    [Theory]
    [InlineData("\"declined\"", "declined")]
    [InlineData("0.50", "0.5")]
    [InlineData("true", "true")]
    [InlineData("{\"label\":\"spam\",\"score\":0.9}", "spam")]
    [InlineData("{\"score\":0.9}", null)]
    [InlineData("[1,2]", null)]
    public void OutcomeOf_Output_IsItsOneWord(string output, string? outcome)
    {
        using var document = JsonDocument.Parse(output);

        Assert.Equal(outcome, DecisionContent.OutcomeOf(null, document.RootElement));
        Assert.Equal("refer", DecisionContent.OutcomeOf("refer", document.RootElement));
    }
}
