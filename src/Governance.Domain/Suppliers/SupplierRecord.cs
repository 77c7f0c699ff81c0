using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;

namespace Governance.Domain.Suppliers;

/// <summary>
/// Something on record about a supplier: a due diligence, a certificate, an incident there, or a request to it. A due diligence counts once
/// someone else than who recorded it has confirmed it.
/// </summary>
public sealed class SupplierRecord : IAudited
{
    /// <summary>Longest title, examiner and number.</summary>
    public const int MaxText = 200;

    /// <summary>Longest place of a document.</summary>
    public const int MaxReference = 500;

    /// <summary>Longest note.</summary>
    public const int MaxNote = 4_000;

    private List<UserId> _recorders = [];

    private SupplierRecord() { }

    /// <summary>The readable id.</summary>
    public SupplierRecordId Id { get; private init; }

    /// <summary>Whom it is about.</summary>
    public SupplierId Supplier { get; private init; }

    /// <summary>What it is.</summary>
    public SupplierRecordKind Kind { get; private init; }

    /// <summary>What was examined, the name of the certificate, what happened, or what is asked.</summary>
    public string Title { get; private init; } = "";

    /// <summary>When.</summary>
    public DateOnly On { get; private init; }

    /// <summary>By when something is due, or the last day of a certificate.</summary>
    public DateOnly? DueOn { get; private init; }

    /// <summary>What a due diligence came to.</summary>
    public DiligenceResult? Result { get; private init; }

    /// <summary>Who examined or issued it.</summary>
    public string? By { get; private init; }

    /// <summary>Number of a certificate.</summary>
    public string? Number { get; private init; }

    /// <summary>What a request rests on.</summary>
    public string? Provision { get; private init; }

    /// <summary>Where the document is; for an answered request that of the answer.</summary>
    public string? Reference { get; private set; }

    /// <summary>SHA-256 of that document.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Conditions, or what was done about an incident.</summary>
    public string? Note { get; private init; }

    /// <summary>The organisation's own incident.</summary>
    public IncidentId? Incident { get; private init; }

    /// <summary>Where it is.</summary>
    public SupplierRecordState State { get; private set; }

    /// <summary>Who recorded it, as the log names them.</summary>
    public string RecordedBy { get; private init; } = "";

    /// <summary>Everyone behind that; none of them confirms it.</summary>
    public IReadOnlyList<UserId> Recorders => _recorders;

    /// <summary>Their printed name at the time.</summary>
    public string RecordedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>Who confirmed it.</summary>
    public UserId? ConfirmedBy { get; private set; }

    /// <summary>Who confirmed, answered or withdrew it last, by name.</summary>
    public string? ClosedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The day of the supplier's answer.</summary>
    public DateOnly? AnsweredOn { get; private set; }

    /// <summary>Why it was withdrawn.</summary>
    public SaltedText? WithdrawReason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True for what counts: a due diligence once confirmed, everything else until it is withdrawn.</summary>
    public bool Counts =>
        Kind is SupplierRecordKind.DueDiligence ? State is SupplierRecordState.Confirmed : State is not SupplierRecordState.Withdrawn;

    /// <summary>Records it.</summary>
    public static Result<SupplierRecord> Record(
        SupplierRecordId id,
        SupplierId supplier,
        SupplierRecordFacts facts,
        Access by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(by);
        return facts.Refuses(now.Day()) is { } refusal
            ? refusal
            : new SupplierRecord
            {
                Id = id,
                Supplier = supplier,
                Kind = facts.Kind,
                Title = facts.Title,
                On = facts.On,
                DueOn = facts.DueOn,
                Result = facts.Result,
                By = facts.By,
                Number = facts.Number,
                Provision = facts.Provision,
                Reference = facts.Reference,
                Sha256 = facts.Sha256,
                Note = facts.Note,
                Incident = facts.Incident,
                RecordedBy = by.Actor.Id,
                _recorders = [.. by.People],
                RecordedByName = by.PrintedName,
                RecordedAt = now,
            };
    }

    /// <summary>True when this person is asked to confirm it.</summary>
    public bool IsConfirmationAskedOf(UserId person) =>
        Kind is SupplierRecordKind.DueDiligence && State is SupplierRecordState.Recorded && !_recorders.Contains(person);

    /// <summary>Confirms a due diligence: someone else than who recorded it.</summary>
    public Refusal? Confirm((UserId Id, string PrintedName) by, DateTimeOffset now)
    {
        if (Kind is not SupplierRecordKind.DueDiligence || State is not SupplierRecordState.Recorded)
        {
            return SupplierRefusals.NotWaiting(Id);
        }

        if (!IsConfirmationAskedOf(by.Id))
        {
            return SupplierRefusals.ConfirmsOwnRecord;
        }

        (State, ConfirmedBy, ClosedByName, ClosedAt) = (SupplierRecordState.Confirmed, by.Id, by.PrintedName, now);
        Revision++;
        return null;
    }

    /// <summary>Records the supplier's answer to a request.</summary>
    public Refusal? Answer(DateOnly on, (string? Reference, string? Sha256) document, string byName, DateTimeOffset now)
    {
        if (Kind is not SupplierRecordKind.Request || State is not SupplierRecordState.Recorded)
        {
            return SupplierRefusals.NotWaiting(Id);
        }

        if (on < On || on > now.Day())
        {
            return SupplierRefusals.AnswerNotValid;
        }

        (State, AnsweredOn, ClosedByName, ClosedAt) = (SupplierRecordState.Answered, on, byName, now);
        (Reference, Sha256) = (document.Reference ?? Reference, document.Reference is null ? Sha256 : document.Sha256);
        Revision++;
        return null;
    }

    /// <summary>Withdraws it, with a reason: it counts no longer and stays on record.</summary>
    public Refusal? Withdraw(string? reason, string byName, DateTimeOffset now)
    {
        if (State is SupplierRecordState.Withdrawn)
        {
            return SupplierRefusals.NotWaiting(Id);
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength)
        {
            return SupplierRefusals.ReasonMissing;
        }

        (State, ClosedByName, ClosedAt) = (SupplierRecordState.Withdrawn, byName, now);
        WithdrawReason = SaltedText.Of(reason.Trim());
        Revision++;
        return null;
    }
}
