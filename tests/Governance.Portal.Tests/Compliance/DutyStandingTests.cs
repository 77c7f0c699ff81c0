using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Tests.Compliance;

/// <summary>Where a duty stands: by date, by evidence and its age, by what people did.</summary>
public sealed class DutyStandingTests
{
    private static readonly SystemId s_system = new(1);
    private static readonly AssessmentId s_signed = new(7);
    private static readonly DateOnly s_today = new(2026, 11, 20);

    private static LawObligation Oversight => LawLibrary.Shipped.Current.Obligation("OBL-4")!; // attached document and oversight record

    [Theory]
    [InlineData("OBL-5-ba", "2026-12-01", "upcoming")]
    [InlineData("OBL-5-ba", "2026-12-02", "open")]
    [InlineData("OBL-9", "2027-12-01", "upcoming")]
    [InlineData("OBL-9", "2027-12-02", "open")]
    public void Duty_FlipsOnItsDay_WithoutAnythingElseChanging(string id, string day, string status)
    {
        var law = LawLibrary.Shipped.Current.Obligation(id)!;

        var standing = DutyStanding.Judge(
            law,
            new DatedObligation(id, law.AppliesFrom, law.AppliesFrom, Own: true, null),
            null,
            [],
            s_signed,
            Day(day)
        );

        Assert.Equal(status, WireName.Of(standing.Status));
    }

    [Fact]
    public void Duty_WithoutADate_IsSuspended() =>
        Assert.Equal(
            DutyStatus.Suspended,
            DutyStanding
                .Judge(Oversight, new DatedObligation("OBL-4", null, s_today, Own: true, "Art. 111(2)"), null, [], s_signed, s_today)
                .Status
        );

    [Fact]
    public void Duty_PastItsInternalDay_IsOverdueSinceThen()
    {
        var duty = Duty.Of(s_system, "OBL-4");
        duty.Assign(null, new DateOnly(2026, 11, 19));

        var standing = Judge(duty, []);

        Assert.Equal(DutyStatus.Overdue, standing.Status);
        Assert.Equal(new DateOnly(2026, 11, 19), standing.OverdueSince);
        duty.Assign(null, s_today);
        Assert.Equal(DutyStatus.Open, Judge(duty, []).Status);
    }

    [Theory]
    [InlineData(0, true, "current")]
    [InlineData(92, true, "current")]
    [InlineData(93, true, "old")]
    [InlineData(1, false, "other-version")]
    public void Evidence_IsAsFreshAsItsKindAsks(int days, bool ofServed, string freshness)
    {
        var piece = Judge(null, [Found(days, ofServed)]).Kinds.Single(k => k.Kind == "human_oversight_record").Pieces.Single();

        Assert.Equal(freshness, WireName.Of(piece.Freshness));
    }

    [Fact]
    public void OneStrongDocument_DoesNotCoverTheRest()
    {
        var standing = Judge(null, [Found(0, ofServed: true)]);

        Assert.Equal(DutyStatus.InProgress, standing.Status);
        Assert.Equal((1, 2), (standing.Covered, standing.Kinds.Count));
        Assert.Equal("Partial", ComplianceLabels.Status(standing).Word);
        Assert.Equal("obligation.evidence-missing", Duty.Of(s_system, "OBL-4").Meet(standing, s_signed, Person, null, Now)?.Code);
    }

    [Fact]
    public void RecordOfTheDutyThatIsNotAskedFor_IsShown_AndCoversNothing()
    {
        var own = Found(0, ofServed: true) with { Kind = "system_targets", Reference = "TGT-0001", Obligation = "OBL-4" };
        var standing = Judge(null, [own, own with { Obligation = "OBL-9" }]);

        Assert.Equal("TGT-0001", Assert.Single(Assert.Single(standing.Further).Pieces).Reference);
        Assert.Equal((0, 2, DutyStatus.Open), (standing.Covered, standing.Kinds.Count, standing.Status));
        Assert.Empty(Judge(null, [own with { Obligation = null }]).Further);
    }

    [Fact]
    public void Duty_WithAllItsEvidence_WaitsForAPerson_AndIsNotPartial()
    {
        var duty = Duty.Of(s_system, "OBL-4");
        Assert.Null(duty.Waive(Oversight, new WaivedKind("attached_document", "The record holds the training too", "Marta", Now)));
        var standing = Judge(duty, [Found(0, ofServed: true)]);

        Assert.Equal(DutyStatus.InProgress, standing.Status);
        Assert.Equal("To be confirmed", ComplianceLabels.Status(standing).Word);
    }

    [Fact]
    public void MetDuty_IsReviewed_WhenClassificationEvidenceOrDayChanges()
    {
        var duty = Duty.Of(s_system, "OBL-4");
        Assert.Null(duty.Waive(Oversight, new WaivedKind("attached_document", "The record holds the training too", "Marta", Now)));
        Assert.Null(duty.Meet(Judge(duty, [Found(0, ofServed: true)]), s_signed, Person, new DateOnly(2027, 1, 10), Now));

        Assert.Equal(DutyStatus.Satisfied, Judge(duty, [Found(0, ofServed: true)]).Status);
        Assert.Equal(DutyStatus.NeedsReview, Judge(duty, [Found(0, ofServed: true)], new AssessmentId(8)).Status);
        Assert.Equal(DutyStatus.NeedsReview, Judge(duty, [Found(0, ofServed: true)], current: null).Status);
        Assert.Equal(DutyStatus.NeedsReview, Judge(duty, []).Status);
        Assert.Equal(DutyStatus.NeedsReview, Judge(duty, [Found(0, ofServed: true, "OVR-2")]).Status);
        Assert.Equal(21, Judge(duty, [Found(0, ofServed: true)], s_signed, new DateOnly(2026, 12, 20)).ExpiresIn);
        Assert.Equal(DutyStatus.NeedsReview, Judge(duty, [Found(-60, ofServed: true)], s_signed, new DateOnly(2027, 1, 11)).Status);
    }

    [Fact]
    public void WhatSomebodyElseOwes_IsNeverAGapOfOurs_NorProvenByOurRecords()
    {
        var law = LawLibrary.Shipped.Current.Obligation("OBL-14")!;
        var standing = DutyStanding.Judge(
            law,
            new DatedObligation("OBL-14", s_today, s_today, Own: false, null),
            null,
            [Found(0, ofServed: true)],
            s_signed,
            s_today
        );

        Assert.Equal(0, standing.Covered);
        Assert.Equal("Still to ask for", ComplianceLabels.Status(standing).Word);
        Assert.Equal("obligation.not-own", Duty.Of(s_system, "OBL-14").Meet(standing, s_signed, Person, null, Now)?.Code);
    }

    [Fact]
    public void Exclusion_NeedsWords_AndStaysListed()
    {
        var duty = Duty.Of(s_system, "OBL-4");
        Assert.Equal("obligation.reason-needed", duty.Exclude(" ", Person, Now)?.Code);
        Assert.Null(duty.Exclude("Nobody operates it", Person, Now));

        Assert.Equal(DutyStatus.NotApplicable, Judge(duty, []).Status);
        Assert.Null(duty.Reopen());
        Assert.Equal(DutyStatus.Open, Judge(duty, []).Status);
        Assert.Equal("obligation.not-accepted", duty.Reopen()?.Code);
    }

    private static DateTimeOffset Now => new(s_today, new TimeOnly(8, 0), TimeSpan.Zero);

    private static Access Person =>
        new()
        {
            Actor = Actor.OfUser(new UserId(3), Roles.ComplianceOfficer, null),
            PrintedName = "Marta",
            Person = new UserId(3),
            People = [new UserId(3)],
            Role = Roles.ComplianceOfficer,
        };

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static FoundEvidence Found(int days, bool ofServed, string reference = "OVR-1") =>
        new("human_oversight_record", $"Overrides", reference, null, Now.AddDays(-days), "m@1", ofServed, Live: false);

    private static DutyStanding Judge(Duty? duty, IReadOnlyList<FoundEvidence> found) => Judge(duty, found, s_signed);

    private static DutyStanding Judge(Duty? duty, IReadOnlyList<FoundEvidence> found, AssessmentId? current, DateOnly? today = null) =>
        DutyStanding.Judge(
            Oversight,
            new DatedObligation("OBL-4", new DateOnly(2025, 2, 2), new DateOnly(2025, 2, 2), Own: true, null),
            duty,
            found,
            current,
            today ?? s_today
        );
}
