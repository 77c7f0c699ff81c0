using System.Text;
using System.Text.Json;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Tests.Manifests;

public sealed class EvidenceManifestTests
{
    [Fact]
    public void ToJson_ThenParse_GivesTheSameClaims()
    {
        var manifest = Samples.Approval().Manifest();
        var again = EvidenceManifest.Parse(manifest.ToJson());

        Assert.Equal(manifest.Claims, again.Claims);
        Assert.Equal("REP-0042", again.DocumentId);
        Assert.Equal(Samples.Now.ToUnixTimeMilliseconds(), again.MadeAt.ToUnixTimeMilliseconds());
        Assert.Equal(Samples.Approval().Bundle.Sha256, again.BundleDigest);
    }

    [Fact]
    public void Claims_OfAnApproval_NameEveryEvidenceWithItsFullDigest()
    {
        var record = Samples.Approval();
        var claims = record.Manifest().Claims;

        Assert.All(
            record.Evidence,
            evidence => Assert.Contains(claims, claim => claim.Evidence.Id == evidence.Id && claim.Evidence.Sha256 == evidence.Sha256)
        );
        Assert.All(record.SignOffs, signOff => Assert.Contains(claims, claim => claim.Evidence.Id == signOff.Id));
        Assert.All(claims, claim => Assert.Matches("^[0-9a-f]{64}$", claim.Evidence.Sha256));
    }

    [Fact]
    public void Claims_OfADriftReport_RestOnTheBytesOfTheirWindow()
    {
        var record = Samples.Drift();
        var claims = record.Manifest().Claims;

        Assert.Contains(claims, claim => claim.Claim == "PSI of dst_bytes: Major" && claim.Evidence.Sha256 == record.Windows[7].Sha256);
        Assert.Equal(1 + 8 + (9 * 8) + (7 * 3), claims.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"schema\":\"governance.evidence-manifest/v1\"}")]
    [InlineData(
        "{\"schema\":\"governance.evidence-manifest/v1\",\"documentId\":1,\"kind\":\"k\",\"subject\":\"s\",\"madeAt\":\"x\","
            + "\"bundleDigest\":null,\"claims\":[]}"
    )]
    [InlineData("not json")]
    public void Parse_SomethingElse_IsRefused(string json) =>
        Assert.ThrowsAny<JsonException>(() => EvidenceManifest.Parse(Encoding.UTF8.GetBytes(json)));
}
