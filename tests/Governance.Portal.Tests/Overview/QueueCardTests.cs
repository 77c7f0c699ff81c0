using System.Globalization;
using Bunit;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Administration.Overview.Parts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Overview;

/// <summary>A person's queue on the overview.</summary>
public sealed class QueueCardTests : ComponentTest
{
    [Fact]
    public void Card_ShowsWhatEachItemWeighs_AndTenOfThem_UntilAllAreAskedFor()
    {
        var now = Clock.GetUtcNow();
        List<QueueItem> items =
        [
            new(
                "INC-0001",
                "/incidents/INC-0001",
                "Incident",
                "emergency_home",
                Wording.Verbatim("Stale feed"),
                Wording.Text($"open"),
                Wording.Text($"Contain")
            )
            {
                Severity = QueueSeverity.Of(IncidentSeverity.Severe),
                Since = now.AddDays(-1),
                DueAt = now.AddHours(-2),
            },
            new(
                "APR-0001",
                "/approvals/APR-0001",
                "Promotion",
                "approval",
                Wording.Verbatim("Fraud scorer"),
                Wording.Text($"{1} of {3} signed"),
                Wording.Sentence("Sign as Legal")
            )
            {
                Severity = QueueSeverity.Of(RiskClass.High),
                Since = now.AddDays(-1),
                DueAt = now.AddDays(2),
            },
            .. Enumerable
                .Range(1, 10)
                .Select(n => new QueueItem(
                    string.Create(CultureInfo.InvariantCulture, $"RSK-{n:0000}"),
                    "/risks",
                    "Conversation",
                    "alternate_email",
                    Wording.Verbatim("A risk"),
                    Wording.Text($"You were mentioned"),
                    Wording.Text($"Read and answer")
                )),
        ];

        var first = Render<QueueCard>(p => p.Add(c => c.Now, now).Add(c => c.Queue, new Queue(items, 0)));
        var all = Render<QueueCard>(p => p.Add(c => c.Now, now).Add(c => c.Queue, new Queue(items, 0)).Add(c => c.All, true));

        Assert.Equal((QueueCard.Most, 12), (first.FindAll("tbody tr").Count, all.FindAll("tbody tr").Count));
        Assert.Equal("Show all 12", first.Find("a[href*='queue=all']").TextContent);
        Assert.Empty(all.FindAll("a[href*='queue=all']"));
        Assert.Equal(
            [("Severity", "Severe"), ("Risk class", "High")],
            first.FindAll("td span[title]:has(.risk)").Select(e => (e.GetAttribute("title"), e.TextContent.Trim()))
        );
        Assert.Equal("2\u00A0h overdue", first.Find("td.due-over").TextContent.Trim());
    }
}
