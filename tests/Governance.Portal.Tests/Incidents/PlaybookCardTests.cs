using Bunit;
using Governance.Domain.Incidents;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Incidents.Parts;
using Governance.Portal.Tests.Components;
using Roles = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Incidents;

/// <summary>The steps of a playbook as people see them: what waits for a person has a button, what is under way has none.</summary>
public sealed class PlaybookCardTests : ComponentTest
{
    [Theory]
    [InlineData(true, null, false, "Mark as done, Send", "Isolate it. The request goes to gateway.example once a person sends it.")]
    [InlineData(false, null, false, "", "Isolate it. The request goes to gateway.example as soon as the steps before it are done.")]
    [InlineData(true, CallState.Underway, false, "", "On its way to gateway.example.")]
    [InlineData(
        true,
        CallState.Failed,
        false,
        "Mark as done, Send again",
        "gateway.example did not answer as expected. The reason is in the timeline."
    )]
    [InlineData(true, null, true, "Mark as done", "Isolate it.")]
    public void CallOut_OffersWhatAPersonCanDo(bool confirm, CallState? state, bool drill, string buttons, string words)
    {
        var cut = Show(
            Step(StepKind.CallOut, "isolate", new("gateway.example", confirm, state, 1, 1, null, null, null, null)),
            drill,
            out _
        );

        Assert.Equal(buttons, string.Join(", ", cut.FindAll("button").Select(Roles.TextOf)));
        Assert.Contains(words, cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Send_IsChosenWithItsStep()
    {
        var step = Step(StepKind.CallOut, "isolate", new("gateway.example", true, null, 0, 0, null, null, null, null));
        var cut = Show(step, drill: false, out var chosen);

        cut.ByRole("button", "Send").Click();

        Assert.Equal([new IncidentChoice(IncidentDo.Call, step)], chosen);
    }

    [Fact]
    public void CutAccess_IsOfferedToWhoMay()
    {
        var cut = Show(Step(StepKind.Task, Playbook.CutAccess, null), drill: false, out _);

        Assert.Equal("Mark as done, Cut access", string.Join(", ", cut.FindAll("button").Select(Roles.TextOf)));
    }

    private IRenderedComponent<PlaybookCard> Show(StepView step, bool drill, out List<IncidentChoice> chosen)
    {
        var made = new List<IncidentChoice>();
        chosen = made;
        return Render<PlaybookCard>(p =>
            p.Add(c => c.Incident, Incident(step, drill))
                .Add(c => c.Zone, TimeZoneInfo.Utc)
                .Add(c => c.MayWrite, true)
                .Add(c => c.MayCut, true)
                .Add(c => c.OnChoose, choice => made.Add(choice))
        );
    }

    private static StepView Step(StepKind kind, string id, StepCallView? call) =>
        new(id, kind, "containment", "Isolate", "Isolate it.", StepState.Current, null, null, false, null, true) { Call = call };

    private static IncidentView Incident(StepView step, bool drill) =>
        new()
        {
            Id = new(1),
            Title = "Leak",
            Description = null,
            Category = Domain.Risks.RiskCategory.Privacy,
            Severity = IncidentSeverity.High,
            State = IncidentState.Contained,
            Drill = drill,
            Lead = "",
            LeadName = "",
            OpenedAt = default,
            OpenedBy = "",
            Alert = null,
            Versions = [],
            Systems = [],
            Countries = [],
            OccurredAt = null,
            ProviderAwareAt = null,
            DeployerAwareAt = null,
            AwareAt = default,
            PeopleAffected = null,
            AssessedAt = null,
            Clocks = [],
            DueAt = null,
            Playbook = "",
            PlaybookTitle = "",
            PlaybookVersion = 1,
            Steps = [step],
            Containment = null,
            ContainedAt = null,
            ContainmentConfirmedBy = null,
            ContainmentConfirmedAt = null,
            FrozenAt = null,
            EvidenceSha256 = null,
            Evidence = [],
            Class = null,
            EarlierClasses = [],
            Messages = [],
            ReportedAt = null,
            Recovery = null,
            RecoveredAt = null,
            RecoveryDeployment = null,
            RecoveryMinutes = null,
            RecoveryExpectedMinutes = null,
            RecoveryPlan = null,
            PostMortem = new(null, null, null, null),
            FollowUps = [],
            ClosedAt = null,
            Revision = 1,
        };
}
