using System.Runtime.CompilerServices;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Compliance.Reports;
using Governance.Portal.Kernel.Contracts;
using Governance.Testing;

namespace Governance.Portal.Tests.Reports;

public sealed class ReportAboutTests
{
    [Fact]
    public void EveryKindOfReport_IsExplainedInTheGallery()
    {
        // One builder makes all documents about systems, each by its plan; the others know their kind by themselves.
        var kinds = PortalAssemblies
            .Types.Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IReportBuilder).IsAssignableFrom(t))
            .Where(t => t != typeof(DocumentBuilder))
            .Select(t => ((IReportBuilder)RuntimeHelpers.GetUninitializedObject(t)).Kind)
            .Concat(DocumentLibrary.Shipped.OfSystems.Select(p => p.Kind))
            .ToList();

        Assert.True(kinds.Count > 5);
        Assert.All(kinds, k => Assert.True(ReportAbout.Of(k).Contains.Length > 0, $"{k} has no text in {nameof(ReportAbout)}."));
        Assert.All(kinds, k => Assert.Contains(ReportAbout.Of(k).Group, ReportAbout.Groups));
    }
}
