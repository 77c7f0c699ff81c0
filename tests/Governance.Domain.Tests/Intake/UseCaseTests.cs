using Governance.Domain.Identity;
using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Domain.Systems;

namespace Governance.Domain.Tests.Intake;

/// <summary>Who may do what with a proposed use case, and when.</summary>
public sealed class UseCaseTests
{
    private static readonly DateTimeOffset s_now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly UseCaseAuthor s_proposer = new("user:USR-0001", "Paula Proposer", [new UserId(1)]);
    private static readonly (UserId Id, string PrintedName) s_risk = (new UserId(2), "Ron Risk");
    private static readonly (UserId Id, string PrintedName) s_security = (new UserId(3), "Sam Security");
    private static readonly (UserId Id, string PrintedName) s_legal = (new UserId(4), "Lena Legal");
    private static readonly (UserId Id, string PrintedName) s_decider = (new UserId(5), "Dora Decider");

    [Fact]
    public void Draft_IsSubmitted_OnceItIsComplete_ByItsProposerAlone()
    {
        var useCase = UseCase.Begin(new UseCaseId(1), new UseCaseAnswers("Loan pricing"), s_proposer, s_now);

        var missing = useCase.Submit(s_proposer, s_now.AddDays(10), s_now);
        Assert.Equal("use-case.not-complete", missing?.Code);
        Assert.Equal(
            ["benefit", "data", "decisionRole", "hosting", "owner", "purpose", "sourcing"],
            missing!.Errors.Keys.Order(StringComparer.Ordinal)
        );
        var other = new UseCaseAuthor("user:USR-0009", "Other", [new UserId(9)]);
        Assert.Equal("use-case.not-yours", useCase.Change(Whole(), other)?.Code);
        Assert.Null(useCase.Change(Whole(), s_proposer));
        Assert.Equal("use-case.not-yours", useCase.Submit(other, s_now.AddDays(10), s_now)?.Code);
        Assert.Null(useCase.Submit(s_proposer, s_now.AddDays(10), s_now));

        Assert.Equal((UseCaseState.Submitted, 1, s_now.AddDays(10)), (useCase.State, useCase.Round, useCase.DueAt));
        Assert.Equal("use-case.not-with-proposer", useCase.Change(Whole(), s_proposer)?.Code);
        Assert.False(useCase.IsOverdue(s_now));
        Assert.True(useCase.IsOverdue(s_now.AddDays(10)));
    }

    [Fact]
    public void WhatIsBought_NamesItsSupplier()
    {
        var useCase = UseCase.Begin(new UseCaseId(1), Whole() with { Sourcing = Sourcing.Buy }, s_proposer, s_now);

        Assert.Equal(["supplier"], useCase.Submit(s_proposer, s_now.AddDays(10), s_now)!.Errors.Keys);
    }

    [Fact]
    public void Opinion_IsGivenOnceAFunction_OnceAPerson_AndByNoProposer()
    {
        var useCase = Submitted();

        Assert.Equal("use-case.own-proposal", Opine(useCase, (new UserId(1), "Paula"), TriageFunction.Risk)?.Code);
        Assert.Equal("use-case.words-missing", Opine(useCase, s_risk, TriageFunction.Risk, words: " ")?.Code);
        Assert.Null(Opine(useCase, s_risk, TriageFunction.Risk));
        Assert.Equal(UseCaseState.InTriage, useCase.State);
        Assert.Equal("use-case.already-given", Opine(useCase, s_security, TriageFunction.Risk)?.Code);
        Assert.Equal("use-case.one-person-one-function", Opine(useCase, s_risk, TriageFunction.Legal)?.Code);
        Assert.Equal([TriageFunction.Security, TriageFunction.Legal], useCase.Missing);
    }

    [Fact]
    public void Acceptance_NeedsAllThree_AndSomeoneWhoGaveNone()
    {
        var useCase = Submitted();
        Assert.Equal("use-case.opinions-missing", Accept(useCase, s_decider)?.Code);
        Judge(useCase);

        Assert.Equal("use-case.one-person-one-function", Accept(useCase, s_risk)?.Code);
        Assert.Equal("use-case.own-proposal", Accept(useCase, (new UserId(1), "Paula"))?.Code);
        Assert.Equal("use-case.prohibited", Accept(useCase, s_decider, expectedClass: "prohibited")?.Code);
        Assert.Null(Accept(useCase, s_decider));

        Assert.Equal(
            (UseCaseState.Accepted, new SystemId(7), ModelTier.Tier2, "Dora Decider"),
            (useCase.State, useCase.System!.Value, useCase.ExpectedTier!.Value, useCase.ClosedByName)
        );
        Assert.Null(useCase.DueAt);
        Assert.Equal("use-case.closed", Accept(useCase, s_decider)?.Code);
        Assert.Equal("use-case.closed", useCase.Withdraw(s_proposer, s_now)?.Code);
    }

    [Fact]
    public void AnObjection_IsAnsweredInWords_ByWhoAcceptsAllTheSame()
    {
        var useCase = Submitted();
        Judge(useCase, TriageVerdict.Object);

        Assert.Equal("use-case.objection-unanswered", Accept(useCase, s_decider)?.Code);
        Assert.Null(Accept(useCase, s_decider, reason: "The supplier moves to the Union in April."));
    }

    [Fact]
    public void Question_StopsTheClock_AndANewRoundAsksForNewOpinions()
    {
        var useCase = Submitted();
        Judge(useCase);

        Assert.Equal("use-case.words-missing", useCase.AskForInformation(s_legal, "")?.Code);
        Assert.Null(useCase.AskForInformation(s_legal, "Where do the prices come from?"));
        Assert.Equal((UseCaseState.InformationAsked, null), (useCase.State, useCase.DueAt));
        Assert.Equal("use-case.not-in-triage", Accept(useCase, s_decider)?.Code);
        Assert.Null(useCase.Change(Whole() with { Purpose = "Proposes a price from the list" }, s_proposer));
        Assert.Null(useCase.Submit(s_proposer, s_now.AddDays(20), s_now.AddDays(10)));

        Assert.Equal((2, null, 3), (useCase.Round, useCase.Question, useCase.Opinions.Count));
        Assert.Equal(3, useCase.Missing.Count);
        Assert.Equal("use-case.opinions-missing", Accept(useCase, s_decider)?.Code);
    }

    [Fact]
    public void Declining_TakesNoOpinion_ButAReason()
    {
        var useCase = Submitted();

        Assert.Equal("use-case.words-missing", useCase.Decline(s_decider, null, s_now)?.Code);
        Assert.Equal("use-case.own-proposal", useCase.Decline((new UserId(1), "Paula"), "No", s_now)?.Code);
        Assert.Null(useCase.Decline(s_decider, "Prohibited (Art. 5(1)(f))", s_now));

        Assert.Equal(UseCaseState.Declined, useCase.State);
        Assert.Equal("use-case.closed", Opine(useCase, s_risk, TriageFunction.Risk)?.Code);
    }

    [Fact]
    public void Condition_StaysOpen_UntilSomeoneElseRecordsHowItWasMet()
    {
        var useCase = Submitted();
        Judge(useCase);
        Assert.Equal("use-case.conditions-not-valid", Accept(useCase, s_decider, conditions: [" "])?.Code);
        Accept(useCase, s_decider, conditions: ["Fairness test", "A way back"]);

        Assert.Equal("use-case.own-proposal", useCase.MeetCondition((new UserId(1), "Paula"), 1, "Done", s_now).Refusal?.Code);
        Assert.Equal("use-case.no-such-condition", useCase.MeetCondition(s_decider, 3, "Done", s_now).Refusal?.Code);
        Assert.Equal("use-case.words-missing", useCase.MeetCondition(s_decider, 1, "", s_now).Refusal?.Code);
        Assert.True(useCase.MeetCondition(s_decider, 1, "Report REP-0012", s_now).IsDone);
        Assert.Equal("use-case.condition-met", useCase.MeetCondition(s_decider, 1, "Again", s_now).Refusal?.Code);
        Assert.Equal([s_now, null], useCase.Conditions.Select(c => c.MetAt));
    }

    [Fact]
    public void Digest_OfTheAnswers_IsSalted_AndChangesWithThem()
    {
        var useCase = UseCase.Begin(new UseCaseId(1), Whole(), s_proposer, s_now);
        var before = useCase.AnswersSha256;

        Assert.Equal(UseCase.DigestOf(useCase.Answers(), useCase.AnswersSalt), before);
        Assert.NotEqual(UseCase.Begin(new UseCaseId(1), Whole(), s_proposer, s_now).AnswersSha256, before);
        useCase.Change(Whole() with { Benefit = "More" }, s_proposer);
        Assert.NotEqual(before, useCase.AnswersSha256);
    }

    private static UseCaseAnswers Whole() =>
        new("Loan pricing")
        {
            Purpose = "Proposes a price",
            Benefit = "Faster",
            Data = [DataCategory.Personal],
            Sourcing = Sourcing.Build,
            Hosting = Hosting.OwnCloud,
            DecisionRole = DecisionRole.Assist,
            Owner = new UserId(1),
        };

    private static UseCase Submitted()
    {
        var useCase = UseCase.Begin(new UseCaseId(1), Whole(), s_proposer, s_now);
        Assert.Null(useCase.Submit(s_proposer, s_now.AddDays(10), s_now));
        return useCase;
    }

    private static void Judge(UseCase useCase, TriageVerdict legal = TriageVerdict.Support)
    {
        Assert.Null(Opine(useCase, s_risk, TriageFunction.Risk));
        Assert.Null(Opine(useCase, s_security, TriageFunction.Security));
        Assert.Null(Opine(useCase, s_legal, TriageFunction.Legal, legal));
    }

    private static Refusal? Opine(
        UseCase useCase,
        (UserId Id, string PrintedName) person,
        TriageFunction function,
        TriageVerdict verdict = TriageVerdict.Support,
        string words = "Fine"
    ) => useCase.GiveOpinion(person, function, verdict, words, s_now);

    private static Refusal? Accept(
        UseCase useCase,
        (UserId Id, string PrintedName) person,
        string expectedClass = "minimal",
        string? reason = null,
        IReadOnlyList<string>? conditions = null
    ) =>
        useCase.Accept(
            person,
            new Acceptance(new SystemId(7), new UserId(1), expectedClass, ModelTier.Tier2, "pricing", conditions ?? []),
            reason,
            s_now
        );
}
