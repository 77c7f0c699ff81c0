using System.Globalization;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Portal.Operations.Risks;

namespace Governance.Portal.Tests.Risks;

/// <summary>The stored taxonomy and frameworks are whole, and the domain's scales are theirs.</summary>
public sealed class FrameworksTests
{
    [Fact]
    public void Frameworks_AreWhole_AndSayTheirEditionAndVerification()
    {
        Assert.Equal(
            [
                ("owasp-llm-2025", "2025", 10),
                ("owasp-llm-2026", "2026", 10),
                ("owasp-agentic-1.1", "1.1", 17),
                ("mitre-atlas", "5.6.1", 66),
                ("nist-ai-rmf", "1.0", 72),
                ("iso-42001", "2023", 38),
            ],
            Frameworks.All.Select(f => (f.Key, f.Edition.Split(' ')[0], f.Items.Count))
        );
        Assert.All(
            Frameworks.All.Append(Frameworks.Taxonomy),
            f => Assert.True(f.Verification.Length > 20 && f.AsOf.Length == 10, $"{f.Key}: {f.AsOf} {f.Verification}")
        );
        Assert.Equal(Enum.GetValues<RiskCategory>(), Frameworks.Categories.Select(c => c.Category));
    }

    [Fact]
    public void Editions_OfOneRisk_LeadToEachOther()
    {
        Assert.Equal(20, Frameworks.Crosswalk.Count);
        Assert.Equal(("LLM03:2026", "LLM06:2025"), (Frameworks.Crosswalk["LLM06:2025"], Frameworks.Crosswalk["LLM03:2026"]));
        Assert.Equal(("Excessive Agency", "Excessive Agency"), (Name("LLM06:2025"), Name("LLM03:2026")));
        Assert.Null(Frameworks.Find("LLM06"));

        static string Name(string id) => Frameworks.Get(Frameworks.Find(id)!.Framework)!.Items.Single(i => i.Id == id).Name;
    }

    [Theory]
    [InlineData("low", 1, 4)]
    [InlineData("medium", 5, 9)]
    [InlineData("high", 10, 16)]
    [InlineData("critical", 17, 25)]
    public void Bands_OfTheDomain_AreThoseOfTheFile(string band, int from, int to)
    {
        using var stream = typeof(Frameworks).Assembly.GetManifestResourceStream("reference/risk-taxonomy.yaml")!;
        using var reader = new StreamReader(stream);
        var bands = Governance.Policies.ReferenceYaml.Read(reader.ReadToEnd(), "risk-taxonomy.yaml")["scales"]!["bands"]!.AsArray();
        var named = bands.Single(b => (string?)b!["id"] == band)!;

        Assert.Equal(
            (from, to),
            (
                int.Parse(named["from"]!.ToString(), CultureInfo.InvariantCulture),
                int.Parse(named["to"]!.ToString(), CultureInfo.InvariantCulture)
            )
        );
        Assert.Equal((from, to), RiskBands.Range(WireName.Parse<RiskBand>(band)));
    }
}
