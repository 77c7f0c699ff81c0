using System.Text.Json.Serialization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>A supplier as lists and its page show it.</summary>
/// <param name="Id">Readable id.</param>
/// <param name="Supplier">Details of the supplier, in the form of a change.</param>
/// <param name="OwnerName">Name of the person who manages the supplier.</param>
/// <param name="Gaps">What is missing or late.</param>
/// <param name="Due">What falls due, the earliest first.</param>
/// <param name="Parts">What depends on the supplier.</param>
public sealed record SupplierView(
    SupplierId Id,
    SupplierBody Supplier,
    string OwnerName,
    IReadOnlyList<SupplierGap> Gaps,
    IReadOnlyList<SupplierDue> Due,
    IReadOnlyList<SupplierPart> Parts
)
{
    /// <summary>The same, typed.</summary>
    [JsonIgnore]
    public SupplierFacts Facts { get; init; } = null!;

    /// <summary>For the entity tag.</summary>
    [JsonIgnore]
    public int Revision { get; init; }

    internal static SupplierView Of(
        Supplier supplier,
        IReadOnlyList<SupplierRecord> records,
        IReadOnlyList<SupplierPart> parts,
        Person? owner,
        DateOnly today
    ) =>
        new(
            supplier.Id,
            Body(supplier.Facts, owner?.Email),
            owner?.Name ?? "",
            SupplierRule.Gaps(supplier, records, today),
            SupplierRule.Due(supplier, records, today),
            parts
        )
        {
            Facts = supplier.Facts,
            Revision = supplier.Revision,
        };

    private static SupplierBody Body(SupplierFacts facts, string? owner) =>
        new(
            facts.Name,
            [.. facts.Supplies.Select(WireName.Of)],
            owner,
            facts.OtherNames,
            facts.Contact,
            facts.Contract,
            facts.ContractFrom,
            facts.ContractUntil,
            facts.NoticeDays,
            facts.IsCritical,
            facts.Function,
            facts.ExitPlan,
            facts.ExitTestedOn,
            facts.EndedOn
        );
}

/// <summary>Something that depends on a supplier.</summary>
/// <param name="System">Id of the AI system; null for an agent.</param>
/// <param name="Name">Name of the system or agent.</param>
/// <param name="Part">The part or model; the system itself where the supplier provides all of it.</param>
/// <param name="Version">Its version.</param>
public sealed record SupplierPart(string? System, string Name, string? Part, string? Version)
{
    /// <summary>The supplier as it is named there.</summary>
    [JsonIgnore]
    public string Written { get; init; } = "";
}

/// <summary>A record about a supplier.</summary>
/// <param name="Id">Readable id.</param>
/// <param name="Supplier">The supplier that the record is about.</param>
/// <param name="Record">What was recorded; once a request is answered, its document is the answer.</param>
/// <param name="State">State of the record.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="ClosedBy">Who last confirmed, answered or withdrew it.</param>
/// <param name="ClosedAt">When that was.</param>
/// <param name="AnsweredOn">The day of the supplier's answer.</param>
/// <param name="WithdrawReason">Why it was withdrawn; null once erased.</param>
public sealed record SupplierRecordView(
    SupplierRecordId Id,
    SupplierId Supplier,
    SupplierRecordBody Record,
    SupplierRecordState State,
    string RecordedBy,
    DateTimeOffset RecordedAt,
    string? ClosedBy,
    DateTimeOffset? ClosedAt,
    DateOnly? AnsweredOn,
    string? WithdrawReason
)
{
    private SupplierRecord _record = null!;

    internal SupplierRecord Row => _record;

    // The action decides; this hides a button that would be refused.
    internal bool AwaitsOf(UserId? person) => person is { } one && _record.IsConfirmationAskedOf(one);

    internal bool IsOpenRequest => _record.Kind is SupplierRecordKind.Request && State is SupplierRecordState.Recorded;

    internal static SupplierRecordView Of(SupplierRecord record) =>
        new(
            record.Id,
            record.Supplier,
            new SupplierRecordBody(
                WireName.Of(record.Kind),
                record.Title,
                record.On,
                record.DueOn,
                record.Result is { } result ? WireName.Of(result) : null,
                record.By,
                record.Number,
                record.Provision,
                record.Reference,
                record.Sha256,
                record.Note,
                record.Incident?.ToString()
            ),
            record.State,
            record.RecordedByName,
            record.RecordedAt,
            record.ClosedByName,
            record.ClosedAt,
            record.AnsweredOn,
            record.WithdrawReason?.Text
        )
        {
            _record = record,
        };
}
