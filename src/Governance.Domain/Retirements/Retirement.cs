using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Retirements;

/// <summary>What someone says when they plan a retirement. The caller has checked that what it names is there.</summary>
/// <param name="Kind">What retires.</param>
/// <param name="Subject">Its name: a model, <c>model@version</c>, or the id of a system.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Owner">Who owns the retirement.</param>
/// <param name="PlannedAt">When it is to be over.</param>
/// <param name="Successor">What takes its place; null for nothing.</param>
/// <param name="Versions">The versions that retire with it.</param>
public sealed record RetirementPlan(
    RetirementKind Kind,
    string Subject,
    string Title,
    string? Reason,
    UserId Owner,
    DateTimeOffset PlannedAt,
    string? Successor,
    IReadOnlyList<(string Model, string Version)> Versions
)
{
    /// <summary>The promotion the plan was made with, where someone asked for retirement without planning it.</summary>
    public string? Promotion { get; init; }
}

/// <summary>
/// Something is taken out of use for good: what rests on it is decided upon, tasks are done, its traffic stops, keys end, its data is
/// disposed of, and a closing statement over all of that is what the owner signs with the promotion to retired.
/// </summary>
public sealed partial class Retirement : IAudited
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxTitle = 200;

    /// <summary>Longest words, in characters.</summary>
    public const int MaxText = 2_000;

    /// <summary>Most tasks, decisions, keys or pieces of data.</summary>
    public const int MaxParts = 500;

    private readonly List<RetirementVersion> _versions = [];
    private List<RetirementTask> _tasks = [];
    private List<DependantDecision> _decisions = [];
    private List<SettledKey> _keys = [];
    private List<Disposition> _dispositions = [];

    private Retirement() { }

    /// <summary>The readable id.</summary>
    public RetirementId Id { get; private init; }

    /// <summary>What retires.</summary>
    public RetirementKind Kind { get; private init; }

    /// <summary>Its name: a model, <c>model@version</c>, or the id of a system.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>What people call it.</summary>
    public string Title { get; private init; } = "";

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who owns the retirement.</summary>
    public UserId Owner { get; private set; }

    /// <summary>When it is to be over.</summary>
    public DateTimeOffset PlannedAt { get; private set; }

    /// <summary>What takes its place; null for nothing.</summary>
    public string? Successor { get; private set; }

    /// <summary>The promotion it was made with, where no one planned it before.</summary>
    public string? MadeWith { get; private init; }

    /// <summary>Where it stands.</summary>
    public RetirementState State { get; private set; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string OpenedBy { get; private init; } = "";

    /// <summary>The template its tasks come from, with its version.</summary>
    public string Template { get; private init; } = "";

    /// <summary>SHA-256 of what was planned at first: what the bundle of a request names before there is a closing statement.</summary>
    public string OpeningSha256 { get; private init; } = "";

    /// <summary>When its traffic was stopped: permits ended and its gate shut.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>Who stopped it: the printed name.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>When it was confirmed that nothing reaches it.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>How that is known.</summary>
    public TrafficProof? ConfirmedHow { get; private set; }

    /// <summary>What or who says so.</summary>
    public string? ConfirmedBy { get; private set; }

    /// <summary>What shows it.</summary>
    public string? ConfirmedEvidence { get; private set; }

    /// <summary>From when its records are kept.</summary>
    public DateTimeOffset? RetentionFrom { get; private set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? RetentionUntil { get; private set; }

    /// <summary>On what ground.</summary>
    public string? RetentionBasis { get; private set; }

    /// <summary>The closing statement, exact canonical bytes; null while there is none.</summary>
    public byte[]? Statement { get; private set; }

    /// <summary>Its SHA-256.</summary>
    public string? StatementSha256 { get; private set; }

    /// <summary>When it was closed or called off.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Two writers collide on it; the number of its newest entry.</summary>
    public int Revision { get; private set; }

    /// <summary>The versions that retire.</summary>
    public IReadOnlyList<RetirementVersion> Versions => _versions;

    /// <summary>Its tasks.</summary>
    public IReadOnlyList<RetirementTask> Tasks => _tasks;

    /// <summary>What was decided about dependants, the newest last.</summary>
    public IReadOnlyList<DependantDecision> Decisions => _decisions;

    /// <summary>What was decided about keys.</summary>
    public IReadOnlyList<SettledKey> Keys => _keys;

    /// <summary>What becomes of its data.</summary>
    public IReadOnlyList<Disposition> Dispositions => _dispositions;

    /// <summary>True until it is closed or called off.</summary>
    public bool IsLive => State is RetirementState.UnderWay or RetirementState.ToSign;

    /// <summary>
    /// The digest that bundles of its promotions name: of the closing statement, or of what was planned while there is none.
    /// </summary>
    public string BundledSha256 => State is RetirementState.UnderWay ? OpeningSha256 : StatementSha256 ?? OpeningSha256;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Plans one.</summary>
    public static Result<Retirement> Open(
        RetirementId id,
        RetirementPlan plan,
        RetirementTemplate template,
        IReadOnlyCollection<string> facts,
        string openedBy,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(template);
        if (plan.Versions.Count == 0)
        {
            return RetirementRefusals.NothingToRetire;
        }

        if (plan.Versions.Count > MaxParts)
        {
            return RetirementRefusals.TooMany("versions", MaxParts);
        }

        if (RefusesWords(plan.Reason, "reason") is { } wordless)
        {
            return wordless;
        }

        if (plan.PlannedAt < now.AddMinutes(-5) || plan.PlannedAt > now.AddYears(20))
        {
            return RetirementRefusals.PlannedInThePast;
        }

        var reason = SaltedText.Of(plan.Reason!.Trim());
        var retirement = new Retirement
        {
            Id = id,
            Kind = plan.Kind,
            Subject = plan.Subject,
            Title = WholeText.Beginning(plan.Title, MaxTitle),
            Reason = reason,
            Owner = plan.Owner,
            PlannedAt = plan.PlannedAt.ToUniversalTime(),
            Successor = plan.Successor,
            MadeWith = plan.Promotion,
            State = RetirementState.UnderWay,
            OpenedAt = now,
            OpenedBy = openedBy,
            Template = template.Name,
            OpeningSha256 = Sha256Hex.Of(
                CanonicalJson.Serialize(
                    new JsonObject
                    {
                        ["schema"] = "governance.retirement-plan/v1",
                        ["id"] = id.ToString(),
                        ["kind"] = WireName.Of(plan.Kind),
                        ["subject"] = plan.Subject,
                        ["reasonSha256"] = reason.Sha256,
                        ["plannedAt"] = CanonicalJson.Time(plan.PlannedAt),
                        ["successor"] = plan.Successor,
                    }
                )
            ),
            Revision = 1,
        };
        retirement._versions.AddRange(plan.Versions.Select(v => RetirementVersion.Of(id, v.Model, v.Version, null)));
        retirement._tasks =
        [
            .. template
                .For(facts)
                .Select(
                    (t, i) =>
                        new RetirementTask
                        {
                            Number = i + 1,
                            Key = t.Id,
                            Title = t.Title,
                            What = t.What,
                            Owner = plan.Owner,
                            // What was to be done before it was planned is due at once, not in the past.
                            DueAt = Latest(plan.PlannedAt.ToUniversalTime().AddDays(-t.DaysBefore), now.AddDays(1)),
                            NeedsEvidence = t.NeedsEvidence,
                        }
                ),
        ];
        return retirement;
    }

    /// <summary>
    /// Changes who owns it, when it is planned for, and what takes its place. Tasks that are open and were due with the plan move with it.
    /// </summary>
    public Refusal? Change(UserId owner, DateTimeOffset plannedAt, string? successor, DateTimeOffset now)
    {
        if (RefusesChange() is { } refusal)
        {
            return refusal;
        }

        if (plannedAt != PlannedAt && (plannedAt < now || plannedAt > now.AddYears(20)))
        {
            return RetirementRefusals.PlannedInThePast;
        }

        var moved = plannedAt.ToUniversalTime() - PlannedAt;
        (Owner, PlannedAt, Successor) = (owner, plannedAt.ToUniversalTime(), successor);
        _tasks = [.. _tasks.Select(t => t.DoneAt is null ? t with { DueAt = Latest(t.DueAt + moved, now) } : t)];
        Revision++;
        return null;
    }

    /// <summary>
    /// Whether someone may call it off, or put it off: a plan of the second line is the second line's to call off, any other that of those
    /// who answer for what retires.
    /// </summary>
    /// <param name="isOfSecondLine">Whether someone of the second line planned it, and no one who answers for what retires.</param>
    /// <param name="isIndependent">
    /// Whether it is someone of the second line, signed in, who answers for none of the models and registered none.
    /// </param>
    public static Refusal? RefusesToLetGo(bool isOfSecondLine, bool isIndependent) =>
        isOfSecondLine && !isIndependent ? RetirementRefusals.SecondLineCancels : null;

    /// <summary>It is called off: its gate opens again.</summary>
    public Refusal? Cancel(string? reason, DateTimeOffset now)
    {
        if (!IsLive)
        {
            return RetirementRefusals.Over(State);
        }

        if (RefusesWords(reason, "reason") is { } wordless)
        {
            return wordless;
        }

        if (_versions.Exists(v => v.RetiredAt is not null))
        {
            return RetirementRefusals.CannotCancel;
        }

        _versions.ForEach(v => v.LetGo());
        (State, ClosedAt) = (RetirementState.Cancelled, now);
        Revision++;
        return null;
    }

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static Refusal? RefusesWords(string? text, string field) =>
        string.IsNullOrWhiteSpace(text) || text.Trim().Length > MaxText ? RetirementRefusals.WordsMissing(field) : null;

    private Refusal? RefusesChange() =>
        !IsLive ? RetirementRefusals.Over(State)
        : State is RetirementState.ToSign ? RetirementRefusals.BeingSigned
        : null;

    /// <summary>Reads what shows something: a record of the portal, or a name and a digest. Null when it is neither.</summary>
    public static string? ReadEvidence(string? text)
    {
        var parts = (text ?? "").Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [var id] when RecordId().IsMatch(id) => id.ToUpperInvariant(),
            [.. var name, var digest] when name.Length > 0 && Sha256Hex.IsValid(digest) && string.Join(' ', name).Length <= MaxTitle =>
                $"{string.Join(' ', name)} {digest}",
            _ => null,
        };
    }

    [GeneratedRegex("^[A-Za-z]{2,5}-[0-9]{4,10}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RecordId();
}
