using System.Globalization;
using System.Text;
using Bunit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Tests.Components;
using Governance.Transparency;

namespace Governance.Portal.Tests.Audit;

public sealed class ProofDrawingTests : ComponentTest
{
    [Fact]
    public void Steps_OfEveryLeafOfEveryTree_FoldToTheRoot()
    {
        for (var size = 1; size <= 40; size++)
        {
            var leaves = Enumerable.Range(0, size).Select(i => MerkleHash.Leaf(Encoding.UTF8.GetBytes($"leaf {i}"))).ToList();
            var root = Root(leaves);
            for (var index = 0; index < size; index++)
            {
                var steps = ProofStep.Of(index, size, Hashes(leaves, index, size));

                var hash = leaves[index];
                foreach (var step in steps)
                {
                    var sibling = Convert.FromHexString(step.Hash);
                    hash = step.IsLeft ? MerkleHash.Node(sibling, hash) : MerkleHash.Node(hash, sibling);
                    Assert.Equal(Root(leaves[(int)step.From..((int)step.To + 1)]), sibling);
                }

                Assert.Equal(root, hash);
            }
        }
    }

    [Fact]
    public void Drawing_HasAPointForEachLevelAndEachHashOnItsSide()
    {
        var cut = Render<ProofDrawing>(p => p.Add(d => d.Proof, Proof(index: 5, size: 7, included: true)));

        // Entry 5 of 7: its sibling 4 on the left, then entry 6 on the right, then entries 0 to 3 on the left.
        Assert.Equal(4, cut.FindAll("circle").Count);
        Assert.Equal(["end", "start", "end"], cut.FindAll("text.proof-hash").Select(t => t.GetAttribute("text-anchor")));
        Assert.Equal(
            "Inclusion proof with 3 sibling hashes from entry 5 to the root of 7 entries",
            cut.Find("svg").GetAttribute("aria-label")
        );
        Assert.Contains("Entry 5", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawing_OfALongWay_StaysInsideItsBox()
    {
        foreach (var left in new[] { true, false })
        {
            var steps = Enumerable.Range(0, 40).Select(i => new ProofStep(new string('a', 64), left, i, i)).ToList();
            var cut = Render<ProofDrawing>(p =>
                p.Add(d => d.Proof, new EntryProof(1, 1L << 40, new string('b', 64), steps, null, Included: true))
            );

            // Ten characters of 10.5 px take less than 68 px beside their square.
            Assert.All(
                cut.FindAll("text.proof-hash"),
                text =>
                {
                    var x = double.Parse(text.GetAttribute("x")!, CultureInfo.InvariantCulture);
                    Assert.InRange(text.GetAttribute("text-anchor") == "end" ? x - 68 : x + 68, 0, 328);
                }
            );
        }
    }

    [Fact]
    public void Drawing_OfAProofThatLeadsElsewhere_SaysSo()
    {
        var cut = Render<ProofDrawing>(p => p.Add(d => d.Proof, Proof(index: 2, size: 4, included: false)));

        Assert.EndsWith(": it does not lead to this root", cut.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("fail", cut.Find("svg").ClassList);
    }

    [Fact]
    public void JsonText_SpoiltBytes_AreShownAsTheyAre()
    {
        Assert.Contains(
            "{\"action\":",
            Render<JsonText>(p => p.Add(j => j.Json, "{\"action\":")).Find("pre").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {}\n}\n",
            Render<JsonText>(p => p.Add(j => j.Json, """{"a":1,"b":[true,null],"c":{}}""")).Find("pre").TextContent.ReplaceLineEndings("\n")
        );
    }

    private static EntryProof Proof(int index, int size, bool included)
    {
        var leaves = Enumerable.Range(0, size).Select(i => MerkleHash.Leaf([(byte)i])).ToList();
        return new EntryProof(
            index,
            size,
            Convert.ToHexStringLower(Root(leaves)),
            ProofStep.Of(index, size, Hashes(leaves, index, size)),
            null,
            included
        );
    }

    private static IReadOnlyList<byte[]> Hashes(List<byte[]> leaves, long index, long size) =>
        ProofPlan.Inclusion(index, size).Resolve(node => Root(leaves[(int)node.First..(int)node.End]));

    // By the definition of RFC 6962 section 2.1.
    private static byte[] Root(List<byte[]> leaves)
    {
        if (leaves.Count == 1)
        {
            return leaves[0];
        }

        var left = 1;
        while (left * 2 < leaves.Count)
        {
            left *= 2;
        }

        return MerkleHash.Node(Root(leaves[..left]), Root(leaves[left..]));
    }
}
