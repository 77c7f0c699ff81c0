using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Tests.Audit;

public sealed class AuditEventTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 20, 9, 42, 7, 50, TimeSpan.Zero);

    [Fact]
    public void ToLeaf_Signature_HasTheMembersOfTheFormatInCanonicalOrder()
    {
        var fact = new AuditEvent("promotion.signed", "APR-0012", new JsonObject { ["decision"] = "approve", ["bundleDigest"] = "ab" })
        {
            ActorName = "Claire Fontaine",
        };

        var leaf = Encoding.UTF8.GetString(fact.ToLeaf(Actor.OfUser(new UserId(7), Roles.LegalReviewer, "s", "trace-1"), s_time));

        Assert.Equal(
            """{"action":"promotion.signed","actor":"user:USR-0007","actorName":"Claire Fontaine","data":{"bundleDigest":"ab","decision":"approve"},"outcome":"done","request":"trace-1","role":"LegalReviewer","schema":"governance.event/v1","subject":"APR-0012","time":"2026-11-20T09:42:07.050Z"}""",
            leaf
        );
    }

    [Fact]
    public void ToLeaf_Refused_SaysSo()
    {
        var leaf = new AuditEvent("promotion.signed", "APR-0001", new JsonObject { ["code"] = "promotion.closed" })
        {
            Refused = true,
        }.ToLeaf(Actor.OfKey(new ApiKeyId(3)), s_time);

        var entry = JsonNode.Parse(leaf)!;
        Assert.Equal("refused", (string?)entry["outcome"]);
        Assert.Equal("key:KEY-0003", (string?)entry["actor"]);
        Assert.Null(entry["role"]);
    }

    [Fact]
    public void ToLeaf_LongerThanALogTileCarries_IsAProgrammersMistake() =>
        Assert.Throws<InvalidOperationException>(() =>
            new AuditEvent("x.y", "s", new JsonObject { ["t"] = new string('a', 70_000) }).ToLeaf(Actor.Host, s_time)
        );

    // SHA-256(0x00): the leaf hash of an empty leaf, RFC 6962 section 2.1; the vector is transparency-dev/merkle's first.
    [Fact]
    public void HashLeaf_Empty_EqualsThePublishedVector() =>
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Convert.ToHexStringLower(MerkleHash.Leaf([])));
}
