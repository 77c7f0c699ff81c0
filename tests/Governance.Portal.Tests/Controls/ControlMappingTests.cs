using Governance.Portal.Compliance.Controls;

namespace Governance.Portal.Tests.Controls;

/// <summary>The mapping that ships, and what follows of it.</summary>
public sealed class ControlMappingTests
{
    [Fact]
    public void Mapping_NamesEachControlOnce_AndEachFrameworkSomewhere()
    {
        var mapping = ControlMapping.Read();

        Assert.Equal(mapping.Controls.Count, mapping.Controls.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(mapping.Frameworks, f => Assert.Contains(mapping.Controls, c => c.References.ContainsKey(f.Id)));
        Assert.All(mapping.Controls, c => Assert.All(c.References.Values, Assert.NotEmpty));
    }

    [Fact]
    public void Coverage_CountsReferencesThatAControlWithARecordAnswers()
    {
        var mapping = new ControlMapping(
            "2026-11-24",
            [new("sr-11-7", "SR 11-7", "2011", "unverified")],
            [
                Control("CTL-01", "models", "Section V", "Section VI"),
                Control("CTL-02", "tiers", "Section V", "Section III"),
                Control("CTL-03", "risks", "Section III"),
            ]
        );

        var covered = Assert.Single(ReadControls.Of(mapping, kind => kind == "models").Frameworks);
        Assert.Equal((3, 2), (covered.References, covered.OnRecord));
        Assert.Equal(["Section III"], covered.Missing);
    }

    private static MappedControl Control(string id, string record, params string[] references) =>
        new(id, id, id, record, new Dictionary<string, IReadOnlyList<string>> { ["sr-11-7"] = references });
}
