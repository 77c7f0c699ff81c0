using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Reference;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Localisation;

/// <summary>
/// Measures, business figures and columns are called as their senders call them: ours are said in German, theirs stay, even where one is
/// word for word a text of ours.
/// </summary>
public sealed class MeasureNamesTests
{
    private static readonly Func<string, Wording>[] s_ways =
    [
        DisplayLabels.Metric,
        EvaluationText.Name,
        GlossaryEntry.MetricName,
        name => Wording.Verbatim(MeasureUnits.NameOf(name)),
        .. Enum.GetValues<AlertRule>().Select(rule => (Func<string, Wording>)(name => AlertFields.Name(rule, name))),
    ];

    [Fact]
    public void NameThatIsATextOfOurs_IsNotTranslated()
    {
        List<string> names;
        List<Wording> english;
        using (Languages.Use("de"))
        {
            var catalog = T.Current!;
            names = [.. catalog.Keys.Where(k => !k.Contains('{', StringComparison.Ordinal) && catalog.Find(k) != k)];
        }

        var said = names.SelectMany(name => s_ways.Select(way => (Name: name, Said: way(name)))).Where(one => !one.Said.IsOurs).ToList();
        english = [.. said.Select(one => Wording.Verbatim(one.Said.ToString()))];
        using var german = Languages.Use("de");
        var changed = said.Zip(english).Where(pair => pair.First.Said.ToString() != pair.Second.English).Select(pair => pair.First.Name);

        Assert.True(names.Count > 5_000, $"Only {names.Count} names.");
        Assert.Empty(changed);
    }

    [Fact]
    public void MeasureOfAnEvaluation_IsSaidInGerman_WhereItIsOurs()
    {
        using var german = Languages.Use("de");

        Assert.Equal(T["Recall at {0}", "5"], EvaluationText.Name("recallAt5").ToString());
        Assert.Equal(T["Over-refusal"], EvaluationText.Name("overRefusalRate").ToString());
        Assert.Equal("Chargeback rate", EvaluationText.Name("chargebackRate").ToString());
        Assert.Equal("Owner", EvaluationText.Name("Owner").ToString());
    }

    [Fact]
    public void MeasureOfOurs_IsOurs_WhereverItIsNamed()
    {
        AlertRule[] measuring = [AlertRule.Performance, AlertRule.Business, AlertRule.Evaluation];
        var ours = Glossary.All.Where(e => e.Kind is GlossaryKind.Metric && GlossaryEntry.MetricName(e.Key).IsOurs).ToList();

        var foreign = ours.Where(e => !EvaluationText.Name(e.Key).IsOurs || measuring.Any(rule => !AlertFields.Name(rule, e.Key).IsOurs));

        Assert.Contains(ours, e => e.Key == "groundedness");
        Assert.Empty(foreign.Select(e => e.Key));
    }

    [Fact]
    public void AlertAboutAMeasureOfTheSender_KeepsItsName()
    {
        using var german = Languages.Use("de");

        Assert.Equal("Owner", AlertFields.Whole(AlertRule.Business, "Owner"));
        Assert.Equal(
            T["{0} where {1}", T["Accuracy"], "region = north"],
            AlertFields.Whole(AlertRule.Performance, "accuracy where region = north")
        );
    }
}
