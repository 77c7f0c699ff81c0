using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Incidents;

/// <summary>An incident is contained before evidence, evidence frozen before recovery, and closed when everything is said.</summary>
public sealed class IncidentTests
{
    private static readonly string s_digest = new('a', 64);

    [Fact]
    public void Open_ThatBreaksARule_IsRefusedByItsField()
    {
        var facts = IncidentScene.Facts();

        Assert.Equal(IncidentRefusals.TitleNotValid, Open(facts with { Title = " " }));
        Assert.Equal(IncidentRefusals.NothingAffected, Open(facts with { Versions = [] }));
        Assert.Equal(IncidentRefusals.PeopleNotValid, Open(facts with { PeopleAffected = -1 }));
        Assert.Equal("incident.in-the-future", Open(facts with { ProviderAwareAt = IncidentScene.Now.AddMinutes(1) })?.Code);
        Assert.Equal(
            IncidentRefusals.AwareBeforeItBegan,
            Open(facts with { OccurredAt = IncidentScene.Now, DeployerAwareAt = IncidentScene.Now.AddHours(-1) })
        );
        Assert.Null(Open(facts with { Versions = [], Systems = ["SYS-0001"] }));
    }

    [Fact]
    public void Change_OfWhatBeganInTheMinuteOfAwareness_IsTaken()
    {
        var seen = IncidentScene.Now.AddMinutes(-1).AddSeconds(40);
        var incident = IncidentScene.Opened(IncidentScene.Facts() with { OccurredAt = seen, ProviderAwareAt = seen.AddSeconds(5) });

        Assert.Null(incident.Change(incident.ToFacts() with { Severity = IncidentSeverity.Low }, IncidentScene.Now));
        Assert.Equal(IncidentSeverity.Low, incident.Severity);
    }

    [Fact]
    public void Response_OutOfOrder_IsRefusedAndNamesWhatComesFirst()
    {
        var incident = IncidentScene.Opened();

        Assert.Contains(
            "\"Freeze\" comes after \"Contain\"",
            incident.Freeze(IncidentScene.Playbook, [("artifact", "credit@2.0.0", s_digest)], "E", IncidentScene.Now).Refusal?.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            IncidentRefusals.NotContained,
            incident.Recover(IncidentScene.Playbook, RecoveryKind.Resume, null, "Fixed", "E", IncidentScene.Now)
        );
        Assert.Equal(IncidentRefusals.NotContained, incident.ConfirmContainment("cluster", IncidentScene.Now));
        Assert.Null(incident.Contain(IncidentScene.Playbook, ContainmentMode.TakeOffline, "E", IncidentScene.Now));
        Assert.Equal(
            IncidentRefusals.ContainedAlready,
            incident.Contain(IncidentScene.Playbook, ContainmentMode.Restrict, "E", IncidentScene.Now)
        );
        Assert.Equal(
            IncidentRefusals.NotFrozen,
            incident.Recover(IncidentScene.Playbook, RecoveryKind.Resume, null, "Fixed", "E", IncidentScene.Now)
        );
        Assert.Equal(IncidentRefusals.CannotDismiss, incident.Dismiss("None", IncidentScene.Now));
        Assert.Equal(IncidentRefusals.NotRecovered, incident.Close(IncidentScene.Playbook, "E", IncidentScene.Now));
        Assert.Equal(
            "incident.step-needed",
            incident.Settle(IncidentScene.Playbook, "freeze", skip: true, "No time", "E", IncidentScene.Now)?.Code
        );
        Assert.Equal(
            "incident.step-by-itself",
            incident.Settle(IncidentScene.Playbook, "freeze", skip: false, "Done", "E", IncidentScene.Now)?.Code
        );
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    [InlineData(900, 15)]
    public void RollBack_IsMeasuredFromTheFreezingOfEvidence_AgainstThePlan(int seconds, int minutes)
    {
        var incident = IncidentScene.Opened();
        Contained(incident);
        var frozen = incident.FrozenAt!.Value;
        var plan = Domain.Models.RollbackPlan.Of(new(3), 2, new("1.4.0", ["Switch"], "On call", 15, null), "user:USR-0001", "Ada", frozen);

        Assert.Null(
            incident.Recover(
                IncidentScene.Playbook,
                RecoveryKind.RollBack,
                "DEP-0004",
                "Last good one",
                "E",
                frozen.AddSeconds(seconds),
                plan
            )
        );

        Assert.Equal((minutes, 15, "DEP-0003/2"), (incident.RecoveryMinutes, incident.RecoveryExpectedMinutes, incident.RecoveryPlan));
    }

    [Fact]
    public void Contain_HoldsItsVersions_UntilTheCauseIsPutRight()
    {
        var incident = IncidentScene.Opened();
        Assert.False(incident.Versions[0].IsHeld);

        Contained(incident);
        Assert.Equal((IncidentState.Contained, true), (incident.State, incident.Versions[0].IsHeld));

        Assert.Null(incident.Recover(IncidentScene.Playbook, RecoveryKind.Resume, null, "Feed fixed", "E", IncidentScene.Now));
        Assert.Equal((IncidentState.Recovered, false), (incident.State, incident.Versions[0].IsHeld));
    }

    [Fact]
    public void RollBack_KeepsWhatWasRolledBackHeld_UntilSomebodyLetsItGoWithAReason()
    {
        var incident = IncidentScene.Opened();
        Contained(incident);
        Assert.Equal(IncidentRefusals.NotRecovered, incident.Release("credit", "2.0.0", "Now", IncidentScene.Now));
        Assert.Null(incident.Recover(IncidentScene.Playbook, RecoveryKind.RollBack, "DEP-0002", "Last good one", "E", IncidentScene.Now));

        Assert.True(incident.Versions[0].IsHeld);
        Assert.Equal(IncidentRefusals.NotHeld, incident.Release("credit", "1.0.0", "x", IncidentScene.Now));
        Assert.Equal("incident.words-missing", incident.Release("credit", "2.0.0", "", IncidentScene.Now)?.Code);
        Assert.Null(incident.Release("credit", "2.0.0", "Feed check added", IncidentScene.Now));
        Assert.False(incident.Versions[0].IsHeld);
    }

    [Fact]
    public void Drill_HoldsNothing()
    {
        var incident = IncidentScene.Opened(IncidentScene.Facts() with { IsDrill = true });

        Contained(incident);

        Assert.Equal((IncidentState.Contained, false), (incident.State, incident.Versions[0].IsHeld));
    }

    [Fact]
    public void Change_NeverLosesAHeldVersion_AndHoldsOneThatIsNamedLater()
    {
        var incident = IncidentScene.Opened();
        Contained(incident);

        Assert.Equal(
            IncidentRefusals.VersionHeld,
            incident.Change(incident.ToFacts() with { Versions = [("credit", "2.1.0")] }, IncidentScene.Now)
        );
        Assert.Null(incident.Change(incident.ToFacts() with { Versions = [("credit", "2.0.0"), ("credit", "2.1.0")] }, IncidentScene.Now));

        Assert.All(incident.Versions, v => Assert.True(v.IsHeld));
    }

    [Fact]
    public void Freeze_KeepsWhatWasFrozen_AndItsDigestCoversTheList()
    {
        var incident = IncidentScene.Opened();
        Assert.Null(incident.Contain(IncidentScene.Playbook, ContainmentMode.Restrict, "E", IncidentScene.Now));
        Assert.Equal(IncidentRefusals.NothingToFreeze, incident.Freeze(IncidentScene.Playbook, [], "E", IncidentScene.Now).Refusal);

        Assert.Equal(1, incident.Freeze(IncidentScene.Playbook, [("artifact", "credit@2.0.0", s_digest)], "E", IncidentScene.Now).Value);
        var first = incident.EvidenceSha256;
        Assert.Equal(
            1,
            incident
                .Freeze(
                    IncidentScene.Playbook,
                    [("artifact", "credit@2.0.0", s_digest), ("other", "serving.log", s_digest)],
                    "E",
                    IncidentScene.Now.AddHours(1)
                )
                .Value
        );

        Assert.Equal([1, 2], incident.Evidence.Select(e => e.Number));
        Assert.Equal(IncidentScene.Now, incident.FrozenAt);
        Assert.NotEqual(first, incident.EvidenceSha256);
        Assert.Equal(Incident.DigestOf(incident.Evidence), incident.EvidenceSha256);
        Assert.NotEqual(
            Incident.DigestOf([incident.Evidence[0] with { Sha256 = new('b', 64) }, incident.Evidence[1]]),
            incident.EvidenceSha256
        );
    }

    [Fact]
    public void Class_IsConfirmedBySomebodyElse()
    {
        var incident = IncidentScene.Opened();
        Assert.Equal(
            IncidentRefusals.NothingToConfirm,
            incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "L", IncidentScene.Now)
        );
        Assert.Null(incident.Classify(IncidentScene.Playbook, IncidentScene.Class(), "Near miss"));

        Assert.Equal(
            IncidentRefusals.OwnProposal,
            incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Engineer, "E", IncidentScene.Now)
        );
        Assert.Null(incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "L", IncidentScene.Now));

        // No one is told of what is not serious.
        Assert.Equal(StepState.Skipped, incident.Progress(IncidentScene.Playbook).Single(p => p.Step.Id == "notify").State);
        Assert.Equal(
            IncidentRefusals.NothingToConfirm,
            incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "L", IncidentScene.Now)
        );
    }

    [Fact]
    public void Questions_HaveToBeAnswered_AllOfThem()
    {
        var answers = IncidentScene.Questions.Questions.ToDictionary(q => q.Id, _ => SeriousAnswer.No, StringComparer.Ordinal);
        Assert.False(IncidentScene.Questions.Judge(IncidentScene.Law, answers, CausalLink.Established).Value.Serious);
        answers["SQ2"] = SeriousAnswer.Yes;
        Assert.Equal(
            ["Art. 3(49)(b)", "Art. 73(2)", "Art. 73(3)"],
            IncidentScene.Questions.Judge(IncidentScene.Law, answers, CausalLink.Established).Value.LegalBasis
        );
        // Harm without a link to the system is no incident of the system.
        Assert.False(IncidentScene.Questions.Judge(IncidentScene.Law, answers, CausalLink.Excluded).Value.Serious);

        answers.Remove("SQ3");
        Assert.Equal(
            "incident.question-open",
            IncidentScene.Questions.Judge(IncidentScene.Law, answers, CausalLink.Established).Refusal?.Code
        );
        answers["SQ9"] = SeriousAnswer.No;
        Assert.Equal(
            "incident.question-unknown",
            IncidentScene.Questions.Judge(IncidentScene.Law, answers, CausalLink.Established).Refusal?.Code
        );
    }

    [Fact]
    public void Message_OnceSent_StaysAsItWas_AndTheOneToTheAuthorityMeetsTheClocks()
    {
        var incident = IncidentScene.Opened();
        Serious(incident);
        var later = IncidentScene.Now.AddHours(4);
        Assert.Equal("incident.audience-unknown", incident.BeginMessage(IncidentScene.Playbook, "press", "s", "b", later).Refusal?.Code);
        Assert.Equal(1, incident.BeginMessage(IncidentScene.Playbook, "authority", "Report", "What we know", later).Value);
        Assert.Null(incident.HoldMessage(1, "Class confirmation"));
        Assert.Equal(
            IncidentRefusals.SentBeforeAware,
            incident.SendMessage(IncidentScene.Playbook, 1, IncidentScene.Now.AddDays(-1), 1, null, "E", later)
        );
        Assert.Equal(
            "incident.in-the-future",
            incident.SendMessage(IncidentScene.Playbook, 1, later.AddMinutes(1), 1, null, "E", later)?.Code
        );

        Assert.Null(incident.SendMessage(IncidentScene.Playbook, 1, later, 1, "MSA-114", "E", later));

        Assert.Equal((MessageState.Sent, later), (incident.Messages[0].State, incident.ReportedAt));
        Assert.Equal(IncidentRefusals.MessageSent, incident.WriteMessage(1, "Other", "words"));
        Assert.Equal([ClockState.Met, ClockState.NotTriggered, ClockState.NotTriggered], incident.States(later.AddYears(1)));
        Assert.Null(incident.Ruling(IncidentScene.Law, later));
    }

    [Fact]
    public void Close_TakesEverything_AndThenNothingChanges()
    {
        var incident = IncidentScene.Opened();
        Serious(incident);
        Contained(incident);
        Assert.Null(incident.Recover(IncidentScene.Playbook, RecoveryKind.RollBack, "DEP-0002", "Last good one", "E", IncidentScene.Now));
        Assert.Equal(IncidentRefusals.NotReported, Close());
        Assert.True(incident.BeginMessage(IncidentScene.Playbook, "authority", "Report", "What we know", IncidentScene.Now).IsDone);
        Assert.Null(incident.SendMessage(IncidentScene.Playbook, 1, null, 1, null, "E", IncidentScene.Now));
        Assert.Equal("incident.step-open", Close()?.Code);
        Assert.Null(incident.Settle(IncidentScene.Playbook, "call", skip: true, "Nobody to call", "E", IncidentScene.Now));
        Assert.Equal(IncidentRefusals.PostMortemMissing, Close());
        Assert.Null(incident.WritePostMortem("It failed", "37 people", null, null));
        Assert.Equal(IncidentRefusals.PostMortemMissing, Close());
        Assert.Null(incident.WritePostMortem(null, null, "No age check", "Age check"));
        Assert.Equal(1, incident.FollowUp("Check the age of feeds", "RSK-0007", null, IncidentScene.Now).Value);

        Assert.Null(Close());

        Assert.Equal(IncidentState.Closed, incident.State);
        Assert.All(incident.Progress(IncidentScene.Playbook), p => Assert.True(p.State is StepState.Done or StepState.Skipped));
        Assert.Equal("incident.over", incident.WritePostMortem("Other", null, null, null)?.Code);
        Assert.Equal("incident.over", incident.Change(incident.ToFacts(), IncidentScene.Now)?.Code);
        // What was rolled back can be let go, and remembered, also later.
        Assert.Null(incident.Release("credit", "2.0.0", "New approval", IncidentScene.Now));
        Assert.Null(incident.Note("A claim came in", null, IncidentScene.Now));

        Refusal? Close() => incident.Close(IncidentScene.Playbook, "E", IncidentScene.Now);
    }

    [Fact]
    public void Playbook_ThatWouldChangeTheModelBeforeEvidence_IsRefused()
    {
        var swapped = IncidentScene.PlaybookJson();
        var steps = swapped["steps"]!.AsArray();
        var freeze = steps[2]!;
        steps.RemoveAt(2);
        steps.Add(freeze);
        Assert.Contains("in this order", Assert.Throws<FormatException>(() => Playbook.Read(swapped)).Message, StringComparison.Ordinal);

        var careless = IncidentScene.PlaybookJson();
        careless["steps"]![6]!["needs"] = new System.Text.Json.Nodes.JsonArray("contain");
        Assert.Contains("freeze step", Assert.Throws<FormatException>(() => Playbook.Read(careless)).Message, StringComparison.Ordinal);

        var skippable = IncidentScene.PlaybookJson();
        skippable["steps"]![2]!["may_skip"] = true;
        Assert.Throws<FormatException>(() => Playbook.Read(skippable));

        foreach (var hours in new[] { 0, Playbook.MaxDueHours + 1 })
        {
            var untimely = IncidentScene.PlaybookJson();
            untimely["steps"]![1]!["due_hours"] = hours;
            Assert.Contains("due_hours", Assert.Throws<FormatException>(() => Playbook.Read(untimely)).Message, StringComparison.Ordinal);
        }

        var misspelt = IncidentScene.PlaybookJson();
        misspelt["steps"]![0]!["wath"] = "typo";
        Assert.Throws<FormatException>(() => Playbook.Read(misspelt));
    }

    private static Refusal? Open(IncidentFacts facts) =>
        Incident.Open(new(1), facts, IncidentScene.Playbook, "user:USR-0001", "Engineer", IncidentScene.Now).Refusal;

    private static void Contained(Incident incident)
    {
        Assert.Null(incident.Contain(IncidentScene.Playbook, ContainmentMode.TakeOffline, "E", IncidentScene.Now));
        Assert.True(incident.Freeze(IncidentScene.Playbook, [("artifact", "credit@2.0.0", s_digest)], "E", IncidentScene.Now).IsDone);
    }

    private static void Serious(Incident incident)
    {
        Assert.Null(
            incident.Classify(IncidentScene.Playbook, IncidentScene.Class(CausalLink.Likely, ("SQ3", SeriousAnswer.Yes)), "Rights")
        );
        Assert.Null(incident.ConfirmClass(IncidentScene.Playbook, IncidentScene.Lawyer, "Lawyer", IncidentScene.Now));
    }
}
