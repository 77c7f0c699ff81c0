using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Domain.Compliance;

/// <summary>
/// The answers that classify a system, with who gave them, under one text of the law, and the signature of someone else. A signed one is
/// never changed: a new one takes its place.
/// </summary>
public sealed class Assessment : IAudited
{
    private List<StoredAnswer> _answers = [];
    private List<int> _authors = [];

    private Assessment() { }

    /// <summary>The readable id.</summary>
    public AssessmentId Id { get; private init; }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>Where it stands.</summary>
    public AssessmentState State { get; private set; }

    /// <summary>Id of the text of the law.</summary>
    public string Law { get; private set; } = "";

    /// <summary>Digest of the law data.</summary>
    public string LawSha256 { get; private set; } = "";

    /// <summary>When it was begun.</summary>
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string StartedBy { get; private init; } = "";

    /// <summary>The answers.</summary>
    public IReadOnlyList<StoredAnswer> Answers => _answers;

    /// <summary>Numbers of the people who answered: none of them signs.</summary>
    public IReadOnlyList<int> Authors => _authors;

    /// <summary>The day for which the result was worked out.</summary>
    public DateOnly? JudgedOn { get; private set; }

    /// <summary>The result as canonical JSON, since it was submitted.</summary>
    public string? ResultJson { get; private set; }

    /// <summary>The class named first, since it was submitted.</summary>
    public string? Headline { get; private set; }

    /// <summary>All classes, each between semicolons, so that a list can be searched for one: <c>;minimal;</c>.</summary>
    public string ClassList { get; private set; } = "";

    /// <summary>SHA-256 of answers, law and result: what is signed.</summary>
    public string? ResultSha256 { get; private set; }

    /// <summary>When it was handed in.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>Who signed.</summary>
    public UserId? SignedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? SignedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Why it was returned or re-opened.</summary>
    public string? ReviewReason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True while it is answered or waits for its signature.</summary>
    public bool IsLive => State is AssessmentState.Open or AssessmentState.Submitted;

    /// <summary>True while it is the one that counts, to be looked at again or not.</summary>
    public bool Counts => State is AssessmentState.Signed or AssessmentState.NeedsReview;

    /// <summary>The answers as the questionnaire takes them.</summary>
    public IReadOnlyDictionary<string, GivenAnswer> Given() =>
        _answers.ToDictionary(a => a.Question, a => a.Given(), StringComparer.Ordinal);

    /// <summary>Begins one, with the answers of an earlier one where there is one.</summary>
    public static Assessment Start(AssessmentId id, SystemId system, Law law, Assessment? earlier, string startedBy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(law);
        return new Assessment
        {
            Id = id,
            System = system,
            State = AssessmentState.Open,
            Law = law.Id,
            LawSha256 = law.Sha256,
            StartedAt = now,
            StartedBy = startedBy,
            _answers = [.. (earlier?._answers ?? []).Where(a => law.Questions.ContainsKey(a.Question))],
            _authors = [.. earlier?._authors ?? []],
            Revision = 1,
        };
    }

    /// <summary>Answers questions; null takes an answer away.</summary>
    /// <param name="law">The text in force.</param>
    /// <param name="given">Answers with their reasons, by question.</param>
    /// <param name="access">Who answers.</param>
    /// <param name="today">The day by which the route is followed.</param>
    /// <param name="now">The server's clock.</param>
    public Result<Classification> Answer(
        Law law,
        IReadOnlyDictionary<string, (GivenAnswer? Answer, string? Reason)> given,
        Access access,
        DateOnly today,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(access);
        if (State is not AssessmentState.Open)
        {
            return AssessmentRefusals.NotOpen;
        }

        var answers = _answers.Where(a => !given.ContainsKey(a.Question)).ToList();
        answers.AddRange(
            given
                .Where(g => g.Value.Answer is not null)
                .Select(g => new StoredAnswer(
                    g.Key,
                    [.. g.Value.Answer!.Values],
                    g.Value.Answer.IsList,
                    g.Value.Reason,
                    access.Actor.Id,
                    access.PrintedName,
                    now
                ))
        );
        var judged = Classifier.Evaluate(law, answers.ToDictionary(a => a.Question, a => a.Given(), StringComparer.Ordinal), today);
        if (!judged.IsDone)
        {
            return judged;
        }

        _answers = answers;
        _authors = [.. _authors.Union(access.People.Select(p => p.Number))];
        (Law, LawSha256) = (law.Id, law.Sha256);
        Revision++;
        return judged;
    }

    /// <summary>Hands it in for a signature.</summary>
    public Result<Classification> Submit(Law law, DateOnly today, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (State is not AssessmentState.Open)
        {
            return AssessmentRefusals.NotOpen;
        }

        var judged = Classifier.Evaluate(law, Given(), today);
        if (!judged.IsDone)
        {
            return judged;
        }

        if (judged.Value.Next is { } next)
        {
            return AssessmentRefusals.NotComplete(next);
        }

        (Law, LawSha256, JudgedOn, SubmittedAt, State, ReviewReason) = (law.Id, law.Sha256, today, now, AssessmentState.Submitted, null);
        (Headline, ClassList) = (judged.Value.Headline, string.Concat(judged.Value.Classes.Select(c => $";{c}")) + ";");
        var result = CanonicalJson.Serialize(ClassificationJson.Of(judged.Value));
        ResultJson = global::System.Text.Encoding.UTF8.GetString(result);
        ResultSha256 = Sha256Hex.Of(CanonicalJson.Serialize(Statement(result)));
        Revision++;
        return judged;
    }

    /// <summary>Signs it. The caller has checked the permission.</summary>
    /// <param name="law">The text in force.</param>
    /// <param name="access">Who signs.</param>
    /// <param name="resultSha256">What they saw.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Sign(Law law, Access access, string? resultSha256, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(access);
        if (access.Person is not { } person || access.People.Any(p => _authors.Contains(p.Number)))
        {
            return AssessmentRefusals.AuthorCannotSign;
        }

        if (State is not AssessmentState.Submitted)
        {
            return AssessmentRefusals.NotSubmitted;
        }

        if (law.Sha256 != LawSha256)
        {
            return AssessmentRefusals.OtherLaw;
        }

        if (resultSha256 != ResultSha256)
        {
            return AssessmentRefusals.ResultChanged;
        }

        var judged = Classifier.Evaluate(law, Given(), JudgedOn!.Value);
        if (judged.Refusal is { } refusal)
        {
            return refusal;
        }

        if (judged.Value.NeedsLegalReview)
        {
            return AssessmentRefusals.NeedsLegalReview;
        }

        (State, SignedBy, SignedByName, SignedAt) = (AssessmentState.Signed, person, access.PrintedName, now);
        Revision++;
        return null;
    }

    /// <summary>Whether it waits for this person's signature: those who answered it do not sign it.</summary>
    public bool IsAskedOf(UserId person) => State is AssessmentState.Submitted && !_authors.Contains(person.Number);

    /// <summary>Gives it back to its authors.</summary>
    public Refusal? Return(string? reason)
    {
        if (State is not AssessmentState.Submitted)
        {
            return AssessmentRefusals.NotSubmitted;
        }

        if (IsNoReason(reason))
        {
            return AssessmentRefusals.ReasonNeeded;
        }

        (State, ReviewReason) = (AssessmentState.Open, reason!.Trim());
        Revision++;
        return null;
    }

    /// <summary>Gives it up.</summary>
    public Refusal? Withdraw()
    {
        if (!IsLive)
        {
            return AssessmentRefusals.NotOpen;
        }

        State = AssessmentState.Withdrawn;
        Revision++;
        return null;
    }

    /// <summary>What a signed one rests on has changed: it has to be looked at again.</summary>
    /// <returns>False when there is nothing to re-open.</returns>
    public bool Reopen(string reason)
    {
        if (State is AssessmentState.Submitted)
        {
            (State, ReviewReason) = (AssessmentState.Open, reason);
        }
        else if (State is AssessmentState.Signed)
        {
            (State, ReviewReason) = (AssessmentState.NeedsReview, reason);
        }
        else
        {
            return false;
        }

        Revision++;
        return true;
    }

    /// <summary>
    /// The least risk class by which the models of the system are judged on a day. A prohibited practice counts as high-risk until the day
    /// its ban applies (Art. 113); a high-risk class counts from its signature on, before its duties do.
    /// </summary>
    /// <returns>Null while it does not count, and where its classes ask nothing of a model.</returns>
    public RiskClass? RiskClassOn(DateOnly day)
    {
        if (!Counts || ResultJson is null)
        {
            return null;
        }

        var classes = ClassList.Split(';', StringSplitOptions.RemoveEmptyEntries);
        return classes.Contains("prohibited", StringComparer.Ordinal)
            ? BannedOn(day)
                ? RiskClass.Prohibited
                : RiskClass.High
            : classes.Any(c => c.StartsWith("high_risk_", StringComparison.Ordinal))
                ? RiskClass.High
                : classes.Contains("transparency", StringComparer.Ordinal)
                    ? RiskClass.Limited
                    : classes.Contains("minimal", StringComparer.Ordinal)
                        ? RiskClass.Minimal
                        : null;
    }

    // A ban without a date is in force.
    private bool BannedOn(DateOnly day) =>
        (string?)JsonNode.Parse(ResultJson!)?["classDates"]?["prohibited"] is not { } from
        || day >= DateOnly.ParseExact(from, "yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A newer one is signed.</summary>
    public void Supersede()
    {
        State = AssessmentState.Superseded;
        Revision++;
    }

    /// <summary>True without words, with too many, or with what is no text: databases refuse NUL.</summary>
    internal static bool IsNoReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason)
        || reason.Trim().Length > 2_000
        || reason.Contains('\0', StringComparison.Ordinal)
        || !WholeText.IsWhole(reason);

    private JsonObject Statement(byte[] result) =>
        new()
        {
            ["assessment"] = Id.ToString(),
            ["system"] = System.ToString(),
            ["law"] = Law,
            ["lawSha256"] = LawSha256,
            ["judgedOn"] = JudgedOn!.Value.ToString("yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture),
            ["answers"] = new JsonObject(
                _answers
                    .OrderBy(a => a.Question, StringComparer.Ordinal)
                    .Select(a => KeyValuePair.Create(a.Question, (JsonNode?)new JsonArray([.. a.Values.Select(v => (JsonNode)v)])))
            ),
            ["resultSha256"] = Sha256Hex.Of(result),
        };
}
