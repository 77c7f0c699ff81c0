using Bunit;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Registry;

/// <summary>The measures of a version: each stands once on its page.</summary>
public sealed class StatedMetricsTests : ComponentTest
{
    private static readonly IReadOnlyList<MetricFacts> s_declared =
    [
        new("precision", 0.42467, 1_135, 0.396215, 0.453633),
        new("auc", 0.824, null, null, null),
        new("latency", 12, null, null, null),
    ];

    [Fact]
    public void Measure_ThatAReportRepeats_IsListedOnce_AndWhatIsOnlyDeclaredFollows()
    {
        var stated = StatedMetrics.Of([Measured("precision", 0.42467), Measured("auc", 0.81), Part("auc", "north")], s_declared);

        Assert.Equal(
            [("precision", "evidence"), ("auc", "evidence"), ("latency", StatedMetrics.Declared)],
            stated.Select(m => (m.Name, m.Source))
        );
        Assert.Equal(0.81, StatedMetrics.Overall(stated, "auc"));
    }

    [Fact]
    public void Interval_OfTheSameValue_IsThatOfTheRegistration_WithItsRows()
    {
        var same = StatedMetrics.WithInterval(Measured("precision", 0.42467), s_declared);
        var other = StatedMetrics.WithInterval(Measured("precision", 0.43), s_declared);

        Assert.Equal(Measured("precision", 0.42467) with { N = 1_135, Low = 0.396215, High = 0.453633 }, same);
        Assert.Equal(Measured("precision", 0.43), other);
    }

    [Fact]
    public void ValueThatTheRegistrationSaysDifferently_IsSeenBesideTheMeasuredOne()
    {
        var cut = Render<MeasuredTable>(p =>
            p.Add(c => c.Label, "Metrics")
                .Add(c => c.Metrics, StatedMetrics.Of([Measured("auc", 0.81)], s_declared))
                .Add(c => c.Declared, s_declared)
                .Add(c => c.Measured, true)
        );

        bool HasRow(string value, string said) =>
            cut.FindAll("tbody tr")
                .Select(Roles.TextOf)
                .Any(r => r.Contains(value, StringComparison.Ordinal) && r.Contains(said, StringComparison.Ordinal));

        Assert.True(HasRow("0.810", "registered as 0.824"));
        Assert.True(HasRow("latency", "as registered"));
    }

    private static GateMetric Measured(string name, double value) => new(name, value, 3_000, null, null, null, null, null, "evidence");

    private static GateMetric Part(string name, string slice) => Measured(name, 0.5) with { Slice = slice };
}
