using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Kernel.Reference;
using Governance.Reporting.Documents;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Documents;

/// <summary>What a German report prints of its plan, and of the kinds and fields of records, is German.</summary>
public sealed class DocumentTextsTests
{
    private static readonly IReadOnlyList<DocumentPlan> s_plans =
    [
        .. DocumentLibrary.Shipped.OfSystems,
        DocumentLibrary.Shipped.SeriousIncidents,
    ];

    [Fact]
    public void TextsOfEveryPlan_AllOfThem_AreThereInGerman()
    {
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.ToHashSet(StringComparer.Ordinal);

        var texts = s_plans.SelectMany(OfPlan).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(texts.Count > 400, $"{texts.Count} texts were looked at");
        Assert.DoesNotContain(texts.Except(known, StringComparer.Ordinal), t => T.Recorded(t) == t);
    }

    [Fact]
    public void KindsAndFieldsOfRecords_AllOfThem_AreThereInGerman()
    {
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.ToHashSet(StringComparer.Ordinal);
        var kinds = LawLibrary.Shipped.Vocabulary.RecordKinds.Values;

        Assert.Empty(kinds.Select(k => k.Name).Except(known, StringComparer.Ordinal));
        Assert.Empty(kinds.SelectMany(k => k.Fields).Select(DocumentLabels.Field).Except(known, StringComparer.Ordinal));
    }

    private static IEnumerable<string> OfPlan(DocumentPlan plan) =>
        [
            plan.Title,
            plan.Retention ?? "",
            plan.DateNote ?? "",
            .. plan.Checks.Select(c => c.Check),
            .. plan.Groups.Select(g => g.Title),
            .. plan.Points.SelectMany(p => new[] { p.Title, p.ContentNeeded, p.PersonWrites, p.AppliesIf ?? "" }),
        ];
}
