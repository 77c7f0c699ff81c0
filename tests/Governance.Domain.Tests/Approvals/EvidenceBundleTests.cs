using System.Text;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;

namespace Governance.Domain.Tests.Approvals;

public sealed class EvidenceBundleTests
{
    private static readonly EvidenceBundle s_bundle = new(
        new PromotionId(12),
        "fraud-scorer",
        "1.4.0",
        "v",
        Stage.Staging,
        Stage.Production,
        "a",
        12,
        new GateRunId(34),
        "r",
        [new BundledPolicy("bank-models", "2026.2", "p2"), new BundledPolicy("baseline", "1", "p1")],
        [
            new BundledEvidence(new EvidenceId(10), EvidenceKind.ModelCard, "e10"),
            new BundledEvidence(new EvidenceId(9), EvidenceKind.Validation, "e9"),
        ],
        "e10",
        null,
        "1.3.0"
    );

    [Fact]
    public void ToBytes_IsTheFixedCanonicalDocument()
    {
        const string expected =
            """{"artifact":{"sha256":"a","sizeBytes":12},"evidence":[{"id":"EVD-0009","kind":"validation","sha256":"e9"},"""
            + """{"id":"EVD-0010","kind":"model-card","sha256":"e10"}],"from":"staging","gateRun":"""
            + """{"id":"GATE-0034","resultSha256":"r"},"model":"fraud-scorer","modelCardSha256":"e10","policies":"""
            + """[{"name":"bank-models","sha256":"p2","version":"2026.2"},"""
            + """{"name":"baseline","sha256":"p1","version":"1"}],"productionVersion":"1.3.0","promotion":"APR-0012","risks":"""
            + """[],"schema":"governance.bundle/v1","systemCardSha256":null"""
            + ""","to":"production","version":"1.4.0","versionSha256":"v","waivers":[]}""";

        Assert.Equal(expected, Encoding.UTF8.GetString(s_bundle.ToBytes()));
    }

    [Fact]
    public void FirstDifference_NamesWhatPeopleChangedBeforeWhatFollowedFromIt()
    {
        var after = s_bundle with
        {
            GateRun = new GateRunId(35),
            Evidence = [.. s_bundle.Evidence, new BundledEvidence(new EvidenceId(11), EvidenceKind.Sbom, "e11")],
        };

        Assert.Equal("evidence", EvidenceBundle.FirstDifference(s_bundle.ToBytes(), after.ToBytes()));
        Assert.Equal(
            "gateRun",
            EvidenceBundle.FirstDifference(s_bundle.ToBytes(), (s_bundle with { GateRun = new GateRunId(35) }).ToBytes())
        );
        Assert.Null(EvidenceBundle.FirstDifference(s_bundle.ToBytes(), s_bundle.ToBytes()));
    }

    [Theory]
    [InlineData("none", "current", "breached", "stable", "monitoring.drift")]
    [InlineData("alert", "current", "breached", "stable", "monitoring.drift")]
    [InlineData("none", "current", "stable", "warning", "monitoring.quality")]
    [InlineData("alert", "late", "stable", "stable", "monitoring.data")]
    [InlineData("alert", "current", "stable", "stable", "monitoring.alerts")]
    [InlineData("none", "current", "stable", null, "monitoring.quality")]
    public void FirstDifference_OfWhatIsMeasured_NamesTheFactWhoseBandMoved(
        string alerts,
        string data,
        string drift,
        string? quality,
        string expected
    )
    {
        var before = s_bundle with { Monitoring = new("none", "current", "stable", "stable", null) };
        var after = before with { Monitoring = new(alerts, data, drift, quality, null) };

        Assert.Equal(expected, EvidenceBundle.FirstDifference(before.ToBytes(), after.ToBytes()));
        Assert.Equal("monitoring", EvidenceBundle.FirstDifference(s_bundle.ToBytes(), after.ToBytes()));
    }
}
