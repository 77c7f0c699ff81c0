using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Explanations;

/// <summary>The decision that a request is about, as the log of decisions holds it.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Id">The sender's id.</param>
/// <param name="At">When it was made.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's name.</param>
public sealed record ExplainedDecision(long Number, string Id, DateTimeOffset At, string Model, string Version);

/// <summary>
/// Someone affected by a decision asks for its explanation (Art. 86 of Regulation (EU) 2024/1689). One person writes it, another reviews
/// it, and nothing is sent that was not reviewed.
/// </summary>
public sealed partial class ExplanationRequest : IAudited
{
    /// <summary>Longest reference to a person.</summary>
    public const int MaxPerson = 200;

    /// <summary>Most days between receipt and answer: a month and an extension of two, as Art. 12(3) of the GDPR has it.</summary>
    public const int MaxDays = 92;

    private List<UserId> _authors = [];

    private ExplanationRequest() { }

    /// <summary>Languages that explanations are written in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de"];

    /// <summary>The readable id.</summary>
    public ExplanationRequestId Id { get; private init; }

    /// <summary>The model that decided or helped to.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Place of the decision.</summary>
    public long Decision { get; private init; }

    /// <summary>The sender's id of the decision.</summary>
    public string DecisionId { get; private init; } = "";

    /// <summary>When the decision was made.</summary>
    public DateTimeOffset DecisionTime { get; private init; }

    /// <summary>Under which reference the organisation knows the person. Erased on demand; the log holds its salted digest alone.</summary>
    public SaltedText Person { get; private set; } = SaltedText.Of("");

    /// <summary>When the request arrived.</summary>
    public DateTimeOffset ReceivedAt { get; private init; }

    /// <summary>When the answer is due, by the organisation's own rule: Art. 86 names no number of days.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>Language of the answer.</summary>
    public string Language { get; private set; } = "en";

    /// <summary>Where it stands.</summary>
    public ExplanationState State { get; private set; }

    /// <summary>Who recorded it, as the log writes an actor.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string RecordedByName { get; private init; } = "";

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>The explanation.</summary>
    public SaltedText? Text { get; private set; }

    /// <summary>Digest of the recorded facts that it was last made from.</summary>
    public string? FactsSha256 { get; private set; }

    /// <summary>Everyone who wrote on it: none of them reviews it.</summary>
    public IReadOnlyList<UserId> Authors => _authors;

    /// <summary>Printed name of the person who wrote last.</summary>
    public string? DraftedByName { get; private set; }

    /// <summary>When it was last written.</summary>
    public DateTimeOffset? DraftedAt { get; private set; }

    /// <summary>Why the reviewer returned it; null once it is written again.</summary>
    public SaltedText? Returned { get; private set; }

    /// <summary>The reviewer.</summary>
    public UserId? ReviewedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? ReviewedByName { get; private set; }

    /// <summary>When it was reviewed.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    /// <summary>How the answer went out.</summary>
    public AnswerChannel? Via { get; private set; }

    /// <summary>The report that was sent, where the letter was made here.</summary>
    public Reports.ReportId? Letter { get; private set; }

    /// <summary>Why no explanation is owed.</summary>
    public DeclineGround? Ground { get; private set; }

    /// <summary>The same in words.</summary>
    public SaltedText? Declined { get; private set; }

    /// <summary>Printed name of the person who answered, declined or recorded the withdrawal.</summary>
    public string? ClosedByName { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When the person's data was erased.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True while someone has to act.</summary>
    public bool IsOpen => State is ExplanationState.Received or ExplanationState.Drafted or ExplanationState.Reviewed;

    /// <summary>Records a request.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="decision">What it is about.</param>
    /// <param name="person">Under which reference the organisation knows the person.</param>
    /// <param name="received">When it arrived.</param>
    /// <param name="due">When the answer is due.</param>
    /// <param name="language">Language of the answer.</param>
    /// <param name="by">Who records it, as the log writes an actor, with their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ExplanationRequest> Receive(
        ExplanationRequestId id,
        ExplainedDecision decision,
        string? person,
        DateTimeOffset received,
        DateTimeOffset due,
        string? language,
        (string Actor, string PrintedName) by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(decision);
        return string.IsNullOrWhiteSpace(person) || person.Length > MaxPerson ? ExplanationRefusals.PersonMissing
            : received > now || received < decision.At ? ExplanationRefusals.ReceivedNotValid
            : due <= received || due > received.AddDays(MaxDays) ? ExplanationRefusals.DueNotValid
            : language is null || !Languages.Contains(language, StringComparer.Ordinal) ? ExplanationRefusals.LanguageUnknown
            : new ExplanationRequest
            {
                Id = id,
                Model = decision.Model,
                Version = decision.Version,
                Decision = decision.Number,
                DecisionId = decision.Id,
                DecisionTime = decision.At,
                Person = SaltedText.Of(person.Trim()),
                ReceivedAt = received,
                DueAt = due,
                Language = language,
                State = ExplanationState.Received,
                RecordedBy = by.Actor,
                RecordedByName = by.PrintedName,
                RecordedAt = now,
                Revision = 1,
            };
    }

    /// <summary>True while an answer is owed and its day has passed.</summary>
    public bool IsOverdue(DateTimeOffset now) => IsOpen && DueAt <= now;
}
