using System.Security.Cryptography;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Domain.Intake;

/// <summary>Who does something with a use case: the printed name, and everyone behind the act.</summary>
/// <param name="Actor">As the log writes an actor.</param>
/// <param name="PrintedName">The name at the time.</param>
/// <param name="People">The person, or everyone behind a key.</param>
public sealed record UseCaseAuthor(string Actor, string PrintedName, IReadOnlyList<UserId> People);

/// <summary>
/// A use of AI that someone proposes. Risk, security and legal give an opinion each; then it is declined with a reason, or accepted and
/// an AI system is registered. No one judges what they proposed, and one person speaks in one function.
/// </summary>
public sealed partial class UseCase : IAudited
{
    private List<UserId> _proposers = [];
    private List<string> _affectedGroups = [];
    private List<DataCategory> _data = [];
    private List<ScreeningAnswer> _screening = [];
    private readonly List<UseCaseOpinion> _opinions = [];
    private readonly List<UseCaseCondition> _conditions = [];

    private UseCase() { }

    /// <summary>The readable id.</summary>
    public UseCaseId Id { get; private init; }

    /// <summary>Where it stands.</summary>
    public UseCaseState State { get; private set; }

    /// <summary>Name people read.</summary>
    public string Title { get; private set; } = "";

    /// <summary>What it is for.</summary>
    public string? Purpose { get; private set; }

    /// <summary>What is expected of it.</summary>
    public string? Benefit { get; private set; }

    /// <summary>Groups of people whom its output touches.</summary>
    public IReadOnlyList<string> AffectedGroups => _affectedGroups;

    /// <summary>Who of them is in a vulnerable position.</summary>
    public string? Vulnerable { get; private set; }

    /// <summary>Categories of data.</summary>
    public IReadOnlyList<DataCategory> Data => _data;

    /// <summary>How it is obtained.</summary>
    public Sourcing? Sourcing { get; private set; }

    /// <summary>Who supplies it.</summary>
    public string? Supplier { get; private set; }

    /// <summary>What they supply.</summary>
    public string? Product { get; private set; }

    /// <summary>Where it runs.</summary>
    public Hosting? Hosting { get; private set; }

    /// <summary>What part it takes in decisions.</summary>
    public DecisionRole? DecisionRole { get; private set; }

    /// <summary>When it is wished to start.</summary>
    public DateOnly? WishedStart { get; private set; }

    /// <summary>Who is proposed to answer for it; once accepted, who does.</summary>
    public UserId? Owner { get; private set; }

    /// <summary>The business unit that would use it.</summary>
    public string? BusinessUnit { get; private set; }

    /// <summary>Answers for the screening.</summary>
    public IReadOnlyList<ScreeningAnswer> Screening => _screening;

    /// <summary>Salt of <see cref="AnswersSha256"/>.</summary>
    public byte[] AnswersSalt { get; private set; } = [];

    /// <summary>Salted digest of all answers: what the log holds of them.</summary>
    public string AnswersSha256 { get; private set; } = "";

    /// <summary>Everyone who wrote on the proposal: none of them judges it.</summary>
    public IReadOnlyList<UserId> Proposers => _proposers;

    /// <summary>Printed name of who proposed it.</summary>
    public string ProposedByName { get; private init; } = "";

    /// <summary>When it was begun.</summary>
    public DateTimeOffset ProposedAt { get; private init; }

    /// <summary>When it was last submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>By when it should be decided; null while it is not in triage.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>How often it was submitted. Opinions of an earlier round stay on record and count no more.</summary>
    public int Round { get; private set; }

    /// <summary>What more a reviewer wants to know; null once it is submitted again.</summary>
    public SaltedText? Question { get; private set; }

    /// <summary>Printed name of who asked.</summary>
    public string? QuestionByName { get; private set; }

    /// <summary>Opinions of all rounds.</summary>
    public IReadOnlyList<UseCaseOpinion> Opinions => _opinions;

    /// <summary>Conditions of the acceptance.</summary>
    public IReadOnlyList<UseCaseCondition> Conditions => _conditions;

    /// <summary>Why it was declined, or accepted.</summary>
    public SaltedText? Reason { get; private set; }

    /// <summary>Who decided.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Printed name of who decided or withdrew it.</summary>
    public string? ClosedByName { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The AI system that was registered for it.</summary>
    public SystemId? System { get; private set; }

    /// <summary>The class that is expected, by its id in the law's data; the classification decides.</summary>
    public string? ExpectedClass { get; private set; }

    /// <summary>The tier that is expected of its models.</summary>
    public ModelTier? ExpectedTier { get; private set; }

    /// <summary>Name of the policy pack to start from; null when none fits.</summary>
    public string? Pack { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True while it waits for opinions or the decision.</summary>
    public bool IsInTriage => State is UseCaseState.Submitted or UseCaseState.InTriage;

    /// <summary>True while the proposer has to act.</summary>
    public bool IsWithProposer => State is UseCaseState.Draft or UseCaseState.InformationAsked;

    /// <summary>True until it is decided or withdrawn.</summary>
    public bool IsOpen => IsInTriage || IsWithProposer;

    /// <summary>Opinions that count: those of the present round.</summary>
    public IReadOnlyList<UseCaseOpinion> Current => [.. _opinions.Where(o => o.Round == Round)];

    /// <summary>Functions whose opinion is missing in this round.</summary>
    public IReadOnlyList<TriageFunction> Missing =>
        [.. Enum.GetValues<TriageFunction>().Where(f => !_opinions.Exists(o => o.Round == Round && o.Function == f))];

    /// <summary>The role in which people speak for a function.</summary>
    public static string RoleOf(TriageFunction function) =>
        function switch
        {
            TriageFunction.Risk => Roles.RiskOfficer,
            TriageFunction.Security => Roles.SecurityReviewer,
            TriageFunction.Legal => Roles.LegalReviewer,
        };

    /// <summary>True while a decision is owed and its day has passed.</summary>
    public bool IsOverdue(DateTimeOffset now) => IsInTriage && DueAt <= now;

    /// <summary>Begins a proposal.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="answers">What is said so far; the title at least.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">The server's clock.</param>
    public static UseCase Begin(UseCaseId id, UseCaseAnswers answers, UseCaseAuthor by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(by);
        var begun = new UseCase
        {
            Id = id,
            State = UseCaseState.Draft,
            ProposedByName = by.PrintedName,
            ProposedAt = now,
        };
        begun._proposers = [.. by.People];
        begun.Apply(answers);
        begun.Revision = 1;
        return begun;
    }

    /// <summary>What was said, as one record.</summary>
    public UseCaseAnswers Answers() =>
        new(Title)
        {
            Purpose = Purpose,
            Benefit = Benefit,
            AffectedGroups = _affectedGroups,
            Vulnerable = Vulnerable,
            Data = _data,
            Sourcing = Sourcing,
            Supplier = Supplier,
            Product = Product,
            Hosting = Hosting,
            DecisionRole = DecisionRole,
            WishedStart = WishedStart,
            Owner = Owner,
            BusinessUnit = BusinessUnit,
            Screening = _screening,
        };

    /// <summary>The salted digest of answers.</summary>
    public static string DigestOf(UseCaseAnswers answers, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(salt);
        return Convert.ToHexStringLower(SHA256.HashData([.. salt, .. CanonicalJson.Serialize(answers.ToJson())]));
    }

    private void Apply(UseCaseAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        (Title, Purpose, Benefit, Vulnerable) = (answers.Title, answers.Purpose, answers.Benefit, answers.Vulnerable);
        (Sourcing, Supplier, Product, Hosting) = (answers.Sourcing, answers.Supplier, answers.Product, answers.Hosting);
        (DecisionRole, WishedStart) = (answers.DecisionRole, answers.WishedStart);
        (Owner, BusinessUnit) = (answers.Owner, answers.BusinessUnit);
        _affectedGroups = [.. answers.AffectedGroups];
        _data = [.. answers.Data.Distinct()];
        _screening = [.. answers.Screening];
        AnswersSalt = SaltedText.NewSalt();
        AnswersSha256 = DigestOf(Answers(), AnswersSalt);
    }

    private void Move(UseCaseState state)
    {
        State = state;
        Revision++;
    }
}
