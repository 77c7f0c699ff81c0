using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;

namespace Governance.Domain.Intake;

/// <summary>What an acceptance settles.</summary>
/// <param name="System">The AI system that was registered.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="ExpectedClass">The class that is expected, by its id in the law's data.</param>
/// <param name="ExpectedTier">The tier that is expected of its models.</param>
/// <param name="Pack">Name of the policy pack to start from.</param>
/// <param name="Conditions">What has to be done, each in words.</param>
public sealed record Acceptance(
    SystemId System,
    UserId Owner,
    string ExpectedClass,
    ModelTier ExpectedTier,
    string? Pack,
    IReadOnlyList<string> Conditions
);

/// <content>From a draft to the decision.</content>
public sealed partial class UseCase
{
    private const int MaxCondition = 1_000;

    /// <summary>Those who proposed it change it.</summary>
    public Refusal? Change(UseCaseAnswers answers, UseCaseAuthor by)
    {
        if (RefusesProposer(by) is { } refusal)
        {
            return refusal;
        }

        Apply(answers);
        // A new list: the column is compared with what was read.
        _proposers = [.. _proposers.Union(by.People)];
        Revision++;
        return null;
    }

    /// <summary>Those who proposed it submit it: a round of triage begins.</summary>
    /// <param name="by">Who.</param>
    /// <param name="due">By when it should be decided.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Submit(UseCaseAuthor by, DateTimeOffset due, DateTimeOffset now)
    {
        if (RefusesProposer(by) is { } refusal)
        {
            return refusal;
        }

        if (Answers().Missing() is { Count: > 0 } missing)
        {
            return UseCaseRefusals.NotComplete(missing);
        }

        (SubmittedAt, DueAt, Question, QuestionByName) = (now, due, null, null);
        Round++;
        Move(UseCaseState.Submitted);
        return null;
    }

    /// <summary>Those who proposed it take it back.</summary>
    public Refusal? Withdraw(UseCaseAuthor by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!IsOpen)
        {
            return UseCaseRefusals.Closed;
        }

        if (!IsProposer(by.People))
        {
            return UseCaseRefusals.NotYours;
        }

        Close(UseCaseState.Withdrawn, by.PrintedName, now);
        return null;
    }

    /// <summary>Someone who judges it asks for more information: the proposer answers by changing the proposal and submitting it.</summary>
    public Refusal? AskForInformation((UserId Id, string PrintedName) person, string? words)
    {
        if (RefusesJudge(person.Id) is { } refusal)
        {
            return refusal;
        }

        if (IsNoText(words))
        {
            return UseCaseRefusals.WordsMissing("question");
        }

        (Question, QuestionByName, DueAt) = (SaltedText.Of(words!.Trim()), person.PrintedName, null);
        Move(UseCaseState.InformationAsked);
        return null;
    }

    /// <summary>A reviewer gives the opinion of their function.</summary>
    public Refusal? GiveOpinion(
        (UserId Id, string PrintedName) person,
        TriageFunction function,
        TriageVerdict verdict,
        string? words,
        DateTimeOffset now
    )
    {
        if (RefusesJudge(person.Id) is { } refusal)
        {
            return refusal;
        }

        if (Current.Any(o => o.Function == function))
        {
            return UseCaseRefusals.AlreadyGiven;
        }

        if (Current.Any(o => o.Person == person.Id))
        {
            return UseCaseRefusals.OnePersonOneFunction;
        }

        if (IsNoText(words))
        {
            return UseCaseRefusals.WordsMissing("words");
        }

        _opinions.Add(UseCaseOpinion.Of(this, person, function, verdict, words!.Trim(), now));
        Move(UseCaseState.InTriage);
        return null;
    }

    /// <summary>It is declined. That takes no opinion: what is plainly prohibited need not be discussed.</summary>
    public Refusal? Decline((UserId Id, string PrintedName) person, string? reason, DateTimeOffset now)
    {
        if (RefusesDecision(person.Id) is { } refusal)
        {
            return refusal;
        }

        if (IsNoText(reason))
        {
            return UseCaseRefusals.WordsMissing("reason");
        }

        (Reason, DecidedBy) = (SaltedText.Of(reason!.Trim()), person.Id);
        Close(UseCaseState.Declined, person.PrintedName, now);
        return null;
    }

    /// <summary>Why it cannot be accepted, before an AI system is registered for it.</summary>
    /// <param name="person">Who decides.</param>
    /// <param name="expectedClass">The class that is expected.</param>
    /// <param name="conditions">What has to be done.</param>
    /// <param name="reason">Why, in words: needed where a reviewer objected.</param>
    public Refusal? RefusesAcceptance(UserId person, string expectedClass, IReadOnlyList<string> conditions, string? reason)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return RefusesDecision(person) is { } refusal ? refusal
            : Missing is { Count: > 0 } missing ? UseCaseRefusals.OpinionsMissing(missing)
            : expectedClass == "prohibited" ? UseCaseRefusals.Prohibited
            : conditions.Count > UseCaseCondition.Max || conditions.Any(c => string.IsNullOrWhiteSpace(c) || c.Length > MaxCondition)
                ? UseCaseRefusals.ConditionsNotValid
            : reason?.Length > SaltedText.MaxLength ? UseCaseRefusals.WordsMissing("reason")
            : string.IsNullOrWhiteSpace(reason) && Current.Any(o => o.Verdict is TriageVerdict.Object) ? UseCaseRefusals.ObjectionUnanswered
            : null;
    }

    /// <summary>It is accepted, and an AI system was registered for it in the same action.</summary>
    public Refusal? Accept((UserId Id, string PrintedName) person, Acceptance acceptance, string? reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        if (RefusesAcceptance(person.Id, acceptance.ExpectedClass, acceptance.Conditions, reason) is { } refusal)
        {
            return refusal;
        }

        (System, Owner, ExpectedClass) = (acceptance.System, acceptance.Owner, acceptance.ExpectedClass);
        (ExpectedTier, Pack) = (acceptance.ExpectedTier, acceptance.Pack);
        // The digest names the owner, who may be another one than was proposed.
        AnswersSha256 = DigestOf(Answers(), AnswersSalt);
        _conditions.AddRange(acceptance.Conditions.Select((text, i) => UseCaseCondition.Of(Id, i + 1, text.Trim())));
        (Reason, DecidedBy) = (string.IsNullOrWhiteSpace(reason) ? null : SaltedText.Of(reason.Trim()), person.Id);
        Close(UseCaseState.Accepted, person.PrintedName, now);
        return null;
    }

    /// <summary>Someone who may decide records how a condition was met.</summary>
    public Result<UseCaseCondition> MeetCondition((UserId Id, string PrintedName) person, int number, string? words, DateTimeOffset now)
    {
        if (_proposers.Contains(person.Id))
        {
            return UseCaseRefusals.OwnProposal;
        }

        if (_conditions.Find(c => c.Number == number) is not { } condition)
        {
            return UseCaseRefusals.NoSuchCondition;
        }

        if (condition.MetAt is not null)
        {
            return UseCaseRefusals.ConditionMet;
        }

        if (IsNoText(words))
        {
            return UseCaseRefusals.WordsMissing("words");
        }

        condition.Meet(words!.Trim(), person.PrintedName, now);
        Revision++;
        return condition;
    }

    private bool IsProposer(IReadOnlyList<UserId> people) => people.Any(_proposers.Contains);

    private static bool IsNoText(string? words) => string.IsNullOrWhiteSpace(words) || words.Length > SaltedText.MaxLength;

    private Refusal? RefusesProposer(UseCaseAuthor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return !IsOpen ? UseCaseRefusals.Closed
            : !IsProposer(by.People) ? UseCaseRefusals.NotYours
            : !IsWithProposer ? UseCaseRefusals.NotWithProposer
            : null;
    }

    private Refusal? RefusesJudge(UserId person) =>
        !IsOpen ? UseCaseRefusals.Closed
        : _proposers.Contains(person) ? UseCaseRefusals.OwnProposal
        : !IsInTriage ? UseCaseRefusals.NotInTriage
        : null;

    // The decision is a part of its own: anyone who gave an opinion leaves it to someone else.
    private Refusal? RefusesDecision(UserId person) =>
        RefusesJudge(person) is { } refusal ? refusal
        : Current.Any(o => o.Person == person) ? UseCaseRefusals.OnePersonOneFunction
        : null;

    private void Close(UseCaseState state, string by, DateTimeOffset now)
    {
        (ClosedByName, ClosedAt, DueAt) = (by, now, null);
        Move(state);
    }
}
