using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Decisions;

/// <summary>Who may answer a review, once, and what an escalation changes.</summary>
public sealed class DecisionReviewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_reviewer = new(1);
    private static readonly UserId s_colleague = new(2);
    private static readonly UserId s_owner = new(3);
    private static readonly UserId s_logger = new(4);
    private static readonly UserId s_stranger = new(5);
    private static readonly ReviewParties s_parties = new([s_reviewer, s_colleague, s_logger], [s_owner, s_logger]);

    [Fact]
    public void Review_OfARule_WaitsForItsReviewer_AndIsDueInItsHours()
    {
        var review = Asked();

        Assert.Equal(ReviewState.Open, review.State);
        Assert.False(review.IsOverdue(s_now.AddHours(47)));
        Assert.True(review.IsOverdue(s_now.AddHours(48)));
    }

    [Fact]
    public void Confirm_ByReviewerColleagueOrDecider_IsTaken()
    {
        foreach (var person in new[] { s_reviewer, s_colleague, s_owner })
        {
            var review = Asked();

            Assert.Null(review.Confirm(Of(person), s_parties, " Fits the file. ", s_now.AddHours(1)));

            Assert.Equal(ReviewState.Confirmed, review.State);
            Assert.Equal(person, review.AnsweredBy);
            Assert.Equal("Fits the file.", review.Reason?.Text);
            Assert.False(review.IsOverdue(s_now.AddDays(9)));
        }
    }

    [Fact]
    public void Answer_ByWhoLoggedItOrIsNotNamed_IsForbidden()
    {
        Assert.Equal("decision-review.separated", Asked().Confirm(Of(s_logger), s_parties, "x", s_now)?.Code);
        Assert.Equal("decision-review.not-yours", Asked().Confirm(Of(s_stranger), s_parties, "x", s_now)?.Code);
    }

    [Fact]
    public void Answer_WithoutAReason_IsRefused_AndLeavesTheReviewOpen()
    {
        var review = Asked();

        Assert.Equal("decision-review.reason-missing", review.Confirm(Of(s_reviewer), s_parties, "  ", s_now)?.Code);
        Assert.Equal("decision-review.reason-missing", review.Escalate(Of(s_reviewer), s_parties, null, 48, s_now)?.Code);
        Assert.Equal(
            "decision-review.reason-missing",
            review.Override(Of(s_reviewer), s_parties, "approved", OverrideReason.Other, new string('x', 8_001), s_now)?.Code
        );
        Assert.Equal((ReviewState.Open, 1), (review.State, review.Revision));
    }

    [Fact]
    public void Answer_AfterAnAnswer_IsAConflictThatNamesWhoAnswered()
    {
        var review = Asked();
        Assert.Null(review.Override(Of(s_reviewer), s_parties, "approved", OverrideReason.ModelError, "Wrong", s_now));

        var second = review.Confirm(Of(s_colleague), s_parties, "Right", s_now);

        Assert.Equal(RefusalKind.Conflict, second!.Kind);
        Assert.Contains("Person 1", second.Message, StringComparison.Ordinal);
        Assert.Equal(("approved", OverrideReason.ModelError), (review.NewOutcome, review.ReasonCode));
    }

    [Fact]
    public void Escalation_GoesToWhoDecides_AndAwayFromTheReviewers()
    {
        var review = Asked();

        Assert.Null(review.Escalate(Of(s_reviewer), s_parties, "Two files disagree", 24, s_now.AddHours(40)));

        Assert.Equal((ReviewState.Escalated, s_owner), (review.State, review.Reviewer!.Value));
        Assert.Equal(s_now.AddHours(64), review.DueAt);
        Assert.Equal("decision-review.passed-on", review.Confirm(Of(s_reviewer), s_parties, "x", s_now)?.Code);
        Assert.Equal("decision-review.not-yours", review.Confirm(Of(s_colleague), s_parties, "x", s_now)?.Code);
        Assert.Equal("decision-review.escalated", review.Escalate(Of(s_owner), s_parties, "x", 24, s_now)?.Code);
        Assert.Null(review.Confirm(Of(s_owner), s_parties, "The second file is newer", s_now));
    }

    [Fact]
    public void Escalation_ToNoOneElse_IsRefused()
    {
        var alone = new ReviewParties([s_reviewer], [s_reviewer, s_logger]);

        Assert.Equal("decision-review.no-one-to-decide", Asked().Escalate(Of(s_reviewer), alone, "x", 24, s_now)?.Code);
    }

    [Fact]
    public void ReviewByAPerson_HasAReasonADueTimeAndAReviewerWhoMay()
    {
        Assert.Equal("decision-review.reason-missing", ByPerson(reason: " ").Refusal?.Code);
        Assert.Equal("decision-review.due-not-valid", ByPerson(due: s_now).Refusal?.Code);
        Assert.Equal("decision-review.due-not-valid", ByPerson(due: s_now.AddDays(31)).Refusal?.Code);
        Assert.Equal("decision-review.reviewer-barred", ByPerson(reviewer: s_logger).Refusal?.Code);
        Assert.Equal("Complaint", ByPerson().Value.Asked?.Text);
    }

    [Fact]
    public void Reassigned_WaitsForTheOther_WithTheSameDueTime_AndForNoOneWhoseActItReviews()
    {
        var (review, other) = (Asked(), new UserId(77));
        var due = review.DueAt;

        Assert.Equal("decision-review.reason-missing", Reassign(review, other, reason: " ")?.Code);
        Assert.Equal("decision-review.reviewer-barred", Reassign(review, s_logger)?.Code);
        Assert.Equal("decision-review.reviewer-barred", Reassign(review, other, isNamed: true)?.Code);
        Assert.Equal("decision-review.reviewer-already", Reassign(review, s_reviewer)?.Code);
        Assert.Equal("decision-review.separated", Reassign(review, other, by: s_logger)?.Code);
        Assert.Null(Reassign(review, other, reason: " On leave "));

        Assert.Equal((other, due, "On leave"), (review.Reviewer, review.DueAt, review.Reassigned?.Text));
        Assert.Equal((s_now, $"Person {s_reviewer.Number}"), (review.ReassignedAt, review.ReassignedByName));
        Assert.Null(review.Confirm(Of(other), s_parties, "Fits", s_now));
        Assert.Equal(RefusalKind.Conflict, Reassign(review, s_reviewer)?.Kind);
    }

    [Fact]
    public void Escalated_IsGivenToAnotherDeciderAlone_AndNotByOrToWhoPassedItOn()
    {
        var (first, second) = (new UserId(81), new UserId(82));
        var parties = s_parties with { Deciders = [first, second] };
        var review = Asked();
        Assert.Null(review.Escalate(Of(s_reviewer), parties, "Two files disagree", 48, s_now));

        Assert.Equal("decision-review.passed-on", Reassign(review, second, parties, by: s_reviewer)?.Code);
        Assert.Equal("decision-review.reviewer-passed-on", Reassign(review, s_reviewer, parties, by: first)?.Code);
        Assert.Equal("decision-review.reviewer-no-decider", Reassign(review, new UserId(83), parties, by: first)?.Code);
        Assert.Null(Reassign(review, second, parties, by: first));

        Assert.Equal((second, ReviewState.Escalated), (review.Reviewer, review.State));
    }

    private static Refusal? Reassign(
        DecisionReview review,
        UserId reviewer,
        ReviewParties? parties = null,
        UserId? by = null,
        bool isNamed = false,
        string reason = "On leave"
    ) => review.Reassign(Of(by ?? s_reviewer), reviewer, isNamed, parties ?? s_parties, reason, s_now);

    [Fact]
    public void Lapse_EndsAReviewWithoutAnAnswer()
    {
        var review = Asked();

        review.Lapse(s_now);

        Assert.False(review.IsWaiting);
        Assert.Equal(RefusalKind.Conflict, review.Confirm(Of(s_reviewer), s_parties, "x", s_now)!.Kind);
    }

    private static DecisionReview Asked() =>
        DecisionReview.ByRule(new(1), Decision(), 1, new(ReviewRuleKind.All), isSample: false, s_reviewer, 48, s_now);

    private static Result<DecisionReview> ByPerson(string reason = "Complaint", DateTimeOffset? due = null, UserId? reviewer = null) =>
        DecisionReview.ByPerson(new(1), Decision(), 1, reason, reviewer ?? s_reviewer, due ?? s_now.AddDays(1), "Asker", s_now);

    private static ReviewedDecision Decision() => new(131_072, "d-1", s_now.AddHours(-1), 1, "credit", "2.0.0", [s_logger]);

    private static Access Of(UserId person) =>
        new()
        {
            Actor = Actor.OfUser(person, Roles.RiskOfficer, null),
            Person = person,
            People = [person],
            PrintedName = $"Person {person.Number}",
        };
}
