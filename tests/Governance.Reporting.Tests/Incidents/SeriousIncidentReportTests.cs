using Governance.Domain.Documents;
using Governance.Localisation;
using Governance.Reporting.Documents;
using Governance.Reporting.Incidents;

namespace Governance.Reporting.Tests.Incidents;

public sealed class SeriousIncidentReportTests
{
    private static readonly DateTimeOffset s_aware = new(2026, 11, 17, 16, 5, 0, TimeSpan.Zero);

    [Fact]
    public void Clocks_SayWhetherTheReportWasInTimeAndWhoDecidedThatOneDoesNotRun()
    {
        var sentences = SeriousIncidentReport
            .Clocks(
                Facts() with
                {
                    Clocks =
                    [
                        new("15-day clock", "Art. 73(2)", s_aware.AddDays(15), s_aware.AddDays(16), null),
                        new("10-day clock", "Art. 73(4)", null, null, $"{"Ingrid Solberg"}: {"nobody died."}"),
                        new("2-day clock", "Art. 73(3)", s_aware.AddDays(2), null, null),
                    ],
                }
            )
            .Select(English)
            .ToList();

        // The one that is due first, then the others; what does not run comes last.
        Assert.Equal("2-day clock (Art. 73(3)): due 19 Nov 2026, 16:05 UTC, not sent yet.", sentences[0]);
        Assert.Equal("15-day clock (Art. 73(2)): due 2 Dec 2026, 16:05 UTC, sent 3 Dec 2026, 16:05 UTC, late.", sentences[1]);
        Assert.Equal("10-day clock (Art. 73(4)): not triggered. Ingrid Solberg: nobody died.", sentences[2]);
        Assert.Contains("nothing is recorded as frozen", sentences[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Clocks_WhileTheClassIsNotConfirmed_AreProvisional()
    {
        var facts = Facts() with
        {
            Clocks =
            [
                new("15-day clock", "Art. 73(2)", s_aware.AddDays(15), null, null) { IsProvisional = true },
                new("2-day clock", "Art. 73(3)", s_aware.AddDays(2), null, null) { IsProvisional = true },
            ],
        };

        var sentences = SeriousIncidentReport.Clocks(facts).Select(English).ToList();

        Assert.StartsWith("The class of this incident is not confirmed, so its deadlines are", sentences[0], StringComparison.Ordinal);
        Assert.Equal("2-day clock (Art. 73(3)): provisionally due 19 Nov 2026, 16:05 UTC, not sent yet.", sentences[1]);
        Assert.Equal("15-day clock (Art. 73(2)): provisionally due 2 Dec 2026, 16:05 UTC, not sent yet.", sentences[2]);
        Assert.Equal(
            "The first deadline is 19 Nov 2026, 16:05 UTC (Art. 73(3)), provisionally, because the class of the incident is not confirmed; "
                + "nothing has been sent yet.",
            English(SeriousIncidentReport.FirstDeadline(facts)!)
        );
    }

    [Fact]
    public void Harm_WithoutAConfirmedCategory_IsNotComplete()
    {
        var point = Group("SR-4", PointNeed.Initial, "harm_category").Points[0] with
        {
            Records = [new PointRecord("incident_record", ["harm_category", "severity"])],
        };
        var plan = Plan([new DocumentGroup("SR-4", "Art. 3(49)", "SR-4", [point])]);

        var open = SeriousIncidentReport.Fill(plan, Facts() with { HarmCategories = [] }, [], _ => null, k => k, first: true)[0];
        var known = SeriousIncidentReport.Fill(plan, Facts(), [], _ => null, k => k, first: true)[0];

        Assert.Equal((PointState.Partial, "No category of harm is confirmed yet."), (open.State, Assert.Single(open.Missing)));
        Assert.Equal(PointState.Complete, known.State);
    }

    [Fact]
    public void ReportType_WhileNothingWasSent_SaysWhenTheFirstReportIsDue()
    {
        var plan = Plan([Group("SR-6", PointNeed.Initial, "authorities_notified")]);
        var facts = Facts() with { Clocks = [new("15-day clock", "Art. 73(2)", s_aware.AddDays(15), null, null)] };

        var waiting = SeriousIncidentReport.Fill(plan, facts, [], _ => null, k => k, first: true)[0];
        var sent = SeriousIncidentReport.Fill(plan, facts with { Notified = [$"The authority"] }, [], _ => null, k => k, first: true)[0];

        Assert.Equal(
            "No report has been sent yet; the first one is due 2 Dec 2026, 16:05 UTC (Art. 73(2))",
            waiting.Sources.Single().Record.Rows[0]["authorities_notified"].Text
        );
        Assert.Equal("The authority", sent.Sources.Single().Record.Rows[0]["authorities_notified"].Text);
    }

    [Fact]
    public void FirstDeadline_IsTheEarliestForWhichNothingWasSent()
    {
        var facts = Facts() with
        {
            Clocks =
            [
                new("15-day clock", "Art. 73(2)", s_aware.AddDays(15), null, null),
                new("10-day clock", "Art. 73(4)", s_aware.AddDays(10), null, null),
                new("2-day clock", "Art. 73(3)", s_aware.AddDays(2), s_aware.AddDays(1), null),
            ],
        };

        Assert.Equal(
            "The first deadline is 27 Nov 2026, 16:05 UTC (Art. 73(4)); nothing has been sent yet.",
            English(SeriousIncidentReport.FirstDeadline(facts)!)
        );
        Assert.Null(SeriousIncidentReport.FirstDeadline(Facts()));
    }

    [Fact]
    public void FrozenEvidence_FillsThePointOnItsPreservation()
    {
        var point = Group("SR-8", PointNeed.Initial, "integrity_check").Points[0] with
        {
            Records = [new PointRecord("logs_retention", ["log_source", "integrity_check"])],
            PersonWrites = "Any alteration.",
        };
        var plan = Plan([new DocumentGroup("SR-8", "Art. 73(6)", "SR-8", [point])]);

        var frozen = SeriousIncidentReport.Fill(
            plan,
            Facts() with
            {
                Freeze = new($"{"23 records"} frozen on {"27 Nov 2026, 08:54 UTC"}", new string('f', 64), s_aware.AddHours(2)),
            },
            [],
            _ => null,
            k => k,
            first: true
        )[0];
        var nothing = SeriousIncidentReport.Fill(plan, Facts(), [], _ => null, k => k, first: true)[0];

        Assert.Equal((PointState.Partial, "A person has to write this part."), (frozen.State, Assert.Single(frozen.Missing)));
        var kept = frozen.Sources.Single().Record;
        Assert.Contains("23", kept.Rows[0]["integrity_check"].Text, StringComparison.Ordinal);
        // The list has a digest and a time of its own, whatever the incident became later.
        Assert.Equal((new string('f', 64), s_aware.AddHours(2)), (kept.Sha256, kept.At));
        Assert.Equal(PointState.Gap, nothing.State);
    }

    [Fact]
    public void Record_IsOfTheEntryWhoseDigestItHas()
    {
        var record = SeriousIncidentReport.RecordOf(Facts());

        Assert.Equal((new string('a', 64), s_aware.AddHours(9)), (record.Sha256, record.At));
    }

    [Fact]
    public void Record_SaysWhereItHappenedAndInWhichVersions()
    {
        var row = SeriousIncidentReport.RecordOf(Facts() with { Versions = ["policy-assistant@1.0.0"], Countries = ["DE", "FR"] }).Rows[0];

        Assert.Equal("policy-assistant@1.0.0", row["model_version"].Text);
        Assert.Equal("DE, FR", row["member_states"].Text);
        Assert.Equal("Germany, France", RecordWords.Text(row["member_states"]));

        using var german = Languages.Use("de");

        Assert.Equal("Deutschland, Frankreich", RecordWords.Text(row["member_states"]));
    }

    [Fact]
    public void Measures_AreWhatWasDone_WithItsTimeAndWords()
    {
        var row = SeriousIncidentReport
            .RecordOf(
                Facts() with
                {
                    Contained =
                    [
                        new(s_aware.AddHours(2), "Sara Lund", "Restricted.", "Answers go to a clerk"),
                        new(s_aware.AddHours(3), "Ravi Menon", "Step done: Cut access.", null),
                    ],
                    OtherRegimes = new(s_aware.AddHours(4), "Sara Lund", "Step done: Consider other regimes.", "Data protection applies."),
                }
            )
            .Rows[0];

        Assert.Equal(
            "17 Nov 2026, 18:05 UTC, Sara Lund: Restricted. Answers go to a clerk. "
                + "17 Nov 2026, 19:05 UTC, Ravi Menon: Step done: Cut access.",
            row["immediate_action"].Text
        );
        Assert.EndsWith("Consider other regimes. Data protection applies.", row["other_regimes"].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("corrective_action", row.Keys);
    }

    [Fact]
    public void CausalLink_ThatIsNotConfirmed_IsSaidToBeProposed()
    {
        var plan = Plan([Group("SR-5", PointNeed.Initial, "causal_link")]);

        var proposed = SeriousIncidentReport.Fill(plan, Facts() with { IsClassProposed = true }, [], _ => null, k => k, first: true)[0];
        var open = SeriousIncidentReport.Fill(plan, Facts(), [], _ => null, k => k, first: true)[0];
        var known = SeriousIncidentReport.Fill(plan, Facts() with { CausalLink = "likely" }, [], _ => null, k => k, first: true)[0];

        Assert.Equal("A causal link is proposed and not confirmed yet.", Assert.Single(proposed.Missing));
        Assert.Equal("No causal link is confirmed yet.", Assert.Single(open.Missing));
        Assert.Equal(PointState.Complete, known.State);
    }

    [Fact]
    public void FirstReport_MissesOnlyWhatBelongsToIt()
    {
        var plan = Plan([Group("SR-3", PointNeed.Initial, "occurred_at"), Group("SR-9", PointNeed.Final, "root_cause")]);

        var first = SeriousIncidentReport.Fill(plan, Facts(), [], _ => null, k => k, first: true);
        var complete = SeriousIncidentReport.Fill(plan, Facts(), [], _ => null, k => k, first: false);

        Assert.Equal([PointState.Complete, PointState.Gap], first.Select(p => p.State));
        Assert.DoesNotContain(first, p => p.Blocks);
        Assert.True(complete[1].Blocks);
        Assert.Equal("INC-0003", first[0].Sources.Single().Record.Id);
    }

    private static DocumentPlan Plan(IReadOnlyList<DocumentGroup> groups) =>
        new()
        {
            Kind = "serious-incident",
            Title = "Serious incident report",
            LegalBasis = ["Art. 73"],
            PreparedBy = "provider",
            Groups = groups,
            Checks = [],
            Sha256 = new string('0', 64),
        };

    private static DocumentGroup Group(string id, PointNeed need, string field) =>
        new(
            id,
            "Art. 73",
            id,
            [
                new DocumentPoint
                {
                    Id = id,
                    Ref = "Art. 73",
                    Title = id,
                    Need = need,
                    ContentNeeded = "",
                    Records = [new PointRecord("incident_record", [field])],
                    PersonWrites = "",
                },
            ]
        );

    private static string English(FormattableString sentence) => sentence.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IncidentFacts Facts() =>
        new()
        {
            Id = "INC-0003",
            Title = "Applicants under 25 were declined",
            Sha256 = new string('a', 64),
            OccurredAt = s_aware.AddHours(-6),
            RecordedAt = s_aware.AddHours(9),
            Awareness = [new("Provider", s_aware), new("Deployer", s_aware.AddHours(-1))],
            HarmCategories = [$"Breach of Union-law duties protecting fundamental rights (Art. 3(49)(c))"],
            Severity = "High",
            Clocks = [],
        };
}
